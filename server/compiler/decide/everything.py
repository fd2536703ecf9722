"""All that is decided about one package on the typed tree, in gc's order: inlining first, then escaping.

With a log, whatever gc would say is recorded: also about bodies that instances of generic functions share in gc, and
about wrappers, neither of which is compiled here. Without one, only what is compiled is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import mentioned_by
from server.compiler.decide.inline.report import judge_package, report_package
from server.compiler.decide.inline.wrappers import method_wrappers
from server.compiler.decide.package import DecideOptions, Outside, decide_package
from server.compiler.decide.plan import Leaks, PackagePlan
from server.compiler.decide.wrapped import wrapper_frames
from server.compiler.ir.decisions import DecisionLog
from server.compiler.types.info import TypedPackage
from server.compiler.types.sizes import Sizes


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the decisions about a package depend on beside the package.

    imported: what functions of other packages do with their parameters, by link name.
    outside: functions of other packages that `imported` does not know.
    """

    bodies: Bodies
    inliner: Inliner
    sizes: Sizes
    imported: Callable[[str], tuple[Leaks, ...] | None]
    outside: Outside | None = None


def decide_everything(
    typed: TypedPackage, around: Surroundings, log: DecisionLog | None, explain: bool = True
) -> PackagePlan:
    """Decide about a package. explain: whether the log holds the ways on which things escape."""
    plan = _decide(typed, around, log, explain)
    for symbol, frame in plan.frames.items():
        if not frame.routine.type_args:
            plan.verdicts[symbol] = around.inliner.verdict(frame.routine)
    return plan


def _decide(typed: TypedPackage, around: Surroundings, log: DecisionLog | None, explain: bool) -> PackagePlan:
    frame_of = partial(around.inliner.expand, home=typed.package)
    if log is None:
        judge_package(typed, around.bodies, around.inliner)
        options = DecideOptions(around.sizes, explain=False, outside=around.outside)
        return decide_package(typed, around.bodies, frame_of, around.imported, options, DecisionLog())
    mentioned = mentioned_by(typed, around.bodies)
    methods = method_wrappers(typed, around.bodies, mentioned.wrapped)
    if around.inliner.is_on:  # gc says nothing about inlining that is switched off
        report_package(typed, around.bodies, around.inliner, mentioned.instances, methods, log)
    shared = [instance.routine for instance in mentioned.instances if instance.shaped]
    wrappers = wrapper_frames(around.inliner, mentioned.instances, methods)
    options = DecideOptions(around.sizes, explain, lambda _typed: shared, lambda _typed: wrappers, around.outside)
    return decide_package(typed, around.bodies, frame_of, around.imported, options, log)
