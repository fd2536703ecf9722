"""Flags as Go's commands take them: one dash, `-o file` or `-o=file`, before the arguments; unknown ones are refused.

Source: the documentation of Go's package flag.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from server.build.flagwords import FALSE, TRUE

BOOLEANS = TRUE + FALSE
HELP_FLAGS = ("h", "help")


class UsageError(Exception):
    """The command line is wrong; the text says how."""


class HelpWanted(Exception):
    """The command line asks how it is to be written."""


class FlagKind(Enum):
    """What a flag takes."""

    BOOL = "bool"  # -v, -v=false
    TEXT = "text"  # -o file
    NUMBER = "number"  # -p 4: a positive integer
    OPTIONAL = "optional"  # -json, -json=Dir,Name: true, false or text, the text never in a word of its own


_ALONE = (FlagKind.BOOL, FlagKind.OPTIONAL)  # what may stand without a value


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag. `refused` says why a flag that go has cannot be used here."""

    name: str
    kind: FlagKind
    help: str
    value_name: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFlags:
    """What was given, and the arguments after the flags."""

    values: Mapping[str, str]
    args: tuple[str, ...]
    occurrences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # every value of each flag, in order

    def given(self, name: str) -> bool:
        """Whether the flag was given at all."""
        return name in self.values

    def on(self, name: str) -> bool:
        """Whether a BOOL flag is set."""
        return self.values.get(name) == "true"

    def text(self, name: str, default: str = "") -> str:
        """The value of a TEXT flag."""
        return self.values.get(name, default)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a TEXT flag that was given several times."""
        return self.occurrences.get(name, ())

    def number(self, name: str, default: int) -> int:
        """The value of a NUMBER flag."""
        return int(self.values[name]) if name in self.values else default


def parse_flags(args: Sequence[str], flags: Iterable[Flag], defaults: Sequence[str] = ()) -> ParsedFlags:
    """Read the flags before the first argument. `defaults` are flags in force unless given (GOFLAGS).

    Raises UsageError.
    """
    known = {flag.name: flag for flag in flags}
    values: dict[str, str] = {}
    every: dict[str, tuple[str, ...]] = {}
    for word in defaults:
        name, _, value = word.lstrip("-").partition("=")
        if name in known:
            _refuse(known[name])
            values[name] = _checked(known[name], value if "=" in word else "true")
            every[name] = (*every.get(name, ()), values[name])
    from_defaults = set(every)
    at = 0
    while at < len(args) and len(args[at]) > 1 and args[at].startswith("-"):
        word = args[at]
        at += 1
        if word == "--":
            break
        name, equals, value = word.removeprefix("-").removeprefix("-").partition("=")
        flag = known.get(name)
        if flag is None and name in HELP_FLAGS:
            raise HelpWanted
        if flag is None:
            raise UsageError(f"flag provided but not defined: -{name}{nearest(name, known, '-')}")
        _refuse(flag)
        if not equals and flag.kind not in _ALONE:
            if at == len(args):
                raise UsageError(f"flag needs an argument: -{name}")
            value = args[at]
            at += 1
        values[name] = _checked(flag, value if equals or flag.kind not in _ALONE else "true")
        # As in go: what the command line says replaces what GOFLAGS said.
        every[name] = (values[name],) if name in from_defaults else (*every.get(name, ()), values[name])
        from_defaults.discard(name)
    return ParsedFlags(values, tuple(args[at:]), every)


def nearest(word: str, known: Iterable[str], prefix: str = "") -> str:
    """` (did you mean -o?)` for a word that resembles a known one."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {prefix}{close[0]}?)" if close else ""


def _refuse(flag: Flag) -> None:
    if flag.refused:
        raise UsageError(f"not supported: -{flag.name}: {flag.refused}")


def _checked(flag: Flag, value: str) -> str:
    """The value in its canonical form."""
    if flag.kind is FlagKind.BOOL:
        if value not in BOOLEANS:
            raise UsageError(f'invalid boolean value "{value}" for -{flag.name}: parse error')
        return "true" if value in TRUE else "false"
    if flag.kind is FlagKind.NUMBER:
        if not value.isascii() or not value.isdigit():
            raise UsageError(f'invalid value "{value}" for flag -{flag.name}: parse error')
        if int(value) == 0:
            raise UsageError(f"-{flag.name} must be a positive integer: {value}")
    return value
