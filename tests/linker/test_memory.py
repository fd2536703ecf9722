"""A link with a memory gives what a link without one gives, whatever was linked before."""

import pytest

from server.linker.interface import LinkOptions, LinkResult, PackageRecord
from server.linker.link import link
from server.linker.memory import LinkMemory
from server.symbol import SymbolKind, SymbolRecord
from tests.linker.elfbuild import ALLOC, EXEC, WEAK, ObjectBuilder
from tests.linker.linking import AMD64, Chunks

_CALL = 4  # R_X86_64_PLT32


def _chunks(**sizes: int) -> Chunks:
    """Packages a, b and main, whose functions have these sizes; each has the weak function w, too."""
    chunks = Chunks()
    for package, calls in (("a", ("w",)), ("b", ("w", "a")), ("main", ("a", "b", "w"))):
        builder = ObjectBuilder(62)
        size = sizes.get(package, 16)
        name = "_rt0" if package == "main" else package
        records = []
        for symbol, bind in ((name, 1), ("w", WEAK)):
            section = builder.section(f".text.{symbol}", bytes([size]) * size, flags=ALLOC | EXEC)
            builder.symbol(symbol, section, 0, size, kind=2, bind=bind)
            records.append(SymbolRecord(symbol, SymbolKind.FUNC, "a.go", size))
        for at, callee in enumerate(calls):
            builder.relocate(1, 4 * at, _CALL, builder.symbol(callee), -4)
        chunks.add(package, f"{package}{size}", builder.build(), records)
    return chunks


def _parts(result: LinkResult) -> tuple[object, ...]:
    return result.image, result.rows, result.reasons, result.graph


@pytest.mark.parametrize(
    "edits",
    [
        ({}, {"main": 32}, {"main": 64}, {}),
        ({}, {"a": 32}, {"a": 32, "main": 32}, {"main": 32}),
        ({}, {"b": 32}, {"b": 64}, {"b": 64, "a": 48}),
    ],
    ids=["the program's own package", "the first package", "any"],
)
def test_edits(edits: tuple[dict[str, int], ...]) -> None:
    """Packages that stay are the same records in each link, as in a process that builds again and again."""
    known: dict[str, PackageRecord] = {}
    memory = LinkMemory()
    for sizes in edits:
        chunks = _chunks(**sizes)
        packages = [known.setdefault(p.chunks[0].key, p) for p in chunks.packages()]
        again = link(packages, chunks, AMD64, LinkOptions(), memory)
        assert _parts(again) == _parts(link(packages, chunks, AMD64, LinkOptions()))


def test_fewer_packages() -> None:
    """The memory of a larger program does not define what a smaller one lacks."""
    chunks = _chunks()
    packages = chunks.packages()
    memory = LinkMemory()
    link(packages, chunks, AMD64, LinkOptions(), memory)
    entry = packages[2].chunks[0]
    assert link([packages[0]], chunks, AMD64, LinkOptions(entry="a"), memory).rows
    with pytest.raises(Exception, match="b not defined"):
        link([packages[0], PackageRecord("main", (entry,))], chunks, AMD64, LinkOptions(), memory)
