"""Lens texts, and what two versions of a function differ in."""

import pytest

from server.compiler.decide.plan import Verdict
from server.features.verdicts import FunctionSummary, brief_reason, change_title, differences, title

TOO_BIG = "function too complex: cost 83 exceeds budget 80"


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        (FunctionSummary(Verdict(57, 80), ("x", "&T{...}"), 1, 4), "inline 57/80 · 2 escapes · 1 bounds check"),
        (FunctionSummary(Verdict(57, 80), ("x",), 2), "inline 57/80 · 1 escape · 2 bounds checks"),
        (FunctionSummary(Verdict(3, 80)), "inline 3/80"),
        (FunctionSummary(Verdict(83, 80, TOO_BIG)), "not inlined: too big 83/80"),
        (FunctionSummary(), "nothing on the heap"),
        (FunctionSummary(blocked="undefined: x\nmore"), "blocked: undefined: x"),
        (FunctionSummary(Verdict(3, 80), ("x",), instances=2), "inline 3/80 · 1 escape · worst of 2 instances"),
        (FunctionSummary(Verdict(3, 80), instances=1), "inline 3/80"),
        (FunctionSummary(instances=0), "no instances"),
    ],
)
def test_title(summary: FunctionSummary, text: str) -> None:
    assert title(summary) == text


@pytest.mark.parametrize(
    ("reason", "words"),
    [(TOO_BIG, "too big 83/80"), ("marked go:noinline", "go:noinline"), ("unhandled op DEFER", "defer")],
)
def test_reason_in_a_few_words(reason: str, words: str) -> None:
    assert brief_reason(reason) == words


def _change(before: FunctionSummary, after: FunctionSummary) -> str:
    return change_title(differences(before, after))


def test_an_edit_that_costs_the_inline_and_an_allocation() -> None:
    before = FunctionSummary(Verdict(78, 80), (), 2)
    after = FunctionSummary(Verdict(83, 80, TOO_BIG), ("x",), 1)
    assert _change(before, after) == "inline 78→83 ✗ · +1 escape · −1 bounds check"
    assert [item.worse for item in differences(before, after)] == [True, True, False]
    assert _change(after, before) == "inline 83→78 ✓ · −1 escape · +1 bounds check"


def test_equal_versions_differ_in_nothing() -> None:
    summary = FunctionSummary(Verdict(78, 80), ("x",), 2)
    assert differences(summary, summary) == []


def test_one_escape_for_another() -> None:
    before, after = FunctionSummary(escapes=("x",)), FunctionSummary(escapes=("y",))
    assert _change(before, after) == "other escapes"
    assert [(item.before, item.after) for item in differences(before, after)] == [("x", "y")]


def test_blocked_by_an_error() -> None:
    fine, blocked = FunctionSummary(Verdict(1, 80)), FunctionSummary(blocked="undefined: x")
    assert _change(fine, blocked) == "blocked: undefined: x"
    assert _change(blocked, fine) == "no longer blocked"
    assert differences(blocked, blocked) == []
