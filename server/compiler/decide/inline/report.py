"""Everything about the inlining of one package, in the order of its declarations."""

from __future__ import annotations

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.external import bodyless
from server.compiler.decide.initial import initializer_routines
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import mentioned_by
from server.compiler.decide.inline.wrappers import wrapped_methods
from server.compiler.ir.decisions import DecisionLog
from server.compiler.types.info import TypedPackage


def report_package(typed: TypedPackage, bodies: Bodies, inliner: Inliner, log: DecisionLog) -> None:
    """Record verdicts and inlined calls of a package's functions, initialisers and instances."""
    for func, tree in bodyless(typed):
        inliner.report_bodyless(func, tree, log)
    for body in typed.functions:
        signature = body.obj.type
        if signature is None or signature.type_params or signature.recv_type_params or body.obj.name == "_":
            continue  # generic ones come as instances; a blank function is none
        routine = bodies.routine_of(body.obj)
        if routine is not None:
            inliner.report(inliner.expand(routine, log), log)
    for routine in initializer_routines(typed):
        inliner.report(inliner.expand(routine, log), log)
    mentioned = mentioned_by(typed, bodies)
    for instance in mentioned.instances:
        inliner.report_instance(instance, log, typed.package)
    for method in wrapped_methods(typed, mentioned.wrapped):
        called = bodies.routine_of(method)
        if called is not None:
            inliner.report_wrapper(called, log, typed.package)
