"""Type identity. Spec: "Type identity"; conversions compare without struct tags."""

from typing import Final

from server.compiler.types.model import Type
from server.compiler.types.structural import Comparer
from server.compiler.types.typeset import identical, type_set

__all__ = ["identical", "identical_ignoring_tags"]

_IGNORING_TAGS: Final = Comparer(type_set, ignore_tags=True)


def identical_ignoring_tags(x: Type, y: Type) -> bool:
    """Identity that does not look at struct tags."""
    return _IGNORING_TAGS.same(x, y)
