"""Results of test programs that need not run again.

A program that passed says what it looked at: environment variables, files and folders (-test.testlogfile, written by
testing/internal/testdeps). Under a digest of the program and its arguments the cache keeps that log; under a digest of
what the log names, as it is now, the output. As in go, of a file only size, mode and time count, files outside of the
module or GOROOT do not, and one that has just been written makes the result unfit to be kept. Source: `go help test`.
"""

import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.cache import Cache
from server.build.identity import digest

_LOG: Final = "testlog"
_OUTPUT: Final = "testoutput"
KINDS: Final = (_LOG, _OUTPUT)  # of entries in the cache
_MAGIC: Final = b"# test log\n"
_SETTLED: Final = 2.0  # seconds after which another write of a file has another time
_IRRELEVANT: Final = ("-test.coverprofile", "-test.outputdir")
_USUAL: Final = frozenset(
    f"-test.{name}"
    for name in ("benchtime", "cpu", "list", "parallel", "run", "short", "skip", "timeout", "failfast", "v", "fullpath")
)


class _TooNew(Exception):
    """A file that the program read was written a moment ago."""


class _Malformed(Exception):
    """A log that says something we do not know."""


def cacheable_arguments(arguments: Sequence[str]) -> list[str] | None:
    """Those arguments of a program that its result depends on; None if it cannot be remembered."""
    kept = []
    for argument in arguments:
        name, equals, _ = argument.partition("=")
        if not equals or name not in (*_USUAL, *_IRRELEVANT):
            return None
        if name in _USUAL:
            kept.append(argument)
    return kept


@dataclass(frozen=True, slots=True)
class Memory:
    """The results of one program under one set of arguments."""

    cache: Cache
    key: str  # of the program and its arguments
    directory: Path  # in which it runs
    root: Path  # of its module, or of GOROOT
    environment: Mapping[str, str]

    def recall(self) -> bytes | None:
        """The output of a run that would be the same now, with the line that says ok."""
        log = self.cache.get(_LOG, self.key)
        inputs = self._inputs(log) if log is not None else None
        return self.cache.get(_OUTPUT, digest(self.key, inputs)) if inputs is not None else None

    def keep(self, log: bytes, output: bytes) -> None:
        """Remember a run that passed, if what it looked at has settled."""
        inputs = self._inputs(log)
        if inputs is not None:
            self.cache.put(_LOG, self.key, log)
            self.cache.put(_OUTPUT, digest(self.key, inputs), output)

    def _inputs(self, log: bytes) -> str | None:
        """A digest of what a log names, as it is now."""
        if not log.startswith(_MAGIC) or not log.endswith(b"\n"):
            return None
        try:
            found = [["GODEBUG", self.environment.get("GODEBUG")], *self._looked_at(log)]
        except (_TooNew, _Malformed):
            return None
        return digest(found)

    def _looked_at(self, log: bytes) -> Iterator[list[object]]:
        directory = self.directory
        for line in log.removeprefix(_MAGIC).decode("utf-8", "surrogateescape").splitlines():
            action, _, name = line.partition(" ")
            path = directory / name
            match action:
                case "getenv":
                    yield [action, name.encode("utf-8", "surrogateescape"), self.environment.get(name)]
                case "chdir":
                    directory = Path(name)
                    yield [action, *_state(directory)]
                case "stat" | "open" if not Path(os.path.normpath(path)).is_relative_to(self.root):
                    pass
                case "stat":
                    yield [action, *_state(path)]
                case "open":
                    yield [action, *_state(path), *_content(path)]
                case "":
                    pass
                case _:
                    raise _Malformed


def _state(path: Path) -> list[object]:
    """What the file system says of a path, with and without following a link."""
    return [os.fsencode(path), _seen(path, follow=True), _seen(path, follow=False)]


def _seen(path: Path, follow: bool) -> list[object]:
    try:
        found = path.stat(follow_symlinks=follow)
    except (OSError, ValueError) as err:
        return [str(err)]
    return [found.st_size, found.st_mode, found.st_mtime_ns]


def _content(path: Path) -> list[object]:
    """The entries of a folder; of a file nothing, but it must have settled."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return [[os.fsencode(entry.name), _seen(entry, follow=False)] for entry in sorted(path.iterdir())]
    except (OSError, ValueError) as err:
        return [str(err)]
    if stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime < _SETTLED:
        raise _TooNew
    return []


def memory_key(program: str, arguments: Sequence[str]) -> str:
    """The key of a program under arguments."""
    return digest("test result", program, list(arguments))
