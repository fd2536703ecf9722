"""What a program says about its own origin: what `go version -m` and `debug.ReadBuildInfo` show.

Source: Go's cmd/go/internal/load (setBuildInfo) and runtime/debug (BuildInfo.String, quoteValue).
"""

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
from server.build.stamp import Stamp
from server.build.stdlib import StandardLibrary
from server.linker.interface import BuildInfo

_DEVELOPED: Final = "(devel)"  # the version of what lies in a folder of the user's
_QUOTED: Final = frozenset(' \t\r\n"`')  # a value with one of these is quoted
_ESCAPES: Final = {
    '"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a build found around it."""

    packages: Mapping[str, LoadedPackage]
    modules: ModuleSet | None
    std: StandardLibrary | None
    stamp: Stamp | None = None  # of version control


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
        version = main.version or (around.stamp.version if around.stamp is not None else "")
        lines.append(f"mod\t{main.path}\t{version or _DEVELOPED}\t")
    for module in _dependencies(package, around.packages, main):
        lines += _dependency_lines(module, around.modules)
    settings = _settings(request, godebug) | (around.stamp.settings if around.stamp is not None else {})
    lines += [f"build\t{name}={quoted(value)}" for name, value in settings.items()]
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


def _settings(request: BuildRequest, godebug: str) -> dict[str, str]:
    """The settings that the command and its environment make, in go's order."""
    settings = {"-buildmode": "exe", "-compiler": "bindery"}
    if request.compiler.written:
        settings["-gcflags"] = request.compiler.written
    if request.linker.written and not request.trimpath:  # the flags may name paths
        settings["-ldflags"] = request.linker.written
    if request.tags:
        settings["-tags"] = ",".join(request.tags)
    if request.trimpath:
        settings["-trimpath"] = "true"
    if godebug:
        settings["DefaultGODEBUG"] = godebug
    settings |= {"CGO_ENABLED": "0", "GOARCH": request.target.goarch, "GOOS": request.target.goos}
    return settings | dict([request.target.machine.level])


def quoted(value: str) -> str:
    """A setting's value as runtime/debug writes it: as a Go string when it holds white space or quotes."""
    value = value.replace("\n", " ")
    if not _QUOTED.intersection(value):
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(char: str) -> str:
    """A character inside of a Go string, as strconv.Quote writes it."""
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    number = ord(char)
    if 0xDC80 <= number <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{number - 0xDC00:02x}"
    return f"\\x{number:02x}" if number < 0x80 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
