"""What the user asks of a build, as data: the CLI and the language server both make one of these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from server.build.compilerflags import PackageFlags
from server.build.environment import Environment
from server.build.packagematch import Matched, matcher
from server.target import Target


@dataclass(frozen=True, slots=True)
class LinkerFlags:
    """The flags of `-ldflags` for one program."""

    strip_symbols: bool = False  # -s
    strip_debug: bool = False  # -w, which -s implies
    string_values: tuple[tuple[str, str], ...] = ()  # -X importpath.name=value
    build_id: str | None = None  # -buildid
    compress_debug: bool = True  # -compressdwarf


@dataclass(frozen=True, slots=True)
class LinkerRules:
    """All `-ldflags` of a command: flags by pattern; the last that matches holds alone."""

    rules: tuple[tuple[str, LinkerFlags], ...] = ()
    directory: Path = Path()  # from which relative patterns start
    written: str = ""  # the last one as it was given, for the build info

    def of(self, package: Matched) -> LinkerFlags:
        """The flags for the program of a main package."""
        fitting = (flags for pattern, flags in reversed(self.rules) if matcher(pattern, self.directory)(package))
        return next(fitting, LinkerFlags())

    def stripped(self) -> "LinkerRules":
        """The same for programs that nobody will look into."""
        return self.changed(lambda flags: replace(flags, strip_symbols=True, strip_debug=True))

    def setting(self, variable: str, text: str) -> "LinkerRules":
        """The same with a value for a variable in all programs."""
        return self.changed(lambda flags: replace(flags, string_values=(*flags.string_values, (variable, text))))

    def changed(self, change: Callable[[LinkerFlags], LinkerFlags]) -> "LinkerRules":
        """The same with a change for all programs."""
        rules = [(pattern, change(flags)) for pattern, flags in self.rules]
        return replace(self, rules=(("all", change(LinkerFlags())), *rules))


@dataclass(frozen=True, slots=True)
class DumpRequest:
    """`-dump=FUNC:PASS`"""

    func: str  # as a person writes it ("f", "(*T).Get") or the link name ("main.f")
    pass_name: str


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """One build."""

    patterns: Sequence[str]  # packages or .go files; empty means "."
    directory: Path  # absolute; what relative patterns and outputs start from
    target: Target
    environment: Environment | None = None  # None: that of the process
    cache: str = "off"  # directory, or "off"
    output: str | None = None  # -o; None: named after the package, nothing when there are several
    suffix: str = ""  # of the names of programs: "-linux-arm64" where several targets are built
    write: bool = True  # False: compile and link, keep the image in the result only
    to_run: bool = False  # there must be exactly one program
    compiler: PackageFlags = field(default_factory=PackageFlags)
    linker: LinkerRules = field(default_factory=LinkerRules)
    separate_debug: bool = False  # -separate-debug: symbols and debug information go to a file beside the program
    tags: tuple[str, ...] = ()
    jobs: int = 1  # worker processes
    dry: bool = False  # -n: say what would be done, and write nothing
    rebuild: bool = False  # -a: look nothing up in the cache
    trimpath: bool = False
    mod: str = ""  # -mod: readonly, mod, vendor; "": as go chooses
    download: bool = False  # fetch the modules that are missing and that go.sum states; -mod=mod fetches them anyway
    buildvcs: str = ""  # -buildvcs: true or auto; otherwise programs are not stamped
    modfile: str = ""  # -modfile: read in the place of go.mod; relative to the directory
    dump: DumpRequest | None = None
    overlay: dict[str, bytes] = field(default_factory=dict)  # unsaved text of the editor, by absolute path
