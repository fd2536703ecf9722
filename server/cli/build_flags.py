"""The flags that build, run and check share, and the request that they and the environment make."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.environment import LEVELS, Environment, resolve_environment
from server.build.flagwords import FALSE, TRUE, FlagError
from server.build.ldflags import SUPPORTED as LINKER_FLAGS
from server.build.ldflags import parse_ldflags
from server.build.request import BuildRequest, DumpRequest, LinkerRules
from server.cli.flags import Flag, FlagKind, ParsedFlags, UsageError, parse_flags
from server.cli.gcflags import SUPPORTED, parse_gcflags
from server.cli.targets import target_of
from server.diagnostics.codes import build as codes

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
    Flag(
        "buildvcs",
        FlagKind.OPTIONAL,
        "stamp binaries with the revision of their git repository: true, false, or auto, where there is one",
        "value",
    ),
    Flag("dump", _TEXT, "print the IR of a function after a pass, and build nothing", "FUNC:PASS"),
    GCFLAGS,
    Flag("ldflags", _TEXT, f"flags for the linker of the named packages, or pattern=flags: {LINKER_FLAGS}", "flags"),
    Flag("n", _BOOL, "say what would be done: which packages are compiled, what is linked and written; do nothing"),
    Flag("o", _TEXT, "write the program to this file, or into this directory", "output"),
    Flag("p", _NUMBER, "number of worker processes", "n"),
    Flag(
        "separate-debug", _BOOL, "put symbols and debug information into a file beside the program, named program.debug"
    ),
    Flag("trimpath", _BOOL, "keep file system paths out of the binary"),
    Flag("x", _BOOL, "say what is done; bindery runs no commands, so these are steps in its own words"),
    Flag("asan", _BOOL, "", refused="there is no C runtime to link"),
    Flag("asmflags", _TEXT, "", refused="there is no assembler"),
    Flag("compiler", _TEXT, "", refused="bindery is the compiler"),
    Flag("cover", _BOOL, "", refused="not supported yet"),
    Flag("gccgoflags", _TEXT, "", refused="bindery is the compiler"),
    Flag("linkshared", _BOOL, "", refused="binaries are static"),
    Flag("modcacherw", _BOOL, "accepted; folders of the module cache are always writable"),
    Flag("installsuffix", _TEXT, "", refused="nothing is installed"),
    Flag("pkgdir", _TEXT, "", refused="nothing is installed"),
    Flag("msan", _BOOL, "", refused="there is no C runtime to link"),
    Flag("pgo", _TEXT, "off or auto: profiles are not used yet", "file"),
    Flag("race", _BOOL, "", refused="not supported yet"),
    Flag("toolexec", _TEXT, "", refused="no commands are run"),
    Flag("work", _BOOL, "", refused="there is no work directory"),
)

# Flags of test programs, which GOFLAGS may hold for every command (test_flags.py says what they do).
_OF_TESTS: Final = (
    "artifacts bench benchmem benchtime blockprofile blockprofilerate count cpu cpuprofile failfast fullpath fuzz "
    "fuzzminimizetime fuzztime list memprofile memprofilerate mutexprofile mutexprofilefraction outputdir parallel "
    "run short shuffle skip timeout trace v"
)
OF_TESTS: Final = frozenset(_OF_TESTS.split())
# Flags of go's other commands, which GOFLAGS may hold, too.
_OTHERS: Final = (
    "c cache changed compat compiled covermode coverpkg coverprofile deps diff e exec export f find fix fuzzcache go "
    "graph i insecure m modcache r retracted reuse t testcache u versions vet vettool w"
)
_OF_OTHERS: Final = frozenset(_OTHERS.split())


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
    known = {flag.name for flag in BUILD_FLAGS} | OF_TESTS | _OF_OTHERS
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
    stamps: str = "false",
) -> BuildRequest:
    """The request of a build or check; `download` fetches the modules that are missing.

    `stamps` is what counts without -buildvcs. Raises UsageError.
    """
    flags, environment = invocation.flags, invocation.environment
    for pattern in patterns:
        if pattern.startswith("-"):
            raise UsageError(f"flags must come before the packages: {pattern}")
    _check_modes(flags)
    _check_environment(environment)
    cache = environment["BINDERY_CACHE"]
    if cache != "off" and not Path(cache).is_absolute():
        raise UsageError(f"BINDERY_CACHE is not an absolute path: {cache}")
    return BuildRequest(
        patterns=tuple(patterns),
        directory=invocation.directory,
        target=target_of(environment),
        environment=environment,
        cache=cache,
        output=flags.text("o") or None,
        write=write,
        to_run=to_run,
        compiler=parse_gcflags(flags.every("gcflags"), invocation.directory),
        linker=_ldflags(flags, invocation.directory),
        tags=tuple(tag for tag in flags.text("tags").replace(" ", ",").split(",") if tag),
        jobs=flags.number("p", os.cpu_count() or 1),
        dry=flags.on("n"),
        rebuild=flags.on("a"),
        separate_debug=flags.on("separate-debug"),
        trimpath=flags.on("trimpath"),
        mod=flags.text("mod"),
        download=download,
        buildvcs=_buildvcs(flags.text("buildvcs", stamps)),
        modfile=flags.text("modfile"),
        dump=_dump(flags.text("dump")) if flags.given("dump") else None,
    )


def _check_modes(flags: ParsedFlags) -> None:
    """Values that mean something we do not do are refused."""
    accepted = {
        "buildmode": ("exe", "default"),
        "mod": ("readonly", "mod", "vendor"),
        "pgo": ("off", "auto"),
    }
    for name, values in accepted.items():
        if flags.given(name) and flags.text(name) not in values:
            raise UsageError(f"not supported: -{name}={flags.text(name)}; supported: {', '.join(values)}")


def _check_environment(environment: Environment) -> None:
    """Variables that ask for what we do not do are refused."""
    if environment["CGO_ENABLED"] != "0":
        raise UsageError(codes.CGO_ENABLED.template.format(environment["CGO_ENABLED"]))
    accepted = {"GO111MODULE": ("", "on", "auto"), "GOEXPERIMENT": ("",), "GOFIPS140": ("off",)}
    if environment["GOARCH"] in LEVELS:
        name, level = LEVELS[environment["GOARCH"]]
        accepted[name] = (level,)
    for name, values in accepted.items():
        if environment[name] not in values:
            supported = ", ".join(filter(None, values)) or "none"
            raise UsageError(f"not supported: {name}={environment[name]}; supported: {supported}")


def _ldflags(flags: ParsedFlags, directory: Path) -> LinkerRules:
    try:
        return parse_ldflags(flags.every("ldflags"), directory)
    except FlagError as err:
        raise UsageError(str(err)) from err


def _buildvcs(value: str) -> str:
    """-buildvcs in its canonical form."""
    if value not in (*TRUE, *FALSE, "auto"):
        raise UsageError(f'invalid boolean value "{value}" for -buildvcs: value is neither bool nor "auto"')
    return "true" if value in TRUE else "false" if value in FALSE else value


def _dump(text: str) -> DumpRequest:
    func, colon, pass_name = text.rpartition(":")
    if not colon or not func or not pass_name:
        raise UsageError(codes.BAD_DUMP.template.format(text))
    return DumpRequest(func, pass_name)
