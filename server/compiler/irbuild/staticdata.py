"""Variables that start as data: their initial value is a constant, or a struct, array or slice of constants.

The elements of such a slice are a variable without a name, as in gc. Pointers, and slices inside of others, are built
by code.
"""

from __future__ import annotations

from server.compiler.ir.func import Aggregate
from server.compiler.ir.types import field_type
from server.compiler.irbuild.address import unparen
from server.compiler.irbuild.constants import constant_for
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.literals import element_values, field_values
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.info import Info, Mode
from server.compiler.types.model import Array, Slice, Struct, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_interface

_DEEPEST = 50  # levels of literals; deeper ones are built by code


def static_data(context: PackageContext) -> dict[Var, Constant | Aggregate]:
    """The package-level variables that need no code to start with their value, and it; of slices the elements."""
    found: dict[Var, Constant | Aggregate] = {}
    for item in context.typed.init_order:
        typ = item.lhs[0].type if len(item.lhs) == 1 else None
        if typ is None:
            continue
        data = static_value(context.typed.info, item.rhs, typ)
        if data is None:
            data = _elements(context.typed.info, item.rhs, typ)
        if data is not None:
            found[item.lhs[0]] = data
    return found


def slice_length(data: Constant | Aggregate | None, typ: Type) -> int:
    """The length of a slice that starts as data; 0 for other variables."""
    if not isinstance(underlying(typ), Slice) or not isinstance(data, Aggregate) or not data.parts:
        return 0
    return max(index for index, _ in data.parts) + 1


def _elements(info: Info, expr: ast.Expr, typ: Type) -> Aggregate | None:
    """What a slice literal of constants holds; None for an empty one, too."""
    expr, under = unparen(expr), underlying(typ)
    if not isinstance(under, Slice) or not isinstance(expr, ast.CompositeLit) or not expr.elements:
        return None
    values = element_values(info, expr)
    return _aggregate({index: static_value(info, value, under.element, 1) for index, value in values})


def static_value(info: Info, expr: ast.Expr, typ: Type, depth: int = 0) -> Constant | Aggregate | None:
    """The value of an expression as a variable of the type holds it; None if that takes code to find out."""
    expr = unparen(expr)
    if is_interface(typ) or depth > _DEEPEST:
        return None
    known = info.types.get(expr)
    if known is not None and known.value is not None:
        return constant_for(known.value, typ)
    if known is not None and known.mode is Mode.NIL:
        return Aggregate(())
    if not isinstance(expr, ast.CompositeLit):
        return None
    match underlying(typ):
        case Struct() as struct:
            return _struct(info, expr, struct, depth)
        case Array(element=element):
            values = (
                (index, static_value(info, value, element, depth + 1)) for index, value in element_values(info, expr)
            )
            return _aggregate(dict(values))
    return None


def _struct(info: Info, expr: ast.CompositeLit, struct: Struct, depth: int) -> Aggregate | None:
    parts: dict[int, Constant | Aggregate | None] = {}
    for path, value in field_values(info, expr, struct):
        if len(path) > 1:
            return None
        parts[path[0]] = static_value(info, value, field_type(struct, path[0]), depth + 1)
    return _aggregate(parts)


def _aggregate(parts: dict[int, Constant | Aggregate | None]) -> Aggregate | None:
    known = [(index, parts[index]) for index in sorted(parts)]
    kept = tuple((index, part) for index, part in known if part is not None)
    return Aggregate(kept) if len(kept) == len(known) else None
