"""Records of decisions in the cache: what callers need to know of the functions of imported packages.

One entry `decided` per package, beside its export data: a record by name of function, each still packed, so that an
entry costs as much as what is looked at. The key covers the compiler and the key of the export data, and with it the
sources of the package and of all that it imports. An entry has the functions that somebody asked for; what is decided
later is added to it. Of two processes that add at once, one may be forgotten; it is decided again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from server.build.artefact import LeakRow
from server.build.cache import Cache
from server.build.identity import compiler_identity, digest
from server.build.pack import Entry
from server.build.packages import LoadedPackage
from server.compiler.decide.imported import ImportedPackage, Imports, Stored
from server.compiler.decide.plan import Leaks, Verdict
from server.compiler.decide.record import FunctionRecord
from server.compiler.types.check import one_by_one
from server.compiler.types.checker import CheckConfig
from server.compiler.types.model import Named
from server.compiler.types.objects import Func, Package, TypeName
from server.compiler.types.predicates import is_interface
from server.compiler.types.single import SingleBodies
from server.compiler.types.sizes import Sizes

if TYPE_CHECKING:
    from server.build.surfaces import Library

_DECIDED: Final = "decided"


class _Row(msgspec.Struct, array_like=True):
    """A record"""

    verdict: tuple[int, int, str] | None  # cost, budget, reason
    leaks: list[LeakRow]
    directives: list[str]


_decode_all: Final = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode
_decode_row: Final = msgspec.msgpack.Decoder(_Row).decode


class PackageRecords:
    """The entry of one package; read when a record is first asked for."""

    def __init__(self, cache: Cache, export_key: Callable[[], str]) -> None:
        """`export_key` gives the key of the package's export data; "" when it is not known."""
        self._cache = cache
        self._export_key = export_key
        self._rows: dict[str, msgspec.Raw] | None = None

    def get(self, name: str) -> FunctionRecord | None:
        """The record of a function."""
        if self._rows is None:
            self._rows = self._read()
        packed = self._rows.get(name)
        try:
            return _record(_decode_row(packed)) if packed is not None else None
        except (msgspec.MsgspecError, UnicodeDecodeError):
            del self._rows[name]
            return None

    def put(self, records: Mapping[str, FunctionRecord]) -> None:
        """Add records."""
        key = self._export_key()
        if not key:
            return
        rows = self._rows = self._read()
        rows |= {name: msgspec.Raw(msgspec.msgpack.encode(_row(record))) for name, record in records.items()}
        self._cache.put(_DECIDED, _key(key), msgspec.msgpack.encode(dict(sorted(rows.items()))))

    def _read(self) -> dict[str, msgspec.Raw]:
        key = self._export_key()
        content = self._cache.get(_DECIDED, _key(key)) if key else None
        try:
            return _decode_all(content) if content is not None else {}
        except (msgspec.MsgspecError, UnicodeDecodeError):
            self._cache.drop(_DECIDED, _key(key))
            return {}


def record_entries(cache: Cache, export_key: str) -> Iterator[Entry]:
    """The entry of a package whose export data has that key, for a pack."""
    key = _key(export_key)
    content = cache.get(_DECIDED, key)
    if content is not None:
        yield Entry(_DECIDED, key, content)


class LibraryFunctions:
    """The functions of the packages of one library."""

    def __init__(self, library: Library, cache: Cache | None) -> None:
        self._library = library
        self._cache = cache
        self._packages: dict[Package, ImportedPackage] = {}

    def find(self, package: Package) -> ImportedPackage | None:
        """The functions of a package; None when it is not the library's."""
        found = self._packages.get(package)
        if found is None and self._library.is_own(package):
            found = self._packages[package] = ImportedPackage(partial(self._open, package), self._records(package.path))
        return found

    def complete(self, path: str) -> bool:
        """Have the cache hold the records of all functions of a package; whether any was missing."""
        surface = self._library.surface(path)
        if surface is None or self._cache is None:
            return False
        target = self._library.target
        imports = Imports(self.find, Sizes.of_target(target), target.goarch)
        for func in functions_in(surface.package):
            imports.record_of(func)
        return imports.keep()

    def _records(self, path: str) -> PackageRecords | None:
        return PackageRecords(self._cache, partial(self._library.export_key, path)) if self._cache else None

    def _open(self, package: Package) -> SingleBodies | None:
        loaded = self._library.sources(package.path)
        return one_by_one(package, loaded.trees, self._library.configuration(loaded)) if loaded is not None else None


def functions_in(package: Package) -> list[Func]:
    """The functions and concrete methods of a package that are not generic, in source order."""
    found: list[Func] = []
    for obj in list(package.members().values()):
        if package.resolve is not None:
            package.resolve(obj)
        typ = obj.type if isinstance(obj, TypeName) else None
        if isinstance(obj, Func):
            found.append(obj)
        elif isinstance(typ, Named) and typ.obj is obj and not is_interface(typ):
            found += typ.methods
    plain = [func for func in found if func.span and func.type and not func.type.recv_type_params]
    plain = [func for func in plain if func.type and not func.type.type_params]
    return sorted(plain, key=lambda func: (func.span.anchor.path, func.span.start) if func.span else ("", 0))


def functions_of(
    package: Package, loaded: LoadedPackage, config: CheckConfig, stored: Stored | None
) -> ImportedPackage:
    """The functions of a package that is not the library's."""
    return ImportedPackage(lambda: one_by_one(package, loaded.trees, config), stored)


def _key(export_key: str) -> str:
    return digest(compiler_identity(), export_key)


def _row(record: FunctionRecord) -> _Row:
    verdict = record.verdict
    kept = (verdict.cost, verdict.budget, verdict.reason) if verdict is not None else None
    leaks = [(one.heap, one.results, one.mutates, one.calls) for one in record.leaks]
    return _Row(kept, leaks, sorted(record.directives))


def _record(row: _Row) -> FunctionRecord:
    verdict = Verdict(*row.verdict) if row.verdict is not None else None
    return FunctionRecord(verdict, tuple(Leaks(*leak) for leak in row.leaks), frozenset(row.directives))
