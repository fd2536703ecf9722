"""Deferred calls. Spec, "Defer statements".

A function with defer statements has a list of deferred calls in its frame, which the run-time knows from the entry on:

    deferenter(list)              at the entry
    setjmp(list)                  then; returns once more after a recovery, to run the other calls and to return
    deferproc(list, call)         at a defer statement; call is a closure that holds the evaluated operands
    deferreturn(list)             before each return, after the results are stored; runs the calls, last one first

In a loop the closures are on the heap (deferprocloop), for one statement may then defer several calls. The body of a
range over a function is a loop, too, and its calls belong to the list of the function around it.
"""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.enclose import plain_closure
from server.compiler.syntax import nodes as ast


def build_defer(b: FuncBuilder, node: ast.DeferStmt) -> None:
    """`defer f(x)`"""
    assert b.defers is not None
    closure = plain_closure(b, node, "deferwrap", _take_over)
    looping = b.loop_body is not None or bool(b.labels) or any(target.continue_ is not None for target in b.targets)
    name = "deferprocloop" if looping else "deferproc"
    reason = "the run-time links a record of the call into the function's list"
    b.note(DecisionKind.DEFER, b.span(node), "heap-allocated", reason, "heap-allocated defer")
    b.runtime(name, b.pointer(b.defers), closure, span=b.span(node))


def _take_over(b: FuncBuilder) -> None:
    """The function that a deferwrap calls is the deferred one: its calls of recover count."""
    b.runtime("deferwrap", b.runtime("getcallerframe"), b.runtime("getframe"))
