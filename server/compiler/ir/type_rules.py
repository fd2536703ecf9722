"""Which operand and result types each op takes: one rule per family of ops, one table.

A rule answers with what is wrong, or with "".
"""

from collections.abc import Callable
from typing import Final, TypeAlias

from server.compiler.ir.func import Callee, Method, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import type_text
from server.compiler.types.identical import identical
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Kind,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    underlying,
)
from server.compiler.types.predicates import is_boolean, is_complex, is_float, is_integer, is_numeric, is_string

Rule: TypeAlias = Callable[[Value], str]


def _under(typ: Type | None) -> Type | None:
    return underlying(typ) if typ is not None else None


def _same(a: Type | None, b: Type | None) -> bool:
    return a is not None and b is not None and identical(a, b)


def _wants(condition: bool, what: str) -> str:
    return "" if condition else what


def _is_pointer(typ: Type | None) -> bool:
    under = _under(typ)
    return isinstance(under, Pointer) or (isinstance(under, Basic) and under.kind is Kind.UNSAFE_POINTER)


def _is_word(typ: Type | None) -> bool:
    """One machine word that nil or an address can stand in."""
    return _is_pointer(typ) or isinstance(_under(typ), Map | Chan | Signature)


def _element(typ: Type | None) -> Type | None:
    under = _under(typ)
    return under.element if isinstance(under, Pointer | Slice | Array) else None


def _is_int(typ: Type | None) -> bool:
    return isinstance(typ, Basic) and typ.kind is Kind.INT


def _binary(allowed: Callable[[Type], bool]) -> Rule:
    def rule(value: Value) -> str:
        assert value.type is not None
        if not all(_same(arg.type, value.type) for arg in value.args):
            return "operands and result differ in type"
        return _wants(allowed(value.type), f"not defined on {type_text(value.type)}")

    return rule


def _shift(value: Value) -> str:
    count = value.args[1].type
    if not _same(value.args[0].type, value.type):
        return "shifted operand and result differ in type"
    assert value.type is not None
    return _wants(count is not None and is_integer(count) and is_integer(value.type), "shifts want integers")


def _comparison(ordered: bool) -> Rule:
    def rule(value: Value) -> str:
        left, right = value.args[0].type, value.args[1].type
        assert left is not None
        assert value.type is not None
        if not is_boolean(value.type):
            return "a comparison gives a bool"
        if not _same(left, right):
            return "compared operands differ in type"
        numbers = is_numeric(left) if not ordered else is_integer(left) or is_float(left)
        words = _is_word(left) or is_boolean(left)
        return _wants(numbers or (words and not ordered), f"not defined on {type_text(left)}")

    return rule


def _check(test: Callable[[Type | None], bool], what: str) -> Rule:
    return lambda value: _wants(test(value.args[0].type), f"wants {what}")


def _load(value: Value) -> str:
    return _wants(_same(_element(value.args[0].type), value.type), "result is not what the pointer points to")


def _store(value: Value) -> str:
    pointed, stored = _element(value.args[0].type), value.args[1].type
    return _wants(_same(pointed, stored), f"stores {type_text(stored)} through a pointer to {type_text(pointed)}")


def _field(value: Value) -> str:
    struct = _under(value.args[0].type)
    if value.op is Op.FIELD_ADDR:
        struct = _under(_element(struct))
    index = value.aux
    if not isinstance(struct, Struct) or not isinstance(index, int) or not 0 <= index < len(struct.fields):
        return "no such field"
    got = _element(value.type) if value.op is Op.FIELD_ADDR else value.type
    return _wants(_same(struct.fields[index].type, got), "result is not the field's type")


def _index_addr(value: Value) -> str:
    pointer, index = value.args
    if not _same(pointer.type, value.type):
        return "result is not the operand's pointer type"
    return _wants(isinstance(_under(value.type), Pointer) and _is_int(index.type), "wants a pointer and an int")


def _address(value: Value) -> str:
    return _wants(isinstance(_under(value.type), Pointer), "an address has a pointer type")


def _local(value: Value) -> str:
    typ = getattr(value.aux, "type", None)
    return _wants(_same(_element(value.type), typ), "result is not a pointer to the variable's type")


def _slice_make(value: Value) -> str:
    pointer, length, capacity = value.args
    if not (_is_int(length.type) and _is_int(capacity.type)):
        return "length and capacity are ints"
    return _wants(_same(_element(pointer.type), _element(value.type)), "element types differ")


def _slice_part(value: Value) -> str:
    if not isinstance(_under(value.args[0].type), Slice):
        return "wants a slice"
    if value.op is Op.SLICE_PTR:
        return _wants(_same(_element(value.args[0].type), _element(value.type)), "element types differ")
    return _wants(_is_int(value.type), "gives an int")


def _string_make(value: Value) -> str:
    assert value.type is not None
    return _wants(is_string(value.type) and _is_int(value.args[1].type), "wants a pointer and an int, gives a string")


def _string_part(value: Value) -> str:
    operand = value.args[0].type
    return _wants(operand is not None and is_string(operand), "wants a string")


def _struct_make(value: Value) -> str:
    struct = _under(value.type)
    if not isinstance(struct, Struct) or len(struct.fields) != len(value.args):
        return "one operand per field"
    same = all(_same(field.type, arg.type) for field, arg in zip(struct.fields, value.args))
    return _wants(same, "operand types are not the field types")


def _array_make(value: Value) -> str:
    array = _under(value.type)
    if not isinstance(array, Array) or array.length != len(value.args):
        return "one operand per element"
    return _wants(all(_same(array.element, arg.type) for arg in value.args), "operand types are not the element type")


def _extract(value: Value) -> str:
    results = value.args[0].type
    index = value.aux
    if not isinstance(results, Tuple) or not isinstance(index, int) or not 0 <= index < len(results.vars):
        return "no such result"
    return _wants(_same(results.vars[index].type, value.type), "result type differs")


def _complex_make(value: Value) -> str:
    assert value.type is not None
    return _wants(is_complex(value.type) and _same(value.args[0].type, value.args[1].type), "wants two floats")


def _complex_part(value: Value) -> str:
    operand = value.args[0].type
    return _wants(operand is not None and is_complex(operand), "wants a complex number")


def _iface_make(value: Value) -> str:
    words = all(_is_word(arg.type) for arg in value.args)
    return _wants(isinstance(_under(value.type), Interface) and words, "wants two words, gives an interface")


def _iface_part(value: Value) -> str:
    return _wants(isinstance(_under(value.args[0].type), Interface), "wants an interface")


def _convert(value: Value) -> str:
    operand = value.args[0].type
    assert operand is not None
    assert value.type is not None
    return _wants(is_numeric(operand) and is_numeric(value.type), "converts between numeric types only")


def _arguments(signature: Signature, args: list[Value], results: Type | None) -> str:
    params = [var.type for var in (signature.recv, *signature.params.vars) if var is not None]
    if len(params) != len(args):
        return f"wants {len(params)} arguments"
    for param, arg in zip(params, args):
        if not _same(param, arg.type):
            return f"t{arg.id} of type {type_text(arg.type)} passed as {type_text(param)}"
    wanted = signature.results.vars
    if len(wanted) == 1:
        return _wants(_same(wanted[0].type, results), "result type differs")
    return _wants(isinstance(results, Tuple) if wanted else results is None, "result does not fit the signature")


def _call(value: Value) -> str:
    assert isinstance(value.aux, Callee)
    return _arguments(value.aux.signature, value.args, value.type)


def _call_value(value: Value) -> str:
    function = _under(value.args[0].type)
    if not isinstance(function, Signature):
        return "wants a function value"
    bare = Signature(function.params, function.results, function.variadic)
    return _arguments(bare, value.args[1:], value.type)


def _call_method(value: Value) -> str:
    assert isinstance(value.aux, Method)
    if not isinstance(_under(value.args[0].type), Interface):
        return "wants an interface"
    return _arguments(value.aux.signature, value.args[1:], value.type)


def _all_same(value: Value) -> str:
    return _wants(all(_same(arg.type, value.type) for arg in value.args), "operands and result differ in type")


_BITS: Final = _binary(lambda typ: is_integer(typ) or is_boolean(typ))
_INTEGERS: Final = _binary(is_integer)
_NUMBERS: Final = _binary(is_numeric)

_RULES: Final[dict[Op, Rule]] = {
    **dict.fromkeys((Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.NEG), _NUMBERS),
    **dict.fromkeys((Op.REM, Op.AND_NOT, Op.COM), _INTEGERS),
    **dict.fromkeys((Op.AND, Op.OR, Op.XOR), _BITS),
    **dict.fromkeys((Op.SHL, Op.SHR), _shift),
    **dict.fromkeys((Op.EQ, Op.NE), _comparison(ordered=False)),
    **dict.fromkeys((Op.LT, Op.LE, Op.GT, Op.GE), _comparison(ordered=True)),
    **dict.fromkeys((Op.PHI, Op.COPY), _all_same),
    **dict.fromkeys((Op.LOCAL, Op.NEW), _local),
    **dict.fromkeys((Op.FIELD, Op.FIELD_ADDR), _field),
    **dict.fromkeys((Op.SLICE_PTR, Op.SLICE_LEN, Op.SLICE_CAP), _slice_part),
    **dict.fromkeys((Op.STRING_PTR, Op.STRING_LEN), _string_part),
    **dict.fromkeys((Op.REAL, Op.IMAG), _complex_part),
    **dict.fromkeys((Op.IFACE_TAB, Op.IFACE_DATA), _iface_part),
    Op.NOT: _binary(is_boolean),
    Op.GLOBAL: _address,
    Op.LOAD: _load,
    **dict.fromkeys((Op.STORE, Op.STORE_BARRIER), _store),
    Op.INDEX_ADDR: _index_addr,
    Op.NIL_CHECK: _check(_is_word, "a pointer"),
    Op.DIV_CHECK: _check(lambda typ: typ is not None and is_integer(typ), "an integer"),
    Op.SHIFT_CHECK: _check(lambda typ: typ is not None and is_integer(typ), "an integer"),
    Op.BOUNDS_CHECK: lambda value: _wants(
        all(arg.type is not None and is_integer(arg.type) for arg in value.args), "wants two integers"
    ),
    Op.SLICE_MAKE: _slice_make,
    Op.STRING_MAKE: _string_make,
    Op.STRUCT_MAKE: _struct_make,
    Op.ARRAY_MAKE: _array_make,
    Op.EXTRACT: _extract,
    Op.COMPLEX_MAKE: _complex_make,
    Op.IFACE_MAKE: _iface_make,
    Op.CONVERT: _convert,
    Op.CALL: _call,
    Op.CALL_VALUE: _call_value,
    Op.CALL_METHOD: _call_method,
}


def type_problem(value: Value) -> str:
    """What is wrong with the types of a value and its operands, or ""."""
    rule = _RULES.get(value.op)
    return rule(value) if rule is not None else ""
