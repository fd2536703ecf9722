"""One program of a build: links its packages and writes the image.

A module of its own because the linker brings numpy, which a check does not need to load.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from server.build.images import debug_path, program_name, write_program
from server.build.linkplan import plan_link
from server.build.origin import Surroundings
from server.build.packages import LoadedPackage
from server.build.progress import Cancelled
from server.build.provider import ChunkProvider, CodegenFailed
from server.build.request import BuildRequest
from server.build.result import Output
from server.diagnostics.collector import Collector
from server.linker.interface import LinkCancelled, LinkError
from server.linker.link import link
from server.symbol import PackageRecord

_READABLE: Final = 0o644


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
    chosen, options = plan_link(package, around, records, request, cancelled)
    beside = debug_path(path) if request.separate_debug else None
    if beside is not None:
        options = replace(options, debug_link=beside.name, strip_symbols=False, strip_debug=False)
    try:
        linked = link(chosen, provider, request.target, options, provider.memory)
        if beside is not None:
            write_program(beside, linked.debug_file, _READABLE)
        if path is not None:
            write_program(path, linked.image)
    except (LinkError, CodegenFailed) as err:
        diagnostics.items += err.diagnostics
        return None
    except LinkCancelled as err:
        raise Cancelled from err
    name = program_name(package)
    return Output(package.import_path, name, path, linked.image, linked.rows, linked.make_graph, beside)
