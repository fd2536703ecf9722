"""One function's frame: parameters and results become slots, then the body follows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from server.compiler.ir.func import Block, Exit, Func, Param, Variable
from server.compiler.ir.graph import remove_unreachable
from server.compiler.ir.ops import Op
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import NotSupported, PackageContext
from server.compiler.irbuild.dispatch import RULES
from server.compiler.irbuild.symbols import pragmas, written_name
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import FuncBody
from server.compiler.types.model import Signature
from server.compiler.types.objects import Var
from server.diagnostics.codes.ir import NOT_SUPPORTED
from server.diagnostics.collector import Collector
from server.source.span import Span

_DEPTH: Final = 50_000  # Python frames; the parser bounds the nesting of its trees well below a tenth of this


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room for walking trees as deep as the parser lets them be."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def build_declared(context: PackageContext, body: FuncBody, symbol: str, diagnostics: Collector) -> Func | None:
    """The IR of a declared function; None, with a diagnostic, if something in it is not lowered yet."""
    if body.broken or body.decl.body is None:
        return None
    signature = body.obj.type
    assert signature is not None
    name = body.decl.name
    span = Span(body.tree.anchor, name.start, name.end)
    func = Func(symbol, written_name(body.obj), signature, _params(signature), _results(signature), span)
    func.pragmas = pragmas(body.tree)
    block = body.decl.body
    declared = _receiver_and_params(signature), list(signature.results.vars)
    return construct(context, func, body.tree, diagnostics, lambda b: _build_body(b, block, *declared))


def construct(
    context: PackageContext,
    func: Func,
    tree: ast.DeclTree,
    diagnostics: Collector,
    body: Callable[[FuncBuilder], None],
) -> Func | None:
    """Run a builder over a fresh function and drop what nothing reaches."""
    func.sources[tree.anchor] = tree.text
    entry: Block = func.new_block("entry")
    builder = FuncBuilder(context, RULES, func, tree, entry)
    try:
        with deep_recursion():
            body(builder)
    except NotSupported as problem:
        place = Span(builder.tree.anchor, problem.node.start, problem.node.end)
        diagnostics.report(NOT_SUPPORTED, place, problem.what)
        return None
    remove_unreachable(func)
    return func


def _receiver_and_params(signature: Signature) -> list[Var]:
    receiver = [signature.recv] if signature.recv is not None else []
    return receiver + signature.params.vars


def _variables(declared: list[Var]) -> list[Variable]:
    return [Variable(var.name, var.type, var.span) for var in declared if var.type is not None]


def _params(signature: Signature) -> list[Variable]:
    return _variables(_receiver_and_params(signature))


def _results(signature: Signature) -> list[Variable]:
    return _variables(signature.results.vars)


def _build_body(b: FuncBuilder, body: ast.BlockStmt, params: list[Var], results: list[Var]) -> None:
    arguments = [
        b.emit(Op.PARAM, var.type, aux=Param(index, var.name), span=var.span) for index, var in enumerate(params)
    ]
    for var, argument in zip(params, arguments):
        if var.name not in ("", "_"):
            b.store(b.declare(var), argument, var.span)
    if any(var.name for var in results):
        b.results = [b.declare(var) for var in results]
    b.rules.stmt(b, body)
    end = Span(b.tree.anchor, body.rbrace, body.rbrace + 1)
    if not results:
        b.return_values([], end)
    # With results the checker has found that the end is never reached.
    b.block.exit = Exit.UNREACHABLE
