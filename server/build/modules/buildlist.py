"""Minimal version selection: which version of each module a build uses.

Source: Go Modules Reference, "Minimal version selection" and "Module graph pruning". Each module states the least
versions that it needs; of each module the highest of all stated ones is chosen. The requirements of a dependency whose
go line is at least 1.17 name all that its packages need, so the requirements of *those* need not be read.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from server.build.modules import semver
from server.build.modules.modfile import ModFile, ModuleVersion

PRUNED_SINCE: Final = (1, 17)

ReadModFile = Callable[[ModuleVersion], ModFile]


@dataclass(slots=True)
class ModuleGraph:
    """The modules reached, and which version of each is selected."""

    selected: dict[str, str] = field(default_factory=dict)  # path -> version, without main modules
    edges: dict[ModuleVersion, list[ModuleVersion]] = field(default_factory=dict)  # as read, sources of requirements

    def build_list(self) -> list[ModuleVersion]:
        """The selected modules, sorted by path."""
        return [ModuleVersion(path, version) for path, version in sorted(self.selected.items())]


def requirements(file: ModFile, excludes: frozenset[ModuleVersion]) -> list[ModuleVersion]:
    """What a go.mod requires, without excluded versions."""
    found = (ModuleVersion(item.path, item.version) for item in file.requires)
    return [module for module in found if module not in excludes]


def is_pruned(file: ModFile) -> bool:
    """Whether the go.mod names all that its packages need."""
    return file.language >= PRUNED_SINCE


def load_graph(mains: Iterable[ModFile], read: ReadModFile, excludes: frozenset[ModuleVersion]) -> ModuleGraph:
    """Select versions for the main modules; `read` gives the go.mod of a dependency and may raise.

    With several main modules (a workspace), what each requires is followed as if it were alone.
    """
    graph = ModuleGraph()
    mains = list(mains)
    main_paths = {file.module for file in mains}
    waiting: deque[tuple[ModuleVersion, bool]] = deque()
    done: dict[ModuleVersion, bool] = {}  # module -> whether all that it reaches was followed
    for main in mains:
        for module in requirements(main, excludes):
            if module.path not in main_paths:
                graph.selected[module.path] = semver.newer(graph.selected.get(module.path, ""), module.version)
                waiting.append((module, not is_pruned(main)))
    while waiting:
        module, follow_all = waiting.popleft()
        if done.get(module, False) or (module in done and not follow_all):
            continue
        done[module] = follow_all
        file = read(module)
        reached = [found for found in requirements(file, excludes) if found.path not in main_paths]
        graph.edges[module] = reached
        follow = follow_all or not is_pruned(file)
        for found in reached:
            graph.selected[found.path] = semver.newer(graph.selected.get(found.path, ""), found.version)
            if follow:
                waiting.append((found, follow))
    return graph
