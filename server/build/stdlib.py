"""The standard library as a tree of packages: where an import path lies, and which files its packages are made of.

Inside the standard library `golang.org/x/...` means the copy below `vendor/`, and that copy's import path begins with
`vendor/`. Files are chosen as for any package, except where a package would bring assembly, which we do not assemble:
`OVERRIDES` then names the pure Go form that the package has for other processors. Where the code generator makes the
functions that are assembly (codegen/hardware), the files are those of the processor.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from server.build.constraints import BuildTags
from server.target import MACHINES

LANGUAGE: Final = "go1.27"  # of the standard library's own source


@dataclass(frozen=True, slots=True)
class Override:
    """How the files of one package are chosen otherwise than by the target alone."""

    reason: str  # as users may read it
    add: frozenset[str] = frozenset()  # tags that hold in it
    no_arch: bool = False  # no tag and no file name of a processor holds: the form for unknown ones
    without: frozenset[str] = frozenset()  # files left out
    including: frozenset[str] = frozenset()  # files taken whatever they say
    unless_made: bool = False  # only where codegen/hardware does not make the package's functions


_PUREGO: Final = Override(
    "assembly of the Go toolchain: the package's own form in Go, for tag purego", add=frozenset(("purego",))
)
_NO_ARCH: Final = Override(
    "assembly of the Go toolchain: the package's own form in Go, for other processors", no_arch=True
)
# Per package, because one pretended processor for all of them would break syscall and others.
_PURE_PACKAGES: Final = (
    "crypto/internal/fips140/bigmod crypto/internal/fips140/check/checktest"
    " crypto/internal/fips140/edwards25519/field crypto/internal/fips140/nistec crypto/internal/fips140/sha3"
    " crypto/internal/fips140/sha512 crypto/internal/fips140/subtle crypto/md5 crypto/sha1"
    " vendor/golang.org/x/crypto/chacha20 vendor/golang.org/x/crypto/chacha20poly1305"
    " vendor/golang.org/x/crypto/internal/poly1305"
)
OVERRIDES: Final = {
    **dict.fromkeys(_PURE_PACKAGES.split(), _PUREGO),
    "crypto/internal/fips140/sha256": replace(_PUREGO, unless_made=True),
    "internal/abi": Override(
        "reflect is to keep all values of a call in memory: compiled code has a calling convention of its own",
        without=frozenset(("abi_amd64.go", "abi_arm64.go", "abi_riscv64.go")),
        including=frozenset(("abi_generic.go",)),
    ),
    # compare_generic.go would define a function of package runtime, which needs it without internal/bytealg, too.
    "internal/bytealg": Override(
        "assembly of the Go toolchain: the form for other processors, but IndexByte and Count are assembly of ours and"
        " Compare is the runtime's",
        no_arch=True,
        without=frozenset(("compare_generic.go", "count_generic.go", "indexbyte_generic.go")),
        including=frozenset(("compare_native.go", "count_native.go", "indexbyte_native.go")),
    ),
    "internal/runtime/gc/scan": _NO_ARCH,
    "internal/runtime/maps": Override(
        "hashes with AES instructions are assembly of the Go toolchain: the form for processors without them",
        without=frozenset(("memhash_aes.go", "memhash_aes_asm.go", "memhash_align_check.go")),
        including=frozenset(("memhash_noaes.go", "memhash_align_nocheck.go")),
    ),
    "math": _NO_ARCH,
    "reflect": Override(
        "how a float32 lies in a register is assembly of the Go toolchain: the form for processors where it needs none",
        without=frozenset(("stubs_riscv64.go",)),
        including=frozenset(("float32reg_generic.go",)),
    ),
    "math/big": Override(
        "assembly of the Go toolchain: the package's own form in Go, for tag math_big_pure_go",
        add=frozenset(("math_big_pure_go",)),
    ),
}
# Architectures for which codegen/hardware makes functions.
_WITH_HARDWARE: Final = frozenset(machine.goarch for machine in MACHINES.values() if machine.hardware)
# As in go: documentation that looks like a package, what only cgo needs, and a tree of its own.
_NOT_STD: Final = frozenset(("builtin", "cmd", "runtime/cgo"))


@dataclass(frozen=True, slots=True)
class StandardLibrary:
    """The packages below a GOROOT's `src`, which `prepare` puts there when it is first looked into."""

    source: Path
    prepare: Callable[[], object] = lambda: None  # raises BundleError
    pure: bool = True  # whether OVERRIDES apply; without them the files are those that go would compile
    _resolved: dict[tuple[str, str], str | None] = field(default_factory=dict, repr=False, compare=False)

    def resolve(self, path: str, importer: str | None) -> str | None:
        """The package that an import means; `importer` is the importing package when it is of the standard library.

        Raises BundleError.
        """
        self.prepare()
        vendor = "" if importer is None else "cmd/vendor" if importer.startswith("cmd/") else "vendor"
        if (vendor, path) not in self._resolved:
            self._resolved[vendor, path] = self._find(vendor, path)
        return self._resolved[vendor, path]

    def _find(self, vendor: str, path: str) -> str | None:
        if vendor and self.directory(vendored := f"{vendor}/{path}").is_dir():
            return vendored
        # As in go: what has a dot in its first element is never of the standard library.
        if "." in path.partition("/")[0] or not self.directory(path).is_dir():
            return None
        return path

    def directory(self, path: str) -> Path:
        """Where a package lies, or would lie."""
        return self.source / path

    def tags(self, path: str, tags: BuildTags) -> BuildTags:
        """The tags that hold in one package."""
        override = OVERRIDES.get(path) if self.pure else None
        if override is None or (override.unless_made and tags.names & _WITH_HARDWARE):
            return tags
        chosen = BuildTags(tags.names | override.add)
        return chosen.for_unknown_processor() if override.no_arch else chosen

    def forced(self, path: str, name: str) -> bool | None:
        """Whether a file belongs to a package whatever it says; None: its constraints decide."""
        override = OVERRIDES.get(path) if self.pure else None
        if override is None:
            return None
        return False if name in override.without else True if name in override.including else None

    def packages(self) -> Iterator[str]:
        """The import paths that the pattern `std` stands for, in order; some may have no files for a target.

        Raises BundleError.
        """
        self.prepare()
        waiting = [""]
        while waiting:
            path = waiting.pop()
            names = sorted(entry.name for entry in (self.source / path).iterdir() if entry.is_dir())
            inside = [
                f"{path}/{name}" if path else name for name in names if name[0] not in "_." and name != "testdata"
            ]
            if path:
                yield path
            waiting += reversed([below for below in inside if below not in _NOT_STD])
