"""What the user asks of a build, as data: the CLI and the language server both make one of these."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from server.build.compilerflags import PackageFlags
from server.build.environment import Environment
from server.target import Target


@dataclass(frozen=True, slots=True)
class LinkerFlags:
    """`-ldflags`"""

    strip_symbols: bool = False  # -s
    strip_debug: bool = False  # -w
    string_values: tuple[tuple[str, str], ...] = ()  # -X importpath.name=value
    build_id: str | None = None  # -buildid


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
    write: bool = True  # False: compile and link, keep the image in the result only
    to_run: bool = False  # there must be exactly one program
    compiler: PackageFlags = field(default_factory=PackageFlags)
    linker: LinkerFlags = field(default_factory=LinkerFlags)
    tags: tuple[str, ...] = ()
    jobs: int = 1  # worker processes
    rebuild: bool = False  # -a: look nothing up in the cache
    trimpath: bool = False
    mod: str = ""  # -mod: readonly, mod, vendor; "": as go chooses
    download: bool = False  # fetch the modules that are missing and that go.sum states; -mod=mod fetches them anyway
    modfile: str = ""  # -modfile: read in the place of go.mod; relative to the directory
    dump: DumpRequest | None = None
    overlay: dict[str, bytes] = field(default_factory=dict)  # unsaved text of the editor, by absolute path
