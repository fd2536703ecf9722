"""Elimination of nil checks that cannot fail.

    nilcheck t0                    nilcheck t0
    t1 = fieldaddr t0 .0 *int =>   t1 = fieldaddr t0 .0 *int
    nilcheck t0

A pointer is known not to be nil when it is the address of a variable or field, when a check of it dominates, or when
a dominating branch compared it with nil. One walk over the dominator tree with a scoped set of known pointers. What
becomes of the checks that stay is decided last (implicit.py).
"""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.ops import Op
from server.compiler.ssa.options import Work

_REASONS = {
    Op.LOCAL: "it is the address of a variable",
    Op.NEW: "it is the address of a new variable",
    Op.GLOBAL: "it is the address of a variable",
    Op.FUNC: "it is a declared function",
    Op.ITAB: "it is a table of methods",
    Op.TYPE_ADDR: "it is a type descriptor",
    Op.FIELD_ADDR: "it is the address of a field",
    Op.INDEX_ADDR: "it is the address of an element",
}


def eliminate_nil_checks(work: Work) -> None:
    """One walk over the dominator tree."""
    known: dict[Value, str] = {}
    undo: dict[Block, list[Value]] = {}
    for block, entering in Dominators(work.func).depth_first():
        if entering:
            undo[block] = _visit(work, block, known)
        else:
            for value in undo.pop(block):
                del known[value]


def _visit(work: Work, block: Block, known: dict[Value, str]) -> list[Value]:
    added: list[Value] = []

    def learn(pointer: Value, reason: str) -> None:
        if pointer not in known:
            known[pointer] = reason
            added.append(pointer)

    compared = _not_nil_on_entry(block)
    if compared is not None:
        learn(compared, "it was compared with nil")
    kept = []
    for value in block.values:
        if value.op is not Op.NIL_CHECK:
            kept.append(value)
            continue
        pointer = base(value.args[0])
        reason = _reason(pointer, known)
        if reason:
            work.decide(DecisionKind.NIL_CHECK, value.span, "removed", reason)
            continue
        kept.append(value)
        learn(pointer, "it was checked before")
    block.values = kept
    return added


def base(pointer: Value) -> Value:
    """The pointer under changes of type."""
    while pointer.op is Op.CHANGE_TYPE:
        pointer = pointer.args[0]
    return pointer


def _reason(pointer: Value, known: dict[Value, str]) -> str:
    return known.get(pointer) or _REASONS.get(pointer.op, "")


def _not_nil_on_entry(block: Block) -> Value | None:
    """The pointer that the branch into a block showed not to be nil."""
    if len(block.preds) != 1 or block.preds[0].exit is not Exit.IF:
        return None
    pred = block.preds[0]
    test = pred.controls[0]
    if test.op not in (Op.EQ, Op.NE) or pred.succs[0] is pred.succs[1]:
        return None
    if (pred.succs[0] is block) is not (test.op is Op.NE):
        return None
    for pointer, other in (test.args, reversed(test.args)):
        if other.op is Op.ZERO:
            return base(pointer)
    return None
