"""Compares records of functions with what is decided when their packages are decided about as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from server.build.cache import Cache
from server.build.constraints import BuildTags
from server.build.packages import parse_bodies
from server.build.records import functions_in
from server.build.stdlib import StandardLibrary
from server.build.surfaces import Library
from server.compiler.decide.bodies import TypedBodies, type_parameters
from server.compiler.decide.everything import Surroundings, decide_everything
from server.compiler.decide.imported import Imports, ReachedBodies
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.plan import Leaks, Verdict
from server.compiler.decide.record import FunctionRecord
from server.compiler.types.check import check_package
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import written_name
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import TARGETS

Known = tuple[Verdict | None, tuple[Leaks, ...] | None]
TARGET = TARGETS[0]
SIZES = Sizes.of_target(TARGET)


def open_library(source: Path, cache: Cache | None = None) -> Library:
    """A standard library as a new process opens it."""
    return Library(StandardLibrary(source, pure=False), TARGET, BuildTags.for_target(TARGET), store=cache)


def imports_of(library: Library) -> Imports:
    """Its functions, as one program imports them."""
    return Imports(library.functions.find, SIZES, TARGET.goarch)


def records(library: Library, path: str) -> dict[str, FunctionRecord]:
    """The records of all functions of a package, by name."""
    surface = library.surface(path)
    imports = imports_of(library)
    found = {func: imports.record_of(func) for func in functions_in(surface.package)} if surface else {}
    imports.keep()
    return {written_name(func): record for func, record in found.items() if record is not None}


def decided(library: Library, path: str) -> dict[str, Known]:
    """The same when the package is checked with its bodies and decided about as if a command had named it."""
    typed = _checked(library, path)
    imports, own = imports_of(library), TypedBodies([typed])
    bodies = ReachedBodies(own, imports)
    inliner = Inliner(bodies, SIZES, TARGET.goarch, None, imports.verdict_of)
    routines = [own.routine_of(body.obj) for body in typed.functions if not type_parameters(body.obj)]
    for routine in routines:
        if routine is not None:
            inliner.expand(routine)  # in source order, as always
    plan = decide_everything(typed, Surroundings(bodies, inliner, SIZES, lambda _: None, imports), None)
    return {
        written_name(routine.obj): (inliner.verdict(routine), plan.leaks.get(routine.symbol))
        for routine in routines
        if routine is not None and routine.obj.name not in ("init", "_")
    }


def differences(library: Library, path: str) -> Iterator[str]:
    """The functions about which both say different things; of a cost beyond the budget only that it is."""
    known = records(library, path)
    for name, (verdict, leaks) in decided(library, path).items():
        record = known.get(name)
        if record is None:
            yield f"{path}.{name}: no record"
        elif record.leaks != leaks or _told(record.verdict) != _told(verdict):
            yield f"{path}.{name}: {record.verdict} {record.leaks}, in its package {verdict} {leaks}"


def _told(verdict: Verdict | None) -> tuple[int | None, str]:
    if verdict is None:
        return None, ""
    return (verdict.cost, "") if verdict.can_inline else (None, verdict.reason.partition(": cost ")[0])


def _checked(library: Library, path: str) -> TypedPackage:
    loaded = library.sources(path)
    assert loaded is not None
    package = replace(loaded, files=list(loaded.files))
    parse_bodies(package, FileSet())
    config = replace(library.configuration(package), ignore_bodies=False, trusted=False, standard=True)
    return check_package(path, package.trees, config, Collector())
