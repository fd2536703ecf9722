"""Objects that were read, kept from link to link in a process that links again and again.

An object is taken again when its bytes are the same, so a link with a memory gives what a link without one gives. Who
hands bytes out under names that stand for their content gets them from here again, and reads no file. What an earlier
link laid down in an object is reset. When the kept objects have more bytes than the bound, those not used for the
longest time go.

Invariant: one link at a time uses a memory.
"""

from collections import OrderedDict
from typing import Final

from server.linker.interface import ChunkRef
from server.linker.objectfile import ObjectFile
from server.linker.reader import read_object
from server.linker.symbols import Chunk, KnownHomes
from server.target import Target

_BOUND: Final = 64 << 20  # bytes of objects

_Key = tuple[str, str, str]  # target, package, chunk


class LinkMemory:
    """See the head of the file."""

    def __init__(self, bound: int = _BOUND) -> None:
        self._bound = bound
        self.homes = KnownHomes()
        self._size = 0  # bytes of the objects
        self._known: OrderedDict[_Key, tuple[bytes, ObjectFile]] = OrderedDict()
        self._contents: dict[_Key, tuple[str, bytes]] = {}  # names of bytes, and the bytes

    def read(self, chunk: Chunk, data: bytes, target: Target) -> ObjectFile:
        """The object of a chunk. Raises LinkError when the bytes are no such object."""
        key = target.name, chunk.ref.package, chunk.ref.key
        known = self._known.get(key)
        if known is not None and known[0] == data:
            self._known.move_to_end(key)
            return _reset(known[1], chunk)
        found = read_object(chunk.new_object(), data, target)
        self._size += len(data) - (len(known[0]) if known is not None else 0)
        self._known[key] = data, found
        self._known.move_to_end(key)
        return found

    def content(self, target: Target, ref: ChunkRef, name: str) -> bytes | None:
        """The bytes that were noted under a name, which says what they are."""
        found = self._contents.get((target.name, ref.package, ref.key))
        return found[1] if found is not None and found[0] == name else None

    def note(self, target: Target, ref: ChunkRef, name: str, data: bytes) -> None:
        """Keep the bytes of a chunk as long as its object."""
        self._contents[target.name, ref.package, ref.key] = name, data

    def shrink(self) -> None:
        """Drop what is beyond the bound; between links only."""
        while self._size > self._bound and self._known:
            _, (data, _) = self._known.popitem(last=False)
            self._size -= len(data)
        for key in self._contents.keys() - self._known.keys():
            del self._contents[key]


def _reset(known: ObjectFile, chunk: Chunk) -> ObjectFile:
    """The object as if it had just been read."""
    known.order = chunk.order
    known.records = {record.name: record for record in chunk.symbols}
    for section in known.sections:
        if section is not None:
            section.kept = False
            section.address = section.offset = 0
    return known
