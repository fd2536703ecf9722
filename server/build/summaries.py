"""What is known of the functions of packages that were compiled: from their artefacts, for those that import them.

A summary speaks of functions by link name, as code does; who asks about a declaration has its name in the package, and
is answered with a record, like those that records.py keeps of packages that no build compiles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from server.build.artefact import LeakRows, Summaries, VerdictRow
from server.compiler.decide.external import bodyless
from server.compiler.decide.imported import KEEPS_ALIVE, OBEYED
from server.compiler.decide.plan import Leaks, Verdict
from server.compiler.decide.record import FunctionRecord
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import package_prefix, written_name
from server.compiler.types.objects import Package
from server.compiler.types.symbols import Symbols, pragmas

_NOTHING: Final = Summaries()


@dataclass(slots=True)
class Known:
    """Summaries of several packages, as the compiler asks for them: by link name.

    Leaks of functions whose link name is not their own are not among them. There may be two declarations of one link
    name, one of which has the body, and each speaks for its callers: that of sync/atomic.StorePointer keeps its
    argument, while the body in package runtime hides it from escape analysis. Records know the declarations.
    """

    leaks: LeakRows = field(default_factory=dict)
    verdicts: dict[str, VerdictRow] = field(default_factory=dict)

    @staticmethod
    def of(packages: Iterable[Summaries]) -> Known:
        """What is known of all of them."""
        known, renamed = Known(), set[str]()
        for one in packages:
            known.leaks.update(one.leaks)
            known.verdicts.update(one.verdicts)
            renamed.update(one.renamed.values())
        for symbol in renamed:
            known.leaks.pop(symbol, None)
        return known

    def leaks_of(self, symbol: str) -> tuple[Leaks, ...] | None:
        """What a function does with its parameters."""
        rows = self.leaks.get(symbol)
        return tuple(Leaks(*row) for row in rows) if rows is not None else None

    def verdict_of(self, symbol: str) -> Verdict | None:
        """Whether a function can be inlined."""
        row = self.verdicts.get(symbol)
        return Verdict(*row) if row is not None else None


class SummaryRecords:
    """The records of one package's functions, made from its summaries."""

    def __init__(self, package: Package, summaries: Mapping[str, Summaries]) -> None:
        """`summaries`: by import path; the package's may come later."""
        self._path = package.path
        self._prefix = package_prefix(package)
        self._summaries = summaries

    def get(self, name: str) -> FunctionRecord | None:
        """The record of a function; None when the package was not compiled, or has no such function."""
        known = self._summaries.get(self._path, _NOTHING)
        symbol = known.renamed.get(name) or f"{self._prefix}.{name}"
        leaks, verdict = known.leaks.get(symbol), known.verdicts.get(symbol)
        if leaks is None:
            return None
        directives = frozenset(known.directives.get(symbol, ()))
        return FunctionRecord(Verdict(*verdict) if verdict else None, tuple(Leaks(*row) for row in leaks), directives)

    def put(self, records: Mapping[str, FunctionRecord]) -> None:
        """Nothing: what a compiled package's summaries lack is not kept elsewhere."""


def summaries_of(
    typed: TypedPackage, leaks: Mapping[str, tuple[Leaks, ...]], verdicts: Mapping[str, Verdict]
) -> Summaries:
    """What importers need to know of a package's functions."""
    symbols = Symbols(typed)
    directives: dict[str, tuple[str, ...]] = {}
    renamed: dict[str, str] = {}
    declared = [(body.obj, pragmas(body.tree)) for body in typed.functions]
    declared += [(func, pragmas(tree) | {KEEPS_ALIVE}) for func, tree in bodyless(typed)]
    for func, found in declared:
        symbol, name = symbols.of_func(func), written_name(func)
        if obeyed := found & OBEYED:
            directives[symbol] = tuple(sorted(obeyed))
        if symbol != f"{symbols.prefix}.{name}":
            renamed[name] = symbol
    return Summaries(
        {
            symbol: tuple((one.heap, one.results, one.mutates, one.calls) for one in known)
            for symbol, known in leaks.items()
        },
        {symbol: (one.cost, one.budget, one.reason) for symbol, one in verdicts.items()},
        directives,
        renamed,
    )
