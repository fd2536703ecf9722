"""Deferred calls. Spec, "Defer statements".

A function with defer statements has a list of deferred calls in its frame, which the run-time knows from the entry on:

    deferenter(list)              at the entry
    setjmp(list)                  then; returns once more after a recovery, to run the other calls and to return
    deferprocstack(list, record, call)    at a defer statement; call is a closure that holds the evaluated operands
    deferreturn(list)             before each return, after the results are stored; runs the calls, last one first

In a loop the closures and the records of the list are on the heap (deferproc), for one statement may then defer several
calls. The body of a range over a function is a loop, too, and its calls belong to the list of the function around it.
Elsewhere both lie in the frame.
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.types import UNSAFE_POINTER
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.enclose import plain_closure
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array

_RECORD: Final = Array(UNSAFE_POINTER, 2)  # runtime.deferred


def build_defer(b: FuncBuilder, node: ast.DeferStmt) -> None:
    """`defer f(x)`"""
    if b.defers is None:
        return  # the statement is never reached, which does not keep a function from being inlined
    closure = plain_closure(b, node, "deferwrap", _take_over)
    looping = b.loop_body is not None or bool(b.labels) or any(target.continue_ is not None for target in b.targets)
    span = b.span(node)
    if looping:
        b.note(
            DecisionKind.DEFER, span, "heap-allocated", "the statement may run several times", "heap-allocated defer"
        )
        b.runtime("deferproc", b.pointer(b.defers), closure, span=span)
    else:
        b.note(DecisionKind.DEFER, span, "stack-allocated", "the statement runs once", "stack-allocated defer")
        record = b.local("", _RECORD, span)
        b.runtime("deferprocstack", b.pointer(b.defers), b.pointer(record), closure, span=span)


def _take_over(b: FuncBuilder) -> None:
    """The function that a deferwrap calls is the deferred one: its calls of recover count."""
    b.runtime("deferwrap", b.runtime("getcallerframe"), b.runtime("getframe"))
