"""complex, real, imag, min and max. Spec: "Manipulating complex numbers", "Min and max"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.assignment import assign_operand
from server.compiler.types.builtintype import builtin_signature, record_builtin
from server.compiler.types.checker import Checker
from server.compiler.types.constant import ComplexValue, compare, imaginary_part, real_part
from server.compiler.types.identical import identical
from server.compiler.types.info import Mode
from server.compiler.types.instances import require_version
from server.compiler.types.model import Basic, Interface, Kind, Term, Type, TypeParam, Union, unalias, underlying
from server.compiler.types.objects import TypeName
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import all_ordered, is_numeric, is_untyped
from server.compiler.types.typeset import terms_of
from server.compiler.types.universe import EMPTY_INTERFACE, TYP
from server.compiler.types.untyped import match_types, update_expr_type
from server.compiler.types.version import GO1_21
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Row

_COMPLEX_OF: Final = {
    Kind.FLOAT32: Kind.COMPLEX64,
    Kind.FLOAT64: Kind.COMPLEX128,
    Kind.UNTYPED_FLOAT: Kind.UNTYPED_COMPLEX,
}
_PART_OF: Final = {whole: part for part, whole in _COMPLEX_OF.items()}


def _name(call: ast.CallExpr) -> str:
    fun: ast.Expr = call.fun
    while isinstance(fun, ast.ParenExpr):
        fun = fun.x
    return fun.name if isinstance(fun, ast.Ident) else ""


def _mapped(kinds: dict[Kind, Kind]) -> Callable[[Type], Type | None]:
    def apply(typ: Type) -> Type | None:
        under = underlying(typ)
        kind = kinds.get(under.kind) if isinstance(under, Basic) else None
        return TYP[kind] if kind is not None else None

    return apply


def _apply(c: Checker, x: Operand, change: Callable[[Type], Type | None], row: Row, name: str) -> Type | None:
    """The result type; for a type parameter, a new one over the results of its members."""
    param = unalias(x.type)
    if not isinstance(param, TypeParam):
        return change(x.type)
    terms = []
    for term in terms_of(param) or ():
        result = change(term.type)
        if result is None:
            return None
        terms.append(Term(term.tilde, result))
    if not terms:
        return None
    c.error(row, x, x, name)
    obj = TypeName(param.obj.name, c.package, None)
    obj.type = TypeParam(obj, param.index, Interface([], [Union(terms)]))
    return obj.type


def complex_call(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    """`complex(re, im)`"""
    y = args[1]
    if is_untyped(x.type) and is_untyped(y.type):
        if x.mode is Mode.CONSTANT and y.mode is Mode.CONSTANT:
            for part in (x, y):
                if is_numeric(part.type) and part.value is not None and not imaginary_part(part.value):
                    part.type = TYP[Kind.UNTYPED_FLOAT]
        else:
            c.convert_untyped(x, TYP[Kind.FLOAT64])
            c.convert_untyped(y, TYP[Kind.FLOAT64])
    elif is_untyped(x.type):
        c.convert_untyped(x, y.type)
    elif is_untyped(y.type):
        c.convert_untyped(y, x.type)
    if not x.is_valid() or not y.is_valid():
        return False
    if not identical(x.type, y.type):
        c.error(rows.COMPLEX_MISMATCHED, x, call, x.type, y.type)
        return False
    result = _apply(c, x, _mapped(_COMPLEX_OF), rows.COMPLEX_OF_PARAM, "complex")
    if result is None:
        c.error(rows.COMPLEX_ARGUMENTS, x, x.type)
        return False
    if x.mode is Mode.CONSTANT and y.mode is Mode.CONSTANT:
        if x.value is None or y.value is None:
            x.value = None
        else:
            x.value = ComplexValue(real_part(x.value), real_part(y.value))
    else:
        x.mode, x.value = Mode.VALUE, None
        record_builtin(c, call.fun, builtin_signature(result, x.type, x.type))
    x.type = result
    return True


def part_call(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    """`real(c)`, `imag(c)`"""
    name = _name(call)
    is_real = name == "real"
    if is_untyped(x.type):
        if x.mode is Mode.CONSTANT:
            if is_numeric(x.type):
                x.type = TYP[Kind.UNTYPED_COMPLEX]
        else:
            c.convert_untyped(x, TYP[Kind.COMPLEX128])
            if not x.is_valid():
                return False
    row = rows.REAL_OF_PARAM if is_real else rows.IMAG_OF_PARAM
    result = _apply(c, x, _mapped(_PART_OF), row, name)
    if result is None:
        c.error(rows.INVALID_REAL if is_real else rows.INVALID_IMAG, x, x.type)
        return False
    if x.mode is Mode.CONSTANT:
        if x.value is not None:
            x.value = real_part(x.value) if is_real else imaginary_part(x.value)
    else:
        x.mode = Mode.VALUE
        record_builtin(c, call.fun, builtin_signature(result, x.type))
    x.type = result
    return True


def extremum_call(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    """`min(x, ...)`, `max(x, ...)`"""
    name = _name(call)
    require_version(c, call.fun, GO1_21, f"built-in {name}")
    for i, arg in enumerate(args):
        if not all_ordered(arg.type):
            c.error(rows.NOT_ORDERED, arg, arg)
            return False
        if i > 0 and not _combine(c, x, arg, "<" if name == "min" else ">"):
            return False
    if x.mode is not Mode.CONSTANT:
        x.mode, x.value = Mode.VALUE, None
        # The result needs a type, even if all arguments were untyped.
        assign_operand(c, x, EMPTY_INTERFACE, f"argument to built-in {name}")
        if not x.is_valid():
            return False
    for arg in args:
        if arg.expr is not None:
            update_expr_type(c, arg.expr, x.type, final=True)
    if x.mode is not Mode.CONSTANT:
        record_builtin(c, call.fun, builtin_signature(x.type, *(x.type for _ in args)))
    return True


def _combine(c: Checker, x: Operand, arg: Operand, op: str) -> bool:
    """x = the lesser or greater of x and arg."""
    match_types(c, x, arg)
    if not x.is_valid():
        return False
    if not identical(x.type, arg.type):
        c.error(rows.EXTREMUM_MISMATCHED, arg, x.type, arg.type, arg.expr)
        return False
    if x.mode is Mode.CONSTANT and arg.mode is Mode.CONSTANT:
        if x.value is not None and arg.value is not None and compare(arg.value, op, x.value):
            x.assign(arg)
    else:
        x.mode = Mode.VALUE
    return True
