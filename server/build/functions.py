"""One function's optimised SSA with the decisions about it, on demand: what lenses and hovers show.

The same stages as in a build (`compiler/pipeline.py`), for one function, so that what the editor shows is what the
binary contains.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.ir.decisions import Decision, DecisionLog
from server.compiler.ir.func import Func
from server.compiler.irbuild.build import build_function, build_package
from server.compiler.ssa.options import Leaks, PassOptions
from server.compiler.ssa.passes import optimise
from server.compiler.ssa.summaries import summarise
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic


@dataclass(frozen=True, slots=True)
class CompiledFunction:
    """`func` is None when there is no SSA; `obstacle` then says why, in one line."""

    func: Func | None
    decisions: tuple[Decision, ...] = ()
    obstacle: str = ""


def compile_function(
    typed: TypedPackage, body: FuncBody, errors: tuple[Diagnostic, ...], sizes: Sizes, leaks: Leaks
) -> CompiledFunction:
    """Build and optimise one function; `errors` are the package's, of which one may be what blocks it."""
    if is_blocked(body):
        return CompiledFunction(None, obstacle=_blocking_error(body, errors))
    problems = Collector()
    func = build_function(typed, body, problems)
    if func is None:
        first = problems.items[0].message if problems.items else "it cannot be lowered to IR"
        return CompiledFunction(None, obstacle=first)
    log = DecisionLog()
    optimise(func, log, PassOptions(sizes=sizes, leaks=leaks))
    return CompiledFunction(func, tuple(log.items))


def is_blocked(body: FuncBody) -> bool:
    """Whether an error keeps a function from being compiled: of types, or of syntax, which left only a part of it."""
    return body.broken or bool(body.tree.errors)


def package_leaks(typed: TypedPackage, sizes: Sizes) -> Leaks:
    """What the functions of a package let go of: a function's SSA depends on these of its callees."""
    naive = build_package(typed, Collector())
    return summarise(naive.funcs, PassOptions(sizes=sizes))


def _blocking_error(body: FuncBody, errors: tuple[Diagnostic, ...]) -> str:
    own = [item for item in errors if item.span is not None and item.span.anchor is body.tree.anchor]
    own.sort(key=lambda item: item.span.start if item.span else 0)
    return own[0].message if own else "it depends on a declaration with an error"
