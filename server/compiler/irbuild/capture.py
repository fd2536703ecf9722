"""Which local variables can be seen from elsewhere: their address is taken, or a function literal mentions them."""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.model import Array, Pointer, Signature, underlying
from server.compiler.types.objects import Func, Var


def shared_variables(b: FuncBuilder, root: ast.Node) -> set[Var]:
    """Variables whose address is taken (also implicitly: by slicing an array, by a pointer method), or captured."""
    found: set[Var] = set()
    for node in preorder(root):
        _add_shared(b, node, found)
        if _is_value(b, node) or _is_function_range(b, node):
            found.update(_mentioned(b, node))
    return found


def _is_value(b: FuncBuilder, node: ast.Node) -> bool:
    """Whether a node is a function literal of which a value is made, in this body or in one around it."""
    if not isinstance(node, ast.FuncLit):
        return False
    frame = b.frame
    while frame is not None and node not in frame.unused:
        frame = frame.lexical
    return frame is None


def _is_function_range(b: FuncBuilder, node: ast.Node) -> bool:
    """Whether a node is a range over a function, whose body becomes a function."""
    return isinstance(node, ast.RangeStmt) and isinstance(underlying(b.type_of(node.x)), Signature)


def _add_shared(b: FuncBuilder, node: ast.Node, found: set[Var]) -> None:
    match node:
        case ast.UnaryExpr(op="&"):
            _add_root(b, node.x, found)
        case ast.SliceExpr() if isinstance(underlying(b.type_of(node.x)), Array):
            _add_root(b, node.x, found)
        case ast.SelectorExpr():
            selection = b.view.selection(node)
            if selection is not None and isinstance(selection.obj, Func) and selection.obj.pointer_receiver:
                _add_root(b, node.x, found)


def changed_variables(b: FuncBuilder) -> set[Var]:
    """Variables of the whole declared function that are assigned to after their declaration, or shared by address."""
    if b.root is None:
        return set()
    found: set[Var] = set()
    for node in preorder(b.root):
        match node:
            case ast.AssignStmt(tok=":="):
                for target in node.lhs:
                    if isinstance(target, ast.Ident) and target not in b.view.info.defs:
                        _add_root(b, target, found)
            case ast.AssignStmt():
                for target in node.lhs:
                    _add_root(b, target, found)
            case ast.IncDecStmt():
                _add_root(b, node.x, found)
            case ast.RangeStmt() if node.tok == "=" or b.shares_loop_variables:
                for assigned in (node.key, node.value):
                    if assigned is not None:
                        _add_root(b, assigned, found)
            case ast.ValueSpec(values=[]):
                found.update(_declared(b, node))
            case _:
                _add_shared(b, node, found)
    return found


def _declared(b: FuncBuilder, spec: ast.ValueSpec) -> Iterator[Var]:
    """Variables without a first value: `var f func()` is usually assigned to later, in a literal that it captures."""
    for name in spec.names:
        var = b.view.info.defs.get(name)
        if isinstance(var, Var):
            yield var


def _mentioned(b: FuncBuilder, root: ast.Node) -> Iterator[Var]:
    for node in preorder(root):
        if isinstance(node, ast.Ident):
            var = b.view.info.uses.get(node)
            if isinstance(var, Var):
                yield var


def _add_root(b: FuncBuilder, expr: ast.Expr, found: set[Var]) -> None:
    while True:
        match expr:
            case ast.ParenExpr():
                expr = expr.x
            case ast.SelectorExpr() if b.view.selection(expr) is None:
                return  # a variable of another package
            case ast.SelectorExpr() | ast.IndexExpr():
                if isinstance(underlying(b.type_of(expr.x)), Pointer):
                    return
                expr = expr.x
            case ast.Ident():
                var = b.object_of(expr)
                if isinstance(var, Var):
                    found.add(var)
                return
            case _:
                return
