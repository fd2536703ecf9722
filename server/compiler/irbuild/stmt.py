"""Statements other than assignments, loops and switches. Spec, "Statements"."""

from __future__ import annotations

from server.compiler.decide.reach import static_bool
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.irbuild.ahead import evaluate_ahead, evaluate_inside, evaluate_values
from server.compiler.irbuild.arith import build_condition
from server.compiler.irbuild.assertion import build_several
from server.compiler.irbuild.builder import FuncBuilder, Targets
from server.compiler.irbuild.call import build_values
from server.compiler.irbuild.channels import channel_element, filled_slot
from server.compiler.irbuild.context import NotSupported
from server.compiler.irbuild.frame import run_deferred
from server.compiler.irbuild.loopbody import leave_body, result_types, return_from_body
from server.compiler.syntax import nodes as ast
from server.compiler.types.objects import Var
from server.source.span import Span


def build_empty(b: FuncBuilder, node: ast.EmptyStmt) -> None:
    """Nothing."""


def build_block(b: FuncBuilder, node: ast.BlockStmt) -> None:
    """`{ ... }`"""
    build_list(b, node.stmts)


def build_list(b: FuncBuilder, stmts: list[ast.Stmt]) -> None:
    """Statements in order."""
    for node in stmts:
        b.rules.stmt(b, node)


def build_expr_stmt(b: FuncBuilder, node: ast.ExprStmt) -> None:
    """A call for its effect"""
    evaluate_inside(b, node.x)
    build_values(b, node.x)


def build_decl(b: FuncBuilder, node: ast.DeclStmt) -> None:
    """Local declarations; constants and types leave no code."""
    if node.decl.tok != "var":
        return
    for spec in node.decl.specs:
        assert isinstance(spec, ast.ValueSpec)
        declare_spec(b, spec)


def declare_spec(b: FuncBuilder, spec: ast.ValueSpec) -> None:
    """`var a, b T = x, y`, `var a, b = f()`"""
    variables = [b.view.info.defs.get(name) for name in spec.names]
    values: list[Value | None]
    if not spec.values:
        values = [None] * len(variables)
    elif len(spec.values) == len(variables):
        evaluate_values(b, spec.values, [b.type_of_var(var) if isinstance(var, Var) else None for var in variables])
        values = [_initial(b, var, value) for var, value in zip(variables, spec.values)]
    else:
        evaluate_inside(b, spec.values[0])
        values = [*build_several(b, spec.values[0])]
    for var, value in zip(variables, values):
        define(b, var, value)


def _initial(b: FuncBuilder, var: object, expr: ast.Expr) -> Value:
    return b.expr_as(expr, b.type_of_var(var)) if isinstance(var, Var) else b.expr(expr)


def define(b: FuncBuilder, var: object, value: Value | None, span: Span | None = None) -> None:
    """Make a variable with a first value, which it gets at `span`; the blank identifier has none."""
    if not isinstance(var, Var) or var.name == "_":
        return
    address = b.declare(var)
    if value is not None:
        b.store(address, b.assigned(value, b.type_of_var(var)), span or var.span)


def build_return(b: FuncBuilder, node: ast.ReturnStmt) -> None:
    """`return`, `return x, y`, `return f()`"""
    span = b.span(node)
    types = result_types(b)
    if not node.results:
        values = [b.load(address, span) for address in b.results]
    elif len(node.results) == len(types):
        evaluate_values(b, node.results, types)
        values = [b.expr_as(expr, typ) for expr, typ in zip(node.results, types)]
    else:
        evaluate_inside(b, node.results[0])
        results = build_values(b, node.results[0])
        values = [b.assigned(value, typ) for value, typ in zip(results, types)]
    if b.loop_body is not None:
        return_from_body(b, b.loop_body, [] if not node.results else values, span)
        return
    if b.defers is not None:
        for address, value in zip(b.results, values):
            b.store(address, value, span)
        run_deferred(b, span)
        values = [b.load(address, span) for address in b.results]
    b.return_values(values, span)


def build_send(b: FuncBuilder, node: ast.SendStmt) -> None:
    """`c <- x`"""
    evaluate_ahead(b, node.chan, node.value)
    channel = b.expr(node.chan)
    assert channel.type is not None
    slot = filled_slot(b, b.expr_as(node.value, channel_element(channel.type)), b.span(node.value))
    b.runtime("chansend1", b.pointer(channel), b.pointer(slot), span=b.span(node))


def build_if(b: FuncBuilder, node: ast.IfStmt) -> None:
    """`if`, with chains of `else if` followed however long; what a constant condition excludes is left out"""
    done = b.new_block("if.done")
    link: ast.Stmt | None = node
    while isinstance(link, ast.IfStmt):
        if link.init is not None:
            b.rules.stmt(b, link.init)
        then = b.new_block("if.then")
        otherwise = b.new_block("if.else") if link.else_ is not None else done
        build_condition(b, link.cond, then, otherwise)
        value = static_bool(b.view.info, link.cond)
        b.start(then)
        if value is False:
            b.block.exit = Exit.UNREACHABLE
        else:
            build_block(b, link.body)
            b.jump(done)
        link = link.else_
        if link is not None:
            b.start(otherwise)
            if value is True:
                b.block.exit = Exit.UNREACHABLE
                link = None
            elif not isinstance(link, ast.IfStmt):
                b.rules.stmt(b, link)
                b.jump(done)
                link = None
    b.start(done)


def build_labeled(b: FuncBuilder, node: ast.LabeledStmt) -> None:
    """`label: stmt`; a label is the target of goto and names a loop or switch."""
    block = label_block(b, node.label.name)
    b.jump(block)
    b.start(block)
    b.pending_label = node.label.name
    b.rules.stmt(b, node.stmt)
    b.pending_label = ""


def label_block(b: FuncBuilder, name: str) -> Block:
    """The block that a label stands for, made at its first mention."""
    if name not in b.labels:
        b.labels[name] = b.new_block(f"label.{name}")
    return b.labels[name]


def take_label(b: FuncBuilder) -> str:
    """The label of the statement being built, "" if it has none."""
    label, b.pending_label = b.pending_label, ""
    return label


def build_branch(b: FuncBuilder, node: ast.BranchStmt) -> None:
    """`break`, `continue`, `goto`, `fallthrough`"""
    label = node.label.name if node.label is not None else ""
    target = branch_target(b, node.tok, label)
    if target is not None:
        b.jump(target, b.span(node))
        b.start(b.new_block("unreachable"))
    elif b.loop_body is not None:
        leave_body(b, b.loop_body, node.tok, label, b.span(node))
    else:
        raise NotSupported(f"this {node.tok}", node)


def branch_target(b: FuncBuilder, tok: str, label: str) -> Block | None:
    """Where a branch statement leads inside this function; None if that is outside of it."""
    if tok == "goto":
        outside = b.loop_body is not None and label not in b.loop_body.labels
        return None if outside else label_block(b, label)
    if tok == "fallthrough":
        return b.next_case
    for target in reversed(b.targets):
        if label and target.label != label:
            continue
        if tok == "break":
            return target.break_
        if target.continue_ is not None:
            return target.continue_
    return None


def enter(b: FuncBuilder, label: str, break_: Block, continue_: Block | None) -> None:
    """Begin a statement that break (and continue) can leave."""
    b.targets.append(Targets(label, break_, continue_))


def leave(b: FuncBuilder) -> None:
    """End it."""
    b.targets.pop()
