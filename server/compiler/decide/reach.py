"""Which statements can be reached, as far as constant conditions and terminating statements tell.

gc leaves such code out when it writes a body down, before anything is counted, inlined or analysed. What it leaves out
is no more than this: the branch that a constant condition excludes, statements after one that never goes on, the other
clauses of a switch on a constant.

The answers hold for a generic body as a whole, never for one instance of it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any, Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children
from server.compiler.types.constant import compare
from server.compiler.types.info import Info, Mode


def static_bool(info: Info, cond: ast.Expr) -> bool | None:
    """The value that a condition always has; None if that is not known. It may have effects nevertheless.

    gc does not look into parentheses, unless all in them is constant.
    """
    found = info.types.get(cond)
    if found is not None and isinstance(found.value, bool):
        return found.value
    if isinstance(cond, ast.UnaryExpr) and cond.op == "!":
        inner = static_bool(info, cond.x)
        return None if inner is None else not inner
    if not isinstance(cond, ast.BinaryExpr) or cond.op not in _DECIDING:
        return None
    deciding = _DECIDING[cond.op]
    left = static_bool(info, cond.x)
    if left is deciding:
        return deciding
    right = static_bool(info, cond.y)
    return right if left is not None or right is deciding else None


_DECIDING: Final = {"&&": False, "||": True}  # the value of an operand that settles the whole


def kept_condition(info: Info, cond: ast.Expr) -> ast.Expr:
    """What is left of a condition: `debug && x` is `debug` or `x` if debug is a constant.

    Of operators inside, too: the answer may be a node that does not stand in the source.
    """
    if not isinstance(cond, ast.BinaryExpr) or cond.op not in _DECIDING or _is_constant(info, cond):
        return cond
    deciding = _DECIDING[cond.op]
    kept_left = kept_condition(info, cond.x)
    left = static_bool(info, cond.x)
    if left is deciding:
        return kept_left
    kept_right = kept_condition(info, cond.y)
    right = static_bool(info, cond.y)
    if (left is not None or right is deciding) and _is_constant(info, kept_left):
        return kept_right
    if kept_left is cond.x and kept_right is cond.y:
        return cond
    return ast.BinaryExpr(cond.start, cond.end, kept_left, cond.op, cond.op_pos, kept_right)


def live_statements(info: Info, stmts: Sequence[ast.Stmt]) -> Sequence[ast.Stmt]:
    """The statements of a list without those that follow a terminating one and cannot be jumped to."""
    if not any(type(stmt) in _MAY_END and terminates(info, stmt) for stmt in stmts[:-1]):
        return stmts
    labels = [i for i, stmt in enumerate(stmts) if isinstance(stmt, ast.LabeledStmt)]
    last_label = labels[-1] if labels else -1
    kept: list[ast.Stmt] = []
    dead = False
    for i, stmt in enumerate(stmts):
        if dead and i > last_label:
            continue
        kept.append(stmt)
        dead = terminates(info, stmt)
    return kept


_MAY_END: Final = frozenset({ast.ReturnStmt, ast.BranchStmt, ast.ExprStmt, ast.IfStmt, ast.BlockStmt})


def terminates(info: Info, stmt: ast.Stmt | None, returns: Container[ast.Stmt] = ()) -> bool:
    """Whether a statement surely does not go on to the next one. An approximation from below.

    returns: branches that gc has made returns of, out of the body of a range-over-func loop.
    """
    match stmt:
        case ast.ReturnStmt():
            return True
        case ast.BranchStmt(tok=tok):
            return tok == "goto" or stmt in returns
        case ast.ExprStmt(x=x):
            return _is_panic(info, x)
        case ast.BlockStmt(stmts=stmts):
            return terminates(info, _last(stmts), returns)
        case ast.IfStmt():
            value = static_bool(info, stmt.cond)
            if value is not None:
                return terminates(info, stmt.body if value else stmt.else_, returns)
            return terminates(info, stmt.body, returns) and terminates(info, stmt.else_, returns)
    return False


def live_clauses(info: Info, switch: ast.SwitchStmt) -> tuple[ast.Expr | None, Sequence[ast.CaseClause]]:
    """Tag and clauses of an expression switch that remain. On a constant tag that is at most one, without its values.

    A clause that is left alone has None in place of its expressions.
    """
    recorded = info.types.get(switch.tag) if switch.tag is not None else None
    tag = True if switch.tag is None else recorded.value if recorded is not None else None
    if tag is None:
        return switch.tag, switch.body
    target: ast.CaseClause | None = None
    for clause in switch.body:
        if clause.exprs is None:
            target = clause
        for expr in clause.exprs or ():
            found = info.types.get(expr)
            if found is None or found.value is None:
                return switch.tag, switch.body
            if compare(tag, "==", found.value):
                return _only(switch, clause)
    return _only(switch, target)


def live_nodes(info: Info, root: ast.Node) -> Iterator[ast.Node]:
    """A node and all below it that can be reached."""
    todo: list[ast.Node] = [root]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(live_parts(info, node))


def live_parts(info: Info, node: ast.Node) -> Iterable[ast.Node]:
    """The children of a node that can be reached."""
    prune = _PRUNERS.get(node.__class__)
    return prune(info, node) if prune is not None else children(node)


def _if_parts(info: Info, node: ast.IfStmt) -> list[ast.Node]:
    value = static_bool(info, node.cond)
    parts: list[ast.Node | None] = [node.init, kept_condition(info, node.cond)]
    if value is not False:
        parts.append(node.body)
    if value is not True:
        parts.append(node.else_)
    return [part for part in parts if part is not None]


def _for_parts(info: Info, node: ast.ForStmt) -> list[ast.Node]:
    if node.cond is not None and static_bool(info, node.cond) is False:
        return [node.init] if node.init is not None else []
    return children(node)


def _switch_parts(info: Info, node: ast.SwitchStmt) -> list[ast.Node]:
    tag, clauses = live_clauses(info, node)
    return [part for part in (node.init, tag, *clauses) if part is not None]


_PRUNERS: Final[dict[type[ast.Node], Callable[[Info, Any], Iterable[ast.Node]]]] = {
    ast.BlockStmt: lambda info, node: live_statements(info, node.stmts),
    ast.CaseClause: lambda info, node: [*(node.exprs or ()), *live_statements(info, node.body)],
    ast.IfStmt: _if_parts,
    ast.ForStmt: _for_parts,
    ast.SwitchStmt: _switch_parts,
}


def _only(switch: ast.SwitchStmt, clause: ast.CaseClause | None) -> tuple[ast.Expr | None, Sequence[ast.CaseClause]]:
    if clause is None:
        return None, ()
    if _falls_through(clause.body):
        return switch.tag, switch.body
    return None, (ast.CaseClause(clause.start, clause.end, None, clause.colon, clause.body),)


def _falls_through(stmts: Sequence[ast.Stmt]) -> bool:
    last = _last(stmts)
    while isinstance(last, ast.LabeledStmt):
        last = last.stmt
    return isinstance(last, ast.BranchStmt) and last.tok == "fallthrough"


def _last(stmts: Sequence[ast.Stmt]) -> ast.Stmt | None:
    for stmt in reversed(stmts):
        if not isinstance(stmt, ast.EmptyStmt):
            return stmt
    return None


def _is_panic(info: Info, x: ast.Expr) -> bool:
    call = _unparen(x)
    if not isinstance(call, ast.CallExpr):
        return False
    function = _unparen(call.fun)
    if not isinstance(function, ast.Ident) or function.name != "panic":
        return False
    found = info.types.get(function)
    return found is not None and found.mode is Mode.BUILTIN


def _is_constant(info: Info, x: ast.Expr) -> bool:
    found = info.types.get(_unparen(x))
    return found is not None and found.value is not None


def _unparen(x: ast.Expr) -> ast.Expr:
    while isinstance(x, ast.ParenExpr):
        x = x.x
    return x
