"""The packages of a list as a graph: the loaded ones, and those that `go list -test` adds for tests.

For a package p with tests there are `p.test` (the program that runs them), `p [p.test]` (p compiled with its own test
files), `p_test [p.test]` (the external test package), and copies `q [p.test]` of whatever imports p and is imported by
its tests. Source: `go help list` on -test, and the output of go for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Final

from server.build.imports import Import
from server.build.packages import LoadedPackage, Loader, SourceFile, TestFiles
from server.build.stdlib import StandardLibrary
from server.compiler.syntax.parse import parse_file, to_file

UNSAFE: Final = "unsafe"
_LINKED: Final = ("runtime",)  # every program has it, whatever it imports
TEST_MAIN_IMPORTS: Final = ("os", "reflect", "testing", "testing/internal/testdeps")


class Role(Enum):
    """What a row of the list stands for."""

    PACKAGE = "package"
    WITH_TESTS = "with tests"  # p [p.test]
    EXTERNAL = "external"  # p_test [p.test]
    PROGRAM = "program"  # p.test
    MISSING = "missing"  # an import that leads nowhere


@dataclass(slots=True)
class Listed:
    """One row: `imports[i]` is the row that `written[i]` means; `needs` are the rows that it is linked with."""

    path: str
    package: LoadedPackage
    written: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    role: Role = Role.PACKAGE
    for_test: str = ""
    tested: bool = False  # the list has its tests, too


Graph = dict[str, Listed]


def list_packages(loader: Loader) -> Graph:
    """A row for each package that was loaded, and for `unsafe`, which is one without being loaded."""
    for path in _LINKED if any(package.name == "main" for package in loader.packages.values()) else ():
        _ensure(loader, path)
    graph: Graph = {}
    unsafe = _unsafe(loader.config.std)
    if unsafe is not None:
        graph[UNSAFE] = Listed(UNSAFE, unsafe)
    _add_loaded(graph, loader)
    return graph


def _add_loaded(graph: Graph, loader: Loader) -> None:
    for path in loader.missing:
        graph.setdefault(path, Listed(path, LoadedPackage(path, Path(), None), role=Role.MISSING))
    for path, package in loader.packages.items():
        if path not in graph:
            row = graph[path] = Listed(path, package, *_resolved(package.imports))
            row.needs = [*row.imports, *(_LINKED if package.name == "main" else ())]


def add_tests(graph: Graph, package: LoadedPackage, loader: Loader) -> list[str]:
    """Add the rows for the tests of a package; those of them that a list names, in order."""
    files = loader.load_tests(package)
    if not files.inside and not files.external:
        return []
    for path in TEST_MAIN_IMPORTS:
        _ensure(loader, path)
    _add_loaded(graph, loader)
    path = package.import_path
    graph[path].tested = True
    program = f"{path}.test"
    inside = _with_tests(graph, package, files, program)
    external = _external(graph, package, files, program, inside)
    imported = [*([inside] if package.files or files.inside else []), *external]
    harness = [inside if item == path else item for item in (*TEST_MAIN_IMPORTS, *_LINKED)]
    shown = sorted({*harness[: len(TEST_MAIN_IMPORTS)], *imported})
    graph[program] = Listed(
        program,
        package,
        [item.partition(" ")[0] for item in shown],
        shown,
        list(dict.fromkeys([*harness, *imported])),
        Role.PROGRAM,
    )
    _copy_importers(graph, path, inside, program)
    return [program, *([inside] if inside != path else []), *external]


def _with_tests(graph: Graph, package: LoadedPackage, files: TestFiles, program: str) -> str:
    path = package.import_path
    if not files.inside and package.name != "main":
        return path
    written, imports = _resolved(files.imports)
    plain = graph[path]
    graph[f"{path} [{program}]"] = Listed(
        f"{path} [{program}]",
        package,
        [*written, *plain.written],
        [*imports, *plain.imports],
        [*imports, *plain.needs],
        Role.WITH_TESTS,
        path,
    )
    return f"{path} [{program}]"


def _external(graph: Graph, package: LoadedPackage, files: TestFiles, program: str, inside: str) -> list[str]:
    if not files.external:
        return []
    path = package.import_path
    written, imports = _resolved(files.external_imports)
    needs = [item for item in imports if item != path] + ([inside] if path in imports else [])
    imports = [inside if item == path else item for item in imports]
    name = f"{path}_test [{program}]"
    graph[name] = Listed(name, package, written, imports, needs, Role.EXTERNAL, path)
    return [name]


def _copy_importers(graph: Graph, path: str, inside: str, program: str) -> None:
    """Let everything below the program use the package with its tests: what imports the plain one is copied."""
    copies = {path: inside} if inside != path else {}
    for name in dependencies_first(graph, [program]):
        row = graph.get(name)
        if row is None or name == path:
            continue
        is_own = row.role is not Role.PACKAGE
        if copies.keys().isdisjoint(row.needs) and (is_own or row.package.name != "main"):
            continue
        if not is_own:
            copies[name] = f"{name} [{program}]"
            row = graph[copies[name]] = replace(row, path=copies[name], for_test=path)
        row.needs = [copies.get(item, item) for item in row.needs]
        row.imports = [copies.get(item, item) for item in row.imports]


def dependencies_first(graph: Mapping[str, Listed], roots: Sequence[str]) -> list[str]:
    """The roots and what they need, each row after its imports; in go's order."""
    order: dict[str, None] = {}
    trail: list[tuple[str, Iterator[str]]] = []
    seen: set[str] = set()
    for root in roots:
        trail.append((root, iter(graph[root].needs if root in graph else ())))
        while trail:
            path, pending = trail[-1]
            seen.add(path)
            following = next(pending, None)
            if following is None:
                trail.pop()
                order.setdefault(path)
            elif following not in seen and following in graph:
                trail.append((following, iter(graph[following].needs)))
    return list(order)


def all_needed(graph: Mapping[str, Listed], order: Sequence[str]) -> dict[str, set[str]]:
    """What each row needs, however deep; `order` has every row after its imports."""
    found: dict[str, set[str]] = {}
    for path in order:
        below = [item for item in graph[path].needs if item in graph]
        found[path] = set(below).union(*(found.get(item, ()) for item in below))
    return found


def import_stack(graph: Mapping[str, Listed], roots: Sequence[str], path: str) -> list[str]:
    """The shortest chain of imports from a root to a row, without the row itself."""
    chains: dict[str, list[str]] = {root: [] for root in roots}
    waiting = list(chains)
    for at in waiting:  # grows while it is walked
        if at == path:
            break
        for needed in graph[at].needs if at in graph else ():
            if needed not in chains:
                chains[needed] = [*chains[at], at]
                waiting.append(needed)
    return chains.get(path, [])


def _resolved(imports: Mapping[str, Import]) -> tuple[list[str], list[str]]:
    """Imports as written, sorted as go sorts them, and the packages that they mean."""
    pairs = sorted((found.path, path) for path, found in imports.items())
    return [written for written, _ in pairs], [path for _, path in pairs]


def _ensure(loader: Loader, path: str) -> None:
    """Load a package of the standard library that no source imports."""
    std = loader.config.std
    if std is not None and path not in loader.packages:
        loader.load_directory(std.directory(path), path, quiet=True)


def _unsafe(std: StandardLibrary | None) -> LoadedPackage | None:
    """`unsafe`: a folder of the standard library that only documents what the compiler provides."""
    path = std.directory(UNSAFE) / "unsafe.go" if std is not None else Path()
    if not path.is_file():
        return None
    data = path.read_bytes()
    tree = parse_file(str(path), data, skim=True)
    files = [SourceFile(to_file(tree, data), tree)]
    return LoadedPackage(UNSAFE, path.parent, None, standard=True, skimmed=True, files=files, name=UNSAFE)
