"""Whether go.mod says all that the packages that were loaded need.

Since go 1.17 a go.mod names every module that the packages of its module need, near or far, so that whoever depends on
it need not read the go.mod files behind. Packages can be found all the same when a line is missing, or states an older
version, or an older Go, than a dependency requires. go then builds nothing, unless -mod=mod lets it mend the file; so
do we, but that we never write it. Source: Go Modules Reference, "Module graph pruning" and "go directive"; what
`go build` says.

Invariant: nothing is fetched; only what was read to find the packages is looked at.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from server.build.modules import buildlist, semver
from server.build.modules.modfile import DEFAULT_GO, ModFile, ModuleError, ModuleVersion
from server.build.modules.moduleset import MissingModuleError, ModuleSet
from server.build.packages import LoadedPackage
from server.diagnostics.codes import modules as codes
from server.diagnostics.collector import Collector

_GO: Final = re.compile(r"(\d+)\.(\d+)(?:\.(\d+)|rc(\d+))?")
_STRICT_SINCE: Final = (1, 21)  # the go line states the least version from here on


def check_requirements(
    modules: ModuleSet | None, packages: Mapping[str, LoadedPackage], mode: str, problems: Collector
) -> bool:
    """Whether go.mod is complete; reports it if not. `mode` is the value of -mod."""
    if modules is None or modules.work is not None or modules.vendor is not None or mode == "mod":
        return True
    used = _used(modules, packages)
    lacking = modules.names_all and any(modules.roots.get(module.path) != module.version for module in used)
    if not lacking and not any(_requires_more(modules, module) for module in used):
        return True
    problems.report(codes.GO_MOD_OUTDATED, None, f", disabled by -mod={mode}" if mode else "")
    return False


def _used(modules: ModuleSet, packages: Mapping[str, LoadedPackage]) -> set[ModuleVersion]:
    """The modules of packages that are named, or that packages of the main module import, near or far."""
    waiting = [path for path, package in packages.items() if package.module in modules.mains]
    seen = set(waiting)
    while waiting:
        for path in _imports(packages[waiting.pop()]):
            if path in packages and path not in seen:
                seen.add(path)
                waiting.append(path)
    seen |= {path for path, package in packages.items() if package.named}
    found = (packages[path].module for path in seen)
    return {ModuleVersion(module.path, module.version) for module in found if module is not None and module.version}


def _imports(package: LoadedPackage) -> Iterator[str]:
    """What a package imports, and its tests if they were read."""
    yield from package.imports
    if package.tests is not None:
        yield from package.tests.imports
        yield from package.tests.external_imports


def _requires_more(modules: ModuleSet, module: ModuleVersion) -> bool:
    """Whether a module requires another, or Go, at a version above that of go.mod."""
    try:
        file = modules.mod_file(module)
    except (MissingModuleError, ModuleError):
        return False  # it has no go.mod, or none that can be read: then it states nothing
    for other in buildlist.requirements(file, modules.excludes):
        stated = modules.roots.get(other.path, "")
        if stated and semver.newer(stated, other.version) != stated:
            return True
    return _go_of(file) >= _STRICT_SINCE and _go_of(file) > _go_of(modules.files[0])


def _go_of(file: ModFile) -> tuple[int, ...]:
    """The go line in the order of Go's versions: 1.27 comes before 1.27rc1, and that before 1.27.0."""
    match = _GO.match(file.go or DEFAULT_GO)
    if match is None:
        return ()
    major, minor, patch, candidate = match.groups()
    return (int(major), int(minor), *((1, int(patch)) if patch else (0, int(candidate)) if candidate else ()))
