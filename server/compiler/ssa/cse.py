"""Common values: a value that an equal one dominates is replaced by it; so are loads of memory that did not change.

    t3 = add t0, t1 int
    t4 = add t0, t1 int      =>    (uses of t4 become t3)
    store t5, t6
    t7 = load t5 int               (uses of t7 become t6)

Algorithm: hash-based value numbering over the dominator tree, with a scope per subtree (Briggs, Cooper and Simpson,
1997). Memory has a version: a new one after each value that may write, and where versions meet (memory.py). Loads are
equal when pointer and version are; a load also finds what was just stored.
"""

from __future__ import annotations

from typing import TypeAlias

from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Value
from server.compiler.ir.graph import replace_values
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.ir.types import type_text
from server.compiler.ssa.memory import Version, memory_versions
from server.compiler.ssa.options import Work
from server.compiler.types.identical import identical
from server.compiler.types.model import Type

_Key: TypeAlias = tuple[object, ...]


def eliminate_common_values(work: Work) -> None:
    """One walk over the dominator tree."""
    finder = _Finder(memory_versions(work.func))
    tree = Dominators(work.func)
    undo: dict[Block, list[_Key]] = {}
    for block, entering in tree.depth_first():
        if entering:
            undo[block] = finder.visit(block)
        else:
            for key in undo.pop(block):
                del finder.known[key]
    replace_values(work.func, finder.replaced)


class _Finder:
    def __init__(self, versions: dict[Block, Version]) -> None:
        self.versions = versions  # of memory, at the start of each block
        self.known: dict[_Key, Value] = {}
        self.replaced: dict[Value, Value] = {}
        self.types: dict[int, int] = {}  # by identity: the number of a type
        self.alike: dict[str, list[tuple[int, Type | None]]] = {}  # by text

    def visit(self, block: Block) -> list[_Key]:
        """Number the values of a block; returns the keys that hold in its subtree."""
        added: list[_Key] = []
        version = self.versions[block]
        kept = []
        for value in block.values:
            if value.op is not Op.PHI:
                value.args = [self._final(arg) for arg in value.args]
            if OP_INFO[value.op].writes:
                version = (block.id, value.id)
            if not self._replace(value, version, added):
                kept.append(value)
        block.controls = [self._final(control) for control in block.controls]
        block.values = kept
        return added

    def _final(self, value: Value) -> Value:
        while value in self.replaced:
            value = self.replaced[value]
        return value

    def _replace(self, value: Value, version: Version, added: list[_Key]) -> bool:
        if value.op is Op.STORE:
            added.append(self._memory_key(value.args[0], value.args[1].type, version))
            self.known[added[-1]] = value.args[1]
            return False
        if value.op is Op.LOAD:
            key = self._memory_key(value.args[0], value.type, version)
        elif not OP_INFO[value.op].pure or value.op is Op.PHI or value.op is Op.PARAM:
            return False
        else:
            key = self._key(value)
        found = self.known.get(key)
        if found is not None:
            self.replaced[value] = found
            return True
        self.known[key] = value
        added.append(key)
        return False

    def _type(self, typ: Type | None) -> int:
        """A number that identical types share; their texts may agree although they differ."""
        number = self.types.get(id(typ))
        if number is None:
            alike = self.alike.setdefault(type_text(typ), [])
            number = next((n for n, other in alike if typ is other or _identical(typ, other)), len(self.types))
            alike.append((number, typ))
            self.types[id(typ)] = number
        return number

    def _memory_key(self, pointer: Value, typ: Type | None, version: Version) -> _Key:
        return (Op.LOAD, pointer.id, self._type(typ), version)

    def _key(self, value: Value) -> _Key:
        args = [arg.id for arg in value.args]
        if OP_INFO[value.op].commutative:
            args.sort()
        aux: object = value.aux
        if OP_INFO[value.op].aux == "type":
            aux = self._type(value.aux)  # type: ignore[arg-type]  # a type, as OP_INFO says
        # True == 1 in Python: the class of a constant is part of the key.
        return (value.op, self._type(value.type), type(aux), aux, *args)


def _identical(x: Type | None, y: Type | None) -> bool:
    return x is not None and y is not None and identical(x, y)
