"""The compiler on one page: the stages of one package, in order.

This module holds the order and nothing else; each stage is a function `input -> output` in its own package, and what a
stage finds wrong goes into the collector. Each half imports its stages when it runs: a check needs no code generator,
and a build whose packages are all in the cache needs neither half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.compiler.syntax.nodes import FileTree
from server.compiler.syntax.parse import syntax_diagnostics
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import Target

if TYPE_CHECKING:
    from server.compiler.codegen.emit import ChunkSource, CodegenOptions
    from server.compiler.decide.bodies import Bodies
    from server.compiler.decide.imported import Imports
    from server.compiler.decide.inline.verdicts import Options as Inlining
    from server.compiler.decide.plan import Leaks, PackagePlan, Verdict
    from server.compiler.decide.routine import Routine
    from server.compiler.ir.decisions import DecisionLog
    from server.compiler.ir.func import IRPackage
    from server.compiler.irbuild.context import BuildConfig
    from server.compiler.ssa.options import PassOptions
    from server.compiler.types.checker import CheckConfig
    from server.compiler.types.info import TypedPackage
    from server.compiler.types.objects import Func


@dataclass(frozen=True, slots=True)
class Unit:
    """One package to compile: its import path, its parsed files, and how its imports are found."""

    path: str
    trees: Sequence[FileTree]
    check: CheckConfig


@dataclass(frozen=True, slots=True)
class BackEnd:
    """What the stages after type checking need to know."""

    files: FileSet
    target: Target
    build: BuildConfig
    passes: PassOptions
    codegen: CodegenOptions
    deciding: Inlining  # how calls are inlined
    leaks_of: Callable[[str], tuple[Leaks, ...] | None] = lambda _: None  # of functions of other packages, by link name
    verdict_of: Callable[[str], Verdict | None] = lambda _: None  # the same
    imports: Imports | None = None  # functions of packages that come without bodies
    cancelled: Callable[[], bool] = lambda: False  # polled once per function; the result is then None
    wants_log: bool = True  # whether somebody will read what is decided on the typed tree
    entering: Callable[[str], None] = lambda _: None  # hears which stage begins


@dataclass(frozen=True, slots=True)
class CompiledPackage:
    """A package as LLVM IR, and what was decided on the way."""

    ir: IRPackage
    log: DecisionLog
    chunks: list[ChunkSource]
    leaks: Mapping[str, tuple[Leaks, ...]]  # what its functions do with their parameters, by link name
    verdicts: Mapping[str, Verdict]  # whether they can be inlined
    typed: TypedPackage
    asked: frozenset[Func]  # functions whose bodies were looked at, generic ones in the place of their instances


def check_unit(unit: Unit, diagnostics: Collector) -> TypedPackage | None:
    """The front half: syntax errors, then types; None when a syntax error hides a part of the source, as in gc."""
    from server.compiler.types.check import check_package

    # Parsing happened file by file when imports were looked for; its errors wait in the trees.
    report_syntax_errors(unit.trees, diagnostics)
    if any(decl.spoiled for tree in unit.trees for decl in (tree.header, *tree.decls)):
        return None

    # Beyond this point the syntax is whole: every node is what the grammar says.

    return check_package(unit.path, unit.trees, unit.check, diagnostics)


def compile_unit(typed: TypedPackage, bodies: Bodies, back: BackEnd, diagnostics: Collector) -> CompiledPackage | None:
    """The back half: a typed package without errors becomes chunks of LLVM IR.

    bodies: those of the package, and of others whose functions it may copy.
    """
    from server.compiler.types.check import with_deep_stack

    return with_deep_stack(lambda: _compile(typed, bodies, back, diagnostics))


def _compile(typed: TypedPackage, bodies: Bodies, back: BackEnd, diagnostics: Collector) -> CompiledPackage | None:
    from server.compiler.codegen.emit import emit_package
    from server.compiler.decide.bodies import NotedBodies
    from server.compiler.ir.decisions import DecisionLog
    from server.compiler.irbuild.build import build_package
    from server.compiler.ssa.passes import optimise

    # On the typed tree, where gc decides: which calls are inlined, and what may live on the stack.
    back.entering("decide")
    log = DecisionLog()
    bodies = noted = NotedBodies(bodies)
    plan = _decide(typed, bodies, back, log if back.wants_log else None)

    # Naive IR keeps every variable in memory, where the plan wants it, so that building it needs no analysis.
    back.entering("build IR")
    ir = build_package(typed, diagnostics, back.build, bodies, plan, log)
    if diagnostics.has_errors:
        return None

    # Beyond this point nothing can be wrong with the program: what remains is to make it good.

    # Lift to SSA, then remove what can be proved unnecessary; every decision is logged with its reason.
    back.entering("optimise")
    for func in ir.funcs:
        if back.cancelled():
            return None
        optimise(func, log, back.passes)

    # LLVM IR as text; LLVM itself runs later, in worker processes, and only for the chunks that a link reaches.
    back.entering("emit")
    chunks = emit_package(ir, back.files, back.target, back.codegen)
    return CompiledPackage(ir, log, chunks, plan.declared_leaks, plan.verdicts, typed, frozenset(noted.asked))


def decide_unit(typed: TypedPackage, bodies: Bodies, back: BackEnd, log: DecisionLog | None = None) -> PackagePlan:
    """The decisions on the typed tree alone. `log`: None if nobody looks."""
    from server.compiler.types.check import with_deep_stack

    return with_deep_stack(lambda: _decide(typed, bodies, back, log))


def _decide(typed: TypedPackage, bodies: Bodies, back: BackEnd, log: DecisionLog | None) -> PackagePlan:
    from server.compiler.decide.everything import Surroundings, decide_everything
    from server.compiler.decide.inline.inliner import Inliner
    from server.compiler.irbuild.function import deep_recursion

    sizes = back.build.sizes

    def known(routine: Routine) -> Verdict | None:
        asked = not routine.type_args and back.deciding.level > 0
        verdict = back.verdict_of(routine.symbol) if asked else None
        return back.imports.verdict_of(routine) if verdict is None and back.imports is not None else verdict

    inliner = Inliner(bodies, sizes, back.target.goarch, back.deciding, known)
    with deep_recursion():
        return decide_everything(typed, Surroundings(bodies, inliner, sizes, back.leaks_of, back.imports), log)


def report_syntax_errors(trees: Sequence[FileTree], diagnostics: Collector) -> None:
    """Move the problems that the parser left in the trees into the collector, in source order."""
    for tree in trees:
        diagnostics.items.extend(syntax_diagnostics(tree))
