"""The command line of `bindery test`: flags for the build, flags for the test program, packages, and the rest.

As in go, flags may stand before and after the packages, the program's flags may be written with and without `test.`, a
flag that nobody knows and what follows it belong to the program, and so does everything after -args.
Source: `go help test`, `go help testflag`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.cli.build_flags import BUILD_FLAGS, OF_TESTS
from server.cli.flags import BOOLEANS, HELP_FLAGS, Flag, FlagKind, HelpWanted, UsageError

_BOOL, _TEXT, _OPTIONAL = FlagKind.BOOL, FlagKind.TEXT, FlagKind.OPTIONAL
_NO_COVERAGE: Final = "coverage is not measured yet"
OWN_FLAGS: Final = (
    *(flag for flag in BUILD_FLAGS if flag.name not in ("v", "cover", "dump", "json", "n", "o", "x")),
    Flag("c", _BOOL, "build the test program as pkg.test in the current directory, and do not run it"),
    Flag("json", _BOOL, "print events as JSON, one per line, as go test -json does"),
    Flag("o", _TEXT, "write the test program to this file, or into this directory", "file"),
    Flag("vet", _TEXT, "accepted; bindery has no vet", "list"),
    Flag("cover", _BOOL, "", refused=_NO_COVERAGE),
    Flag("n", _BOOL, "", refused="not supported yet"),
    Flag("x", _BOOL, "", refused="not supported yet"),
    Flag("covermode", _TEXT, "", refused=_NO_COVERAGE),
    Flag("coverpkg", _TEXT, "", refused=_NO_COVERAGE),
    Flag("coverprofile", _TEXT, "", refused=_NO_COVERAGE),
    Flag("exec", _TEXT, "", refused="programs for other processors run under qemu-user"),
)
PROGRAM_FLAGS: Final = (
    Flag("artifacts", _BOOL, "keep what tests put into their folder of artifacts"),
    Flag("bench", _TEXT, "run the benchmarks that match", "regexp"),
    Flag("benchmem", _BOOL, "print the allocations of benchmarks"),
    Flag("benchtime", _TEXT, "run each benchmark for this long, or this often: 2s, 100x", "t"),
    Flag("blockprofile", _TEXT, "write a profile of blocked goroutines", "file"),
    Flag("blockprofilerate", _TEXT, "how many nanoseconds of blocking one sample stands for", "n"),
    Flag("count", _TEXT, "run each test and benchmark n times; 1 also asks for a run where a result is known", "n"),
    Flag("cpu", _TEXT, "run with these values of GOMAXPROCS", "1,2,4"),
    Flag("cpuprofile", _TEXT, "write a profile of processor time", "file"),
    Flag("failfast", _BOOL, "start no more tests after one has failed"),
    Flag("fullpath", _BOOL, "show full file names in messages"),
    Flag("fuzz", _TEXT, "fuzz the target that matches, without guidance by coverage", "regexp"),
    Flag("fuzzminimizetime", _TEXT, "time for making one failing input smaller", "t"),
    Flag("fuzztime", _TEXT, "time for fuzzing", "t"),
    Flag("list", _TEXT, "list the tests, benchmarks, fuzz targets and examples that match", "regexp"),
    Flag("memprofile", _TEXT, "write a profile of allocations", "file"),
    Flag("memprofilerate", _TEXT, "how many bytes one sample stands for", "n"),
    Flag("mutexprofile", _TEXT, "write a profile of contended mutexes", "file"),
    Flag("mutexprofilefraction", _TEXT, "sample one in n", "n"),
    Flag("outputdir", _TEXT, "folder for profiles", "dir"),
    Flag("parallel", _TEXT, "how many parallel tests run at once", "n"),
    Flag("run", _TEXT, "run the tests, examples and fuzz targets that match", "regexp"),
    Flag("short", _BOOL, "tell long tests to be short"),
    Flag("shuffle", _TEXT, "off, on, or the seed of a random order", "seed"),
    Flag("skip", _TEXT, "do not run those that match", "regexp"),
    Flag("timeout", _TEXT, "stop a program that runs longer, and print its goroutines; 10m, 0 for no limit", "d"),
    Flag("trace", _TEXT, "write an execution trace", "file"),
    Flag("v", _OPTIONAL, "name the tests as they run, and print all that they log", "mode"),
)
_PROFILES: Final = ("blockprofile", "cpuprofile", "memprofile", "mutexprofile", "trace")
_TIMEOUT: Final = "10m0s"
_PREFIX: Final = "test."
_NUMBERS: Final = ("count", "parallel")
_NUMBER: Final = re.compile(r"[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)")
_SEED: Final = re.compile(r"[+-]?[0-9]+")
_PARTS: Final = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(slots=True)
class TestCommand:
    """A command line, taken apart."""

    build: list[str] = field(default_factory=list)  # words for the build
    packages: list[str] = field(default_factory=list)
    program: list[str] = field(default_factory=list)  # words for the program, as they were given
    values: dict[str, str] = field(default_factory=dict)  # of the program's flags that we know
    unknown: str = ""  # the first flag that nobody knows
    json: bool = False

    def take_defaults(self, words: Sequence[str]) -> None:
        """Add the flags of GOFLAGS that are for the program and that the command line does not set."""
        for word in reversed(words):
            name, equals, value = word.lstrip("-").partition("=")
            if name in OF_TESTS and name not in self.values:
                self.values[name] = value if equals else "true"
                self.program.insert(0, f"-test.{name}={self.values[name]}")

    def arguments(self, directory: Path) -> list[str]:
        """The arguments of the program: what go adds, and what was given."""
        added = ["-test.v=test2json"] if self.json else []
        if "timeout" not in self.values:
            added.append(f"-test.timeout={_TIMEOUT}")
        if (self.profile or self.on("artifacts")) and "outputdir" not in self.values:
            added.append(f"-test.outputdir={directory}")
        if self.values.get("outputdir"):  # relative to where we are; programs run in the folders of their packages
            added.append(f"-test.outputdir={directory / self.values['outputdir']}")
        given = [word for word in self.program if not word.startswith("-test.outputdir=")]
        return [*added, *given]

    def on(self, name: str) -> bool:
        """Whether a flag without value is set."""
        return self.values.get(name, "false") not in ("false", "0", "f", "F", "FALSE", "False")

    @property
    def profile(self) -> str:
        """The flag that asks for a profile; the program is kept then, because the profile does not hold its names."""
        return next((name for name in _PROFILES if self.values.get(name)), "")

    @property
    def shows_passes(self) -> bool:
        """Whether the output of programs that pass is shown."""
        return self.on("v") or bool(self.values.get("list"))

    @property
    def timeout(self) -> float:
        """Seconds that a program may run; 0 for no limit. Raises UsageError."""
        if self.values.get("bench") or self.values.get("fuzz"):
            return 0.0
        return max(parse_duration(self.values.get("timeout", _TIMEOUT)), 0.0)


def read_test_command(args: Sequence[str]) -> TestCommand:
    """Take a command line apart. Raises UsageError."""
    found = TestCommand()
    own, known = {flag.name: flag for flag in OWN_FLAGS}, {flag.name: flag for flag in PROGRAM_FLAGS}
    words = list(args)
    listed = False  # the packages have been named: other words are for the program
    in_list = after_unknown = False
    while words:
        word = words.pop(0)
        was_after_unknown, after_unknown = after_unknown, False
        name, equals, value = word.removeprefix("-").removeprefix("-").partition("=")
        if word == "--":
            found.program += [word, *words]
            break
        if not word.startswith("-") or word == "-":
            if listed and not in_list:
                found.program.append(word)
                if was_after_unknown:
                    continue  # it may be the value of that flag
                found.program += words
                break
            listed = in_list = True
            found.packages.append(word)
            continue
        in_list = False
        listed = listed or bool(found.packages)
        if name == "args" and not equals:
            found.program += words
            break
        flag = own.get(name) or known.get(name.removeprefix(_PREFIX))
        if flag is None and name in HELP_FLAGS and not listed:
            raise HelpWanted
        if flag is None:
            found.unknown = found.unknown or word
            found.program.append(word)
            listed, after_unknown = True, not equals
            continue
        if not equals and flag.kind not in (_BOOL, _OPTIONAL):
            if not words:
                raise UsageError(f"flag needs an argument: -{name}")
            value = words.pop(0)
        elif not equals:
            value = "true"
        if name in own:
            found.build.append(f"-{name}={value}")
        else:
            short = name.removeprefix(_PREFIX)
            _check_value(flag, value)
            found.values[short] = value
            found.program.append(f"-test.{short}={value}")
    return found


def _check_value(flag: Flag, value: str) -> None:
    """Refuse what go test refuses before it builds anything. Raises UsageError."""
    if flag.kind is _BOOL and value not in BOOLEANS:
        raise UsageError(f'invalid boolean value "{value}" for -{flag.name}: parse error')
    if flag.name == "v" and value not in (*BOOLEANS, "test2json"):
        raise UsageError(f'invalid boolean value "{value}" for -v: invalid flag -test.v={value}')
    if flag.name in _NUMBERS and not _NUMBER.fullmatch(value):
        raise UsageError(f'invalid value "{value}" for flag -{flag.name}: parse error')
    if flag.name == "shuffle" and value not in ("on", "off") and not _SEED.fullmatch(value):
        why = f'-shuffle argument must be "on", "off", or an int64: strconv.ParseInt: parsing "{value}": invalid syntax'
        raise UsageError(f'invalid value "{value}" for flag -shuffle: {why}')


def parse_duration(text: str) -> float:
    """The seconds of a duration in Go's form: `1h15m30.5s`, `-1s`, `0`. Raises UsageError."""
    plain = text[1:] if text[:1] in ("+", "-") else text
    if plain == "0":
        return 0.0
    parts = _PARTS.findall(plain)
    if not parts or "".join(f"{number}{unit}" for number, unit in parts) != plain:
        raise UsageError(f'invalid value "{text}" for flag -timeout: parse error')
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    return -seconds if text[0] == "-" else seconds
