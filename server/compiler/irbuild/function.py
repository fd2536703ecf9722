"""The construction of one function, with room for deep trees and a diagnostic for what is not lowered yet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.func import Block, Func
from server.compiler.ir.graph import remove_unreachable
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import NotSupported, PackageContext
from server.compiler.irbuild.dispatch import RULES
from server.compiler.irbuild.frame import build_body, new_func
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import RECURSION_LIMIT
from server.compiler.types.model import Signature, Tuple
from server.compiler.types.view import BodyView
from server.diagnostics.codes.ir import NOT_SUPPORTED
from server.diagnostics.collector import Collector
from server.source.span import Span


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room for walking trees as deep as the parser lets them be.

    The limit is only ever raised: it is one for all threads, and another may be deep in a tree when this one is done.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
    yield


def build_routine(
    context: PackageContext, routine: Routine, diagnostics: Collector, frame: Frame | None = None
) -> Func | None:
    """The IR of a declared function or of an instance; None, with a diagnostic, if something is not lowered yet.

    frame: what was decided about it, where the plan does not say.
    """
    frame = frame or context.plan.frame_of(routine)
    routine = frame.routine if frame is not None else routine
    declared, block, name = routine.obj.type, routine.decl.body, routine.decl.name
    assert declared is not None
    assert block is not None
    signature = _signature(routine, declared)
    func = new_func(routine.symbol, routine.name, signature, Span(routine.tree.anchor, name.start, name.end))
    func.pragmas = routine.pragmas
    func.weak = bool(routine.type_args)
    start = partial(build_body, signature=declared, body=block)
    return construct(context, func, routine.tree, diagnostics, start, block, routine.view, frame)


def _signature(routine: Routine, declared: Signature) -> Signature:
    """The signature under the type arguments, which then has no type parameters."""
    if not routine.type_args:
        return declared
    concrete = routine.view.concrete
    params, results, recv = concrete(declared.params), concrete(declared.results), declared.recv
    assert isinstance(params, Tuple)
    assert isinstance(results, Tuple)
    if recv is not None and recv.type is not None:
        recv = replace(recv, type=concrete(recv.type))
    return Signature(params, results, declared.variadic, recv)


def construct(
    context: PackageContext,
    func: Func,
    tree: ast.DeclTree,
    diagnostics: Collector,
    body: Callable[[FuncBuilder], None],
    root: ast.Node | None = None,
    view: BodyView | None = None,
    frame: Frame | None = None,
) -> Func | None:
    """Run a builder over a fresh function and drop what nothing reaches."""
    func.sources[tree.anchor] = tree.text
    entry: Block = func.new_block("entry")
    builder = FuncBuilder(context, RULES, func, tree, view or context.view, entry, root=root)
    if frame is not None:
        builder.frame = frame
        builder.shared.bodies[frame] = builder
    before = len(context.literals)
    try:
        with deep_recursion():
            body(builder)
    except NotSupported as problem:
        place = Span(builder.tree.anchor, problem.node.start, problem.node.end)
        diagnostics.report(NOT_SUPPORTED, place, problem.what)
        del context.literals[before:]
        return None
    remove_unreachable(func)
    return func
