"""Reading go.mod and go.work.

Source: the Go Modules Reference, "go.mod files" and "Workspaces". The grammar is lines of words, words may be quoted,
and a verb may group its lines in parentheses. Each directive is a row of a table: the verb and the function that reads
its words.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.build.modules import paths, semver

DEFAULT_GO: Final = "1.16"  # the language of a go.mod without a go line
_WORD: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|//.*|\(|\)|=>|[,\[\]]|[^\s"`(),\[\]]+')
_GO_VERSION: Final = re.compile(r"([1-9]\d*)\.(0|[1-9]\d*)(\.(0|[1-9]\d*)|(rc|beta)\d+)?\Z")
_TOOLCHAIN: Final = re.compile(r"(default|go1([^a-z].*)?)\Z")


class ModuleError(Exception):
    """A go.mod or go.work that cannot be read: path, line and what is wrong."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True, order=True)
class ModuleVersion:
    """A module at a version; the version of main modules is ""."""

    path: str
    version: str

    def __str__(self) -> str:
        return f"{self.path}@{self.version}" if self.version else self.path


@dataclass(frozen=True, slots=True)
class Require:
    """`require path version`"""

    path: str
    version: str
    line: int
    indirect: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """`replace old [version] => new [version]`; without a new version, `new` is a folder."""

    old: str
    version: str  # "": every version
    new: str
    new_version: str
    line: int


@dataclass(frozen=True, slots=True)
class Retract:
    """`retract [low, high]`"""

    low: str
    high: str
    rationale: str = ""


@dataclass(slots=True)
class ModFile:
    """What a go.mod or go.work says."""

    file: Path
    module: str = ""
    go: str = ""  # "1.27.1"; "" when the file does not say
    toolchain: str = ""  # "go1.27.1"
    requires: list[Require] = field(default_factory=list)
    replaces: list[Replace] = field(default_factory=list)
    excludes: set[ModuleVersion] = field(default_factory=set)
    retracts: list[Retract] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    ignores: list[str] = field(default_factory=list)
    godebug: dict[str, str] = field(default_factory=dict)
    uses: list[tuple[str, int]] = field(default_factory=list)  # of a go.work: folders as written, and lines

    @property
    def language(self) -> tuple[int, int]:
        """The language version: (1, 27)."""
        major, minor = re.findall(r"\d+", self.go or DEFAULT_GO)[:2]
        return int(major), int(minor)

    @property
    def wanted_toolchain(self) -> str:
        """The toolchain that the file asks for: its toolchain line, or what its go line needs at least."""
        from_go = f"go{self.go}" if self.go.count(".") == 2 or "rc" in self.go else ""
        return "" if self.toolchain == "default" else self.toolchain or from_go


@dataclass(slots=True)
class _Line:
    """One line of words, without its verb."""

    result: ModFile
    number: int
    verb: str
    words: list[str]
    comment: str  # of the line, without the slashes

    def fail(self, message: str) -> ModuleError:
        return ModuleError(self.result.file, self.number, message)

    def only(self, usage: str, already: str) -> str:
        if len(self.words) != 1:
            raise self.fail(f"usage: {self.verb} {usage}")
        if already:
            raise self.fail(f"repeated {self.verb} statement")
        return self.words[0]


def parse_modfile(file: Path, data: bytes, lax: bool = False) -> ModFile:
    """Read a go.mod. `lax` is for dependencies: what only matters in a main module is passed over, unknown verbs too.

    Raises ModuleError.
    """
    return _parse(file, data, _LAX if lax else _MODULE_VERBS, lax)


def parse_workfile(file: Path, data: bytes) -> ModFile:
    """Read a go.work. Raises ModuleError."""
    return _parse(file, data, _WORK_VERBS, lax=False)


def _parse(file: Path, data: bytes, verbs: Mapping[str, Callable[[_Line], None]], lax: bool) -> ModFile:
    result = ModFile(file)
    group = ""
    for number, words, comment in _lines(file, data):
        if words == [")"] and group:
            group = ""
            continue
        verb, args = (group, words) if group else (words[0], words[1:])
        line = _Line(result, number, verb, args, comment)
        if (verb not in _MODULE_VERBS and verb not in _WORK_VERBS) or (verb not in verbs and not lax):
            if not lax:
                raise line.fail(f"unknown directive: {verb}")
            if args != ["("]:
                continue
        if args == ["("] and not group:
            group = verb
        elif args == ["(", ")"] and not group:
            continue
        elif verb in verbs:
            verbs[verb](line)
    return result


def _module(line: _Line) -> None:
    line.result.module = line.only("module/path", line.result.module)


def _go(line: _Line) -> None:
    version = line.only("1.23", line.result.go)
    if not _GO_VERSION.match(version):
        raise line.fail(f"invalid go version '{version}': must match format 1.23")
    line.result.go = version


def _toolchain(line: _Line) -> None:
    name = line.only("go1.23", line.result.toolchain)
    if not _TOOLCHAIN.match(name):
        raise line.fail(f"invalid toolchain version '{name}': must match format go1.23.0 or default")
    line.result.toolchain = name


def _require(line: _Line) -> None:
    if len(line.words) != 2:
        raise line.fail("usage: require module/path v1.2.3")
    path, version = line.words
    _check_version(line, path, version)
    line.result.requires.append(Require(path, version, line.number, "indirect" in re.split(r"[ ;]+", line.comment)))


def _exclude(line: _Line) -> None:
    if len(line.words) != 2:
        raise line.fail("usage: exclude module/path v1.2.3")
    _check_version(line, *line.words)
    line.result.excludes.add(ModuleVersion(*line.words))


def _replace(line: _Line) -> None:
    words = line.words
    arrow = words.index("=>") if "=>" in words else -1
    if arrow not in (1, 2) or len(words) - arrow - 1 not in (1, 2):
        usage = "module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory"
        raise line.fail(f"usage: replace {usage}")
    old, version = words[0], words[1] if arrow == 2 else ""
    new, new_version = words[arrow + 1], words[arrow + 2] if len(words) - arrow == 3 else ""
    if version:
        _check_version(line, old, version)
    if not new_version and not is_directory_path(new):
        if "@" in new:
            raise line.fail("replacement module must match format 'path version', not 'path@version'")
        raise line.fail("replacement module without version must be directory path (rooted or starting with . or ..)")
    if new_version and is_directory_path(new):
        raise line.fail(f'replacement module directory path "{new}" cannot have version')
    line.result.replaces.append(Replace(old, version, new, new_version, line.number))


def _retract(line: _Line) -> None:
    words = [word for word in line.words if word not in ("[", "]", ",")]
    if len(words) not in (1, 2) or (len(words) == 2) != ("[" in line.words):
        raise line.fail("usage: retract v1.2.3 or retract [v1.2.3, v1.2.4]")
    for version in words:
        if not semver.is_valid(version):
            raise line.fail(f'retract: version "{version}" invalid: must be of the form v1.2.3')
    line.result.retracts.append(Retract(words[0], words[-1], line.comment))


def _tool(line: _Line) -> None:
    line.result.tools.append(line.only("package/path", ""))


def _ignore(line: _Line) -> None:
    line.result.ignores.append(line.only("directory", ""))


def _godebug(line: _Line) -> None:
    key, equals, value = line.only("key=value", "").partition("=")
    if not key or not equals:
        raise line.fail("usage: godebug key=value")
    line.result.godebug[key] = value


def _use(line: _Line) -> None:
    line.result.uses.append((line.only("local/dir", ""), line.number))


def _check_version(line: _Line, path: str, version: str) -> None:
    if version == "none" or not semver.is_valid(version):
        raise line.fail(f'{line.verb} {path}: version "{version}" invalid: must be of the form v1.2.3')
    problem = paths.version_problem(path, version)
    if problem and semver.is_canonical(version):
        raise line.fail(f"{line.verb} {path}: {problem}")


def is_directory_path(path: str) -> bool:
    """Whether the target of a replacement is a folder: rooted, or beginning with . or .. ."""
    return path in (".", "..") or path.startswith(("./", "../", "/", ".\\", "..\\")) or path[1:2] == ":"


_LAX: Final[Mapping[str, Callable[[_Line], None]]] = {
    "module": _module,
    "go": _go,
    "toolchain": _toolchain,
    "require": _require,
    "retract": _retract,
}
_MODULE_VERBS: Final = {
    **_LAX,
    "exclude": _exclude,
    "replace": _replace,
    "tool": _tool,
    "ignore": _ignore,
    "godebug": _godebug,
}
_WORK_VERBS: Final[Mapping[str, Callable[[_Line], None]]] = {
    "go": _go,
    "toolchain": _toolchain,
    "use": _use,
    "replace": _replace,
    "godebug": _godebug,
}


def _lines(file: Path, data: bytes) -> list[tuple[int, list[str], str]]:
    """Number from 1, words and comment of each line that has any words."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as err:
        raise ModuleError(file, data.count(b"\n", 0, err.start) + 1, "invalid UTF-8 encoding") from err
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        words = _WORD.findall(line)
        comment = words.pop()[2:].strip() if words and words[-1].startswith("//") else ""
        if words:
            found.append((number, [_unquote(word) for word in words], comment))
    return found


def _unquote(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word[0] in '"`' else word
