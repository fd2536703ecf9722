"""What statements count. Spec: "Statements".

A declared variable counts its declaration and the assignment to it. Values of a call of several results go through
temporaries, which an assignment does not pay for and a return does. Blocks are no nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from server.compiler.decide.inline.callee import CallKind, callee_of, unparen
from server.compiler.decide.inline.calls import call as call_price
from server.compiler.decide.inline.calls import iterator_call
from server.compiler.decide.inline.expressions import is_nil
from server.compiler.decide.inline.operands import builtin_name, type_operand
from server.compiler.decide.inline.prices import DECLARATION, SPREAD
from server.compiler.decide.inline.walker import Walker
from server.compiler.decide.reach import kept_condition, live_clauses, static_bool
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Chan, Interface, Signature, Type, underlying
from server.compiler.types.objects import Var


def _optional(w: Walker, stmt: ast.Stmt | None) -> int:
    return w.stmt(stmt) if stmt is not None else 0


def is_range_func(w: Walker, stmt: ast.RangeStmt) -> bool:
    """Whether a range statement calls an iterator; its body is a function of its own then."""
    return is_range_func_type(w.type_of(stmt.x))


def is_range_func_type(typ: Type | None) -> bool:
    """Whether a value of a type is an iterator."""
    return typ is not None and isinstance(underlying(typ), Signature)


def _target(w: Walker, expr: ast.Expr) -> int:
    """The left side of an assignment: a name that is declared here counts its declaration."""
    expr = unparen(expr)
    if isinstance(expr, ast.Ident):
        var = w.info.defs.get(expr) if expr.name != "_" else None
        return 1 + DECLARATION if isinstance(var, Var) and not var.is_global else 1
    return w.expr(expr)


def _target_type(w: Walker, expr: ast.Expr) -> Type | None:
    expr = unparen(expr)
    return None if isinstance(expr, ast.Ident) and expr.name == "_" else w.type_of(expr)


def assignment(w: Walker, lhs: Sequence[ast.Expr], rhs: list[ast.Expr]) -> int:
    """`lhs = rhs` or `lhs := rhs`"""
    count = 1 + sum(_target(w, expr) for expr in lhs)
    if len(lhs) == len(rhs):
        return count + sum(w.converted(value, _target_type(w, expr)) for expr, value in zip(lhs, rhs))
    count += w.expr(rhs[0])
    if not w.prices.discounts:
        count += len(lhs) + 1  # what remains of the temporaries after the allowance for them
    return count + _unpacked(w, [_target_type(w, expr) for expr in lhs], rhs[0])


def _unpacked(w: Walker, targets: Sequence[Type | None], value: ast.Expr) -> int:
    """The conversions of the results of one call, or of a value that comes with ok."""
    results = w.tuple_of([value])
    if results is None:  # v, ok
        typ = w.type_of(value)
        return w.assigned(typ, targets[0]) if typ is not None and targets[0] is not None else 0
    count = 0
    for dst, var in zip(targets, results.vars):
        if dst is not None and var.type is not None and var.type is not dst:
            count += w.assigned(var.type, dst)
    return count


def _assign(w: Walker, stmt: ast.AssignStmt) -> int:
    if stmt.tok in ("=", ":="):
        return assignment(w, stmt.lhs, stmt.rhs)
    return 1 + w.expr(stmt.lhs[0]) + w.expr(stmt.rhs[0])


def _inc_dec(w: Walker, stmt: ast.IncDecStmt) -> int:
    return 2 + w.expr(stmt.x)


def _declaration(w: Walker, stmt: ast.DeclStmt) -> int:
    if stmt.decl.tok != "var":
        return 0
    count = 0
    for spec in stmt.decl.specs:
        assert isinstance(spec, ast.ValueSpec)
        if spec.values:
            count += assignment(w, spec.names, spec.values)
        else:
            count += sum(1 + DECLARATION + 1 if name.name != "_" else 2 for name in spec.names)
    return count


def _if(w: Walker, stmt: ast.IfStmt) -> int:
    count = _optional(w, stmt.init)
    value = static_bool(w.info, stmt.cond)
    if value is None:
        count += 1 + w.expr(kept_condition(w.info, stmt.cond)) + w.stmts(stmt.body.stmts)
        return count + _optional(w, stmt.else_)
    cond = kept_condition(w.info, stmt.cond)
    known = w.types.get(cond)
    if known is None or known.value is None:
        count += 2 + w.expr(cond)  # evaluated for its effects: `_ = cond`
    return count + (w.stmts(stmt.body.stmts) if value else _optional(w, stmt.else_))


def _for(w: Walker, stmt: ast.ForStmt) -> int:
    count = _optional(w, stmt.init)
    if stmt.cond is None:
        return count + 1 + _optional(w, stmt.post) + w.stmts(stmt.body.stmts)
    if static_bool(w.info, stmt.cond) is False:
        cond = kept_condition(w.info, stmt.cond)
        return count if _is_constant(w, cond) else count + 1 + w.expr(cond)
    cond = kept_condition(w.info, stmt.cond)
    return count + 1 + w.expr(cond) + _optional(w, stmt.post) + w.stmts(stmt.body.stmts)


def _is_constant(w: Walker, expr: ast.Expr) -> bool:
    found = w.types.get(expr)
    return found is not None and found.value is not None


def _range(w: Walker, stmt: ast.RangeStmt) -> int:
    if is_range_func(w, stmt):
        return _range_func(w, stmt)
    # Of an array without a use of its elements only the length counts, a constant.
    count = 2 if stmt.x in w.info.not_evaluated else 1 + w.expr(stmt.x)
    for expr in (stmt.key, stmt.value):
        if expr is not None:
            count += _target(w, expr)
    return count + w.stmts(stmt.body.stmts)


def _range_func(w: Walker, stmt: ast.RangeStmt) -> int:
    """The body becomes a closure and the statement a call with it, surrounded by checks."""
    w.facts.literals.append(stmt)
    if stmt in w.edits.defers:
        w.impossible("defer call in range func")
    closure = 1 + DECLARATION + 1 + 1 + w.prices.closure
    return closure + iterator_call(w, stmt) + w.edits.loops.get(stmt, 0)


def assignment_to_variables(w: Walker, stmt: ast.RangeStmt) -> int:
    """`for x = range seq`: the body begins with assignments of its parameters."""
    if stmt.tok != "=":
        return 0
    count = 0
    typ = w.type_of(stmt.x)
    iterator = underlying(typ) if typ is not None else None
    assert isinstance(iterator, Signature)
    yielded = underlying(iterator.params.vars[0].type or iterator)
    assert isinstance(yielded, Signature)
    for expr, var in zip((stmt.key, stmt.value), yielded.params.vars):
        if expr is not None:
            dst = _target_type(w, expr)
            count += (
                2 + _target(w, expr) + (w.assigned(var.type, dst) if dst is not None and var.type is not None else 0)
            )
    return count


def _switch(w: Walker, stmt: ast.SwitchStmt) -> int:
    count = 1 + _optional(w, stmt.init)
    tag, clauses = live_clauses(w.info, stmt)
    tag_type = w.type_of(tag) if tag is not None else None
    compared = _compared_type(w, tag_type, clauses)
    if tag is not None:
        count += w.converted(tag, compared)
    for clause in clauses:
        count += 1 + sum(_case(w, expr, compared) for expr in clause.exprs or ())
        count += w.stmts(clause.body)
    return count


def _case(w: Walker, expr: ast.Expr, compared: Type | None) -> int:
    return w.expr(expr) if compared is None or is_nil(w, expr) else w.converted(expr, compared)


def _compared_type(w: Walker, tag: Type | None, clauses: Sequence[ast.CaseClause]) -> Type | None:
    """The type that all case values are converted to: the tag's, or `any` when some cannot be."""
    if tag is None or isinstance(underlying(tag), Chan):
        return None
    is_interface = isinstance(underlying(tag), Interface)
    if not is_interface:
        for clause in clauses:
            for expr in clause.exprs or ():
                typ = w.type_of(expr)
                if typ is not None and isinstance(underlying(typ), Interface) and not is_nil(w, expr):
                    return _ANY
    return tag


_ANY: Final = Interface([], [])


def _type_switch(w: Walker, stmt: ast.TypeSwitchStmt) -> int:
    count = 1 + _optional(w, stmt.init) + 1
    bound = isinstance(stmt.assign, ast.AssignStmt)
    assert isinstance(stmt.assign, (ast.AssignStmt, ast.ExprStmt))
    guard = unparen(stmt.assign.rhs[0] if isinstance(stmt.assign, ast.AssignStmt) else stmt.assign.x)
    assert isinstance(guard, ast.TypeAssertExpr)
    count += w.expr(guard.x) + (1 if bound else 0)
    for clause in stmt.body:
        count += 1 + (1 if bound else 0)
        count += sum(1 if is_nil(w, expr) else type_operand(w, expr) for expr in clause.exprs or ())
        count += w.stmts(clause.body)
    return count


def _select(w: Walker, stmt: ast.SelectStmt) -> int:
    return 1 + sum(1 + _communication(w, clause.comm) + w.stmts(clause.body) for clause in stmt.body)


def _communication(w: Walker, comm: ast.Stmt | None) -> int:
    """A receive assigns to two places, blank ones included; values that need a conversion are assigned again."""
    match comm:
        case None:
            return 0
        case ast.ExprStmt(x=x):
            return 3 + w.expr(x)
        case ast.AssignStmt(lhs=[target], rhs=[value]):
            dst = _target_type(w, target)
            boxed = w.implicit(value, dst) if dst is not None else 0
            # `case i = <-c` becomes `case tmp := <-c: i = tmp`
            return 2 + _target(w, target) + w.expr(value) + (1 + DECLARATION + 1 + boxed + 1 if boxed else 0)
        case ast.AssignStmt(lhs=[first, second], rhs=[value]):
            received = 1 + 2 * (1 + DECLARATION) + w.expr(value)
            converted = _unpacked(w, [_target_type(w, first), _target_type(w, second)], value)
            return received + 1 + _target(w, first) + _target(w, second) + 2 + converted
    return w.stmt(comm)


def _return(w: Walker, stmt: ast.ReturnStmt) -> int:
    if stmt in w.edits.jumps:
        return w.edits.jumps[stmt] + _returned(w, stmt.results, in_loop=True)
    w.facts.returns.append(stmt)
    return 1 + _returned(w, stmt.results)


def _returned(w: Walker, results: list[ast.Expr], in_loop: bool = False) -> int:
    """The results of a return. Leaving an iterator's loop with results assigns them first."""
    if not results:
        return 0
    types = [w.view.concrete(var.type) if var.type is not None else None for var in w.results]
    count = 1 + len(types) if in_loop else 0
    if len(results) == len(types):
        return count + sum(w.converted(expr, typ) for expr, typ in zip(results, types))
    count += w.expr(results[0]) + _unpacked(w, types, results[0])
    return count if in_loop else count + 1 + SPREAD * len(types)


def _branch(w: Walker, stmt: ast.BranchStmt) -> int:
    if stmt in w.edits.jumps:
        return w.edits.jumps[stmt]
    return w.prices.fallthrough if stmt.tok == "fallthrough" else 1


def _labeled(w: Walker, stmt: ast.LabeledStmt) -> int:
    return (1 if stmt.label.name != "_" else 0) + w.stmt(stmt.stmt)


def _send(w: Walker, stmt: ast.SendStmt) -> int:
    typ = w.type_of(stmt.chan)
    under = underlying(typ) if typ is not None else None
    return 1 + w.expr(stmt.chan) + w.converted(stmt.value, under.element if isinstance(under, Chan) else None)


def _go(w: Walker, stmt: ast.GoStmt) -> int:
    w.impossible("unhandled op GO")
    return _started(w, stmt)


def _defer(w: Walker, stmt: ast.DeferStmt) -> int:
    w.impossible("unhandled op DEFER")
    return _started(w, stmt)


def _started(w: Walker, stmt: ast.GoStmt | ast.DeferStmt) -> int:
    """The call is made later; one with operands or results becomes a closure that keeps the operands."""
    call = unparen(stmt.call)
    if not isinstance(call, ast.CallExpr):
        return 1 + w.expr(call)
    name = builtin_name(w, call.fun)
    if name:
        w.facts.wrapped.append(stmt)
        if name == "recover":
            w.impossible("call to recover")
        return 1 + w.prices.closure + sum(1 + w.expr(arg) for arg in call.args)
    count = call_price(w, call, deferred=True)
    if _starts_at_once(w, call):
        return 1 + count
    w.facts.wrapped.append(stmt)
    return 1 + count + 1 + w.prices.closure


def _starts_at_once(w: Walker, call: ast.CallExpr) -> bool:
    """Whether a call has neither operands, receivers and dictionaries included, nor results."""
    callee = callee_of(w.view, call.fun)
    if callee.kind not in _PLAIN or callee.type_args:
        return False
    typ = w.type_of(unparen(call.fun))
    signature = underlying(typ) if typ is not None else None
    return isinstance(signature, Signature) and not signature.params.vars and not signature.results.vars


_PLAIN: Final = frozenset({CallKind.FUNCTION, CallKind.LITERAL, CallKind.VARIABLE, CallKind.VALUE})


STATEMENTS: Final[dict[type, Callable[[Walker, Any], int]]] = {
    ast.ExprStmt: lambda w, stmt: w.expr(stmt.x),
    ast.AssignStmt: _assign,
    ast.IncDecStmt: _inc_dec,
    ast.DeclStmt: _declaration,
    ast.BlockStmt: lambda w, stmt: w.stmts(stmt.stmts),
    ast.IfStmt: _if,
    ast.ForStmt: _for,
    ast.RangeStmt: _range,
    ast.SwitchStmt: _switch,
    ast.TypeSwitchStmt: _type_switch,
    ast.SelectStmt: _select,
    ast.ReturnStmt: _return,
    ast.BranchStmt: _branch,
    ast.LabeledStmt: _labeled,
    ast.SendStmt: _send,
    ast.GoStmt: _go,
    ast.DeferStmt: _defer,
    ast.EmptyStmt: lambda _w, _stmt: 0,
    ast.BadStmt: lambda _w, _stmt: 0,
}
