"""What the run-time does not do yet: functions that nobody defines, and what a program that reaches one is told.

The functions are declared in `runtime/` (a test compares the two), or belong to packages of the standard library that
programs cannot hold yet. A package's artefact remembers where such a function is called, so that the linker's undefined
symbol becomes a message at the statement that needs it. Where a package of the standard library needs it, the program
ends with a fatal error if it gets there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from server.build.artefact import Need
from server.build.pureform import explain_bodiless
from server.diagnostics.codes import link as link_codes
from server.diagnostics.codes.ir import NOT_SUPPORTED
from server.diagnostics.data import Diagnostic
from server.diagnostics.render import NOWHERE, Resolved, locate, resolve
from server.source.file import FileSet

if TYPE_CHECKING:
    from server.build.packages import LoadedPackage
    from server.compiler.ir.func import IRPackage

# By feature and package: names of functions.
FEATURES: Final[Mapping[str, Mapping[str, str]]] = {
    "calls of C": {"syscall": "cgocaller"},
}
# What the standard library's own references to those functions lead to: a program need not come there.
STAND_IN: Final = "runtime.notSupported"
FEATURE_OF: Final[Mapping[str, str]] = {
    f"{path}.{name}": feature
    for feature, packages in FEATURES.items()
    for path, names in packages.items()
    for name in names.split()
}


def find_needs(package: IRPackage, files: FileSet) -> tuple[Need, ...]:
    """Where a package refers to functions that nobody defines."""
    from server.compiler.ir.func import Callee

    found: dict[tuple[str, str], Need] = {}
    for func in package.funcs:
        for value in (value for block in func.blocks for value in block.values):
            symbol = value.aux.symbol if isinstance(value.aux, Callee) else value.aux
            if isinstance(symbol, str) and symbol in FEATURE_OF:
                found.setdefault((func.symbol, symbol), Need(func.symbol, symbol, locate(value.span, files)))
    return tuple(found.values())


def explain_undefined(
    problems: Iterable[Diagnostic], needs: Sequence[Need], files: FileSet, packages: Mapping[str, LoadedPackage]
) -> Iterator[Resolved]:
    """The problems of a link; an undefined function of the table, or one in assembly, is said not to be supported."""
    places = {need.symbol: need.place for need in reversed(needs)}
    exact = {(need.func, need.symbol): need.place for need in needs}
    seen = set()
    for problem in problems:
        feature = FEATURE_OF.get(problem.args[1]) if problem.row is link_codes.UNDEFINED_SYMBOL else None
        if feature is None:
            undefined = problem.row is link_codes.UNDEFINED_SYMBOL
            elsewhere = explain_bodiless(problem.args[1], packages) if undefined else None
            yield resolve(elsewhere or problem, files)
            continue
        referrer, symbol = problem.args
        place = exact.get((referrer, symbol), places.get(symbol, NOWHERE))
        if (feature, place) not in seen:
            seen.add((feature, place))
            file = files.file(place.path)
            text = file.lines.line_text(place.line).decode("utf-8", "replace") if file and place.line else ""
            yield replace(resolve(Diagnostic(NOT_SUPPORTED, None, (feature,)), files), place=place, source_line=text)
