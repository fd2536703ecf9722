"""The construction of one function, with room for deep trees and a diagnostic for what is not lowered yet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.compiler.ir.func import Block, Func
from server.compiler.ir.graph import remove_unreachable
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import NotSupported, PackageContext
from server.compiler.irbuild.dispatch import RULES
from server.compiler.irbuild.frame import build_body, new_func
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import RECURSION_LIMIT
from server.compiler.types.info import FuncBody
from server.compiler.types.linkname import written_name
from server.compiler.types.symbols import pragmas
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


def build_declared(context: PackageContext, body: FuncBody, symbol: str, diagnostics: Collector) -> Func | None:
    """The IR of a declared function; None, with a diagnostic, if something in it is not lowered yet."""
    if body.broken or body.decl.body is None:
        return None
    signature = body.obj.type
    assert signature is not None
    name = body.decl.name
    func = new_func(symbol, written_name(body.obj), signature, Span(body.tree.anchor, name.start, name.end))
    func.pragmas = pragmas(body.tree)
    block = body.decl.body
    return construct(context, func, body.tree, diagnostics, lambda b: build_body(b, signature, block), block)


def construct(
    context: PackageContext,
    func: Func,
    tree: ast.DeclTree,
    diagnostics: Collector,
    body: Callable[[FuncBuilder], None],
    root: ast.Node | None = None,
    view: BodyView | None = None,
) -> Func | None:
    """Run a builder over a fresh function and drop what nothing reaches."""
    func.sources[tree.anchor] = tree.text
    entry: Block = func.new_block("entry")
    builder = FuncBuilder(context, RULES, func, tree, view or context.view, entry, root=root)
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
