"""Which methods of the kept types can be called, by the rules of gc's linker.

A method of a type is kept if somebody may call it without naming it:

- The type is *used*: a value of it may be in an interface. Functions say which types they convert (`converts` of their
  records); an itab uses its concrete type, data uses the types it mentions, and a used type uses its parts, which
  reflection can take out of it.
- The method is *wanted*: a function that is kept calls a method of that name and signature through an interface
  (`calls` of its record); or it is a method of an interface type that is used, or that code mentions (assertions look
  for all its methods); or it is exported, and somebody looks methods up by number or by a name made at run time.

An itab's functions are kept if they are wanted. What is not kept is zero in the image, and nobody looks at it.

Invariant: `parked` holds what is used but not wanted; what is both went to `ready`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from server.linker.descriptors import (
    DESCRIPTOR,
    ITAB,
    METHODS,
    Descriptor,
    interface_rows,
    is_descriptor,
    is_list,
    itab_functions,
    read_descriptor,
    read_name,
    references_of,
)
from server.linker.keeplog import Doubtful, KeepLog, MethodKey
from server.linker.objectfile import Section
from server.symbol import ANY_EXPORTED


@dataclass(slots=True)
class Methods:
    """What the kept sections say about types and methods so far."""

    log: KeepLog
    ready: list[Doubtful] = field(default_factory=list)  # wanted methods; the flood takes them from here
    _used: set[str] = field(default_factory=set)
    _mentioned: set[str] = field(default_factory=set)  # descriptors that code refers to
    _wanted: set[MethodKey] = field(default_factory=set)
    _any_exported: bool = False
    _parked: dict[MethodKey, list[Doubtful]] = field(default_factory=dict)
    _descriptors: dict[str, tuple[Section, Descriptor]] = field(default_factory=dict)  # visited ones
    _lists: dict[str, Section] = field(default_factory=dict)  # likewise
    _itabs: dict[str, list[tuple[Section, list[int]]]] = field(default_factory=dict)  # wait for an interface's methods

    def visit(self, section: Section, references: list[int]) -> list[int]:
        """Learn from a section that is kept; the result is which of its references are followed now."""
        label = section.label
        if section.is_code:
            self._visit_code(section, references)
        elif is_descriptor(label):
            descriptor = read_descriptor(section)
            self._descriptors[label] = section, descriptor
            self._spread(label)
            return descriptor.certain
        elif is_list(label):
            self._lists[label] = section
            self._spread(label)
            if label.startswith(METHODS):
                self._visit_interface(DESCRIPTOR + label.removeprefix(METHODS), section)
        elif label.startswith(ITAB):
            return self._visit_itab(section)
        elif types := _types(section, references):
            self._use(section, types)
        return references

    def _visit_code(self, section: Section, references: list[int]) -> None:
        record = section.owner.records.get(section.label)
        for name in _types(section, references):
            self._mentioned.add(name)
            self.log.mentions.append((section, name))
            self._want(self.log.interfaces.get(name, ()))
        if record is not None and record.converts:
            self._use(section, record.converts)
        if record is not None and record.calls:
            keys = [MethodKey(*call) for call in record.calls]
            self.log.wants.append((section, keys))
            self._want(keys)

    def _visit_interface(self, name: str, section: Section) -> None:
        """The list of the methods of an interface type."""
        keys = self.log.interfaces[name] = [self._key(section, *row) for row in interface_rows(section)]
        if name in self._used or name in self._mentioned:
            self._want(keys)
        for itab, functions in self._itabs.pop(name, ()):
            self._park_functions(itab, functions, keys)

    def _visit_itab(self, section: Section) -> list[int]:
        interface, concrete, functions = itab_functions(section)
        inter_name, concrete_name = _names(section, (interface, concrete))
        self._use(section, (concrete_name,))
        if inter_name in self.log.interfaces:
            self._park_functions(section, functions, self.log.interfaces[inter_name])
        else:
            self._itabs.setdefault(inter_name, []).append((section, functions))
        return [interface, concrete]

    def _park_functions(self, itab: Section, functions: list[int], keys: list[MethodKey]) -> None:
        for function, key in zip(functions, keys):
            self._park("", key, Doubtful(itab, (function,)))

    def _use(self, section: Section, names: Sequence[str]) -> None:
        """Because of a section, values of these types may be in interfaces, and so may their parts."""
        self.log.uses.append((section, names))
        for name in names:
            if name not in self._used:
                self._used.add(name)
                self._spread(name)

    def _spread(self, name: str) -> None:
        """Use the parts of a type that is used and visited, the parts of these, and so on."""
        waiting = [name] if name in self._used else []
        while waiting:
            name = waiting.pop()
            parts = self._parts(name)
            self.log.parts.append((name, parts))
            for part in parts:
                if part not in self._used:
                    self._used.add(part)
                    waiting.append(part)

    def _parts(self, name: str) -> list[str]:
        """The names of the descriptors and lists that a visited one refers to; its methods become callable."""
        if name in self.log.interfaces:
            self._want(self.log.interfaces[name])
        if name in self._descriptors:
            section, descriptor = self._descriptors[name]
            for method, signature, *codes in descriptor.methods:
                self._park(name, self._key(section, method, signature), Doubtful(section, (signature, *codes)))
            references = descriptor.certain
        elif name in self._lists:
            section = self._lists[name]
            references = list(references_of(section).values())
        else:
            return []
        return [part for part in _names(section, references) if is_descriptor(part) or is_list(part)]

    def _key(self, section: Section, name: int, signature: int) -> MethodKey:
        name_symbol, signature_symbol = (section.owner.symbols[index] for index in (name, signature))
        place = section.owner.section_of(name_symbol)
        text = read_name(place.data) if place is not None else ""
        return MethodKey(text, signature_symbol.name)

    def _park(self, used: str, key: MethodKey, doubtful: Doubtful) -> None:
        """Keep what a method needs, now or when it is wanted; `used` is the type that must be in interfaces."""
        self.log.methods.append((used, key, doubtful))
        if self._is_wanted(key):
            self.ready.append(doubtful)
        else:
            self._parked.setdefault(key, []).append(doubtful)

    def _is_wanted(self, key: MethodKey) -> bool:
        if key in self._wanted or MethodKey(key.name, "") in self._wanted:
            return True
        return self._any_exported and key.name[:1].isupper()

    def _want(self, keys: Iterable[MethodKey]) -> None:
        for key in keys:
            if key in self._wanted:
                continue
            self._wanted.add(key)
            if key.name == ANY_EXPORTED:
                self._any_exported = True
            if key.signature:
                self.ready += self._parked.pop(key, ())
            else:
                for parked in [parked for parked in self._parked if self._is_wanted(parked)]:
                    self.ready += self._parked.pop(parked)


def _names(section: Section, references: Iterable[int]) -> list[str]:
    """The names of symbols that a section refers to. The flood has checked the numbers, or `reference` has."""
    symbols = section.owner.symbols
    return [symbols[index].name for index in references if index < len(symbols)]


def _types(section: Section, references: Iterable[int]) -> list[str]:
    """The type descriptors that a section refers to: the names among those of all its references."""
    known = section.types
    if known is None:
        known = section.types = [name for name in _names(section, references) if is_descriptor(name)]
    return known
