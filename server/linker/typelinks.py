"""The table of types that reflection can come to without a descriptor that mentions them: reflect.SliceOf and others.

It holds the addresses of the kept descriptors of types that are made of other types and have no name, sorted by what
the program prints for the type: `internal/abi`'s order, in which package reflect searches.
"""

from typing import Final

from server.linker.descriptors import is_descriptor, type_text, unnamed_kind
from server.linker.objectfile import Section
from server.linker.reachability import Reached
from server.linker.synthetic import add_addresses, new_synthetic_object
from server.target import Target

OUTPUT_NAME: Final = ".typelink"
_START: Final = "runtime.typelink"
_KINDS: Final = frozenset((17, 18, 19, 21, 22, 23, 25))  # abi.Kind: array, chan, func, map, pointer, slice, struct
_MAP_GROUPS: Final = "type:map.group"  # no program sees them
_INDEX: Final = -1  # among the objects that the linker makes


def add_type_links(reached: Reached, target: Target) -> None:
    """Add the table as a kept section, if somebody refers to it."""
    if _START not in reached.provided:
        return
    found = sorted((type_text(one), one.label) for one in reached.sections if _is_linked(one))
    own = new_synthetic_object(index=_INDEX)
    reached.sections.append(add_addresses(own, OUTPUT_NAME, [name for _, name in found], target))


def _is_linked(section: Section) -> bool:
    label = section.label
    return is_descriptor(label) and not label.startswith(_MAP_GROUPS) and unnamed_kind(section) in _KINDS
