"""Fields and methods of a type, found through embedded fields.

Breadth first by embedding depth: the shallowest match wins; two at the same depth are a collision and hide whatever
lies deeper. Spec: "Selectors", "Struct types", "Method sets".
"""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.types.identical import identical
from server.compiler.types.model import Interface, Named, Pointer, Struct, Type, TypeParam, unalias, underlying
from server.compiler.types.objects import Func, Package, Var
from server.compiler.types.predicates import dereference, is_interface, is_type_param
from server.compiler.types.structural import same_name
from server.compiler.types.typeset import constraint_interface, type_set


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a lookup.

    obj: the field or method, or None. path: indices through embedded fields; with no obj, a non-empty path says that
    the name is ambiguous. indirect: a pointer was followed; with no obj, that the method wants a pointer receiver.
    """

    obj: Var | Func | None
    path: tuple[int, ...] = ()
    indirect: bool = False


@dataclass(slots=True)
class _Embedded:
    """A type to look into at the present depth."""

    type: Type
    path: tuple[int, ...]
    indirect: bool
    multiples: bool  # the type stands at this depth more than once: all it has is ambiguous


_NOTHING = Found(None)


def find(typ: Type, addressable: bool, package: Package | None, name: str, fold_case: bool = False) -> Found:
    """The field or method `name` of a value of `typ`, as code in `package` sees it."""
    bare = unalias(typ)
    if isinstance(bare, Named) and isinstance(bare.underlying, Pointer):
        # Spec: methods are not promoted through a defined pointer type, but (*x).f is a field.
        found = find_declared(bare.underlying, False, package, name, fold_case)
        return _NOTHING if isinstance(found.obj, Func) else found
    return find_declared(typ, addressable, package, name, fold_case)


def find_declared(typ: Type, addressable: bool, package: Package | None, name: str, fold_case: bool = False) -> Found:
    """The same for a type that is not a defined pointer type."""
    if name == "_":
        return _NOTHING
    base, is_pointer = dereference(typ)
    if is_pointer and (is_interface(base) or is_type_param(base)):
        return _NOTHING
    search = _Search(package, name, fold_case)
    current = [_Embedded(base, (), is_pointer, False)]
    while current:
        found = search.level(current)
        if found is not None:
            method = found.obj
            by_value = not found.indirect and not addressable
            if by_value and isinstance(method, Func) and method.pointer_receiver:
                return Found(None, (), True)
            return found
        current = _merge_multiples(search.next)
    return _NOTHING


class _Search:
    """One lookup: what is sought, the types already seen, the types one level further down."""

    def __init__(self, package: Package | None, name: str, fold_case: bool) -> None:
        self.package = package
        self.name = name
        self.fold_case = fold_case
        self.next: list[_Embedded] = []
        self._seen: list[Named] = []

    def level(self, current: list[_Embedded]) -> Found | None:
        """The match at this depth, a collision, or None to go deeper."""
        self.next = []
        match: Found | None = None
        for entry in current:
            for found in self._matches(entry, match is not None):
                if match is not None or entry.multiples:
                    return Found(None, found.path)
                match = found
        return match

    def _matches(self, entry: _Embedded, have_match: bool) -> list[Found]:
        bare = unalias(entry.type)
        if isinstance(bare, Named):
            if any(bare is seen or identical(bare, seen) for seen in self._seen):
                return []
            self._seen.append(bare)
            for i, method in enumerate(bare.methods):
                if same_name(method, self.package, self.name, self.fold_case):
                    return [Found(method, (*entry.path, i), entry.indirect)]
        under = underlying(bare)
        if isinstance(under, TypeParam):
            under = constraint_interface(under)
        if isinstance(under, Struct):
            return self._fields(under, entry, have_match)
        if isinstance(under, Interface):
            for i, method in enumerate(type_set(under).methods):
                if same_name(method, self.package, self.name, self.fold_case):
                    return [Found(method, (*entry.path, i), entry.indirect)]
        return []

    def _fields(self, struct: Struct, entry: _Embedded, have_match: bool) -> list[Found]:
        found: list[Found] = []
        for i, field in enumerate(struct.fields):
            path = (*entry.path, i)
            if same_name(field, self.package, self.name, self.fold_case):
                found.append(Found(field, path, entry.indirect))
            elif field.embedded and field.type is not None and not found and not have_match:
                base, is_pointer = dereference(field.type)
                self.next.append(_Embedded(base, path, entry.indirect or is_pointer, entry.multiples))
        return found


def _merge_multiples(entries: list[_Embedded]) -> list[_Embedded]:
    merged: list[_Embedded] = []
    for entry in entries:
        for known in merged:
            if identical(known.type, entry.type):
                known.multiples = True
                break
        else:
            merged.append(entry)
    return merged
