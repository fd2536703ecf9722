"""A function's frame: parameters and results become slots, then the body follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.compiler.decide.reach import live_parts
from server.compiler.decide.routine import Frame
from server.compiler.ir.func import Exit, Func, Param, Variable
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UINTPTR, UNSAFE_POINTER
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.recovering import REFLECTED, begin_wrapper
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children
from server.compiler.types.model import Array, Signature, Struct, Type
from server.compiler.types.objects import Var
from server.source.span import Span
from server.target import MACHINES


def declared_params(signature: Signature) -> list[Var]:
    """The parameters, the receiver first."""
    receiver = [signature.recv] if signature.recv is not None else []
    return receiver + signature.params.vars


def _variables(declared: list[Var]) -> list[Variable]:
    return [Variable(var.name, var.type, var.span) for var in declared if var.type is not None]


def new_func(symbol: str, name: str, signature: Signature, span: Span | None) -> Func:
    """A function without blocks."""
    params, results = _variables(declared_params(signature)), _variables(signature.results.vars)
    return Func(symbol, name, signature, params, results, span)


_HEAD: Final = 3  # fields of runtime.deferList


def _enter_deferring(b: FuncBuilder, results: list[Var], span: Span, is_shared: bool) -> None:
    """Begin a function that defers calls: its frame object, and what happens when it recovers from a panic.

    The results are part of the object that setjmp is given: what happens between its first and its second return may
    have changed them, and LLVM must not assume otherwise. Those that outlive the call are objects of their own.

    is_shared: whether functions made of loop bodies may defer calls or return from this function.
    """
    on_heap = b.context.plan.placement.variables
    moved = {var: b.declare(var) for var in results if (b.frame, var) in on_heap and b.hidden is not Op.NEW}
    held = [var for var in results if var not in moved]
    fields: list[tuple[str, Type]] = [
        ("registers", Array(UINTPTR, MACHINES[b.context.config.goarch].jump_words)),
        ("link", UNSAFE_POINTER),
        ("calls", UNSAFE_POINTER),
        *[(var.name, b.type_of_var(var)) for var in held],
    ]
    members = [Var(name, None, None, typ, is_field=True) for name, typ in fields]
    whole = Struct(members, [""] * len(members))
    b.defers = b.hidden_slot(whole, span) if is_shared else b.local("", whole)
    b.slots.update({var: b.field_addr(b.defers, index) for index, var in enumerate(held, _HEAD)})
    b.results = [b.slots[var] for var in results]
    b.runtime("deferenter", b.pointer(b.defers))
    again = b.runtime("setjmp", b.pointer(b.defers))
    recovered, body = b.new_block("recovered"), b.new_block("body")
    b.branch(b.compare(Op.NE, again, b.count(0)), recovered, body)
    b.start(recovered)
    run_deferred(b, span)
    b.return_values([b.load(address, span) for address in b.results], span)
    b.start(body)


def own_nodes(body: ast.BlockStmt) -> Iterator[ast.Node]:
    """The nodes of a body without those of function literals."""
    pending: list[ast.Node] = [body]
    while pending:
        node = pending.pop()
        yield node
        pending += [child for child in children(node) if not isinstance(child, ast.FuncLit)]


def has_defers(b: FuncBuilder, body: ast.BlockStmt) -> bool:
    """Whether a function's own statements, without those of the literals in it, defer calls; of what can be reached."""
    if not any(isinstance(node, ast.DeferStmt) for node in own_nodes(body)):
        return False
    pending: list[ast.Node] = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.DeferStmt):
            return True
        pending += [part for part in live_parts(b.view.info, node) if not isinstance(part, ast.FuncLit)]
    return False


def _leaves_in_loop(body: ast.BlockStmt) -> bool:
    """Whether a body returns or defers in a range loop."""
    loops = [node.body for node in own_nodes(body) if isinstance(node, ast.RangeStmt)]
    return any(isinstance(node, ast.ReturnStmt | ast.DeferStmt) for loop in loops for node in own_nodes(loop))


def op_of_hidden(b: FuncBuilder, frame: Frame | None) -> Op:
    """NEW if the body of a range over a function, anywhere in a body, is a closure on the heap: it holds addresses."""
    pending = [frame] if frame is not None else []
    while pending:
        parts: set[Frame] = set()  # the body, and those of its loops that are inlined into it
        for at in (body := pending.pop()).inside():
            if at is not body and not (isinstance(at.node, ast.RangeStmt) and at.lexical in parts):
                continue
            parts.add(at)
            for node, inner in at.literals.items():
                if isinstance(node, ast.RangeStmt) and node not in at.unused:
                    if b.op_of_site(node, frame=at) is Op.NEW:
                        return Op.NEW
                    pending.append(inner)
    return Op.LOCAL


def run_deferred(b: FuncBuilder, span: Span) -> None:
    """Run the deferred calls before a return."""
    if b.defers is not None:
        b.runtime("deferreturn", b.pointer(b.defers), span=span)


def build_body(b: FuncBuilder, signature: Signature, body: ast.BlockStmt) -> None:
    """Parameters, results, then the statements; the body mentions the variables of the declared signature."""
    params, results = declared_params(signature), signature.results.vars
    b.result_types = [b.type_of_var(var) for var in results]
    b.hidden = op_of_hidden(b, b.frame)
    arguments = [
        b.emit(Op.PARAM, b.type_of_var(var), aux=Param(index, var.name), span=var.span)
        for index, var in enumerate(params)
    ]
    if b.func.symbol in REFLECTED:
        begin_wrapper(b)
    for number, (var, argument) in enumerate(zip(params, arguments), 1):
        if var.name not in ("", "_"):
            b.store(b.declare(var, number), argument, var.span)
    if has_defers(b, body):
        _enter_deferring(b, results, b.span_at(body.rbrace), _leaves_in_loop(body))
    elif any(var.name for var in results):
        b.results = [b.declare(var) for var in results]
    b.rules.stmt(b, body)
    end = b.span_at(body.rbrace)
    if not results:
        run_deferred(b, end)
        b.return_values([], end)
    # With results the checker has found that the end is never reached.
    b.block.exit = Exit.UNREACHABLE
