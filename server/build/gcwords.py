"""Decisions in gc's words: the lines of `-m=2` about ways of escaping, names of functions and checks.

x escapes to heap in Store:
  flow: {heap} ← &x:
    from &x (address-of) at x.go:5:50
"""

import re
from collections.abc import Iterator
from typing import Final

from server.build.artefact import PlacedDecision, PlacedStep
from server.compiler.ir.decisions import DecisionKind

_WAYS: Final = frozenset(kind.value for kind in (DecisionKind.ESCAPE, DecisionKind.MOVE, DecisionKind.LEAK))
_KEPT: Final = "kept"
_RESULT: Final = re.compile(r"leaking param: .* to result (\S+) level=(\d+)\Z")
_COST: Final = re.compile(r"cost (\d+)")
_TARGET: Final = re.compile(r"flow: (.*?) ← ")
_OPERATORS: Final = re.compile(r"flow: .* ← ([&*]*)")


def function_name(item: PlacedDecision, import_path: str) -> str:
    """The function as gc names it within its package: `(*T).M`, `f.func1`."""
    if item.within:
        return item.within
    prefix = "main." if item.func.startswith("main.") else f"{import_path}."
    return item.func.removeprefix(prefix)


def is_kept_check(item: PlacedDecision) -> bool:
    """Whether a bounds check stays in the program."""
    return item.kind == DecisionKind.BOUNDS_CHECK.value and item.verdict == _KEPT


def is_kept_nil_check(item: PlacedDecision) -> bool:
    """Whether a nil check stays an instruction of its own."""
    return item.kind == DecisionKind.NIL_CHECK.value and item.verdict == _KEPT


def check_name(item: PlacedDecision) -> str:
    """gc's name of a bounds check: of an index, or of a bound of a slice expression."""
    return "IsSliceInBounds" if _is_slicing(item.subject) else "IsInBounds"


def _is_slicing(subject: str) -> bool:
    """Whether an expression `x[...]` has a colon between its last brackets."""
    depth = 0
    for char in reversed(subject):
        if char in ")]}":
            depth += 1
        elif char in "([{":
            depth -= 1
            if depth == 0:
                return False
        elif char == ":" and depth == 1:
            return True
    return False


def inline_cost(item: PlacedDecision) -> str:
    """What a function that can be inlined costs; "" for anything else."""
    if item.kind != DecisionKind.INLINE.value or not item.message.startswith("can inline"):
        return ""
    found = _COST.search(item.reason)
    return found[1] if found else ""


def escape_heading(item: PlacedDecision, import_path: str) -> str:
    """The line above the way on which something escapes; "" where gc explains nothing."""
    if not item.steps or item.kind not in _WAYS:
        return ""
    name = function_name(item, import_path)
    if item.kind == DecisionKind.LEAK.value:
        to, derefs = leak_target(item)
        return f"parameter {item.subject} leaks to {to} for {name} with derefs={derefs}:"
    return f"{item.subject} escapes to heap in {name}:"


def leak_target(item: PlacedDecision) -> tuple[str, int]:
    """Where a parameter leaks to, and how many dereferences there are on the way."""
    if match := _RESULT.match(item.verdict):
        return match[1], int(match[2])
    derefs = 0
    for step in reversed(item.steps):
        if match := _OPERATORS.match(step.text):
            derefs = max(derefs + (-1 if match[1] == "&" else len(match[1])), 0)
    flows = [match[1] for step in item.steps if (match := _TARGET.match(step.text))]
    return flows[-1] if flows else "{heap}", derefs


def is_flow(step: PlacedStep) -> bool:
    """Whether a step is a line `flow: ...`, as opposed to one of its reasons."""
    return step.text.startswith("flow: ")


def flow_lines(item: PlacedDecision) -> Iterator[tuple[PlacedStep, str]]:
    """The steps, indented as gc does."""
    for step in item.steps:
        yield step, f"  {step.text}" if is_flow(step) else f"    {step.text}"
