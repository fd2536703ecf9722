"""Operands that gc reaches through implicit selections, indirections and addresses. Spec: "Selectors", "Calls".

The address of a variable's first field counts as much as the variable; an indirection of an address counts half.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.decide.inline.callee import is_conversion, unparen
from server.compiler.decide.inline.conversion import needs_code
from server.compiler.decide.inline.prices import DICTIONARY_WORD
from server.compiler.decide.inline.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children
from server.compiler.types.info import Mode, Selection
from server.compiler.types.model import Pointer, Struct, Type, unalias, underlying
from server.compiler.types.objects import Builtin, Func, Var


def is_variable_name(w: Walker, expr: ast.Expr) -> bool:
    """Whether an operand is a variable, by its own name or that of its package before it."""
    expr = unparen(expr)
    if isinstance(expr, ast.SelectorExpr):
        if expr in w.info.selections:
            return False
        expr = expr.sel
    return isinstance(expr, ast.Ident) and isinstance(w.view.object_of(expr), Var)


def field_path(typ: Type | None, path: tuple[int, ...]) -> Iterator[tuple[Struct, int]]:
    """The struct and the index of the field for each step of a selection."""
    for index in path:
        under = underlying(typ) if typ is not None else None
        if isinstance(under, Pointer):
            under = underlying(under.element)
        if not isinstance(under, Struct):
            return
        yield under, index
        typ = under.fields[index].type


def address_discount(w: Walker, expr: ast.Expr, implicit: tuple[int, ...] = ()) -> int:
    """What `&expr.implicit...` counts less than its nodes: 2 if it selects the first field of a variable."""
    if not w.prices.discounts:
        return 0
    if not implicit:
        expr = unparen(expr)
        selection = w.view.selection(expr) if isinstance(expr, ast.SelectorExpr) else None
        if selection is None or selection.kind != "field":
            return 0
        assert isinstance(expr, ast.SelectorExpr)
        expr, implicit = expr.x, selection.path
    if len(implicit) != 1 or not is_variable_name(w, expr):
        return 0
    for struct, index in field_path(w.type_of(expr), implicit):
        before = (field.type for field in struct.fields[:index])
        return 2 if all(typ is not None and w.sizes.size_of(typ) == 0 for typ in before) else 0
    return 0


def indirection(w: Walker, pointer: ast.Expr) -> int:
    """The count of the node of `*pointer`, operand apart: nothing if it only reinterprets a variable's memory."""
    return 0 if w.prices.discounts and _is_address(w, pointer) else 1


def _is_address(w: Walker, expr: ast.Expr) -> bool:
    expr = unparen(expr)
    while isinstance(expr, ast.CallExpr) and is_conversion(w.view, expr) and len(expr.args) == 1:
        src, dst = w.type_of(expr.args[0]), w.type_of(expr)
        if src is None or dst is None or needs_code(src, dst, w.sizes.word):
            return False
        expr = unparen(expr.args[0])
    return isinstance(expr, ast.UnaryExpr) and expr.op == "&" and not isinstance(unparen(expr.x), ast.CompositeLit)


def receiver(w: Walker, selector: ast.SelectorExpr, selection: Selection) -> int:
    """The count of the receiver operand of a method call or method value."""
    count = w.expr(selector.x)
    implicit = selection.path[:-1]
    count += len(implicit)
    typ = _after(w.type_of(selector.x), implicit)
    func = selection.obj
    assert isinstance(func, Func)
    recv = func.type.recv if func.type is not None else None
    if recv is None or recv.type is None or typ is None:
        return count
    have, want = isinstance(unalias(typ), Pointer), isinstance(unalias(recv.type), Pointer)
    if have and not want:
        return count + (1 if implicit else indirection(w, selector.x))
    if want and not have:
        return count + 1 - address_discount(w, selector.x, implicit)
    return count


def _after(typ: Type | None, implicit: tuple[int, ...]) -> Type | None:
    for struct, index in field_path(typ, implicit):
        typ = struct.fields[index].type
    return typ


def type_operand(w: Walker, expr: ast.Expr) -> int:
    """A type where a value could stand; that of a type parameter is looked up when the program runs."""
    typed = w.types.get(expr)
    if typed is not None and w.derived(typed.type):
        return 1 + DICTIONARY_WORD
    return w.prices.type_name


def mentions_call(w: Walker, expr: ast.Expr) -> bool:
    """Whether evaluating an operand calls something or receives; gc then keeps a callee in a temporary."""
    work: list[ast.Node] = [expr]
    while work:
        node = work.pop()
        found = w.types.get(node)
        if isinstance(node, ast.FuncLit) or (
            found is not None and (found.value is not None or found.mode is Mode.TYPE)
        ):
            continue
        if isinstance(node, ast.UnaryExpr) and node.op == "<-":
            return True
        if isinstance(node, ast.CallExpr) and not is_conversion(w.view, node) and builtin_name(w, node.fun) != "new":
            return True
        work.extend(children(node))
    return False


def builtin_name(w: Walker, fun: ast.Expr) -> str:
    """`append`, `unsafe.Add`; "" when the function is not built in."""
    fun = unparen(fun)
    ident = fun.sel if isinstance(fun, ast.SelectorExpr) and fun not in w.info.selections else fun
    if not isinstance(ident, ast.Ident):
        return ""
    obj = w.info.uses.get(ident)
    if not isinstance(obj, Builtin):
        return ""
    return f"unsafe.{obj.name}" if obj.package is not None else obj.name
