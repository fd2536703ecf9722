"""How a struct lies in memory on the chosen target, for hovers, and in which order of its fields it would be smaller.

Pointer bytes are the length of the prefix that the collector looks at. Fields are ordered as vet's fieldalignment does:
those without a size first, then by alignment, those with pointers first, and of these what has the least behind its
last pointer; so no padding is left between fields, and the prefix with pointers is short. The order is stable.
Source: Spec, "Size and alignment guarantees"; golang.org/x/tools, analysis fieldalignment, for the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.compiler.codegen.layout import Layouts
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Info
from server.compiler.types.model import Array, Named, Pointer, Struct, Type, unalias, underlying
from server.compiler.types.objects import Object, TypeName, Var
from server.compiler.types.predicates import is_type_param, is_valid
from server.compiler.types.sizes import Sizes
from server.target import Target


@dataclass(frozen=True, slots=True)
class Gain:
    """What another order of the fields is worth; bytes."""

    size: int
    best_size: int
    pointers: int
    best_pointers: int

    @property
    def is_gain(self) -> bool:
        """Whether anything gets smaller, and nothing larger."""
        return (self.best_size, self.best_pointers) < (self.size, self.pointers) and self.best_size <= self.size

    def __str__(self) -> str:
        """`40 → 24 bytes, pointer bytes 32 → 8`"""
        size = f"{self.size:,} → {self.best_size:,} bytes" if self.size != self.best_size else f"{self.size:,} bytes"
        if self.pointers == self.best_pointers:
            return size
        return f"{size}, pointer bytes {self.pointers:,} → {self.best_pointers:,}"


def has_one_layout(typ: Type | None) -> bool:
    """Whether a type is known, and laid out alike in all instances of the generic declaration that it stands in."""
    waiting = [typ]
    while waiting:
        one = waiting.pop()
        if one is None or is_type_param(one) or not is_valid(one):
            return False
        if isinstance(unalias(one), Named) and _is_uninstantiated(unalias(one)):
            return False
        match underlying(one):
            case Array(element=element):
                waiting.append(element)
            case Struct(fields=fields):
                waiting += [field.type for field in fields]
    return True


def _is_uninstantiated(typ: Type) -> bool:
    return isinstance(typ, Named) and bool(typ.type_params) and not typ.type_args


def padding_of(struct: Struct, sizes: Sizes) -> list[int]:
    """The bytes between the end of each field and the start of the next, or the end of the struct."""
    offsets = sizes.offsets(struct.fields)
    ends = [*offsets[1:], sizes.size_of(struct)]
    gaps = []
    for field, offset, end in zip(struct.fields, offsets, ends):
        assert field.type is not None
        gaps.append(end - offset - sizes.size_of(field.type) if offset >= 0 and end >= 0 else 0)
    return gaps


def structure_text(obj: Object | None, path: Sequence[ast.Node], info: Info, target: Target) -> str:
    """`3 bytes of padding, the first 16 bytes hold pointers` of a struct type, `at offset 8` of a field; "" else."""
    sizes = Sizes.of_target(target)
    if isinstance(obj, TypeName) and obj.type is not None:
        struct = underlying(obj.type)
        if isinstance(struct, Struct) and struct.fields and has_one_layout(obj.type) and sizes.size_of(struct) >= 0:
            return _of_type(struct, target)
    if isinstance(obj, Var) and obj.is_field:
        owner = _owner(obj, path, info)
        if owner is not None and has_one_layout(owner) and sizes.size_of(owner) >= 0:
            return _of_field(owner, owner.fields.index(obj), sizes)
    return ""


def _of_type(struct: Struct, target: Target) -> str:
    sizes = Sizes.of_target(target)
    padding, pointers = sum(padding_of(struct, sizes)), Layouts(target).of(struct).pointer_bytes
    facts = [f"{_bytes(padding)} of padding" if padding else "no padding"]
    facts.append(f"pointers in the first {_bytes(pointers)}" if pointers else "no pointers")
    best = gain_of(struct, best_order(struct, [1] * len(struct.fields), target), target)
    if best.is_gain and best.best_size < best.size:
        facts.append(f"{_bytes(best.best_size)} with its fields in another order")
    return f"{', '.join(facts)} ({target.name})"


def _of_field(struct: Struct, index: int, sizes: Sizes) -> str:
    offset, gap = sizes.offsets(struct.fields)[index], padding_of(struct, sizes)[index]
    return f"at offset {offset:,}" + (f", {_bytes(gap)} of padding behind it" if gap else "")


def _bytes(number: int) -> str:
    return f"{number:,} {'byte' if number == 1 else 'bytes'}"


def _owner(field: Var, path: Sequence[ast.Node], info: Info) -> Struct | None:
    """The struct of a field, where the syntax around its name tells: its declaration, a selector, a literal's key."""
    for node in reversed(path):
        match node:
            case ast.StructType() | ast.CompositeLit():
                found = info.types.get(node)
            case ast.SelectorExpr():
                found = info.types.get(node.x)
            case _:
                continue
        struct = struct_of(found.type) if found is not None else None
        if struct is not None and field in struct.fields:
            return struct
    return None


def struct_of(typ: Type | None) -> Struct | None:
    """The struct that a type is, or points to."""
    under = underlying(typ) if typ is not None else None
    if isinstance(under, Pointer):
        under = underlying(under.element)
    return under if isinstance(under, Struct) else None


def best_order(struct: Struct, groups: Sequence[int], target: Target) -> list[int]:
    """The groups of fields in their best order; groups[i] is the number of fields that declaration i declares."""
    layouts = Layouts(target)
    keys = []
    at = 0
    for number in groups:
        typ = struct.fields[at].type
        assert typ is not None
        layout = layouts.of(typ)
        behind = layout.size - layout.pointer_bytes if layout.has_pointers else 0
        keys.append((layout.size != 0, -layout.align, not layout.has_pointers, behind, -layout.size))
        at += number
    return sorted(range(len(groups)), key=keys.__getitem__)


def gain_of(struct: Struct, order: Sequence[int], target: Target, groups: Sequence[int] = ()) -> Gain:
    """What an order of the groups is worth; without `groups` each field is one."""
    sizes, layouts = Sizes.of_target(target), Layouts(target)
    starts = [0]
    for number in groups or [1] * len(struct.fields):
        starts.append(starts[-1] + number)
    fields = [field for group in order for field in struct.fields[starts[group] : starts[group + 1]]]
    other = Struct(fields, [""] * len(fields))
    return Gain(
        sizes.size_of(struct), sizes.size_of(other), layouts.of(struct).pointer_bytes, layouts.of(other).pointer_bytes
    )
