"""What an editor marks in the source after a build: what each import costs, and what keeps code that nobody calls.

An import costs what would not be in the program if nobody imported that package: the packages that only it leads to,
with all that only they keep. Which packages these are, the imports say; what they keep, the linker's graph, which is
flooded again without them (`linker/retention.py`). Bytes are those of code and data.

Invariant: all packages named here are in the program; a path of a file is that of the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set

from server.build.graph import reachable_imports
from server.build.messages import ImportCost, Insight, MethodLookup
from server.build.packages import RUNTIME, LoadedPackage
from server.linker.retention import Retention


def make_insight(
    program: tuple[str, str],
    main: str,
    packages: Mapping[str, LoadedPackage],
    retention: Retention,
    cancelled: Callable[[], bool],
) -> Insight | None:
    """The insight into a program (its path and target) whose package main has that import path; None if cancelled."""
    own = [packages[path] for path in sorted(reachable_imports(main, packages)) if _is_own(packages[path])]
    imported = sorted({path for package in own for path in package.imports if path in packages})
    costs = {}
    for path in imported:
        if cancelled():
            return None
        costs[path] = _cost(path, main, packages, retention)
    lookups, everything = retention.lookups()
    ours = {package.import_path for package in own}
    foreign = [path for path in imported if path not in ours]
    found = tuple(
        MethodLookup(one.function, one.size, {} if one.package in ours else dict(_ways(one.package, foreign, packages)))
        for one in lookups
    )
    files = frozenset(source.file.path for package in own for source in package.files)
    return Insight(*program, files, costs, found, everything)


def _is_own(package: LoadedPackage) -> bool:
    """Whether the user works on it: a package of a main module, or of no module."""
    return not package.standard and package.import_path != RUNTIME and not (package.module and package.module.version)


def _cost(path: str, main: str, packages: Mapping[str, LoadedPackage], retention: Retention) -> ImportCost:
    staying = _without(path, main, packages)
    present = set(retention.package_of)
    gone = present - staying if path not in staying else set()
    importers = sum(path in packages[one].imports for one in reachable_imports(main, packages))
    size = retention.without_packages(gone).size if gone else 0
    return ImportCost(size, len(gone), importers)


def _without(path: str, main: str, packages: Mapping[str, LoadedPackage]) -> Set[str]:
    """The packages of a program that does not import one. The runtime stays, with all that it needs."""
    found = reachable_imports(RUNTIME, packages) if RUNTIME in packages else set()
    waiting = [main]
    while waiting:
        one = waiting.pop()
        if one not in found and one != path:
            found.add(one)
            waiting += [name for name in packages[one].imports if name in packages]
    return found


def _ways(package: str, imports: Iterable[str], packages: Mapping[str, LoadedPackage]) -> Iterable[tuple[str, int]]:
    """Those of the imports that lead to a package, and along how many imports."""
    for path in imports:
        distance, seen, edge = 0, {path}, {path}
        while edge:
            if package in edge:
                yield path, distance
                break
            edge = {name for one in edge for name in packages[one].imports if name in packages} - seen
            seen |= edge
            distance += 1
