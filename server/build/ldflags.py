"""Reads `-ldflags` as cmd/link does: `[pattern=]flags`, several occurrences, the last one that matches holds.

Flags that only say what a static build does anyway are accepted; all others of cmd/link are refused by name.
Source: `go tool link -help`, `go help build`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from server.build.flagwords import FALSE, TRUE, FlagError, pattern_and_words
from server.build.request import LinkerFlags, LinkerRules

SUPPORTED: Final = "-s -w -X importpath.name=value -buildid=id -compressdwarf"
_SWITCHES: Final = ("compressdwarf", "d", "s", "w")  # -d asks for a static program
_VALUES: Final = ("X", "buildid")
# Flag -> the values that change nothing here; None: any value.
_ACCEPTED: Final[dict[str, tuple[str, ...] | None]] = {
    "buildmode": ("exe", "default"),
    "extld": None,  # there is no other linker
    "extldflags": None,
    "linkmode": ("internal", "auto"),
}


def parse_ldflags(values: Sequence[str], directory: Path) -> LinkerRules:
    """The rules of all occurrences of -ldflags. Raises FlagError."""
    rules = []
    for value in values:
        pattern, words = pattern_and_words("ldflags", value)
        rules.append((pattern, _flags(words)))
    return LinkerRules(tuple(rules), directory, values[-1] if values else "")


def _flags(words: Sequence[str]) -> LinkerFlags:
    switches: dict[str, bool] = {}
    variables: list[tuple[str, str]] = []
    build_id: str | None = None
    for name, value in _pairs(words):
        if name in _SWITCHES:
            switches[name] = value in TRUE
        elif name == "X":
            variables.append(_variable(value))
        elif name == "buildid":
            build_id = value
    symbols = switches.get("s", False)
    compress = switches.get("compressdwarf", True)
    return LinkerFlags(symbols, switches.get("w", symbols), tuple(variables), build_id, compress)


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The flags and their values. Raises FlagError for what cannot be used."""
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("-").removeprefix("-").partition("=")
        if not word.startswith("-") or name not in (*_SWITCHES, *_VALUES, *_ACCEPTED):
            raise FlagError(f"-ldflags: not supported: {word}; supported: {SUPPORTED}")
        if name in _SWITCHES:
            value = value if equals else "true"
            if value not in TRUE + FALSE:
                raise FlagError(f'-ldflags: invalid boolean value "{value}" for -{name}: parse error')
        elif not equals:
            following = next(rest, None)
            if following is None:
                raise FlagError(f"-ldflags: flag needs an argument: -{name}")
            value = following
        allowed = _ACCEPTED.get(name)
        if allowed is not None and value not in allowed:
            raise FlagError(f"-ldflags: not supported: -{name}={value}; supported: {', '.join(allowed)}")
        yield name, value


def _variable(text: str) -> tuple[str, str]:
    """Name and value of `-X importpath.name=value`."""
    variable, equals, content = text.partition("=")
    if not equals or "." not in variable:
        raise FlagError("-ldflags: -X flag requires argument of the form importpath.name=value")
    return variable, content
