"""Everything about the inlining of one package, in the order of its declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.external import bodyless
from server.compiler.decide.initial import initializer_routines
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import Instance
from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import DecisionLog
from server.compiler.types.info import TypedPackage


def judge_package(typed: TypedPackage, bodies: Bodies, inliner: Inliner) -> None:
    """Judge in the order of the report, on which the verdicts about functions that call each other depend."""
    for routine in (*_declared(typed, bodies), *initializer_routines(typed)):
        inliner.judge(routine)


def report_package(
    typed: TypedPackage,
    bodies: Bodies,
    inliner: Inliner,
    instances: Iterable[Instance],
    wrappers: Iterable[Frame],
    log: DecisionLog,
) -> None:
    """Record verdicts and inlined calls of a package's functions and initialisers, of instances and method wrappers."""
    for func, tree in bodyless(typed):
        inliner.report_bodyless(func, tree, log)
    for routine in _declared(typed, bodies):
        inliner.report(inliner.expand(routine, log), log)
    for routine in initializer_routines(typed):
        inliner.report(inliner.expand(routine, log), log)
    for instance in instances:
        inliner.report_instance(instance, log, typed.package)
    for wrapper in wrappers:
        inliner.report_wrapper(wrapper, log, typed.package)


def _declared(typed: TypedPackage, bodies: Bodies) -> Iterator[Routine]:
    for body in typed.functions:
        signature = body.obj.type
        if signature is None or signature.type_params or signature.recv_type_params or body.obj.name == "_":
            continue  # generic ones come as instances; a blank function is none
        routine = bodies.routine_of(body.obj)
        if routine is not None:
            yield routine
