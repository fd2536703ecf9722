"""Link names of the types that one package mentions, each written once."""

from __future__ import annotations

from server.compiler.types import linkname
from server.compiler.types.model import Type


class TypeNames:
    """Remembers the names of type objects."""

    def __init__(self) -> None:
        self._link_names: dict[Type, str] = {}

    def link_name(self, typ: Type) -> str:
        """The text that identifies a type in the whole program."""
        name = self._link_names.get(typ)
        if name is None:
            name = self._link_names[typ] = linkname.link_name(typ)
        return name

    def descriptor_symbol(self, typ: Type) -> str:
        """The link name of a type's descriptor."""
        return f"type:{self.link_name(typ)}"
