"""A module as packages see it: its path, where it lies, and its language version."""

import re
from dataclasses import dataclass
from pathlib import Path

from server.build.modules.modfile import DEFAULT_GO, ModuleError, parse_modfile

__all__ = ["Module", "ModuleError", "find_module", "parse_module"]


@dataclass(frozen=True, slots=True)
class Module:
    """A main module, or a dependency at the version in use."""

    path: str  # module path
    directory: Path  # that holds go.mod
    go_version: str  # "1.27"; "1.16" when the file does not say, as in go
    requires: tuple[tuple[str, str], ...] = ()  # path, version
    version: str = ""  # of a dependency
    toolchain: str = ""  # that go.mod asks for: "go1.27.1"

    @property
    def language(self) -> str:
        """The language version: `go1.27` of `go 1.27.3`."""
        return "go" + ".".join(re.findall(r"\d+", self.go_version)[:2])

    @property
    def language_version(self) -> tuple[int, int]:
        """The language version as numbers: (1, 27)."""
        major, minor = re.findall(r"\d+", self.go_version)[:2]
        return int(major), int(minor)

    def import_path(self, directory: Path) -> str:
        """The import path of a directory inside the module."""
        relative = directory.relative_to(self.directory).as_posix()
        return self.path if relative == "." else f"{self.path}/{relative}"

    def directory_of(self, import_path: str) -> Path | None:
        """Where the module would hold that package; None when the path is not the module's."""
        if import_path == self.path:
            return self.directory
        prefix = f"{self.path}/"
        return self.directory / import_path.removeprefix(prefix) if import_path.startswith(prefix) else None


def find_module(directory: Path) -> Module | None:
    """The module that a directory belongs to. Raises ModuleError, or OSError when go.mod cannot be read."""
    for parent in (directory, *directory.parents):
        file = parent / "go.mod"
        if file.is_file():
            return parse_module(file, file.read_bytes())
    return None


def parse_module(path: Path, data: bytes) -> Module:
    """The main module that a go.mod makes of its folder. Raises ModuleError."""
    file = parse_modfile(path, data)
    if not file.module:
        hint = "no module declaration in go.mod. To specify the module path:\n\tmodule example.com/m"
        raise ModuleError(path, 1, hint)
    requires = tuple((item.path, item.version) for item in file.requires)
    return Module(file.module, path.parent, file.go or DEFAULT_GO, requires, toolchain=file.wanted_toolchain)
