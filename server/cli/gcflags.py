"""Reads `-gcflags` as gc does: `[pattern=]flags`, quotes around words that hold blanks, several occurrences.

Source: `go help build`; the flags are those of `go tool compile` that say something about decisions or errors.
"""

import urllib.parse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from server.build.compilerflags import CompilerFlags, FlagRule, PackageFlags
from server.build.debugflags import KEYS, UnknownKey, pass_switch, read_debug
from server.build.flagwords import FlagError, pattern_and_words
from server.cli.flags import UsageError

SUPPORTED: Final = "-m -l -N -S -e -d=key -json=0,dir"
_COUNTED: Final = ("-m", "-l", "-N", "-S", "-e")
_ACCEPTED: Final = ("-c", "-p", "-dwarf", "-shared", "-complete")  # say nothing that a static build would not do anyway


def parse_gcflags(values: Sequence[str], directory: Path) -> PackageFlags:
    """The rules of all occurrences of -gcflags. Raises UsageError."""
    try:
        rules = tuple(_rule(value, directory) for value in values)
    except FlagError as err:
        raise UsageError(str(err)) from err
    return PackageFlags(rules, directory, values[-1] if values else "")


def describe() -> str:
    """The help on the flags."""
    keys = "\n".join(f"\t-d={key.name}\n\t\tprint {key.help}" for key in KEYS)
    return (
        "-gcflags=[pattern=]flags, of build and check\n\n"
        "Flags for the compiler of the packages that the pattern matches; without a pattern, of the packages that the\n"
        "command names. Of several -gcflags that match a package, the last one holds.\n\n"
        "\t-m, -m=2\n\t\tprint what is inlined and what escapes; with -m=2, why\n"
        "\t-l\n\t\tno inlining\n"
        "\t-N\n\t\tno optimisation\n"
        "\t-S\n\t\tprint machine code\n"
        "\t-e\n\t\tno limit on the number of errors\n"
        "\t-json=0,dir\n\t\twrite the optimisation log into dir, an absolute path\n"
        f"{keys}\n"
        "\t-d=ssa/name/off\n\t\tleave out a pass, to see what it does; names as for -dump, with _ for a blank\n\n"
        "Keys of -d are separated by commas and may have values, as in -d=nil,ssa/phiopt/debug=1; 0 takes one back.\n"
        "All that is printed are the decisions of this compiler, in the words of gc.\n"
    )


def _rule(value: str, directory: Path) -> FlagRule:
    pattern, words = pattern_and_words("gcflags", value)
    return FlagRule(pattern, _flags(words, directory))


def _flags(words: Sequence[str], directory: Path) -> CompilerFlags:
    counts = dict.fromkeys(_COUNTED, 0)
    flags = CompilerFlags()
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        name = name.removeprefix("-") if name.startswith("--") else name
        if name in counts:
            counts[name] = _count(name, value, counts[name]) if equals else counts[name] + 1
        elif name in ("-d", "-json"):
            value = value if equals else next(rest, "")
            flags = _debug(value, flags) if name == "-d" else replace(flags, log_folder=_log_folder(value, directory))
        elif name not in _ACCEPTED:
            raise UsageError(f"-gcflags: not supported: {word}; supported: {SUPPORTED}")
    return replace(
        flags,
        print_decisions=counts["-m"],
        inline_level=1 - counts["-l"] if counts["-l"] <= 1 else counts["-l"],  # as in gc: more of them do not forbid it
        no_optimisation=counts["-N"] > 0,
        print_assembly=counts["-S"] > 0,
        all_errors=counts["-e"] > 0,
    )


def _count(name: str, value: str, before: int) -> int:
    if value in ("true", "false"):
        return before + 1 if value == "true" else 0
    if not value.isdecimal():
        raise UsageError(f'-gcflags: invalid value "{value}" for flag {name}')
    return int(value)


def _debug(value: str, flags: CompilerFlags) -> CompilerFlags:
    """`-d=name[=value],...`"""
    for part in filter(None, value.split(",")):
        if (switch := pass_switch(part)) is not None:
            name, off = switch
            flags = replace(flags, passes_off=flags.passes_off | {name} if off else flags.passes_off - {name})
            continue
        try:
            flags = replace(flags, debug=read_debug(part, flags.debug))
        except UnknownKey as err:
            raise UsageError(f"-gcflags: not supported: {err}") from err
    return flags


def _log_folder(value: str, directory: Path) -> Path:
    """The folder of `-json=0,dir`; a URL means one, too. As in gc, a relative path is refused."""
    version, comma, place = value.partition(",")
    if not comma:
        raise UsageError(f"-gcflags: -json option should be '<version>,<destination>': {value}")
    if version != "0":
        raise UsageError(f"-gcflags: -json version {version} is not supported; supported: 0")
    if place.startswith("file://"):
        path = urllib.parse.unquote(place.removeprefix("file://"))
        if not path.startswith("/"):
            raise UsageError(f"-gcflags: -json destination {place} is no file URL of this host")
        return Path(path)
    if not Path(place).is_absolute():
        raise UsageError(f"-gcflags: -json option 'destination' should be absolute: {value}; here: {directory / place}")
    return Path(place)
