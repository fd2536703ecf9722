"""The order in which packages are compiled: imports first. Import cycles are errors.

Depth-first search with an own stack, imports in sorted order, so that the order depends on the import graph alone.
"""

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path

from server.build.packages import RUNTIME, LoadedPackage
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector


def dependency_order(packages: Mapping[str, LoadedPackage], diagnostics: Collector) -> list[LoadedPackage]:
    """All packages, each after those that it imports; members of a cycle are reported and stand in some order."""
    order: list[LoadedPackage] = []
    done: set[str] = set()
    # Every package needs the runtime, though none says so.
    for root in sorted(packages, key=lambda path: (path != RUNTIME, path)):
        if root not in done:
            _visit(root, packages, done, order, diagnostics)
    return order


def reachable_imports(path: str, packages: Mapping[str, LoadedPackage]) -> set[str]:
    """A package and everything that it imports, near or far."""
    found = {path}
    waiting = [path]
    while waiting:
        new = {name for name in packages[waiting.pop()].imports if name in packages} - found
        found |= new
        waiting += new
    return found


def shortest_cycle(path: str, packages: Mapping[str, LoadedPackage]) -> list[str]:
    """The shortest chain of imports from a package back to it, both ends included; empty if there is none."""
    importer: dict[str, str] = {}
    waiting = [path]
    for at in waiting:  # grows while it is walked
        for name in _dependencies(packages[at], packages):
            if name == path:
                chain = [path, at]
                while chain[-1] != path:
                    chain.append(importer[chain[-1]])
                return chain[::-1]
            if name not in importer:
                importer[name] = at
                waiting.append(name)
    return []


def initialisation_order(path: str, packages: Mapping[str, LoadedPackage]) -> list[str]:
    """A package and everything that it imports: always the first by path of those whose imports stand before.

    Spec, "Program initialization".
    """
    imports = {
        one: {name for name in packages[one].imports if name in packages} for one in reachable_imports(path, packages)
    }
    importers: dict[str, list[str]] = {one: [] for one in imports}
    for one, needed in imports.items():
        for name in needed:
            importers[name].append(one)
    ready = sorted(one for one, needed in imports.items() if not needed)
    order = []
    while ready:
        order.append(heappop(ready))
        for importer in importers[order[-1]]:
            imports[importer].discard(order[-1])
            if not imports[importer]:
                heappush(ready, importer)
    return order


def _visit(
    root: str,
    packages: Mapping[str, LoadedPackage],
    done: set[str],
    order: list[LoadedPackage],
    diagnostics: Collector,
) -> None:
    trail = [root]  # the chain of imports that leads to where we are
    pending = [_dependencies(packages[root], packages)]
    on_trail = {root}
    while trail:
        following = next(pending[-1], None)
        if following is None:
            path = trail.pop()
            pending.pop()
            on_trail.discard(path)
            done.add(path)
            order.append(packages[path])
        elif following in on_trail:
            cycle = [*trail[trail.index(following) :], following]
            diagnostics.report(codes.IMPORT_CYCLE, None, describe_cycle(cycle, packages))
        elif following not in done:
            trail.append(following)
            on_trail.add(following)
            pending.append(_dependencies(packages[following], packages))


def _dependencies(package: LoadedPackage, packages: Mapping[str, LoadedPackage]) -> Iterator[str]:
    return iter(sorted(path for path in package.imports if path in packages))


def describe_cycle(cycle: list[str], packages: Mapping[str, LoadedPackage]) -> str:
    """The chain as go prints it: who imports whom from which file."""
    lines = [cycle[0]]
    for importer, imported in pairwise(cycle):
        file = Path(packages[importer].imports[imported].span.anchor.path).name
        lines.append(f"\timports {imported} from {file}")
    return "\n".join(lines)
