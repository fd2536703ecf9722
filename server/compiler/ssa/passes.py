"""The pass table: every pass, in order, with the reasons why some must come after others.

The constraints are checked when this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.func import Func
from server.compiler.ir.verify import verify
from server.compiler.ssa.bounds import eliminate_bounds_checks
from server.compiler.ssa.cse import eliminate_common_values
from server.compiler.ssa.dce import eliminate_dead_values
from server.compiler.ssa.deadstores import eliminate_dead_stores
from server.compiler.ssa.direct import call_directly
from server.compiler.ssa.fold import fold_constants
from server.compiler.ssa.implicit import mark_implicit_checks
from server.compiler.ssa.lift import lift_variables
from server.compiler.ssa.likely import predict_branches
from server.compiler.ssa.nilcheck import eliminate_nil_checks
from server.compiler.ssa.options import PassOptions, Work
from server.compiler.ssa.phiopt import turn_choices
from server.compiler.ssa.shortcut import take_short_cuts
from server.compiler.ssa.simplify import simplify_values
from server.compiler.ssa.split import split_structs
from server.compiler.ssa.tidy import merge_blocks
from server.compiler.ssa.writebarrier import place_write_barriers


@dataclass(frozen=True, slots=True)
class Pass:
    """One row: a name for dumps and switches, the function, and the passes that must have run, with the reason."""

    name: str
    run: Callable[[Work], None]
    after: tuple[str, ...] = ()
    reason: str = ""


PASSES: Final = (
    Pass("split", split_structs),
    Pass("lift", lift_variables, ("split",), "fields can be values when their struct cannot"),
    Pass("fold", fold_constants, ("lift",), "constants travel through variables only once they are values"),
    Pass("simplify", simplify_values, ("fold",), "identities with a constant operand see all constants"),
    Pass("short cuts", take_short_cuts, ("simplify",), "a condition is a PHI itself, not its opposite or a copy"),
    Pass("direct calls", call_directly, ("simplify",), "what makes an interface value is seen through copies"),
    Pass("cse", eliminate_common_values, ("simplify",), "equal values have one form"),
    Pass("phiopt", turn_choices, ("cse",), "a condition tested twice is one value"),
    Pass("nilcheck", eliminate_nil_checks, ("cse",), "equal pointers are one value"),
    Pass("bounds", eliminate_bounds_checks, ("cse", "nilcheck"), "equal lengths and indices are one value"),
    Pass("late fold", fold_constants, ("cse",), "loads that cse made equal may be constants"),
    Pass("dead stores", eliminate_dead_stores, ("cse", "bounds"), "loads that cse forwarded no longer look"),
    Pass("dce", eliminate_dead_values, ("bounds", "late fold", "dead stores"), "operands of what was removed are dead"),
    Pass("tidy", merge_blocks, ("dce",), "blocks are empty and chains are straight only at the end"),
    Pass("likely", predict_branches, ("tidy",), "no branch comes or goes any more"),
    Pass("implicit checks", mark_implicit_checks, ("tidy",), "accesses stand in the blocks of their checks"),
    Pass("write barriers", place_write_barriers, ("dead stores", "tidy"), "a block shows how its stores follow others"),
)
PASS_NAMES: Final = tuple(row.name for row in PASSES)


def check_order(passes: tuple[Pass, ...]) -> None:
    """Raise ValueError when a pass stands before one that it must follow, or two have one name."""
    seen: set[str] = set()
    for row in passes:
        missing = [name for name in row.after if name not in seen]
        if missing or row.name in seen:
            raise ValueError(f"pass {row.name} must come after {', '.join(missing)}: {row.reason}")
        seen.add(row.name)


check_order(PASSES)


def optimise(func: Func, log: DecisionLog, options: PassOptions | None = None) -> None:
    """Run the passes over one function, in place; decisions go into the log."""
    options = options or PassOptions()
    work = Work(func, log, options)
    _observe(work, "build")
    for row in PASSES:
        if row.name not in options.disabled:
            row.run(work)
            _observe(work, row.name)


def _observe(work: Work, name: str) -> None:
    if work.options.verify:
        verify(work.func, name)
    if work.options.on_pass is not None:
        work.options.on_pass(name, work.func)
