"""What a local variable of function type may hold, as far as the text says it.

gc resolves calls through local variables that are assigned function literals or declared functions only, and whose
address is not taken. One scan of a declaration collects the assignments to its variables of function type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import Info
from server.compiler.types.model import Signature, underlying
from server.compiler.types.objects import Func, Var

# By variable: the expressions assigned to it, in order; None when something else may be in it.
FunctionValues = Mapping[Var, "list[ast.Expr] | None"]


_FOLLOWED = ("local variable", "parameter")


def function_values(info: Info, root: ast.Node) -> FunctionValues:
    """The assignments to the variables of function type below `root`."""
    found: dict[Var, list[ast.Expr] | None] = {}
    for node in preorder(root):
        for target, value in _assignments(info, node):
            var = _variable(info, target)
            if var is None or found.get(var, []) is None:
                continue
            if value is None:
                found[var] = None
            elif not _is_nil(info, value):
                values = found.setdefault(var, [])
                assert values is not None
                values.append(value)
    return found


def _assignments(info: Info, node: ast.Node) -> Iterator[tuple[ast.Expr, ast.Expr | None]]:
    """What a node assigns to what; None for a value that is not followed, and for a variable whose address is taken."""
    match node:
        case ast.AssignStmt(lhs=lhs, rhs=rhs, tok=tok) if tok in ("=", ":="):
            simple = len(lhs) == len(rhs) and (len(lhs) == 1 or tok == ":=")
            yield from ((target, rhs[i] if simple else None) for i, target in enumerate(lhs))
        case ast.ValueSpec(names=names, values=values) if values:
            yield from ((name, values[i] if len(names) == len(values) else None) for i, name in enumerate(names))
        case ast.RangeStmt():
            yield from ((target, None) for target in (node.key, node.value) if target is not None)
        case ast.UnaryExpr(op="&", x=x):
            yield x, None
        case ast.SelectorExpr(x=x):
            selection = info.selections.get(node)
            if selection is not None and isinstance(selection.obj, Func) and selection.obj.pointer_receiver:
                yield x, None


def _variable(info: Info, target: ast.Expr) -> Var | None:
    while isinstance(target, ast.ParenExpr):
        target = target.x
    if not isinstance(target, ast.Ident):
        return None
    var = info.defs.get(target) or info.uses.get(target)
    if not isinstance(var, Var) or var.is_global or var.role not in _FOLLOWED or var.type is None:
        return None
    return var if isinstance(underlying(var.type), Signature) else None


def _is_nil(info: Info, value: ast.Expr) -> bool:
    found = info.types.get(value)
    return found is not None and found.mode.name == "NIL"
