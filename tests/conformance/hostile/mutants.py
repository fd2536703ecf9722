"""Damaged files: how they are made, and what reads them.

A subject is a sound file in memory and everything that reads such files. Reading a mutant must give a result or one of
the errors that the reader promises, which names the file, within a time limit; nothing else is raised.
"""

import random
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Final

from server.build.artefact import (
    ChunkTexts,
    DamagedEntry,
    PackageArtefact,
    decode_artefact,
    decode_decisions,
    decode_uses,
    encode_artefact,
    encode_texts,
)
from server.build.cache import Cache
from server.build.images import load_graph, load_map, save_account, save_graph
from server.build.pack import Entry, Pack, write_pack
from server.build.result import Output
from server.linker.interface import ChunkRef, LinkError, LinkOptions, PackageRecord
from server.linker.link import link
from server.linker.lookup import FunctionTable
from server.linker.originread import read_build_id, read_origin
from server.linker.readback import estimate_rows, read_symbols
from server.target import Target

NAME: Final = "subject"  # how errors have to name the file
_FUNCTIONS: Final = 20  # of an image, about whose places is asked
_LIMIT: Final = 20  # seconds for one mutant, on a busy machine
_EXTREMES: Final = (0, 1, 0x7F, 0xFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1)


@dataclass(frozen=True)
class Subject:
    """A sound file, and what is done with mutants of it."""

    name: str
    data: bytes
    read: Callable[[bytes], None]  # raises LinkError or DamagedEntry, or nothing


class Hang(BaseException):
    """A mutant took too long."""


def mutant(data: bytes, generator: random.Random) -> bytes:
    """A damaged copy."""
    copy = bytearray(data)
    for _ in range(generator.randint(1, 6)):
        at = generator.randrange(max(len(copy), 1))
        match generator.randrange(8):
            case 0:
                del copy[at:]
            case 1:
                del copy[at : at + generator.randint(1, 64)]
            case 2:
                copy[at:at] = copy[: generator.randint(1, 64)]
            case 3:
                copy[at : at + 16] = bytes(16)
            case 4 | 5:
                size = generator.choice((1, 2, 4, 8))
                value = generator.choice(_EXTREMES) & (1 << 8 * size) - 1
                at &= -size
                copy[at : at + size] = value.to_bytes(size, "little")
            case _ if copy:
                copy[at % len(copy)] = generator.randrange(256)
    return bytes(copy)


@contextmanager
def _time_limit() -> Iterator[None]:
    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def problem_of(subject: Subject, data: bytes) -> str:
    """What is wrong with how a mutant is read; "" when it is as it should be."""
    try:
        with _time_limit():
            subject.read(data)
    except LinkError as err:
        return "" if all(item.message for item in err.diagnostics) else "an error without a text"
    except DamagedEntry:
        return ""
    except Hang:
        return f"more than {_LIMIT} s"
    except Exception as err:  # that is what the suite looks for
        return f"{type(err).__name__}: {err}"
    return ""


def image_subject(output: Output) -> Subject:
    """An executable, as nm, size, version -m, tool buildid and addr2line read it."""

    def functions(name: str, data: bytes) -> None:
        table = FunctionTable(name, data)
        for function in table.functions[:: len(table.functions) // _FUNCTIONS + 1]:
            table.place(function.start)
            table.place(function.end - 1)

    def read(data: bytes) -> None:
        for look in (read_symbols, read_origin, read_build_id, functions):
            try:
                look(NAME, data)
            except LinkError as err:
                if NAME not in str(err):
                    raise AssertionError(f"the error does not name the file: {err}") from err
        rows = estimate_rows(NAME, data)
        if sum(row.size for row in rows) != len(data):
            raise AssertionError("rows do not add up")

    return Subject(f"image of {output.name}", output.image, read)


@dataclass(frozen=True)
class Linkage:
    """What a program was linked from; implements ObjectProvider."""

    records: tuple[PackageRecord, ...]
    data: dict[ChunkRef, bytes]
    options: LinkOptions
    target: Target

    def objects(self, wanted: list[ChunkRef]) -> list[bytes]:
        """The objects; one that a damaged record invents is none."""
        return [self.data.get(ref, b"") for ref in wanted]

    def link(self) -> None:
        """Raises LinkError."""
        link(self.records, self, self.target, self.options)  # type: ignore[arg-type]  # stands in for a provider of objects


def object_subjects(linkage: Linkage) -> Iterator[Subject]:
    """Every object that a program needs, linked with the others."""
    for ref in sorted(linkage.data, key=lambda ref: (ref.package, ref.key)):

        def read(data: bytes, ref: ChunkRef = ref) -> None:
            replace(linkage, data={**linkage.data, ref: data}).link()

        yield Subject(f"object {ref.key[:8]} of {ref.package}", linkage.data[ref], read)


def entry_subjects(artefact: PackageArtefact, linkage: Linkage) -> Iterator[Subject]:
    """Entries of the cache whose digests are right, and whose contents are not."""

    def read_package(data: bytes) -> None:
        found = decode_artefact(data).record
        others = tuple(one for one in linkage.records if one.path != artefact.record.path)
        replace(linkage, records=(found, *others)).link()

    yield Subject("package entry", encode_artefact(artefact), read_package)
    for name, decode in (("decisions", decode_decisions), ("uses", decode_uses)):

        def read(data: bytes, decode: Callable[[bytes], object] = decode) -> None:
            decode(data)

        yield Subject(f"{name} entry", encode_artefact(artefact), read)

    def read_texts(data: bytes) -> None:
        texts = ChunkTexts(data)
        for ref in linkage.data:
            texts[ref.key]

    yield Subject("text entry", encode_texts({ref.key: "define void @f()\n" * 9 for ref in linkage.data}), read_texts)


def account_subjects(output: Output) -> Iterator[Subject]:
    """What the cache keeps of an image for `bindery size`."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        save_account(cache, output.image, output.rows)
        if output.make_graph is not None:
            save_graph(cache, output.image, output.make_graph)
        kept = {
            path.parts[-3]: (path.name, cache.get(path.parts[-3], path.name)) for path in Path(folder).glob("*/??/*")
        }
    for kind, (key, content) in sorted(kept.items()):

        def read(data: bytes, kind: str = kind, key: str = key) -> None:
            with tempfile.TemporaryDirectory() as folder:
                cache = Cache(Path(folder))
                cache.put(kind, key, data)
                load_map(cache, output.image)
                load_graph(cache, output.image)

        yield Subject(f"account: {kind}", content or b"", read)


def pack_subject(linkage: Linkage) -> Subject:
    """A pack of objects."""
    entries = [Entry("object", ref.key, data) for ref, data in linkage.data.items()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.pack")
        write_pack(path, [entries[:3], entries[3:]])
        data = path.read_bytes()

    def read(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.pack")
            path.write_bytes(data)
            pack = Pack(path)
            pack.verify()
            for entry in entries:
                found = pack.get(entry.kind, entry.key)
                if found is not None and found != entry.content:
                    raise AssertionError("a damaged block was taken")

    return Subject("pack", data, read)
