"""Finding and reading go.mod.

Source: the Go Modules Reference, "go.mod files". The grammar is lines of words, words may be quoted, and a verb may
group its lines in parentheses.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_VERB_NAMES: Final = "module go toolchain godebug require exclude replace retract tool ignore"
_VERBS: Final = frozenset(_VERB_NAMES.split())
_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|//.*|\(|\)|[^\s"`()]+')
_GO_VERSION = re.compile(r"[1-9]\d*\.\d+(\.\d+|(rc|beta)\d+)?$")


class ModuleError(Exception):
    """A go.mod that cannot be read: path, line and what is wrong."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Module:
    """What a go.mod says."""

    path: str  # module path
    directory: Path  # that holds go.mod
    go_version: str  # "1.27"; "1.16" when the file does not say, as in go
    requires: tuple[tuple[str, str], ...] = ()  # path, version

    @property
    def language(self) -> str:
        """The language version: `go1.27` of `go 1.27.3`."""
        return "go" + ".".join(re.findall(r"\d+", self.go_version)[:2])

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


def parse_module(file: Path, data: bytes) -> Module:
    """Read a go.mod. Raises ModuleError."""
    path = ""
    go_version = "1.16"
    requires: list[tuple[str, str]] = []
    group = ""
    for number, words in _lines(file, data):
        if words == [")"] and group:
            group = ""
            continue
        verb, args = (group, words) if group else (words[0], words[1:])
        if verb not in _VERBS:
            raise ModuleError(file, number, f"unknown directive: {verb}")
        if args == ["("] and not group:
            group = verb
        elif verb == "module":
            path = _only(file, number, verb, args, path)
        elif verb == "go":
            go_version = _only(file, number, verb, args, "")
            if not _GO_VERSION.match(go_version):
                raise ModuleError(file, number, f"invalid go version '{go_version}': must match format 1.23")
        elif verb == "require":
            if len(args) != 2:
                raise ModuleError(file, number, "usage: require module/path v1.2.3")
            requires.append((args[0], args[1]))
    if not path:
        raise ModuleError(
            file, 1, "no module declaration in go.mod. To specify the module path:\n\tmodule example.com/m"
        )
    return Module(path, file.parent, go_version, tuple(requires))


def _only(file: Path, number: int, verb: str, args: list[str], already: str) -> str:
    if len(args) != 1:
        raise ModuleError(file, number, f"usage: {verb} {'module/path' if verb == 'module' else '1.23'}")
    if already:
        raise ModuleError(file, number, f"repeated {verb} statement")
    return args[0]


def _lines(file: Path, data: bytes) -> list[tuple[int, list[str]]]:
    """The words of each line that has any, comments removed, with line numbers from 1."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as err:
        raise ModuleError(file, data.count(b"\n", 0, err.start) + 1, "invalid UTF-8 encoding") from err
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in _WORD.findall(line) if not word.startswith("//")]
        if words:
            found.append((number, [_unquote(word) for word in words]))
    return found


def _unquote(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word[0] in '"`' else word
