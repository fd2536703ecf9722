"""Statements other than assignments, loops, go and defer. Spec, "Statements"."""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.decide.escape.assign import walk_var_spec
from server.compiler.decide.escape.callees import unparen
from server.compiler.decide.escape.calls import Operand, give, temporaries, walk_call
from server.compiler.decide.escape.expressions import asserted
from server.compiler.decide.escape.graph import Hole, noted
from server.compiler.decide.escape.memory import is_interface_type
from server.compiler.decide.escape.walker import Walker
from server.compiler.decide.reach import kept_condition, live_clauses, live_statements, static_bool
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.model import Chan, Kind, Tuple, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_boolean
from server.compiler.types.universe import ANY, TYP


def walk_block(w: Walker, node: ast.BlockStmt) -> None:
    """`{ ... }`: a loop that a label makes ends with the block."""
    depth = w.depth
    walk_list(w, node.stmts)
    w.depth = depth


def walk_list(w: Walker, stmts: Sequence[ast.Stmt]) -> None:
    """Statements that can be reached."""
    for stmt in live_statements(w.info, stmts):
        w.stmt(stmt)


def walk_expr_stmt(w: Walker, node: ast.ExprStmt) -> None:
    """A call or receive operation."""
    x = unparen(node.x)
    if isinstance(x, ast.CallExpr):
        walk_call(w, None, x)
    else:
        w.discard(x)


def walk_decl(w: Walker, node: ast.DeclStmt) -> None:
    """`var ...` inside a function"""
    for spec in node.decl.specs:
        if node.decl.tok == "var" and isinstance(spec, ast.ValueSpec):
            walk_var_spec(w, spec)


def walk_labeled(w: Walker, node: ast.LabeledStmt) -> None:
    """`L: ...`: a label that is jumped back to makes a loop of what follows in the block."""
    if node.label.name != "_" and _is_jumped_back_to(w, node):
        w.depth += 1
    w.stmt(node.stmt)


def _is_jumped_back_to(w: Walker, node: ast.LabeledStmt) -> bool:
    if b"goto" not in w.frame.routine.tree.text:
        return False
    return any(
        isinstance(jump, ast.BranchStmt)
        and jump.tok == "goto"
        and jump.label is not None
        and jump.label.name == node.label.name
        and jump.start > node.start
        for jump in preorder(w.frame.body)
    )


def walk_if(w: Walker, node: ast.IfStmt) -> None:
    """`if`, along its chain of else-if."""
    link: ast.Stmt | None = node
    while isinstance(link, ast.IfStmt):
        value = static_bool(w.info, link.cond)
        if link.init is not None:
            w.stmt(link.init)
        w.discard(kept_condition(w.info, link.cond))
        if value is not False:
            walk_block(w, link.body)
        link = link.else_ if value is not True else None
    if link is not None:
        w.stmt(link)


def walk_switch(w: Walker, node: ast.SwitchStmt) -> None:
    """`switch x { case ... }`: tag and cases are compared as values of one type."""
    if node.init is not None:
        w.stmt(node.init)
    tag, clauses = live_clauses(w.info, node)
    common = _common_type(w, tag, clauses)
    if tag is not None:
        w.convert(w.discard_hole, tag, common)
    for clause in clauses:
        for case in clause.exprs or ():
            w.convert(w.discard_hole, case, common)
        _walk_clause(w, clause.body)


def _common_type(w: Walker, tag: ast.Expr | None, clauses: Sequence[ast.CaseClause]) -> Type | None:
    typ = w.type_of(tag) if tag is not None else TYP[Kind.BOOL]
    if typ is None or isinstance(underlying(typ), Chan):
        return None
    mixed = False
    for clause in clauses:
        for case in clause.exprs or ():
            other = w.type_of(case)
            found = w.types.get(case)
            if other is None or (found is not None and found.mode.name == "NIL"):
                continue
            if is_interface_type(other) and not is_interface_type(typ) and not (tag is None and is_boolean(other)):
                mixed = True
    return ANY if mixed else typ


def _walk_clause(w: Walker, body: Sequence[ast.Stmt]) -> None:
    depth = w.depth
    walk_list(w, body)
    w.depth = depth


def walk_type_switch(w: Walker, node: ast.TypeSwitchStmt) -> None:
    """`switch v := x.(type) { ... }`: each clause has its own v."""
    if node.init is not None:
        w.stmt(node.init)
    operand = _type_switch_operand(node.assign)
    holes: list[Hole] = []
    for clause in node.body:
        var = w.info.implicits.get(clause)
        if isinstance(var, Var):
            location = w.declare(var)
            if location.type is not None and w.facts.has_pointers(location.type):
                holes.append(asserted(w, Hole(location), location.type, clause, "switch case"))
    if operand is not None:
        w.expr(w.tee(holes), operand)
    for clause in node.body:
        _walk_clause(w, clause.body)


def _type_switch_operand(stmt: ast.Stmt) -> ast.Expr | None:
    x = stmt.rhs[0] if isinstance(stmt, ast.AssignStmt) else stmt.x if isinstance(stmt, ast.ExprStmt) else None
    x = unparen(x) if x is not None else None
    return x.x if isinstance(x, ast.TypeAssertExpr) else None


def walk_select(w: Walker, node: ast.SelectStmt) -> None:
    """`select { case ... }`"""
    for clause in node.body:
        if clause.comm is not None:
            w.stmt(clause.comm)
        _walk_clause(w, clause.body)


def walk_send(w: Walker, node: ast.SendStmt) -> None:
    """`c <- x`: what is sent may be received by anybody."""
    typ = w.type_of(node.chan)
    under = underlying(typ) if typ is not None else None
    w.discard(node.chan)
    w.convert(w.heap_hole("send", node), node.value, under.element if isinstance(under, Chan) else None)


def walk_return(w: Walker, node: ast.ReturnStmt) -> None:
    """`return x, y`"""
    results = w.results
    for result in results:
        if result.owner is not w.owner:
            w.capture(result, node)
    why = "return" if w.frame.parent is None else "assign-pair"
    if len(node.results) == len(results):
        for result, x in zip(results, node.results):
            w.convert(noted(Hole(result), why, w.frame, node), x, result.type)
            result.defined_by = None if result.assigned else (w.frame, x)
    elif node.results:
        _return_call(w, node, unparen(node.results[0]))
    for result in results:
        result.reassigned = True
        result.assigned = True


def _return_call(w: Walker, node: ast.ReturnStmt, call: ast.Expr) -> None:
    found = w.types.get(call)
    if isinstance(call, ast.CallExpr) and found is not None and isinstance(found.type, Tuple):
        for result, one in zip(w.results, temporaries(w, call, found.type, node)):
            give(w, noted(Hole(result), "return", w.frame, node), Operand(temporary=one), result.type)
