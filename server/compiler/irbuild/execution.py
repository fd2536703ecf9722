"""Carries out the IR of an initialiser when its package is compiled, to make data of what it computes.

    var Default = &Client{Timeout: 5 * second, Log: newLog("x")}        what is inlined is carried out, too

What only the running program can know ends it: a call, the content of a variable that code may have changed, a check
that does not pass, a loop that takes too long. Then the initialiser stays code, and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from server.compiler.ir.evaluate import Known, Mark, evaluate
from server.compiler.ir.func import Block, Callee, Descriptor, Exit, FuncValue, Itab, Value, Variable
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ir.types import pointee
from server.compiler.irbuild.staticmemory import Cell, Object, Ref, Scalar, Shapes, Slot, Unknown, load, store
from server.compiler.types.constant import ComplexValue
from server.compiler.types.identical import identical
from server.compiler.types.model import Pointer, Signature, Struct, Type, unalias, underlying

_PATIENCE: Final = 200_000  # operations
_REFLECT: Final = "reflect."
_LOOKS_UP: Final = (".Method", ".MethodByName")


class Execution:
    """One run of IR."""

    def __init__(self, shapes: Shapes, variable: Callable[[str], Object], look_into: Callable[[Object], None]) -> None:
        self.shapes = shapes
        self.variable = variable  # of package level, by symbol
        self.look_into = look_into  # called before an object is read
        self.values: dict[Value, tuple[Scalar, ...]] = {}
        self._steps = 0

    def run(self, first: Block, last: Block) -> None:
        """Carry out from one block to another. Raises Unknown."""
        block = first
        while True:
            for value in block.values:
                self._carry_out(value)
            if block is last:
                return
            if block.exit is Exit.JUMP:
                block = block.succs[0]
            elif block.exit is Exit.IF:
                block = block.succs[0 if self._scalar(block.controls[0]) is True else 1]
            else:
                raise Unknown

    def slots(self, value: Value) -> tuple[Slot, ...]:
        """The scalars of a value."""
        assert value.type is not None
        return self.shapes.slots(value.type)

    def operand(self, value: Value) -> tuple[Scalar, ...]:
        """What an operand is. Raises Unknown for one of a block that was not carried out."""
        found = self.values.get(value)
        if found is None:
            if value.op is not Op.LOCAL:
                raise Unknown
            found = self.values[value] = _make_object(self, value)  # one that the entry of the function makes
        return found

    def _scalar(self, value: Value) -> Scalar:
        only, *more = self.operand(value)
        assert not more
        return only

    def address(self, value: Value) -> Ref:
        """An operand that is an address."""
        found = self._scalar(value)
        if not isinstance(found, Ref):
            raise Unknown
        return found

    def number(self, value: Value) -> int:
        """An operand that is an integer."""
        found = self._scalar(value)
        if not isinstance(found, int):
            raise Unknown
        return found

    def _carry_out(self, value: Value) -> None:
        self._steps += 1
        if self._steps > _PATIENCE:
            raise Unknown
        rule = _RULES.get(value.op)
        result = rule(self, value) if rule is not None else self.compute(value)
        if value.type is not None:
            self.values[value] = result

    def compute(self, value: Value) -> tuple[Scalar, ...]:
        """An operation on constants."""
        state: dict[Value, Known] = {}
        for arg in value.args:
            operand = self._scalar(arg) if len(self.operand(arg)) == 1 else None
            if not isinstance(operand, bool | int | Fraction | bytes | ComplexValue):
                raise Unknown
            state[arg] = operand
        known = evaluate(value, state)
        if known is None or isinstance(known, Mark):
            raise Unknown
        return (known,)


def _constant(run: Execution, value: Value) -> tuple[Scalar, ...]:
    aux, (slot,) = value.aux, run.slots(value)
    if not isinstance(aux, bool | int | Fraction | bytes | ComplexValue) or slot.zero is None:
        raise Unknown
    return (aux,)


def _zero(run: Execution, value: Value) -> tuple[Scalar, ...]:
    return tuple(slot.zero for slot in run.slots(value))


def _global(run: Execution, value: Value) -> tuple[Scalar, ...]:
    assert isinstance(value.aux, str)
    return (Ref(run.variable(value.aux)),)


def _func(run: Execution, value: Value) -> tuple[Scalar, ...]:
    del run
    signature = underlying(_type_of(value))
    assert isinstance(value.aux, str)
    assert isinstance(signature, Signature)
    if value.aux.startswith(_REFLECT) and value.aux.endswith(_LOOKS_UP):
        raise Unknown  # the linker must hear of it, and data says nothing
    return (FuncValue(value.aux, signature),)


def _symbolic(run: Execution, value: Value) -> tuple[Scalar, ...]:
    """The address of code, of a descriptor, of an itab."""
    del run
    aux = value.aux
    if isinstance(aux, Callee | Itab):
        return (aux,)
    assert value.op is Op.TYPE_ADDR
    assert isinstance(aux, Type)
    return (Descriptor(aux),)


def _make_object(run: Execution, value: Value) -> tuple[Scalar, ...]:
    del run
    assert isinstance(value.aux, Variable)
    return (Ref(Object(pointee(value.type), lasts=value.op is Op.NEW)),)


def _load(run: Execution, value: Value) -> tuple[Scalar, ...]:
    address = run.address(value.args[0])
    run.look_into(address.object)
    return load(address, run.slots(value))


def _store(run: Execution, value: Value) -> tuple[Scalar, ...]:
    store(run.address(value.args[0]), run.slots(value.args[1]), run.operand(value.args[1]))
    return ()


def _field_addr(run: Execution, value: Value) -> tuple[Scalar, ...]:
    struct = underlying(pointee(value.args[0].type))
    assert isinstance(struct, Struct)
    assert isinstance(value.aux, int)
    offset = run.shapes.sizes.offsets(struct.fields)[value.aux]
    what, name = run.operand(value.args[0])[0], struct.fields[value.aux].name
    if isinstance(what, Ref):
        return (Ref(what.object, what.offset + offset),)
    if isinstance(what, Descriptor) and isinstance(unalias(what.type), Pointer) and name == "Elem":
        return (_one_word(run, offset, pointee(what.type)),)  # of abi.PtrType, which reflect.TypeFor reads
    if isinstance(what, Itab) and name == "typ":
        return (_one_word(run, offset, what.concrete),)
    raise Unknown


def _one_word(run: Execution, offset: int, typ: Type) -> Ref:
    """The address of a word that points to a type's descriptor, in something else that is only read."""
    cells = {offset: Cell(run.shapes.sizes.word, Descriptor(typ))}
    return Ref(Object(None, writable=False, partial=True, cells=cells), offset)


def _index_addr(run: Execution, value: Value) -> tuple[Scalar, ...]:
    address, step = run.address(value.args[0]), run.shapes.sizes.size_of(pointee(value.type))
    return (Ref(address.object, address.offset + step * run.number(value.args[1])),)


def _nil_check(run: Execution, value: Value) -> tuple[Scalar, ...]:
    if run.operand(value.args[0])[0] is None:
        raise Unknown
    return ()


def _bounds_check(run: Execution, value: Value) -> tuple[Scalar, ...]:
    low, high = run.number(value.args[0]), run.number(value.args[1])
    if value.aux is BoundsKind.CONVERT:
        low, high = high, low
    if not 0 <= low < high + (value.aux is not BoundsKind.INDEX):
        raise Unknown
    return ()


def _number_check(run: Execution, value: Value) -> tuple[Scalar, ...]:
    number = run.number(value.args[0])
    if number == 0 if value.op is Op.DIV_CHECK else number < 0:
        raise Unknown
    return ()


def _joined(run: Execution, value: Value) -> tuple[Scalar, ...]:
    """A value made of others, one behind the other."""
    return tuple(scalar for arg in value.args for scalar in run.operand(arg))


def _field(run: Execution, value: Value) -> tuple[Scalar, ...]:
    struct = underlying(_type_of(value.args[0]))
    assert isinstance(struct, Struct)
    assert isinstance(value.aux, int)
    types = [var.type for var in struct.fields[: value.aux] if var.type is not None]
    first = sum(len(run.shapes.slots(typ)) for typ in types)
    return run.operand(value.args[0])[first : first + len(run.slots(value))]


def _word(run: Execution, value: Value) -> tuple[Scalar, ...]:
    """A word of a slice or interface."""
    return (run.operand(value.args[0])[_WORDS[value.op]],)


def _change_type(run: Execution, value: Value) -> tuple[Scalar, ...]:
    old, new = run.slots(value.args[0]), run.slots(value)
    if len(old) != len(new):
        raise Unknown
    rows = zip(old, new, run.operand(value.args[0]), strict=True)
    return tuple(_as_other(before, after, content) for before, after, content in rows)


def _as_other(before: Slot, after: Slot, content: Scalar) -> Scalar:
    """A scalar of a type as one of another type; an address stays one as a uintptr."""
    if (before.offset, before.size) != (after.offset, after.size):
        raise Unknown
    if content == before.zero:
        return after.zero
    if type(before.zero) is not type(after.zero) and isinstance(content, int):
        raise Unknown
    return content


def _xor(run: Execution, value: Value) -> tuple[Scalar, ...]:
    """`x ^ 0` is how the standard library hides from the escape analysis where an address comes from."""
    left, right = (run.operand(arg) for arg in value.args)
    return left if right == (0,) else run.compute(value)


def _equality(run: Execution, value: Value) -> tuple[Scalar, ...]:
    left, right = (run.operand(arg) for arg in value.args)
    if len(left) == 1 and None in (left[0], right[0]):
        same = left[0] is None and right[0] is None  # nothing else is nil
        return (same if value.op is Op.EQ else not same,)
    if len(left) == 1 and isinstance(left[0], Descriptor) and isinstance(right[0], Descriptor):
        return (identical(left[0].type, right[0].type) is (value.op is Op.EQ),)
    return run.compute(value)


def _type_of(value: Value) -> Type:
    assert value.type is not None
    return value.type


_WORDS: Final = {Op.SLICE_PTR: 0, Op.SLICE_LEN: 1, Op.SLICE_CAP: 2, Op.IFACE_TAB: 0, Op.IFACE_DATA: 1}
_RULES: Final[dict[Op, Callable[[Execution, Value], tuple[Scalar, ...]]]] = {
    Op.CONST: _constant,
    Op.ZERO: _zero,
    Op.GLOBAL: _global,
    Op.FUNC: _func,
    **dict.fromkeys((Op.CODE, Op.TYPE_ADDR, Op.ITAB), _symbolic),
    **dict.fromkeys((Op.LOCAL, Op.NEW), _make_object),
    Op.LOAD: _load,
    Op.STORE: _store,
    Op.FIELD_ADDR: _field_addr,
    Op.INDEX_ADDR: _index_addr,
    Op.NIL_CHECK: _nil_check,
    Op.BOUNDS_CHECK: _bounds_check,
    **dict.fromkeys((Op.DIV_CHECK, Op.SHIFT_CHECK), _number_check),
    **dict.fromkeys((Op.SLICE_MAKE, Op.STRUCT_MAKE, Op.ARRAY_MAKE, Op.IFACE_MAKE), _joined),
    Op.FIELD: _field,
    **dict.fromkeys(_WORDS, _word),
    Op.CHANGE_TYPE: _change_type,
    **dict.fromkeys((Op.EQ, Op.NE), _equality),
    Op.XOR: _xor,
}
