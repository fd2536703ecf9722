"""The mark that keeps a function as it is: `//bindery:noalloc` above one that allocates nothing on the heap.

From then on an allocation in it is a warning, in the editor and in `bindery check -against`.
"""

from __future__ import annotations

from server.features.fixes import Change
from server.features.hover import Place
from server.features.notes import NOALLOC, forbids_allocation


def noalloc_mark(place: Place) -> tuple[str, tuple[Change, ...]] | None:
    """Title and change, with the cursor on the function's name; None where it has the mark."""
    assert place.body is not None
    name = place.body.decl.name
    if place.path[-1] is not name or forbids_allocation(place.decl):
        return None
    data, start = place.file.data, place.file.bases[place.decl.anchor] + place.body.decl.start
    above = data[:start].rstrip(b"\n").rpartition(b"\n")[2]
    # As gofmt has it: directives end a comment, behind an empty line of it.
    described = data[:start].endswith(b"\n") and not data[:start].endswith(b"\n\n") and above.startswith(b"//")
    is_directive = above.startswith((b"//go:", b"//bindery:", b"//line"))
    empty = "//\n" if described and not is_directive else ""
    return f"Warn of allocations in {name.name} from now on", (Change(start, start, f"{empty}//{NOALLOC}\n"),)
