"""`-gcflags=-d=...`: what of the compiler's decisions is printed beyond `-m`, by gc's names.

A key stands alone (`nil`, `nil=1`) or names a pass with a flag (`ssa/phiopt/debug=3`); the value 0 and the flag `off`
take it back. What a key prints are the decisions of one kind, which the compiler logs whether or not somebody asks. A
few keys are accepted with the one value that says what is done anyway.

Source: `go tool compile -d=help` and `-d=ssa/help`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.compiler.ir.decisions import DecisionKind


@dataclass(frozen=True, slots=True)
class DebugKey:
    """One key; with a slash in its name, it is that of a pass."""

    name: str
    kind: DecisionKind
    help: str  # what is printed


KEYS: Final = (
    DebugKey("append", DecisionKind.APPEND, "appends that write back only the length"),
    DebugKey("defer", DecisionKind.DEFER, "where deferred calls are kept"),
    DebugKey("nil", DecisionKind.NIL_CHECK, "nil checks, generated and removed"),
    DebugKey("slice", DecisionKind.SLICE, "slice expressions that change nothing"),
    DebugKey("typeassert", DecisionKind.ASSERTION, "type assertions, inlined or not"),
    DebugKey("wb", DecisionKind.WRITE_BARRIER, "write barriers"),
    DebugKey("ssa/check_bce", DecisionKind.BOUNDS_CHECK, "bounds checks that stay"),
    DebugKey("ssa/intrinsics", DecisionKind.INTRINSIC, "calls that become operations"),
    DebugKey("ssa/likelyadjust", DecisionKind.PREDICTION, "predictions of branches"),
    DebugKey("ssa/opt", DecisionKind.DIRECT_CALL, "calls of interface methods made direct"),
    DebugKey("ssa/phiopt", DecisionKind.PHI, "branches turned into boolean values"),
)
_BY_NAME: Final = {key.name: key for key in KEYS}
_AS_IT_IS: Final = (
    "panic",
    "panic=1",
    "inlfuncswithclosures",
    "inlfuncswithclosures=1",
    "ssa/insert_resched_checks/off",
)
# Decisions that are printed only when a key asks for them.
ON_REQUEST: Final = frozenset(key.kind.value for key in KEYS)


class UnknownKey(Exception):
    """A part of -d=... that means nothing here."""


def read_debug(value: str, before: frozenset[str]) -> frozenset[str]:
    """The names of the keys that are on after `-d=value`. Raises UnknownKey."""
    on = set(before)
    for part in filter(None, value.split(",")):
        if part in _AS_IT_IS:
            continue
        name, is_on = _meaning(part)
        (on.add if is_on else on.discard)(name)
    return frozenset(on)


def _meaning(part: str) -> tuple[str, bool]:
    """A part as the name of a key and whether it is switched on."""
    text, equals, setting = part.partition("=")
    is_on = not equals or setting != "0"
    if text in _BY_NAME:
        return text, is_on
    name, _, flag = text.rpartition("/")
    if name in _BY_NAME and flag in ("on", "debug", "off"):
        return name, is_on is not (flag == "off")
    raise UnknownKey(f"-d={part}; known: {' '.join(key_names())}")


def pass_switch(part: str) -> tuple[str, bool] | None:
    """The pass that `ssa/NAME/off` leaves out or `ssa/NAME/on` keeps, and whether it is left out; None: no such part.

    Blanks in names are written as underscores. What -N keeps cannot be left out.
    """
    from server.build.backend import OPTIONAL_PASSES  # the optimiser is not needed to read most flags

    text, equals, setting = part.partition("=")
    words = text.split("/")
    name = words[1].replace("_", " ") if len(words) == 3 and words[0] == "ssa" else ""
    if name not in OPTIONAL_PASSES or words[2] not in ("on", "off"):
        return None
    return name, (words[2] == "off") is (not equals or setting != "0")


def key_names() -> Iterator[str]:
    """The keys as a user writes them."""
    for key in KEYS:
        yield f"-d={key.name}"


def kinds_of(on: frozenset[str]) -> frozenset[str]:
    """The kinds of decisions that keys print, as values of DecisionKind."""
    return frozenset(_BY_NAME[name].kind.value for name in on)
