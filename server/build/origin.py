"""What a program says about its own origin: what `go version -m` and `debug.ReadBuildInfo` show.

Source: Go's cmd/go/internal/load (setBuildInfo) and runtime/debug (BuildInfo.String). The revision of a repository is
not recorded, nor are the flags of the linker.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server import GO_VERSION
from server.build.godebug import default_godebug
from server.build.graph import reachable_imports
from server.build.module import Module
from server.build.modules.modfile import ModuleVersion
from server.build.modules.moduleset import ModuleSet
from server.build.packages import COMMAND_LINE, LoadedPackage
from server.build.request import BuildRequest
from server.build.stdlib import StandardLibrary
from server.linker.interface import BuildInfo

_DEVELOPED: Final = "(devel)"  # the version of what lies in a folder of the user's
_CHANGING: Final = ("-N", "-l")  # flags of -gcflags that change what is built
_LEVELS: Final = {"amd64": ("GOAMD64", "v1"), "arm64": ("GOARM64", "v8.0")}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a build found around it."""

    packages: Mapping[str, LoadedPackage]
    modules: ModuleSet | None
    std: StandardLibrary | None


@dataclass(frozen=True, slots=True)
class Origin:
    """What becomes part of a program."""

    info: BuildInfo
    godebug: str  # settings that the program starts with: `name=value,...`


def origin_of(package: LoadedPackage, around: Surroundings, request: BuildRequest) -> Origin:
    """The origin of the program of a main package."""
    godebug = default_godebug(package.trees, around.modules, around.std)
    lines = [f"path\t{package.import_path}"]
    main = package.module if package.import_path != COMMAND_LINE else None
    if main is not None:
        lines.append(f"mod\t{main.path}\t{main.version or _DEVELOPED}\t")
    for module in _dependencies(package, around.packages, main):
        lines += _dependency_lines(module, around.modules)
    lines += [f"build\t{name}={quoted(value)}" for name, value in _settings(package, request, godebug).items()]
    return Origin(BuildInfo(GO_VERSION, "".join(f"{line}\n" for line in lines)), godebug)


def _dependencies(package: LoadedPackage, packages: Mapping[str, LoadedPackage], main: Module | None) -> list[Module]:
    """The modules of what the package imports, near or far, by path."""
    needed = reachable_imports(package.import_path, packages) - {package.import_path}
    found = {module.path: module for module in (packages[path].module for path in needed) if module is not None}
    if main is not None:
        found.pop(main.path, None)
    return [found[path] for path in sorted(found)]


def _dependency_lines(module: Module, modules: ModuleSet | None) -> list[str]:
    """Path, version and hash; those of its replacement in a second line."""
    version = ModuleVersion(module.path, module.version)
    first = f"dep\t{module.path}\t{module.version or _DEVELOPED}"
    replaced = modules.replacement(version) if modules is not None else None
    if replaced is None:
        return [f"{first}\t{_sum(version, modules)}"]
    instead = ModuleVersion(replaced.new, replaced.new_version)
    return [first, f"=>\t{instead.path}\t{instead.version or _DEVELOPED}\t{_sum(instead, modules)}"]


def _sum(version: ModuleVersion, modules: ModuleSet | None) -> str:
    """What go.sum states; a vendored module was not compared with it."""
    if modules is None or modules.vendor is not None:
        return ""
    return next((known for known in modules.sums.entries.get(version, ()) if known.startswith("h1:")), "")


def _settings(package: LoadedPackage, request: BuildRequest, godebug: str) -> dict[str, str]:
    settings = {"-buildmode": "exe", "-compiler": "bindery"}
    rule = request.compiler.rule_of(package)
    if rule is not None and (rule.flags.no_optimisation or rule.flags.no_inlining):
        prefix = f"{rule.pattern}=" if rule.pattern else ""
        settings["-gcflags"] = prefix + " ".join(word for word in rule.words if word in _CHANGING)
    if request.tags:
        settings["-tags"] = ",".join(request.tags)
    if request.trimpath:
        settings["-trimpath"] = "true"
    if godebug:
        settings["DefaultGODEBUG"] = godebug
    settings |= {"CGO_ENABLED": "0", "GOARCH": request.target.goarch, "GOOS": request.target.goos}
    return settings | dict([_LEVELS[request.target.goarch]])


def quoted(value: str) -> str:
    """A setting's value as runtime/debug writes it: quoted when it holds spaces or quotes."""
    return f'"{value}"' if re.search(r'[\s"`]', value) else value
