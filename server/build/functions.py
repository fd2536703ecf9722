"""One function's optimised SSA with the decisions about it, on demand: what lenses and hovers show.

The same stages as in a build (`compiler/pipeline.py`), for one function, so that what the editor shows is what the
binary contains.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.ir.decisions import Decision, DecisionLog
from server.compiler.ir.func import Func
from server.compiler.irbuild.build import build_function
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
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
    typed: TypedPackage, body: FuncBody, errors: tuple[Diagnostic, ...], sizes: Sizes
) -> CompiledFunction:
    """Build and optimise one function; `errors` are the package's, of which one may be what blocks it."""
    if body.broken:
        return CompiledFunction(None, obstacle=_blocking_error(body, errors))
    problems = Collector()
    func = build_function(typed, body, problems)
    if func is None:
        first = problems.items[0].message if problems.items else "it cannot be lowered to IR"
        return CompiledFunction(None, obstacle=first)
    log = DecisionLog()
    optimise(func, log, PassOptions(sizes=sizes))
    return CompiledFunction(func, tuple(log.items))


def _blocking_error(body: FuncBody, errors: tuple[Diagnostic, ...]) -> str:
    own = [item for item in errors if item.span is not None and item.span.anchor is body.tree.anchor]
    own.sort(key=lambda item: item.span.start if item.span else 0)
    return own[0].message if own else "it depends on a declaration with an error"
