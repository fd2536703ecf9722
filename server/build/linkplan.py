"""What goes into the link of one program; and the programs that need not be linked again.

Under a digest of everything that the linker is given the cache remembers the digest of the image that came out. When
the file that a build would write holds just that image, it is taken as it is, as go does.

Source of the rule: `go help build`; cmd/go compares build ids, which we do not write unless asked.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from server.build.cache import Cache
from server.build.graph import initialisation_order, reachable_imports
from server.build.identity import backend_identity, digest, linker_identity
from server.build.images import load_map, program_name
from server.build.origin import Origin, Surroundings, origin_of
from server.build.packages import RUNTIME, LoadedPackage
from server.build.request import BuildRequest, LinkerFlags
from server.build.result import Output
from server.build.unfinished import FEATURE_OF, STAND_IN
from server.linker.interface import LinkOptions
from server.symbol import PackageRecord
from server.target import Target

_KIND: Final = "linked"
_GODEBUG: Final = "runtime.godebugDefault"  # variable with the settings that a program starts with


def plan_link(
    package: LoadedPackage,
    around: Surroundings,
    records: Sequence[PackageRecord],
    request: BuildRequest,
    cancelled: Callable[[], bool],
) -> tuple[list[PackageRecord], LinkOptions]:
    """The packages that a program holds, and how they are linked."""
    packages, origin = around.packages, origin_of(package, around, request)
    needed = reachable_imports(package.import_path, packages) | reachable_imports(RUNTIME, packages)
    chosen = [record for record in records if record.path in needed]
    standard = {path for path in needed if packages[path].standard}
    order = [f"{_prefix(packages[path])}.init" for path in initialisation_order(package.import_path, packages)]
    return chosen, _options(origin, standard, order, request.linker.of(package), cancelled)


def link_key(
    chosen: Sequence[PackageRecord], options: LinkOptions, target: Target, key_of: Callable[[str], str]
) -> str:
    """A digest of what decides the image; "" when there is none, because a package has warnings and no key."""
    keys = [[record.path, key_of(record.path)] for record in chosen]
    if not all(key for _, key in keys):
        return ""
    info = options.build_info
    return digest(
        linker_identity(),
        backend_identity(),
        target.name,
        [options.strip_symbols, options.strip_debug, options.compress_debug],
        [sorted(options.string_values.items()), options.build_id],
        [info.version, info.modules] if info is not None else [],
        list(options.init_order),
        sorted(options.tolerant),
        keys,
    )


def linked_before(cache: Cache, key: str, package: LoadedPackage, path: Path | None) -> Output | None:
    """The program at `path`, if it is what a link of that key gave."""
    known = cache.get(_KIND, key) if key and path is not None else None
    if known is None or path is None:
        return None
    try:
        image = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        executable = path.stat().st_mode & 0o100
    except OSError:
        return None
    rows = load_map(cache, image) if executable and hashlib.sha256(image).digest() == known else None
    return Output(package.import_path, program_name(package), path, image, rows) if rows is not None else None


def note_linked(cache: Cache, key: str, output: Output) -> None:
    """Remember what a link gave."""
    if key:
        cache.put(_KIND, key, hashlib.sha256(output.image).digest())


def _prefix(package: LoadedPackage) -> str:
    """How symbols of a package begin."""
    return package.name if package.name == "main" and not package.library else package.import_path


def _options(
    origin: Origin,
    standard: set[str],
    order: Sequence[str],
    flags: LinkerFlags,
    cancelled: Callable[[], bool],
) -> LinkOptions:
    return LinkOptions(
        strip_symbols=flags.strip_symbols,
        strip_debug=flags.strip_debug,
        compress_debug=flags.compress_debug,
        string_values={**({_GODEBUG: origin.godebug} if origin.godebug else {}), **dict(flags.string_values)},
        build_id=flags.build_id,
        init_order=order,
        unfinished=FEATURE_OF.keys(),
        tolerant=standard | {RUNTIME},
        stand_in=STAND_IN,
        build_info=origin.info,
        cancelled=cancelled,
    )
