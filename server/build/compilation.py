"""Packages to artefacts, through the cache.

A package's key covers the compiler, the flags, the target, its sources, and the outline of everything that it imports,
near or far (interface.py). Under that key `uses` says of which imported functions the compiler looked at the bodies;
with the digests of these it makes the key of the artefact. So an edit of a body that nobody copies compiles its own
package again and no other. What the cache lacks is compiled; what it holds in damaged form is dropped, noted and
compiled again.

Invariant: no key depends on where the sources of the standard library, of the runtime or of this program stand.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from server.build.artefact import (
    ChunkTexts,
    DamagedEntry,
    PackageArtefact,
    PlacedDecision,
    Uses,
    decode_artefact,
    decode_decisions,
    decode_uses,
    encode_artefact,
    encode_decisions,
    encode_texts,
)
from server.build.cache import Cache
from server.build.compilerflags import CompilerFlags
from server.build.frontend import FrontEnd
from server.build.graph import reachable_imports
from server.build.identity import compiler_identity, digest
from server.build.pack import Entry
from server.build.packages import LoadedPackage
from server.build.portable import Paths, moved_decision, moved_need
from server.build.progress import Events, Note
from server.build.result import place_decisions
from server.build.unfinished import find_needs
from server.compiler.pipeline import BackEnd
from server.symbol import PackageRecord

if TYPE_CHECKING:
    from server.build.memory import Memory

_PACKAGE: Final = "package"
_DECISIONS: Final = "decisions"
_TEXT: Final = "text"
_USES: Final = "uses"
_ALTERNATIVES: Final = 8  # sets of uses that are remembered under one key

T = TypeVar("T")


@dataclass
class Compilation:
    """The packages of one build on their way to artefacts."""

    packages: Mapping[str, LoadedPackage]
    front: FrontEnd
    cache: Cache | None
    back_of: Callable[[LoadedPackage], BackEnd]
    flags_of: Callable[[LoadedPackage], CompilerFlags]
    events: Events
    memory: "Memory | None" = None
    _known: dict[str, PackageArtefact] = field(default_factory=dict)  # by import path
    _keys: dict[str, str] = field(default_factory=dict)  # of those
    _decisions: dict[str, tuple[PlacedDecision, ...]] = field(default_factory=dict)
    _texts: dict[str, ChunkTexts] = field(default_factory=dict)
    _adopted: dict[str, "Compilation"] = field(default_factory=dict)  # who made the artefact, if another did

    def artefact(self, package: LoadedPackage) -> tuple[PackageArtefact | None, bool]:
        """The package's artefact, None when it has errors; and whether the cache had it.

        Packages must come in dependency order; one that was made before is not made again.
        """
        stored = self.stored(package)
        return (stored, True) if stored is not None else (self.compile(package), False)

    def stored(self, package: LoadedPackage) -> PackageArtefact | None:
        """The package's artefact, if it was made before: in this compilation, or in one that filled the cache."""
        path = package.import_path
        if path not in self._known:
            found = self._stored(package)
            if found is None:
                return None
            self._know(path, found)
        return self._known[path]

    def recall(self, package: LoadedPackage, key: str) -> None:
        """Take a package's artefact from the cache. Raises KeyError when it is not there."""
        path = package.import_path
        if path in self._known:
            return
        found = self._get(_PACKAGE, key, decode_artefact, path)
        if found is None:
            raise KeyError(path)
        self._keys[path] = key
        self._know(path, found)

    def made(self, package: LoadedPackage, key: str) -> PackageArtefact | None:
        """The artefact that another process has just put into the cache; None when it is not there."""
        if self.cache is not None and key:
            self.cache.allow(key, self._outline_key(package))
        return self.stored(package) if key else None

    def keys_behind(self, package: LoadedPackage) -> dict[str, str]:
        """The keys of what a package imports, near or far; of those that the cache has."""
        behind = reachable_imports(package.import_path, self.packages) - {package.import_path}
        return {path: self._keys[path] for path in sorted(behind) if path in self._keys}

    def _know(self, path: str, artefact: PackageArtefact) -> None:
        self._known[path] = artefact
        self.front.summaries[path] = artefact.summaries

    def adopt(self, path: str, other: "Compilation") -> None:
        """Take over a package that another compilation has made."""
        self._known[path], self._keys[path] = other._known[path], other.key_of(path)
        self._adopted[path] = other
        if path in other.front.summaries:
            self.front.summaries[path] = other.front.summaries[path]

    def key_of(self, path: str) -> str:
        """The key of a package whose artefact has been made; it tells apart all that differ."""
        return self._keys.get(path, "")

    def decisions(self, package: LoadedPackage) -> tuple[PlacedDecision, ...]:
        """What was decided about a package whose flags ask for it, and whose artefact has been made."""
        return self._decisions.get(package.import_path, ())

    def texts(self, path: str) -> ChunkTexts:
        """The LLVM IR of a package whose artefact has been made."""
        if path in self._adopted:
            return self._adopted[path].texts(path)
        if path not in self._texts:
            found = self._get(_TEXT, self._keys[path], ChunkTexts, path)
            if found is not None:
                self._texts[path] = found
            else:
                self.compile(self.packages[path])
        return self._texts[path]

    def forget_texts(self, path: str) -> None:
        """Give the memory back that the LLVM IR of a package takes."""
        self._texts.pop(path, None)

    def entries(self, package: LoadedPackage) -> Iterator[Entry]:
        """What an empty cache would hold of a package whose artefact has been made, for a pack."""
        path = package.import_path
        key, outline_key = self._keys.get(path, ""), self._outline_key(package)
        content = self.cache.get(_PACKAGE, key) if self.cache is not None and key else None
        if content is None:
            return
        for uses in self._get(_USES, outline_key, decode_uses, path) or ():
            if all(imported in self._known for imported, _ in uses) and self._key(outline_key, uses) == key:
                yield Entry(_USES, outline_key, msgspec.msgpack.encode([uses]))
        yield Entry(_PACKAGE, key, content)

    def decision_entries(self, package: LoadedPackage) -> Iterator[Entry]:
        """The decision log of a package whose artefact has been made, for a pack."""
        key = self._keys.get(package.import_path, "")
        content = self.cache.get(_DECISIONS, key) if self.cache is not None and key else None
        if content is not None:
            yield Entry(_DECISIONS, key, content)

    # Keys

    def _outline_key(self, package: LoadedPackage) -> str:
        """The key that covers everything but the bodies of imported functions."""
        flags = self.flags_of(package)
        target = self.front.target
        path = package.import_path
        sources = [
            [source.file.recorded or source.file.path, hashlib.sha256(source.file.data).digest()]
            for source in package.files
        ]
        behind = sorted(reachable_imports(path, self.packages) - {path})
        return digest(
            compiler_identity(),
            [target.name, target.machine.cpu, target.machine.features],
            [flags.no_optimisation, flags.inline_level, *sorted(flags.passes_off)],
            [path, package.language],
            sources,
            [[name, _digests(files)] for name, files in sorted(package.embedded.items())],
            [[name, self._known[name].interface.outline if name in self._known else ""] for name in behind],
        )

    def _key(self, outline_key: str, uses: Uses) -> str:
        bodies = [[path, name, self._known[path].interface.bodies.get(name, "")] for path, name in uses]
        return digest(outline_key, bodies)

    # The cache

    @cached_property
    def _paths(self) -> Paths:
        return Paths.of(self.packages.values())

    def _get(self, kind: str, key: str, decode: Callable[[bytes], T], path: str) -> T | None:
        """An entry; None if the cache lacks it or holds it in damaged form."""
        if self.cache is None:
            return None
        dropped = len(self.cache.dropped)
        content = self.cache.get(kind, key)
        found = None
        try:
            found = decode(content) if content is not None else None
        except DamagedEntry:
            self.cache.drop(kind, key)
        if len(self.cache.dropped) > dropped:
            self.events(Note(f"{path}: dropped a damaged cache entry; compiling again"))
        return found

    def _stored(self, package: LoadedPackage) -> PackageArtefact | None:
        path = package.import_path
        outline_key = self._outline_key(package)
        for uses in self._get(_USES, outline_key, decode_uses, path) or ():
            if not all(imported in self._known for imported, _ in uses):
                continue
            key = self._key(outline_key, uses)
            artefact = self._remembered(key, path)
            if artefact is None or not self._fetch_decisions(package, key):
                continue
            self._keys[path] = key
            here = self._paths.here
            return replace(artefact, needs=tuple(moved_need(need, here) for need in artefact.needs))
        return None

    def _remembered(self, key: str, path: str) -> PackageArtefact | None:
        """The `package` entry of a key."""
        reading = self.memory is not None and self.cache is not None and self.cache.reading
        artefact = self.memory.artefact(key) if self.memory is not None and reading else None
        if artefact is None:
            artefact = self._get(_PACKAGE, key, decode_artefact, path)
            if artefact is not None and self.memory is not None:
                self.memory.keep_artefact(key, artefact)
        return artefact

    def _fetch_decisions(self, package: LoadedPackage, key: str) -> bool:
        """Whether the cache has the decisions about a package, as far as somebody wants to see them."""
        if not self.flags_of(package).wants_decisions:
            return True
        found = self._get(_DECISIONS, key, decode_decisions, package.import_path)
        if found is not None:
            self._decisions[package.import_path] = tuple(moved_decision(item, self._paths.here) for item in found)
        return found is not None

    # Compiling

    def compile(self, package: LoadedPackage) -> PackageArtefact | None:
        """Compile a package; None when it has errors."""
        from server.build.interface import interface_of, uses_of  # the type checker: not needed for a cached package

        wants_log = self.flags_of(package).wants_decisions
        compiled = self.front.compile(package, replace(self.back_of(package), wants_log=wants_log))
        if compiled is None:
            return None
        path, files = package.import_path, self.front.files
        record = PackageRecord(path, tuple(chunk.record for chunk in compiled.chunks))
        interface = interface_of(compiled, files)
        artefact = PackageArtefact(record, interface, self.front.summaries[path], find_needs(compiled.ir, files))
        texts = encode_texts({chunk.key: chunk.text for chunk in compiled.chunks})
        uses = uses_of(compiled.asked, path, {name: one.interface for name, one in self._known.items()})
        self._known[path] = artefact
        self._texts[path] = ChunkTexts(texts)
        self._decisions[path] = place_decisions(compiled.log.items, files) if wants_log else ()
        # Warnings are not stored, so a package that has some is compiled, and warns, every time.
        if self.cache is not None and not self.front.problems[path].items:
            self._keep(self.cache, package, artefact, uses, texts)
        return artefact

    def _keep(self, cache: Cache, package: LoadedPackage, artefact: PackageArtefact, uses: Uses, texts: bytes) -> None:
        outline_key = self._outline_key(package)
        key = self._keys[package.import_path] = self._key(outline_key, uses)
        kept = self._paths.kept
        cache.put(_TEXT, key, texts)
        needs = tuple(moved_need(need, kept) for need in artefact.needs)
        cache.put(_PACKAGE, key, encode_artefact(replace(artefact, needs=needs)))
        if self.flags_of(package).wants_decisions:
            decisions = [moved_decision(item, kept) for item in self._decisions[package.import_path]]
            cache.put(_DECISIONS, key, encode_decisions(decisions))
        before = self._get(_USES, outline_key, decode_uses, package.import_path) or []
        alternatives = [uses, *(one for one in before if one != uses)]
        cache.put(_USES, outline_key, msgspec.msgpack.encode(alternatives[:_ALTERNATIVES]))


def _digests(files: Mapping[str, bytes]) -> list[list[str | bytes]]:
    """The names and digests of files."""
    return [[name, hashlib.sha256(data).digest()] for name, data in sorted(files.items())]
