"""Marks what the program needs: a flood from the entry along relocations.

The grain is the section, which LLVM gives every function and datum for itself. The flood goes as far as the fetched
objects allow, then asks the provider for every chunk it waits for in one batch, so that missing chunks are compiled
side by side; then it goes on. Each section remembers who reached it first, which is the explanation the user gets.

A function that fills a map at initialisation counts only together with the map (`serves` of its record). Calls of those
that are dropped lead to a function that does nothing.

Of types that may be in interfaces only those methods are kept that somebody can call (methods.py): what they need joins
the flood when it has come to an end without them.

A reference from data into the middle of a function is a row of a jump table. LLVM puts the jump tables of all functions
of an object into one section, and only the function that owns a row jumps through it, so such a reference keeps
nothing: rows of dropped functions become zero.

Invariant: everything is visited in an order that follows from the records and the objects alone.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.diagnostics.codes import link as codes
from server.diagnostics.data import Diagnostic
from server.linker import elf
from server.linker.interface import LinkCancelled, LinkError, LinkOptions, ObjectProvider
from server.linker.keeplog import NOTHING, KeepLog
from server.linker.memory import LinkMemory
from server.linker.methods import Methods
from server.linker.objectfile import ABSOLUTE, Section, Symbol
from server.linker.symbols import Chunk, SymbolTable
from server.target import Target

_ERROR_LIMIT = 20  # undefined symbols reported by one link; cmd/link stops there too


@dataclass(slots=True)
class Reached:
    """What the program needs."""

    sections: list[Section] = field(default_factory=list)  # in the order of discovery
    provided: set[str] = field(default_factory=set)  # names that the linker itself defines
    reasons: dict[str, str] = field(default_factory=dict)  # symbol -> the symbol that referred to it first
    log: KeepLog = field(default_factory=KeepLog)


def mark(
    symbols: SymbolTable,
    provider: ObjectProvider,
    target: Target,
    options: LinkOptions,
    provided: frozenset[str],
    memory: LinkMemory,
) -> Reached:
    """Everything that the entry needs, each section marked `kept`.

    `provided` are the names that layout will define. Raises LinkError for names that nobody defines.
    """
    flood = _Flood(symbols, provider, target, options, provided, memory)
    flood.need(options.entry, "")
    flood.run()
    return flood.reached


class _Flood:
    """The state of one flood."""

    def __init__(
        self,
        symbols: SymbolTable,
        provider: ObjectProvider,
        target: Target,
        options: LinkOptions,
        provided: frozenset[str],
        memory: LinkMemory,
    ) -> None:
        self.symbols = symbols
        self.provider = provider
        self.target = target
        self.options = options
        self.provided = provided
        self.memory = memory
        self.reached = Reached()
        self._frontier: deque[Section] = deque()
        self._methods = Methods(self.reached.log)
        self._waiting: dict[Chunk, list[tuple[str, str]]] = {}  # chunk -> (name, who refers to it)
        self._replaced: dict[str, None] = {}  # unfinished names, for which the stand-in was taken
        self._serving: dict[str, list[tuple[str, str]]] = {}  # variable not reached -> (function, who refers to it)
        self._undefined: dict[tuple[str, str], None] = {}  # (referrer, name), in order of discovery

    def run(self) -> None:
        """Flood until no section and no chunk is left to visit."""
        while self._frontier or self._waiting:
            while self._frontier:
                self._visit(self._frontier.popleft())
            self._fetch()
            if not self._waiting:
                self._follow_methods()
                self._follow_served()
        if self._undefined:
            self._report_undefined()
        definitions = self.symbols.definitions
        for name in self._replaced:
            definitions[name] = definitions[self.options.stand_in]
        for name, _ in (pair for pairs in self._serving.values() for pair in pairs):
            definitions[name] = definitions[NOTHING]

    def need(self, name: str, referrer: str) -> None:
        """Keep the definition of a name, now or when its chunk has come."""
        definition = self.symbols.definitions.get(name)
        if definition is not None:
            self._reach(definition.section, name, referrer)
        elif (chunk := self.symbols.home(name)) is not None:
            self._waiting.setdefault(chunk, []).append((name, referrer))
        elif name in self.provided:
            self.reached.provided.add(name)
            self.reached.reasons[name] = referrer
        else:
            self._undefined[referrer, name] = None

    def _reach(self, section: Section, name: str, referrer: str) -> None:
        """Keep a section. The name is the symbol through which it was reached."""
        if not section.kept and section.is_loaded:
            section.kept = True
            self.reached.sections.append(section)
            self._frontier.append(section)
            # What this section refers to will name it by its label, which may be another symbol of it.
            self.reached.reasons.setdefault(section.label, referrer)
        self.reached.reasons.setdefault(name, referrer)

    def _visit(self, section: Section) -> None:
        """Follow the relocations of a kept section."""
        if section.references is None:
            section.references = _references(section)
        references = self._methods.visit(section, section.references)
        self.reached.log.follows.append((section, references))
        self._follow(section, references)

    def _follow_methods(self) -> None:
        """Keep the methods that have become callable."""
        ready, self._methods.ready = self._methods.ready, []
        for doubtful in ready:
            self._follow(doubtful.section, doubtful.symbols)

    def _follow(self, section: Section, references: Sequence[int]) -> None:
        """Keep what some references of a section lead to."""
        owner, symbols = section.owner, section.owner.symbols
        label, reasons = section.label, self.reached.reasons
        for symbol_index in references:
            if symbol_index >= len(symbols):
                raise LinkError(codes.BROKEN_OBJECT, owner.label, f"{label} refers to symbol {symbol_index}")
            symbol = symbols[symbol_index]
            if symbol_index == 0 or symbol.section == ABSOLUTE:
                continue
            if symbol.binding == elf.STB_LOCAL:
                target = owner.section_of(symbol)
                if target is None:
                    raise LinkError(codes.BROKEN_OBJECT, owner.label, f"{label} refers to a table ({symbol.name})")
                self._reach(target, target.label, label)
            elif symbol.name not in reasons and (
                symbol.binding != elf.STB_WEAK or symbol.section >= 0 or self._is_known(symbol.name)
            ):
                if symbol.name in self.symbols.serving and self._is_known(NOTHING):
                    self._serve(section, symbol.name)
                else:
                    self.need(self._replacement(symbol.name, owner.package), label)

    def _serve(self, section: Section, function: str) -> None:
        """Keep a function when what it initialises is kept, now or later; meanwhile nothing is called."""
        variable = self.symbols.serving[function]
        self.reached.log.served.append((section, variable, function))
        self._serving.setdefault(variable, []).append((function, section.label))
        self.need(NOTHING, section.label)

    def _follow_served(self) -> None:
        """Keep the functions whose variables were reached."""
        for variable in [variable for variable in self._serving if variable in self.reached.reasons]:
            for function, referrer in self._serving.pop(variable):
                self.need(function, referrer)

    def _is_known(self, name: str) -> bool:
        """Whether anyone defines a symbol."""
        return name in self.symbols.definitions or self.symbols.home(name) is not None or name in self.provided

    def _replacement(self, name: str, package: str) -> str:
        """The name that stands in where a package refers to one that nobody defines, if it may."""
        options = self.options
        if name not in options.unfinished or package not in options.tolerant or self._is_known(name):
            return name
        self._replaced[name] = None
        return options.stand_in

    def _fetch(self) -> None:
        """Fetch all chunks that names wait for, and go on with those names."""
        if not self._waiting:
            return
        if self.options.cancelled():
            raise LinkCancelled
        waiting, self._waiting = self._waiting, {}
        chunks = sorted(waiting, key=lambda chunk: chunk.order)
        missing = [chunk for chunk in chunks if chunk.order not in self.symbols.objects]
        for chunk, data in zip(missing, self.provider.objects([c.ref for c in missing]), strict=True):
            self.symbols.add(self.memory.read(chunk, data, self.target))
        for chunk in chunks:
            for name, referrer in waiting[chunk]:
                self._need_from(chunk, name, referrer)

    def _need_from(self, chunk: Chunk, name: str, referrer: str) -> None:
        """Go on with a name that waited for a chunk."""
        if name in self.symbols.definitions:
            self.need(name, referrer)
            return
        later = self.symbols.next_home(name, chunk)
        if later is None:
            raise LinkError(codes.STALE_RECORD, self.symbols.objects[chunk.order].label, name)
        self._waiting.setdefault(later, []).append((name, referrer))

    def _report_undefined(self) -> None:
        """Raise one error that lists the undefined names."""
        errors = [
            Diagnostic(codes.UNDEFINED_SYMBOL, None, pair) if pair[0] else Diagnostic(codes.NO_ENTRY, None, pair[1:])
            for pair in list(self._undefined)[:_ERROR_LIMIT]
        ]
        raise LinkError(errors[0].row, *errors[0].args, more=errors[1:])


_LABELS = (elf.STT_SECTION, elf.STT_NOTYPE)  # whose relocations may name a place in a function


def _references(section: Section) -> list[int]:
    """The symbols that a section's relocations keep, each once, in order."""
    rows = elf.RELA.iter_unpack(section.rela)
    if section.is_code:
        return list(dict.fromkeys([info >> 32 for _, info, _ in rows]))
    symbols = section.owner.symbols
    kept: dict[int, None] = {}
    for _, info, addend in rows:
        index = info >> 32
        if index >= len(symbols) or not _is_inside_function(section, symbols[index], addend):
            kept[index] = None
    return list(kept)


def _is_inside_function(section: Section, symbol: Symbol, addend: int) -> bool:
    """Whether a reference leads to a label in a function, as rows of jump tables do, and not to where one begins."""
    if symbol.binding != elf.STB_LOCAL or symbol.type not in _LABELS:
        return False
    target, place = section.owner.section_of(symbol), symbol.value + addend
    if target is None or not target.is_code:
        return False
    return all(s.value != place for s in target.symbols if s.type == elf.STT_FUNC)
