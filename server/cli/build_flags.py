"""The flags that build, run and check share, and the request that they and the environment make."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.environment import Environment, resolve_environment
from server.build.request import BuildRequest, DumpRequest, LinkerFlags
from server.cli.flags import Flag, FlagKind, ParsedFlags, UsageError, parse_flags
from server.cli.gcflags import SUPPORTED, parse_gcflags
from server.diagnostics.codes import build as codes
from server.target import TARGETS, Target, find_target

_BOOL, _TEXT, _NUMBER = FlagKind.BOOL, FlagKind.TEXT, FlagKind.NUMBER

LOAD_FLAGS: Final = (
    Flag("C", _TEXT, "change to dir before anything else", "dir"),
    Flag("json", _BOOL, "print one JSON object per line, for machines"),
    Flag(
        "mod",
        _TEXT,
        "readonly, vendor, or mod, which also fetches modules that go.sum does not state, and states them there",
        "mode",
    ),
    Flag("modfile", _TEXT, "read this file in the place of go.mod; its go.sum ends in .sum", "file"),
    Flag("overlay", _TEXT, "", refused="not supported yet"),
    Flag("tags", _TEXT, "comma-separated list of additional build tags", "list"),
    Flag("v", _BOOL, "name the packages as they are compiled, and say what was unusual"),
)
GCFLAGS: Final = Flag(
    "gcflags", _TEXT, f"flags for the compiler of the named packages, or pattern=flags: {SUPPORTED}", "flags"
)
BUILD_FLAGS: Final = (
    Flag("a", _BOOL, "compile everything again, whatever the cache holds"),
    *LOAD_FLAGS,
    Flag("buildmode", _TEXT, "exe or default", "mode"),
    Flag("buildvcs", _TEXT, "false or auto: binaries are not stamped with version control", "value"),
    Flag("dump", _TEXT, "print the IR of a function after a pass, and build nothing", "FUNC:PASS"),
    GCFLAGS,
    Flag("ldflags", _TEXT, "flags for the linker: -s -w -X importpath.name=value -buildid=id", "flags"),
    Flag("o", _TEXT, "write the program to this file, or into this directory", "output"),
    Flag("p", _NUMBER, "number of worker processes", "n"),
    Flag("trimpath", _BOOL, "keep file system paths out of the binary"),
    Flag("asan", _BOOL, "", refused="there is no C runtime to link"),
    Flag("asmflags", _TEXT, "", refused="there is no assembler"),
    Flag("compiler", _TEXT, "", refused="bindery is the compiler"),
    Flag("cover", _BOOL, "", refused="not supported yet"),
    Flag("gccgoflags", _TEXT, "", refused="bindery is the compiler"),
    Flag("linkshared", _BOOL, "", refused="binaries are static"),
    Flag("msan", _BOOL, "", refused="there is no C runtime to link"),
    Flag("n", _BOOL, "", refused="no commands are run"),
    Flag("pgo", _TEXT, "off or auto: profiles are not used yet", "file"),
    Flag("race", _BOOL, "", refused="not supported yet"),
    Flag("toolexec", _TEXT, "", refused="no commands are run"),
    Flag("work", _BOOL, "", refused="there is no work directory"),
    Flag("x", _BOOL, "", refused="no commands are run; -v names the packages"),
)

# Flags of test programs, which GOFLAGS may hold for every command (test_flags.py says what they do).
_OF_TESTS: Final = (
    "artifacts bench benchmem benchtime blockprofile blockprofilerate count cpu cpuprofile failfast fullpath fuzz "
    "fuzzminimizetime fuzztime list memprofile memprofilerate mutexprofile mutexprofilefraction outputdir parallel "
    "run short shuffle skip timeout trace v"
)
OF_TESTS: Final = frozenset(_OF_TESTS.split())


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command line as understood: the flags, the environment, and where it runs."""

    flags: ParsedFlags
    environment: Environment
    directory: Path


def read_invocation(args: Sequence[str], flags: Sequence[Flag]) -> Invocation:
    """Read a command line and GOFLAGS, and change to the directory of -C. Raises UsageError."""
    early = parse_flags(args, flags)
    if early.given("C"):
        try:
            os.chdir(early.text("C"))
        except OSError as err:
            raise UsageError(f"chdir {early.text('C')}: {(err.strerror or str(err)).lower()}") from err
    directory = Path.cwd()
    environment = resolve_environment(os.environ, directory)
    parsed = parse_flags(args, flags, _go_flags(environment))
    return Invocation(parsed, environment, directory)


def _go_flags(environment: Environment) -> list[str]:
    """The words of GOFLAGS. As in go, a flag that only other commands know is passed over, an unknown one is not."""
    known = {flag.name for flag in BUILD_FLAGS} | OF_TESTS
    try:
        words = environment.flags
    except ValueError as err:
        raise UsageError(f"parsing $GOFLAGS: {str(err).lower()}") from err
    for word in words:
        name = word.lstrip("-").partition("=")[0]
        if not word.startswith("-") or not name:
            raise UsageError(f'parsing $GOFLAGS: non-flag "{word}"')
        if name not in known:
            raise UsageError(f"parsing $GOFLAGS: unknown flag -{name}")
    return words


def make_request(
    invocation: Invocation,
    patterns: Sequence[str],
    write: bool = True,
    to_run: bool = False,
    download: bool = False,
) -> BuildRequest:
    """The request of a build or check; `download` fetches the modules that are missing. Raises UsageError."""
    flags, environment = invocation.flags, invocation.environment
    for pattern in patterns:
        if pattern.startswith("-"):
            raise UsageError(f"flags must come before the packages: {pattern}")
    _check_modes(flags)
    if environment["CGO_ENABLED"] != "0":
        raise UsageError(codes.CGO_ENABLED.template.format(environment["CGO_ENABLED"]))
    cache = environment["BINDERY_CACHE"]
    if cache != "off" and not Path(cache).is_absolute():
        raise UsageError(f"BINDERY_CACHE is not an absolute path: {cache}")
    return BuildRequest(
        patterns=tuple(patterns),
        directory=invocation.directory,
        target=_target(environment),
        environment=environment,
        cache=cache,
        output=flags.text("o") or None,
        write=write,
        to_run=to_run,
        compiler=parse_gcflags(flags.every("gcflags"), invocation.directory),
        linker=linker_flags(flags.text("ldflags")),
        tags=tuple(tag for tag in flags.text("tags").replace(" ", ",").split(",") if tag),
        jobs=flags.number("p", os.cpu_count() or 1),
        rebuild=flags.on("a"),
        trimpath=flags.on("trimpath"),
        mod=flags.text("mod"),
        download=download,
        modfile=flags.text("modfile"),
        dump=_dump(flags.text("dump")) if flags.given("dump") else None,
    )


def _check_modes(flags: ParsedFlags) -> None:
    """Values that mean something we do not do are refused."""
    accepted = {
        "buildmode": ("exe", "default"),
        "buildvcs": ("false", "auto"),
        "mod": ("readonly", "mod", "vendor"),
        "pgo": ("off", "auto"),
    }
    for name, values in accepted.items():
        if flags.given(name) and flags.text(name) not in values:
            raise UsageError(f"not supported: -{name}={flags.text(name)}; supported: {', '.join(values)}")


def _target(environment: Environment) -> Target:
    """The target that GOOS and GOARCH name. Raises UsageError."""
    goos, goarch = environment["GOOS"], environment["GOARCH"]
    target = find_target(goos, goarch)
    if target is not None:
        return target
    from server.build.constraints import KNOWN_GOARCH, KNOWN_GOOS

    if goos not in KNOWN_GOOS or goarch not in KNOWN_GOARCH:
        raise UsageError(codes.UNKNOWN_TARGET.template.format(f"{goos}/{goarch}"))
    supported = ", ".join(target.name for target in TARGETS)
    raise UsageError(codes.TARGET_UNSUPPORTED.template.format(f"{goos}/{goarch}", supported))


def linker_flags(text: str) -> LinkerFlags:
    """What -ldflags says. Raises UsageError."""
    _, words = _flag_words("ldflags", text)
    strip_symbols = strip_debug = False
    values: list[tuple[str, str]] = []
    build_id: str | None = None
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in ("-X", "-buildid") and not equals:
            following = next(rest, None)
            if following is None:
                raise UsageError(f"-ldflags: flag needs an argument: {name}")
            value = following
        if name == "-X":
            variable, equals, content = value.partition("=")
            if not equals or "." not in variable:
                raise UsageError("-ldflags: -X flag requires argument of the form importpath.name=value")
            values.append((variable, content))
        elif name == "-buildid":
            build_id = value
        elif word == "-s":
            strip_symbols = True
        elif word in ("-w", "-w=1", "-w=true"):
            strip_debug = True
        else:
            raise UsageError(f"-ldflags: not supported: {word}; supported: -s -w -X -buildid")
    return LinkerFlags(strip_symbols, strip_debug, tuple(values), build_id)


def _flag_words(name: str, text: str) -> tuple[str, list[str]]:
    """The words of a list of flags, and the package pattern in front of them."""
    text = text.strip()
    pattern = ""
    if text and not text.startswith("-"):
        pattern, equals, text = text.partition("=")
        if not equals:
            raise UsageError(f'-{name}: missing =<value> in <pattern>=<value>: "{pattern}"')
    try:
        return pattern, shlex.split(text)
    except ValueError as err:
        raise UsageError(f"-{name}: {str(err).lower()}") from err


def _dump(text: str) -> DumpRequest:
    func, colon, pass_name = text.rpartition(":")
    if not colon or not func or not pass_name:
        raise UsageError(codes.BAD_DUMP.template.format(text))
    return DumpRequest(func, pass_name)
