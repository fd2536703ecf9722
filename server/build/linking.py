"""One program of a build: links its packages and writes the image.

A module of its own because the linker brings numpy, which a check does not need to load.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from server.build.images import program_name, write_program
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
    try:
        linked = link(chosen, provider, request.target, options, provider.memory)
        if path is not None:
            write_program(path, linked.image)
    except (LinkError, CodegenFailed) as err:
        diagnostics.items += err.diagnostics
        return None
    except LinkCancelled as err:
        raise Cancelled from err
    return Output(package.import_path, program_name(package), path, linked.image, linked.rows)
