"""Method sets, and the order in which itabs and type descriptors list methods.

The order is gc's, on which the run-time's search for methods relies: exported names first, then by name, then by
package. Spec, "Method sets", "Struct types": fields that are embedded promote their methods.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.types.lookup import Found, find
from server.compiler.types.model import Interface, Named, Pointer, Struct, Type, unalias, underlying
from server.compiler.types.objects import Func
from server.compiler.types.predicates import is_interface
from server.compiler.types.typeset import type_set


def is_exported(name: str) -> bool:
    """Spec, "Exported identifiers"."""
    return name[:1].isupper()


def _rank(method: Func) -> tuple[bool, str, str]:
    if is_exported(method.name) or method.package is None:
        return not is_exported(method.name), method.name, ""
    return True, method.name, method.package.path


def interface_methods(typ: Type) -> list[Func]:
    """The methods of an interface type, in the order of its itabs."""
    interface = underlying(typ)
    assert isinstance(interface, Interface)
    return sorted(type_set(interface).methods, key=_rank)


def interface_index(typ: Type, method: Func) -> int:
    """The place of a method among those of an interface type."""
    return [_rank(other) for other in interface_methods(typ)].index(_rank(method))


def is_abstract(method: Func) -> bool:
    """Whether a method belongs to an interface."""
    receiver = method.type.recv if method.type is not None else None
    return receiver is not None and receiver.type is not None and is_interface(receiver.type)


def method_set(typ: Type) -> list[Found]:
    """The methods of a concrete type, own and promoted; generic methods never satisfy an interface."""
    found: dict[tuple[bool, str, str], Found] = {}
    for method in _candidates(typ):
        rank = _rank(method)
        if rank not in found:
            found[rank] = find(typ, False, method.package, method.name)
    return [found[rank] for rank in sorted(found) if _is_callable(found[rank])]


def _is_callable(found: Found) -> bool:
    return isinstance(found.obj, Func) and found.obj.type is not None and not found.obj.type.type_params


def _candidates(typ: Type) -> Iterator[Func]:
    """Every method that could be promoted, also those that turn out to be hidden or ambiguous."""
    seen: set[int] = set()
    pending = [typ]
    while pending:
        bare = unalias(pending.pop(0))
        if isinstance(bare, Pointer):
            bare = unalias(bare.element)
        if id(bare) in seen:
            continue
        seen.add(id(bare))
        if isinstance(bare, Named):
            yield from bare.methods
        under = underlying(bare)
        if isinstance(under, Interface):
            yield from type_set(under).methods
        elif isinstance(under, Struct):
            pending += [field.type for field in under.fields if field.embedded and field.type is not None]
