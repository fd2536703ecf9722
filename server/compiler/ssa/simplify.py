"""Algebraic identities, parts of aggregates that were just made, PHIs with one operand.

    t2 = add t1, 0 int               t1
    t3 = slicelen (slicemake p l c)  =>  l
    t4 = phi [b0: t1, b1: t1]        t1
    t5 = not (lt x y)                ge x y      (integers)

Algorithm: one walk in reverse postorder that replaces operands as it goes; repeated until nothing changes, which takes
more than one round only where PHIs of loops fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.evaluate import wrap
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.graph import replace_values, reverse_postorder
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.ir.print import constant_text
from server.compiler.ssa.options import Work
from server.compiler.types.identical import identical
from server.compiler.types.model import Signature, Slice, Tuple, underlying
from server.compiler.types.predicates import is_boolean, is_float, is_integer

_INVERTED: Final = {Op.EQ: Op.NE, Op.NE: Op.EQ, Op.LT: Op.GE, Op.GE: Op.LT, Op.LE: Op.GT, Op.GT: Op.LE}
_ARITHMETIC: Final = frozenset({Op.SUB, Op.MUL, Op.AND, Op.OR})  # what may turn out to be a constant
_PARTS: Final = {  # op that takes apart -> (op that puts together, number of the operand)
    Op.SLICE_PTR: (Op.SLICE_MAKE, 0),
    Op.SLICE_LEN: (Op.SLICE_MAKE, 1),
    Op.SLICE_CAP: (Op.SLICE_MAKE, 2),
    Op.STRING_PTR: (Op.STRING_MAKE, 0),
    Op.STRING_LEN: (Op.STRING_MAKE, 1),
    Op.REAL: (Op.COMPLEX_MAKE, 0),
    Op.IMAG: (Op.COMPLEX_MAKE, 1),
    Op.IFACE_TAB: (Op.IFACE_MAKE, 0),
    Op.IFACE_DATA: (Op.IFACE_MAKE, 1),
}


def simplify_values(work: Work) -> None:
    """Simplify until nothing changes."""
    while _round(work):
        pass


def _round(work: Work) -> bool:
    func = work.func
    replaced: dict[Value, Value] = {}
    changed = False
    for block in reverse_postorder(func):
        for value in block.values:
            for index, arg in enumerate(value.args):
                if arg in replaced:
                    value.args[index] = _end(replaced, arg)
            _constant_last(value)
            op, new = value.op, _simplified(value)
            if new is not None and new.op is Op.CONST and op in _ARITHMETIC:
                text = constant_text(new.aux)
                work.decide(DecisionKind.CONSTANT, value.span, f"folded to {text}", "one operand alone decides it")
            if new is not None and new is not value:
                replaced[value] = new
            changed |= new is value
        _turn_branch(block)
    replace_values(func, replaced)
    dead = set(replaced)
    if dead:
        for block in func.blocks:
            block.values = [value for value in block.values if value not in dead]
    return bool(dead) or changed


def _end(replaced: dict[Value, Value], value: Value) -> Value:
    while value in replaced:
        value = replaced[value]
    return value


def _constant_last(value: Value) -> None:
    if OP_INFO[value.op].commutative and value.args[0].op is Op.CONST and value.args[1].op is not Op.CONST:
        value.args.reverse()


def _simplified(value: Value) -> Value | None:
    """An equal value that exists already; the value itself when it was changed in place; None: nothing to do."""
    rule = _RULES.get(value.op)
    return rule(value) if rule is not None else None


def _constant(value: Value) -> int | None:
    is_int = value.op is Op.CONST and isinstance(value.aux, int) and not isinstance(value.aux, bool)
    return value.aux if is_int and isinstance(value.aux, int) else None


def _to_constant(value: Value, number: int) -> Value:
    value.op, value.args, value.aux = Op.CONST, [], number
    return value


def _is_int(value: Value) -> bool:
    return value.type is not None and is_integer(value.type)


def _add(value: Value) -> Value | None:
    left, right = value.args
    number = _constant(right)
    if number is None or not _is_int(value):
        return None
    if number == 0:
        return left
    inner = _constant(left.args[1]) if left.op is Op.ADD else None
    assert value.type is not None
    undone = inner is not None and wrap(inner + number, value.type) == 0
    return left.args[0] if undone else None


def _sub(value: Value) -> Value | None:
    left, right = value.args
    if not _is_int(value):
        return None
    if _constant(right) == 0:
        return left
    if left is right:
        return _to_constant(value, 0)
    if left.op is Op.ADD and left.args[1] is right:
        return left.args[0]
    if left.op is Op.ADD and left.args[0] is right:
        return left.args[1]
    return None


def _mul(value: Value) -> Value | None:
    if not _is_int(value):
        return None
    number = _constant(value.args[1])
    if number == 1:
        return value.args[0]
    return value.args[1] if number == 0 else None


def _div(value: Value) -> Value | None:
    return value.args[0] if _is_int(value) and _constant(value.args[1]) == 1 else None


def _and(value: Value) -> Value | None:
    left, right = value.args
    if left is right:
        return left
    number = _constant(right)
    if number == 0:
        return right
    if _is_int(value) and number is not None and value.type is not None and number == wrap(-1, value.type):
        return left
    if right.op is Op.CONST and isinstance(right.aux, bool):
        return left if right.aux else right
    return None


def _or(value: Value) -> Value | None:
    left, right = value.args
    if left is right:
        return left
    if _constant(right) == 0:
        return left
    if right.op is Op.CONST and isinstance(right.aux, bool):
        return right if right.aux else left
    return None


def _shift(value: Value) -> Value | None:
    return value.args[0] if _constant(value.args[1]) == 0 else None


def _not(value: Value) -> Value | None:
    operand = value.args[0]
    if operand.op is Op.NOT:
        return operand.args[0]
    if operand.op not in _INVERTED:
        return None
    compared = operand.args[0].type
    # An ordered comparison of floats is false for NaN, and so is its opposite.
    if operand.op not in (Op.EQ, Op.NE) and not (compared is not None and is_integer(compared)):
        return None
    if operand.type is None or value.type is None or not identical(operand.type, value.type):
        return None
    value.op, value.args = _INVERTED[operand.op], list(operand.args)
    return value


def _part(value: Value) -> Value | None:
    made = _whole(value.args[0])
    if made.op is Op.PHI:
        return _common_part(value, made)
    return _part_of(value, made)


def _whole(value: Value) -> Value:
    while value.op is Op.CHANGE_TYPE and _same_kind(value):
        value = value.args[0]
    return value


def _part_of(value: Value, made: Value) -> Value | None:
    maker, index = _PARTS[value.op]
    if made.op is not maker:
        return None
    part = made.args[index]
    same = part.type is not None and value.type is not None and identical(part.type, value.type)
    return part if same else None


def _common_part(value: Value, phi: Value) -> Value | None:
    """What all operands of a PHI have in common: of `s[:1]` and `make([]T, 1)` the length is 1."""
    parts = [_part_of(value, _whole(arg)) for arg in phi.args]
    first = parts[0]
    if first is None:
        return None
    if all(part is first for part in parts):
        return first
    number = _constant(first)
    if number is None or any(part is None or _constant(part) != number for part in parts):
        return None
    return _to_constant(value, number)


def _same_kind(change: Value) -> bool:
    source, target = change.args[0].type, change.type
    assert source is not None
    assert target is not None
    before, after = underlying(source), underlying(target)
    if isinstance(before, Slice) and isinstance(after, Slice):
        return identical(before.element, after.element)
    return type(before) is type(after) and not isinstance(before, Signature | Tuple)


def _field(value: Value) -> Value | None:
    made = value.args[0]
    assert isinstance(value.aux, int)
    return made.args[value.aux] if made.op is Op.STRUCT_MAKE else None


def _index_addr(value: Value) -> Value | None:
    return value.args[0] if _constant(value.args[1]) == 0 else None


def _change_type(value: Value) -> Value | None:
    operand = value.args[0]
    assert value.type is not None
    if is_float(value.type):
        return (
            None  # it rounds (spec, "Floating-point operators"): a product before it is not fused with a sum behind it
        )
    if operand.type is not None and identical(operand.type, value.type):
        return operand
    if operand.op is Op.CHANGE_TYPE:
        value.args = [operand.args[0]]
        return value
    return None


def _phi(value: Value) -> Value | None:
    """A PHI all of whose operands are one value, or itself, is that value."""
    single: Value | None = None
    for arg in value.args:
        if arg is value or arg is single:
            continue
        if single is not None:
            return None
        single = arg
    return single


def _boolean_eq(value: Value) -> Value | None:
    """`b == true` is b."""
    left, right = value.args
    is_true = right.op is Op.CONST and right.aux is (value.op is Op.EQ)
    plain = left.type is not None and value.type is not None and identical(left.type, value.type)
    return left if is_true and plain and left.type is not None and is_boolean(left.type) else None


def _turn_branch(block: Block) -> None:
    """`if not x then a else b` is `if x then b else a`."""
    while block.exit is Exit.IF and block.controls[0].op is Op.NOT and block.succs[0] is not block.succs[1]:
        block.controls = [block.controls[0].args[0]]
        block.succs.reverse()


_RULES: Final[dict[Op, Callable[[Value], Value | None]]] = {
    **dict.fromkeys(_PARTS, _part),
    Op.ADD: _add,
    Op.SUB: _sub,
    Op.MUL: _mul,
    Op.DIV: _div,
    Op.AND: _and,
    Op.OR: _or,
    Op.XOR: lambda value: value.args[0] if _constant(value.args[1]) == 0 else None,
    Op.SHL: _shift,
    Op.SHR: _shift,
    Op.NOT: _not,
    Op.EQ: _boolean_eq,
    Op.NE: _boolean_eq,
    Op.FIELD: _field,
    Op.INDEX_ADDR: _index_addr,
    Op.CHANGE_TYPE: _change_type,
    Op.COPY: lambda value: value.args[0],
    Op.PHI: _phi,
}
