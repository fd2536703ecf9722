"""Packages to artefacts, through the cache.

A package's key covers the compiler, the flags, the target, the sources and the keys of its imports (package runtime is
an import of every package that it does not import itself), so a hit needs nothing but the key. What the cache lacks is
compiled; what it holds in damaged form is dropped, noted and compiled again.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from server.build.artefact import (
    ChunkTexts,
    DamagedEntry,
    PackageArtefact,
    decode_artefact,
    encode_artefact,
    encode_texts,
)
from server.build.cache import Cache
from server.build.compilerflags import CompilerFlags
from server.build.frontend import FrontEnd
from server.build.graph import reachable_imports
from server.build.identity import compiler_identity, digest
from server.build.packages import RUNTIME, LoadedPackage
from server.build.progress import Events, Note
from server.build.result import place_decisions
from server.build.unfinished import find_needs
from server.compiler.pipeline import BackEnd
from server.symbol import PackageRecord

_PACKAGE = "package"
_TEXT = "text"


@dataclass(slots=True)
class Compilation:
    """The packages of one build on their way to artefacts."""

    packages: Mapping[str, LoadedPackage]
    front: FrontEnd
    cache: Cache | None
    back_of: Callable[[LoadedPackage], BackEnd]
    flags_of: Callable[[LoadedPackage], CompilerFlags]
    events: Events
    _keys: dict[str, str] = field(default_factory=dict)  # by import path
    _texts: dict[str, ChunkTexts] = field(default_factory=dict)
    _below: set[str] = field(default_factory=set)

    def artefact(self, package: LoadedPackage) -> tuple[PackageArtefact | None, bool]:
        """The package's artefact, None when it has errors; and whether the cache had it.

        Packages must come in dependency order.
        """
        if (stored := self._stored(package)) is not None:
            self.front.leaks.update(stored.leaks)
            return stored, True
        return self._compile(package), False

    def texts(self, path: str) -> ChunkTexts:
        """The LLVM IR of a package whose artefact has been made."""
        package = self.packages[path]
        if path not in self._texts and self.cache is not None:
            content = self.cache.get(_TEXT, self.key(package))
            if content is not None:
                try:
                    self._texts[path] = ChunkTexts(content)
                except DamagedEntry:
                    self.cache.drop(_TEXT, self.key(package))
        if path not in self._texts:
            self._compile(package)
        return self._texts[path]

    def key(self, package: LoadedPackage) -> str:
        """The cache key of a package."""
        path = package.import_path
        if path not in self._keys:
            flags = self.flags_of(package)
            target = self.front.target
            sources = [
                [source.file.path, source.file.recorded, hashlib.sha256(source.file.data).digest()]
                for source in package.files
            ]
            imports = sorted(name for name in package.imports if name in self.packages)
            if RUNTIME in self.packages and path not in self._below_runtime() and RUNTIME not in imports:
                imports.append(RUNTIME)
            self._keys[path] = digest(
                compiler_identity(),
                [target.name, target.cpu, target.features],
                [flags.no_optimisation, flags.inline_level],
                [path, package.language],
                sources,
                [[name, _digests(files)] for name, files in sorted(package.embedded.items())],
                [[name, self.key(self.packages[name])] for name in imports],
            )
        return self._keys[path]

    def _below_runtime(self) -> set[str]:
        """Package runtime and everything that it imports."""
        if not self._below:
            self._below = reachable_imports(RUNTIME, self.packages)
        return self._below

    def _stored(self, package: LoadedPackage) -> PackageArtefact | None:
        if self.cache is None:
            return None
        key = self.key(package)
        dropped = len(self.cache.dropped)
        content = self.cache.get(_PACKAGE, key)
        artefact = None
        if content is not None:
            try:
                artefact = decode_artefact(content)
            except DamagedEntry:
                self.cache.drop(_PACKAGE, key)
        if len(self.cache.dropped) > dropped:
            self.events(Note(f"{package.import_path}: dropped a damaged cache entry; compiling again"))
        return artefact

    def _compile(self, package: LoadedPackage) -> PackageArtefact | None:
        compiled = self.front.compile(package, self.back_of(package))
        if compiled is None:
            return None
        record = PackageRecord(package.import_path, tuple(chunk.record for chunk in compiled.chunks))
        files = self.front.files
        decisions = place_decisions(compiled.log.items, files)
        leaks = {symbol: self.front.leaks[symbol] for symbol in compiled.leaks}
        artefact = PackageArtefact(record, decisions, find_needs(compiled.ir, files), leaks)
        texts = encode_texts({chunk.key: chunk.text for chunk in compiled.chunks})
        self._texts[package.import_path] = ChunkTexts(texts)
        # Warnings are not stored, so a package that has some is compiled, and warns, every time.
        if self.cache is not None and not self.front.problems[package.import_path].items:
            self.cache.put(_TEXT, self.key(package), texts)
            self.cache.put(_PACKAGE, self.key(package), encode_artefact(artefact))
        return artefact


def _digests(files: Mapping[str, bytes]) -> list[list[str | bytes]]:
    """The names and digests of files."""
    return [[name, hashlib.sha256(data).digest()] for name, data in sorted(files.items())]
