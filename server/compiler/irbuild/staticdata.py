"""Variables that start as data: their value is made of constants, and of pointers to and slices of such data.

    var table = &Table{Rows: []Row{{1, 2}, {3, 4}}}     table, the Table and the rows are data
    var copied = table                                  so is a copy, while no initialiser can have changed the original

What pointers and slices lead to are variables without a name, as in gc. What is not found here may still become data
when its IR is carried out (execution.py); large tables are found faster on the tree.
"""

from __future__ import annotations

from typing import Final, TypeGuard

from server.compiler.ir.func import AddressOf, Aggregate, Callee, Descriptor, FuncValue, Global, Itab, StaticData
from server.compiler.ir.types import field_type
from server.compiler.irbuild.address import unparen
from server.compiler.irbuild.constants import constant_for
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.literals import element_values, field_values
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.constant import Constant
from server.compiler.types.info import Info, Initializer, Mode
from server.compiler.types.model import Array, Basic, Pointer, Slice, Struct, Type, underlying
from server.compiler.types.objects import Object, Var
from server.compiler.types.predicates import is_interface
from server.compiler.types.typeset import identical

_DEEPEST: Final = 50  # levels of literals; deeper ones are built by code


def add_static(context: PackageContext, item: Initializer) -> bool:
    """Whether a variable starts as data, by the form of its initialiser; then it joins those that do."""
    var = item.lhs[0] if len(item.lhs) == 1 else None
    if var is None or var.type is None:
        return False
    data = _Data(context, item)
    value = data.value(item.rhs, var.type, 0)
    if value is None:
        return False
    context.statics.keep(var, context.symbols.of_var(var), value, data.held)
    return True


def may_call(expr: ast.Expr) -> bool:
    """Whether evaluating an expression may run other code."""
    return any(isinstance(node, ast.CallExpr) or _receives(node) for node in preorder(expr))


def _receives(node: ast.Node) -> bool:
    return isinstance(node, ast.UnaryExpr) and node.op == "<-"


def static_value(info: Info, expr: ast.Expr, typ: Type) -> Constant | Aggregate | None:
    """The value of an expression made of constants alone, as a variable of the type holds it; else None."""
    value = _Constants(info).value(expr, typ, 0)
    return None if isinstance(value, AddressOf | FuncValue | Callee | Itab | Descriptor) else value


class _Constants:
    """Values that are made of constants."""

    def __init__(self, info: Info) -> None:
        self.info = info

    def value(self, expr: ast.Expr, typ: Type, depth: int) -> StaticData | None:
        """The value of an expression as a variable of the type holds it; None if that takes code to find out."""
        expr = unparen(expr)
        if is_interface(typ) or depth > _DEEPEST:
            return None
        known = self.info.types.get(expr)
        if known is not None and known.value is not None:
            return constant_for(known.value, typ)
        if known is not None and known.mode is Mode.NIL:
            return Aggregate(())
        if isinstance(expr, ast.CompositeLit):
            match underlying(typ):
                case Struct() as struct:
                    return self._struct(expr, struct, depth)
                case Array(element=element):
                    return self.elements(expr, element, depth)
        return self.other(expr, typ, depth)

    def other(self, expr: ast.Expr, typ: Type, depth: int) -> StaticData | None:
        """A value that is more than constants."""
        del expr, typ, depth
        return None

    def elements(self, expr: ast.CompositeLit, element: Type, depth: int) -> Aggregate | None:
        """The elements of a literal."""
        values = element_values(self.info, expr)
        return _aggregate({index: self.value(value, element, depth + 1) for index, value in values})

    def _struct(self, expr: ast.CompositeLit, struct: Struct, depth: int) -> Aggregate | None:
        parts: dict[int, StaticData | None] = {}
        for path, value in field_values(self.info, expr, struct):
            if len(path) > 1:
                return None
            parts[path[0]] = self.value(value, field_type(struct, path[0]), depth + 1)
        return _aggregate(parts)


class _Data(_Constants):
    """The value of one variable, and what it leads to."""

    def __init__(self, context: PackageContext, item: Initializer) -> None:
        super().__init__(context.typed.info)
        self.context = context
        self.item = item
        self.held: list[Global] = []

    def other(self, expr: ast.Expr, typ: Type, depth: int) -> StaticData | None:
        """Slices, pointers to literals, and copies of variables that are data themselves."""
        if isinstance(expr, ast.CompositeLit):
            return self._literal(expr, underlying(typ), depth)
        if isinstance(expr, ast.UnaryExpr) and expr.op == "&":
            literal, under = unparen(expr.x), underlying(typ)
            if isinstance(literal, ast.CompositeLit) and isinstance(under, Pointer):
                return self._hold(self.value(literal, under.element, depth + 1), under.element)
        if isinstance(expr, ast.Ident) and self.context.statics.unchanged:
            source = self.info.uses.get(expr)
            if _is_copied(source, typ):
                return self.context.statics.values.get(source)
        return None

    def _literal(self, expr: ast.CompositeLit, under: Type, depth: int) -> StaticData | None:
        if isinstance(under, Pointer):
            return self._hold(self.value(expr, under.element, depth + 1), under.element)
        if not isinstance(under, Slice):
            return None
        content = self.elements(expr, under.element, depth)
        length = max((index for index, _ in content.parts), default=-1) + 1 if content is not None else 0
        return self._hold(content, Array(under.element, length), length)

    def _hold(self, content: StaticData | None, typ: Type, length: int = 0) -> AddressOf | None:
        """A variable without a name with that content."""
        if content is None:
            return None
        symbol = f"{self.context.symbols.of_var(self.item.lhs[0])}..{len(self.held)}"
        self.held.append(Global(symbol, typ, None, content))
        return AddressOf(symbol, length)


def _is_copied(source: Object | None, typ: Type) -> TypeGuard[Var]:
    """Whether a variable of the type may start with the data of a name, if that has any."""
    if not isinstance(source, Var) or source.type is None:
        return False
    # A string may be another one when the linker has been told so.
    return identical(source.type, typ) and not isinstance(underlying(typ), Basic)


def _aggregate(parts: dict[int, StaticData | None]) -> Aggregate | None:
    known = [(index, parts[index]) for index in sorted(parts)]
    kept = tuple((index, part) for index, part in known if part is not None)
    return Aggregate(kept) if len(kept) == len(known) else None
