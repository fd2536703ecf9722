"""Go source through the compiler's stages, for tests of the middle end."""

from collections.abc import Callable
from pathlib import Path

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.everything import Surroundings, decide_everything
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.verdicts import Options
from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.func import Func, IRPackage
from server.compiler.ir.verify import verify
from server.compiler.irbuild.build import build_package
from server.compiler.irbuild.context import BuildConfig
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
from server.compiler.syntax.parse import parse_file, to_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.universe import UNSAFE
from server.diagnostics.collector import Collector
from server.source.file import FileSet

SIZES = Sizes(8)


def only_unsafe(path: str) -> Package | None:
    """The importer of a package that imports nothing but unsafe."""
    return UNSAFE if path == "unsafe" else None


def check_source(path: str, text: bytes) -> tuple[TypedPackage, FileSet]:
    """One file, parsed and checked without any error."""
    tree = parse_file(path, text)
    assert not [error for decl in (tree.header, *tree.decls) for error in decl.errors]
    problems = Collector()
    typed = check_package("main", [tree], CheckConfig(SIZES, only_unsafe), problems)
    messages = [item.message for item in problems.items]
    assert not messages, messages
    return typed, FileSet([to_file(tree, text)])


def build_source(path: Path) -> tuple[IRPackage, FileSet]:
    """The naive IR of a file in which everything can be lowered, verified; nothing is inlined."""
    typed, files = check_source(path.name, path.read_bytes())
    problems = Collector()
    package = build_typed(typed, problems)
    messages = [item.message for item in problems.items]
    assert not messages, messages
    for func in package.funcs:
        verify(func, "build")
    return package, files


def build_typed(typed: TypedPackage, problems: Collector, config: BuildConfig | None = None) -> IRPackage:
    """The naive IR of a package, memory placed as decided."""
    bodies = TypedBodies([typed])
    inliner = Inliner(bodies, SIZES, "amd64", Options(level=0))
    plan = decide_everything(typed, Surroundings(bodies, inliner, SIZES, lambda _symbol: None), None)
    return build_package(typed, problems, config, bodies, plan)


def optimise_package(
    package: IRPackage,
    disabled: frozenset[str] = frozenset(),
    on_pass: Callable[[str, Func], None] | None = None,
) -> DecisionLog:
    """All passes over all functions, with the verifier between them."""
    options = PassOptions(disabled=disabled, verify=True, on_pass=on_pass, sizes=SIZES)
    log = DecisionLog()
    for func in package.funcs:
        optimise(func, log, options)
    return log
