"""One program of a build: chooses the packages it holds, links them and writes the image.

A module of its own because the linker brings numpy, which a check does not need to load.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from server.build.graph import initialisation_order, reachable_imports
from server.build.images import program_name, write_program
from server.build.origin import Origin, Surroundings, origin_of
from server.build.packages import RUNTIME, LoadedPackage
from server.build.progress import Cancelled
from server.build.provider import ChunkProvider, CodegenFailed
from server.build.request import BuildRequest
from server.build.result import Output
from server.build.unfinished import FEATURE_OF, STAND_IN
from server.diagnostics.collector import Collector
from server.linker.interface import LinkCancelled, LinkError, LinkOptions
from server.linker.link import link
from server.symbol import PackageRecord

_GODEBUG: Final = "runtime.godebugDefault"  # variable with the settings that a program starts with


def link_program(
    package: LoadedPackage,
    path: Path | None,
    around: Surroundings,
    records: Sequence[PackageRecord],
    provider: ChunkProvider,
    request: BuildRequest,
    cancelled: Callable[[], bool],
    diagnostics: Collector,
) -> Output | None:
    """Link one main package and write it to `path`, if any; None when that fails. Raises Cancelled."""
    packages, origin = around.packages, origin_of(package, around, request)
    needed = reachable_imports(package.import_path, packages) | reachable_imports(RUNTIME, packages)
    try:
        chosen = [record for record in records if record.path in needed]
        standard = {path for path in needed if packages[path].standard}
        order = [f"{_prefix(packages[path])}.init" for path in initialisation_order(package.import_path, packages)]
        options = _options(origin, standard, order, request, cancelled)
        linked = link(chosen, provider, request.target, options, provider.memory)
        if path is not None:
            write_program(path, linked.image)
    except (LinkError, CodegenFailed) as err:
        diagnostics.items += err.diagnostics
        return None
    except LinkCancelled as err:
        raise Cancelled from err
    return Output(package.import_path, program_name(package), path, linked.image, linked.rows, linked.reasons)


def _prefix(package: LoadedPackage) -> str:
    """How symbols of a package begin."""
    return package.name if package.name == "main" and not package.library else package.import_path


def _options(
    origin: Origin,
    standard: set[str],
    order: Sequence[str],
    request: BuildRequest,
    cancelled: Callable[[], bool],
) -> LinkOptions:
    flags = request.linker
    return LinkOptions(
        strip_symbols=flags.strip_symbols,
        strip_debug=flags.strip_debug,
        string_values={**({_GODEBUG: origin.godebug} if origin.godebug else {}), **dict(flags.string_values)},
        build_id=flags.build_id,
        init_order=order,
        unfinished=FEATURE_OF.keys(),
        tolerant=standard | {RUNTIME},
        stand_in=STAND_IN,
        build_info=origin.info,
        cancelled=cancelled,
    )
