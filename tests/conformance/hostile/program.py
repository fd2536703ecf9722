"""A small program, and everything that its link was given."""

from pathlib import Path
from typing import Final

from server.build.artefact import PackageArtefact
from server.build.cache import Cache
from server.build.driver import open_build
from server.build.graph import dependency_order
from server.build.linkplan import plan_link
from server.build.origin import Surroundings
from server.build.progress import ignore_events, never_cancelled
from server.build.provider import ChunkProvider
from server.build.request import BuildRequest
from server.build.result import Output
from server.build.workers import WorkerPool
from server.diagnostics.collector import Collector
from server.linker.interface import ChunkRef
from server.linker.link import link
from server.target import Target
from tests.conformance.hostile.mutants import Linkage

_OPTIMISED: Final = 2  # LLVM's level
SOURCE: Final = """package main

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

var all = map[string]shape{"four": square{2}}

func main() {
	defer println("done")
	for name, one := range all {
		println(name, one.area())
	}
}
"""


def build_program(folder: Path, target: Target, cache: str) -> tuple[Output, Linkage, PackageArtefact]:
    """Compile and link it; what the linker was given, and the entry of its package main."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text("module example.com/hostile\n\ngo 1.27\n")
    (folder / "main.go").write_text(SOURCE)
    request = BuildRequest(["."], folder, target, cache=cache)
    compilation, packages = open_build(request)
    made = {
        package.import_path: compilation.artefact(package)[0] for package in dependency_order(packages, Collector())
    }
    artefacts = {path: artefact for path, artefact in made.items() if artefact is not None}
    main = packages["example.com/hostile"]
    records = [artefact.record for artefact in artefacts.values()]
    chosen, options = plan_link(main, Surroundings(packages, None, None), records, request, never_cancelled)
    with WorkerPool(1, never_cancelled) as pool:
        provider = ChunkProvider(
            target, lambda _: _OPTIMISED, pool, Cache(Path(cache)), compilation.texts, ignore_events
        )
        linked = link(chosen, provider, target, options)
    refs = [ChunkRef(record.path, chunk.key) for record in chosen for chunk in record.chunks]
    data = {ref: provider.known[ref.key] for ref in refs if ref.key in provider.known}
    output = Output(main.import_path, "hostile", None, linked.image, linked.rows, make_graph=linked.make_graph)
    return output, Linkage(tuple(chosen), data, options, target), artefacts[main.import_path]
