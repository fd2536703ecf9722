"""print and println. Spec, "Bootstrapping"; formats as the run-time of gc prints them."""

from __future__ import annotations

from typing import Final

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BYTES, INT64, STRING, UINT64, UINTPTR
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Basic, Interface, Kind, Slice, Type, underlying
from server.compiler.types.predicates import is_integer, is_unsigned
from server.compiler.types.universe import BOOL, EMPTY_INTERFACE, TYP

_BASIC: Final[dict[Kind, tuple[str, Type]]] = {
    Kind.BOOL: ("printbool", BOOL),
    Kind.STRING: ("printstring", STRING),
    Kind.UINTPTR: ("printuintptr", UINTPTR),
    Kind.FLOAT32: ("printfloat32", TYP[Kind.FLOAT32]),
    Kind.FLOAT64: ("printfloat64", TYP[Kind.FLOAT64]),
    Kind.COMPLEX64: ("printcomplex64", TYP[Kind.COMPLEX64]),
    Kind.COMPLEX128: ("printcomplex128", TYP[Kind.COMPLEX128]),
}


def build_print(b: FuncBuilder, expr: ast.CallExpr) -> None:
    """The arguments are evaluated first, then printed under a lock, println's with spaces and a newline."""
    span = b.span(expr)
    spaced = isinstance(expr.fun, ast.Ident) and expr.fun.name == "println"
    operands = [(value, arg) for arg in b.args(expr) for value in _operands(b, arg)]
    b.runtime("printlock", span=span)
    for position, (value, arg) in enumerate(operands):
        if spaced and position:
            b.runtime("printsp", span=span)
        _print_one(b, value, arg)
    if spaced:
        b.runtime("printnl", span=span)
    b.runtime("printunlock", span=span)


def _operands(b: FuncBuilder, arg: ast.Expr) -> list[Value]:
    """What an argument stands for: one value, or all results of a call with several."""
    return [b.zero(EMPTY_INTERFACE)] if b.is_nil(arg) else b.rules.values(b, arg)


def _print_one(b: FuncBuilder, value: Value, arg: ast.Expr) -> None:
    span = b.span(arg)
    typ = value.type
    assert typ is not None
    under = underlying(typ)
    if isinstance(under, Basic) and under.kind in _BASIC:
        name, wanted = _BASIC[under.kind]
        b.runtime(name, b.retype(value, wanted), span=span)
    elif is_integer(typ):
        name, wanted = ("printuint", UINT64) if is_unsigned(typ) else ("printint", INT64)
        same = isinstance(under, Basic) and isinstance(wanted, Basic) and under.kind is wanted.kind
        converted = b.retype(value, wanted) if same else b.emit(Op.CONVERT, wanted, value, span=span)
        b.runtime(name, converted, span=span)
    elif isinstance(under, Slice):
        b.runtime("printslice", b.retype(value, BYTES), span=span)
    elif isinstance(under, Interface):
        b.runtime("printeface", b.retype(value, EMPTY_INTERFACE), span=span)
    else:
        b.runtime("printpointer", b.pointer(value), span=span)
