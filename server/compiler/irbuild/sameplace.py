"""Whether two expressions are one variable, and reading it twice does nothing else: `s.list = append(s.list, x)`.

Source: what gc calls a safe expression; map elements are none here, for their entries may move.
"""

from __future__ import annotations

from server.compiler.ir.ops import Op
from server.compiler.ir.types import is_ssaable, pointee
from server.compiler.irbuild.address import builtin_name, unparen
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.capture import shared_variables
from server.compiler.irbuild.maps import is_map_index
from server.compiler.syntax import nodes as ast
from server.compiler.types.objects import Var


def appends_to_itself(b: FuncBuilder, node: ast.AssignStmt) -> ast.CallExpr | None:
    """The call of append in `x = append(x, a, b)`."""
    if len(node.lhs) != 1 or len(node.rhs) != 1:
        return None
    call = unparen(node.rhs[0])
    if not isinstance(call, ast.CallExpr) or call.ellipsis >= 0 or len(call.args) < 2:
        return None
    if builtin_name(b, unparen(call.fun)) != "append" or not is_same_place(b, node.lhs[0], call.args[0]):
        return None
    return call


def is_same_place(b: FuncBuilder, x: ast.Expr, y: ast.Expr) -> bool:
    """Whether both are one variable, field, element or indirection; chains are followed, however long."""
    while True:
        x, y = unparen(x), unparen(y)
        if type(x) is not type(y):
            return False
        match x, y:
            case ast.Ident(), ast.Ident():
                var = b.object_of(x)
                return isinstance(var, Var) and var is b.object_of(y)
            case ast.StarExpr(), ast.StarExpr():
                x, y = x.x, y.x
            case ast.SelectorExpr(), ast.SelectorExpr():
                selection = b.view.selection(x)
                if selection is None:
                    return isinstance(b.object_of(x.sel), Var) and b.object_of(x.sel) is b.object_of(y.sel)
                if selection.kind != "field" or x.sel.name != y.sel.name:
                    return False
                x, y = x.x, y.x
            case ast.IndexExpr(), ast.IndexExpr():
                if is_map_index(b, x) or not _is_same_index(b, x.indices[0], y.indices[0]):
                    return False
                x, y = x.x, y.x
            case _:
                return False


def _is_same_index(b: FuncBuilder, x: ast.Expr, y: ast.Expr) -> bool:
    """Two constants of one value, or one variable."""
    x, y = unparen(x), unparen(y)
    constants = [info.value for one in (x, y) if (info := b.info(one)) is not None and info.value is not None]
    if len(constants) == 2:
        return constants[0] == constants[1]
    if not isinstance(x, ast.Ident) or not isinstance(y, ast.Ident):
        return False
    return isinstance(b.object_of(x), Var) and b.object_of(x) is b.object_of(y)


def is_local(b: FuncBuilder, expr: ast.Expr) -> bool:
    """Whether a place is a variable in the frame, or a field of one, of which nobody else knows."""
    expr = unparen(expr)
    while isinstance(expr, ast.SelectorExpr):
        selection = b.view.selection(expr)
        if selection is None or selection.indirect:
            return False
        expr = unparen(expr.x)
    var = b.object_of(expr) if isinstance(expr, ast.Ident) else None
    slot = b.slots.get(var) if isinstance(var, Var) else None
    if slot is None or slot.op is not Op.LOCAL or not is_ssaable(pointee(slot.type)):
        return False
    return b.root is None or var not in _seen_variables(b, b.root)


def _seen_variables(b: FuncBuilder, root: ast.Node) -> set[Var]:
    key = b.frame, root
    if key not in b.shared.seen:
        b.shared.seen[key] = shared_variables(b, root)
    return b.shared.seen[key]
