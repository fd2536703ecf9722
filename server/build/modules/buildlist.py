"""Minimal version selection: which version of each module a build uses.

Source: Go Modules Reference, "Minimal version selection" and "Module graph pruning". Each module states the least
versions that it needs; of each module the highest of all stated ones is chosen. The requirements of a dependency whose
go line is at least 1.17 name all that its packages need, so the requirements of *those* need not be read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from server.build.modules import semver
from server.build.modules.modfile import ModFile, ModuleVersion

PRUNED_SINCE: Final = (1, 17)

ReadModFile = Callable[[ModuleVersion], ModFile]
Each = Callable[[ReadModFile, Iterable[ModuleVersion]], Iterable[ModFile]]


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


def load_graph(
    mains: Iterable[ModFile], read: ReadModFile, excludes: frozenset[ModuleVersion], each: Each = map
) -> ModuleGraph:
    """Select versions for the main modules; `read` gives the go.mod of a dependency and may raise.

    `each` calls it for several modules, some at once when they have to be downloaded. With several main modules (a
    workspace), what each requires is followed as if it were alone.
    """
    graph = ModuleGraph()
    mains = list(mains)
    main_paths = {file.module for file in mains}
    waiting: dict[ModuleVersion, bool] = {}  # module -> whether all that it reaches is to be followed
    done: dict[ModuleVersion, bool] = {}  # likewise, of those that were
    for main in mains:
        for module in requirements(main, excludes):
            if module.path not in main_paths:
                graph.selected[module.path] = semver.newer(graph.selected.get(module.path, ""), module.version)
                waiting[module] = waiting.get(module, False) or not is_pruned(main)
    while waiting:
        batch = {m: all_of_it for m, all_of_it in waiting.items() if m not in done or (all_of_it and not done[m])}
        waiting = {}
        done.update(batch)
        for (module, follow_all), file in zip(batch.items(), each(read, batch)):
            reached = [found for found in requirements(file, excludes) if found.path not in main_paths]
            graph.edges[module] = reached
            follow = follow_all or not is_pruned(file)
            for found in reached:
                graph.selected[found.path] = semver.newer(graph.selected.get(found.path, ""), found.version)
                if follow:
                    waiting[found] = True
    return graph
