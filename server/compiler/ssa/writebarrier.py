"""Write barrier placement: which stores of pointers the garbage collector must hear of.

    store t0, t1                =>      storewb t0, t1 both
    t2 = new x *T
    t3 = fieldaddr t2 .0 **int
    store t3, t4                =>      storewb t3, t4 new

The collector marks while the program runs. It must hear of a pointer that is overwritten, for it may be the last one to
an object which somebody else has just loaded, and of the pointer that is stored, for the stack that it comes from may
not have been scanned yet. Nothing needs saying about a slot of the frame, about memory that is known to be zero and
about what cannot point to the heap. `runtime/mbarrier.go` says what code does at a `storewb`.

Algorithm: each block forwards, with the words of objects made in it that are still zero, and the loads that no write
has made stale. Invariant: as the last pass it sees each store that remains, and no pass after it adds or moves one.
Source: Go's proposal 17503, "Eliminate STW stack re-scanning" (hybrid barrier).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Callee, Value
from server.compiler.ir.ops import OP_INFO, Barrier, Op
from server.compiler.ir.types import pointee, struct_of
from server.compiler.ssa.options import Work
from server.compiler.types.sizes import Sizes

_EXEMPT: Final = frozenset({"nowritebarrier", "nowritebarrierrec"})  # pragmas of package runtime
_NOT_ON_HEAP: Final = frozenset(
    {Op.ZERO, Op.CONST, Op.GLOBAL, Op.FUNC, Op.CODE, Op.TYPE_ADDR, Op.ITAB, Op.LOCAL}
)  # of LOCAL: a pointer to it stays in the frame
_ADDRESSES: Final = frozenset({Op.FIELD_ADDR, Op.INDEX_ADDR, Op.CHANGE_TYPE, Op.COPY})
_SAME_OBJECT: Final = _ADDRESSES | {Op.SLICE_PTR, Op.STRING_PTR, Op.IFACE_DATA}
_WHOLES: Final = {Op.SLICE_MAKE: slice(0, 1), Op.STRING_MAKE: slice(0, 1), Op.IFACE_MAKE: slice(1, 2)}
_BULK: Final = frozenset({"runtime.typedarraymove", "runtime.typedarrayclear"})  # these read the flag themselves
_MESSAGE: Final = "write barrier"  # in gc's words
_BULK_REASON: Final = "elements with pointers are moved"
_REASONS: Final = {
    Barrier.BOTH: "what is overwritten may point to the heap",
    Barrier.OLD: "what is overwritten may point to the heap; what is stored does not",
    Barrier.NEW: "what is stored may point to the heap; the memory is new",
}


def place_write_barriers(work: Work) -> None:
    """Turn the stores that need one into STORE_BARRIERs."""
    if _EXEMPT & work.func.pragmas:
        return
    types = TypeFacts(work.options.sizes)
    for block in work.func.blocks:
        memory = _Memory(work.options.sizes)
        for value in block.values:
            if value.op is Op.STORE:
                barrier = _barrier_of(value, memory, types)
                memory.note_store(value)
                if barrier is not None:
                    value.op, value.aux = Op.STORE_BARRIER, barrier
                    work.decide(DecisionKind.WRITE_BARRIER, value.span, "needed", _REASONS[barrier], message=_MESSAGE)
                continue
            if isinstance(value.aux, Callee) and value.aux.symbol in _BULK:
                work.decide(DecisionKind.WRITE_BARRIER, value.span, "needed", _BULK_REASON, message=_MESSAGE)
            memory.note(value)


def _barrier_of(store: Value, memory: _Memory, types: TypeFacts) -> Barrier | None:
    """What the collector must hear of a store."""
    address, stored = store.args
    assert stored.type is not None
    if not types.has_pointers(stored.type) or _base(address).op is Op.LOCAL or memory.is_unchanged(address, stored):
        return None
    old = not memory.is_zero(address)
    new = _may_point_to_heap(stored)
    if old:
        return Barrier.BOTH if new else Barrier.OLD
    return Barrier.NEW if new else None


def _base(address: Value) -> Value:
    """The value that an address was computed from."""
    while address.op in _ADDRESSES:
        address = address.args[0]
    return address


def _may_point_to_heap(stored: Value) -> bool:
    """Whether a value holds a pointer that is not known to lead elsewhere."""
    pending, seen = [stored], set[Value]()
    while pending:
        value = pending.pop()
        if value in seen:
            continue
        seen.add(value)
        if value.op in _SAME_OBJECT:
            pending.append(value.args[0])
        elif value.op in _WHOLES:
            pending += value.args[_WHOLES[value.op]]
        elif value.op in (Op.STRUCT_MAKE, Op.ARRAY_MAKE, Op.PHI):
            pending += value.args
        elif value.op not in _NOT_ON_HEAP:
            return True
    return False


@dataclass(slots=True)
class _Memory:
    """What is known of memory at one point of a block."""

    sizes: Sizes
    written: dict[Value, list[tuple[int, int]]] = field(default_factory=dict)  # by NEW: [from, to) in bytes; else zero
    loads: set[Value] = field(default_factory=set)  # whose memory still holds what they loaded

    def note(self, value: Value) -> None:
        """A value that is no store has been computed."""
        if value.op is Op.NEW:
            self.written[value] = []
        elif value.op is Op.LOAD:
            self.loads.add(value)
        elif OP_INFO[value.op].writes:
            self.written.clear()
            self.loads.clear()

    def note_store(self, store: Value) -> None:
        """A store has been made."""
        self.loads.clear()
        address = store.args[0]
        base = _base(address)
        if base in self.written:
            place = self._bytes_at(address)
            if place is not None:
                self.written[base].append(place)
            else:
                del self.written[base]
        elif base.op not in (Op.LOCAL, Op.GLOBAL):
            self.written.clear()  # it may be any object

    def is_zero(self, address: Value) -> bool:
        """Whether memory that is about to be stored to is known to be zero."""
        ranges = self.written.get(_base(address))
        place = self._bytes_at(address) if ranges is not None else None
        if ranges is None or place is None:
            return False
        return all(place[1] <= begin or end <= place[0] for begin, end in ranges)

    def is_unchanged(self, address: Value, stored: Value) -> bool:
        """Whether a slice or string goes back to where its pointer came from: `s = s[:n]`."""
        if stored.op not in (Op.SLICE_MAKE, Op.STRING_MAKE) or stored.args[0].op not in (Op.SLICE_PTR, Op.STRING_PTR):
            return False
        (whole,) = stored.args[0].args
        return whole in self.loads and whole.args[0] is address

    def _bytes_at(self, address: Value) -> tuple[int, int] | None:
        """The bytes behind an address, counted from its base; None when an index is not known."""
        size = self.sizes.size_of(pointee(address.type))
        offset = 0
        while address.op in _ADDRESSES:
            base = address.args[0]
            if address.op is Op.FIELD_ADDR:
                assert isinstance(address.aux, int)
                offset += self.sizes.offsets(struct_of(pointee(base.type)).fields)[address.aux]
            elif address.op is Op.INDEX_ADDR:
                index = address.args[1].aux
                if not isinstance(index, int):
                    return None
                offset += index * self.sizes.size_of(pointee(address.type))
            address = base
        return offset, offset + size
