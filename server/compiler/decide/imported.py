"""Functions of imported packages, as decisions about their callers see them.

Imported packages are known by their declarations. What a caller needs to know of one of their functions is a record
(verdict, leaks); it comes from the cache, or is made by deciding about the function and all that it mentions and nobody
has decided about (reached.py). The body is read only where it is needed: of a function that can be inlined, and of
generic ones, whose instances are decided about wherever they are used.

Invariants: bodies are checked against the objects that the importers have (types/single.py), so an imported function is
one and the same for all who mention it. One thread at a time decides about imported functions, since they are shared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

from server.compiler.decide.bodies import TypedBodies, receiver_arguments
from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.decide.external import harmless_leaks, promised_leaks
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.verdicts import Options
from server.compiler.decide.plan import Leaks, Verdict
from server.compiler.decide.reached import decide_reached
from server.compiler.decide.record import FunctionRecord
from server.compiler.decide.routine import Routine
from server.compiler.types.check import with_deep_stack
from server.compiler.types.checker import Cancelled
from server.compiler.types.linkname import written_name
from server.compiler.types.model import Type
from server.compiler.types.objects import Func, Package
from server.compiler.types.single import SingleBodies
from server.compiler.types.sizes import Sizes
from server.compiler.types.symbols import pragmas

# Of a function without a body the declaration says nothing; gc treats it as if it had this directive.
KEEPS_ALIVE: Final = "uintptrkeepalive"
OBEYED: Final = frozenset({KEEPS_ALIVE, "uintptrescapes"})  # by callers
_POLL: Final = 0.02  # seconds between looks at `cancelled` while another thread decides
_LOCK: Final = threading.RLock()


class Stored(Protocol):
    """The records of one package that were made earlier."""

    def get(self, name: str) -> FunctionRecord | None:
        """The record of a function, by its name in the package."""

    def put(self, records: Mapping[str, FunctionRecord]) -> None:
        """Keep further records."""


class ImportedPackage:
    """One imported package; shared by all who import it."""

    def __init__(self, sources: Callable[[], SingleBodies | None], stored: Stored | None = None) -> None:
        """`sources` opens its files when a body is needed."""
        self._new: dict[str, FunctionRecord] = {}  # made here, and not kept yet
        self._open = sources
        self._stored = stored
        self._records: dict[str, FunctionRecord] = {}
        self._names: dict[Func, str] = {}
        self._single: SingleBodies | None = None
        self._opened = False
        self._bodies = TypedBodies()

    def record_of(self, func: Func) -> FunctionRecord | None:
        """What is known of a function so far."""
        name = self.name_of(func)
        known = self._records.get(name)
        if known is None and self._stored is not None:
            known = self._stored.get(name)
            if known is not None:
                self._records[name] = known
        return known

    def note(self, func: Func, record: FunctionRecord) -> None:
        """Note what was decided about a function."""
        name = self.name_of(func)
        self._records[name] = self._new[name] = record

    @property
    def has_new(self) -> bool:
        """Whether something was decided that is not kept."""
        return bool(self._new)

    def keep(self) -> bool:
        """Keep what was decided; whether there was anything."""
        found = bool(self._new)
        if self._stored is not None and found:
            self._stored.put(self._new)
        self._new.clear()
        return found

    def name_of(self, func: Func) -> str:
        """The name of a function in its package."""
        name = self._names.get(func)
        if name is None:
            name = self._names[func] = written_name(func)
        return name

    def routine_of(self, func: Func, type_args: Sequence[Type]) -> Routine | None:
        """The routine of a function; None without a sound body."""
        generic = func.origin or func
        if not self._bodies.knows(generic):
            single = self._sources()
            body = single.body_of(generic) if single is not None else None
            if single is None or body is None:
                return None
            self._bodies.add_function(single.typed, body)
            self._bodies.adopt(generic, body.obj)
        return self._bodies.routine_of(func, type_args)

    def has_body(self, func: Func) -> bool:
        """Whether the body of a function was checked."""
        return self._bodies.knows(func.origin or func)

    def bodyless(self, func: Func, facts: TypeFacts) -> FunctionRecord | None:
        """The record of a function that is declared without a body."""
        single = self._sources()
        tree = single.declaration_of(func) if single is not None else None
        if tree is None or getattr(tree.decl, "body", None) is not None:
            return None  # it is not found, or an error in its body hides what it does
        directives = (pragmas(tree) | {KEEPS_ALIVE}) & OBEYED
        return FunctionRecord(None, promised_leaks(func, tree, facts), directives)

    def _sources(self) -> SingleBodies | None:
        if not self._opened:
            self._opened = True
            self._single = self._open()
        return self._single


class Imports:
    """The functions of all packages that one program, or one version of a package, imports."""

    def __init__(
        self,
        find: Callable[[Package], ImportedPackage | None],
        sizes: Sizes,
        arch: str,
        cancelled: Callable[[], bool] = lambda: False,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`notice` hears the import paths of packages whose functions are being decided about."""
        self._find = find
        self._sizes = sizes
        self._arch = arch
        self._facts = TypeFacts(sizes)
        self.cancelled = cancelled
        self._notice = notice
        self._touched: dict[Package, ImportedPackage] = {}

    # For decisions about callers

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a generic function, or of one that can be inlined; None for all others."""
        package = self._package(func)
        if package is None or not (_is_generic(func, type_args) or self._can_inline(func)):
            return None
        with self._alone():
            if package.has_body(func):
                return package.routine_of(func, type_args)
            return with_deep_stack(lambda: package.routine_of(func, type_args))

    def verdict_of(self, routine: Routine) -> Verdict | None:
        """Whether calls of a function of an imported package can be replaced by its body; None for others."""
        if routine.type_args or routine.typed.package not in self._touched:
            return None
        record = self.record_of(routine.obj)
        return record.verdict if record is not None else None

    def leaks_of(self, func: Func, type_args: Sequence[Type] = ()) -> tuple[Leaks, ...] | None:
        """What becomes of the parameters of a function; None when it is not known."""
        record = self.record_of(func) if not _is_generic(func, type_args) else None
        return record.leaks if record is not None else None

    def directives_of(self, func: Func) -> frozenset[str]:
        """The directives of its declaration that callers obey."""
        record = self.record_of(func) if not _is_generic(func, ()) else None
        return record.directives if record is not None else frozenset()

    def record_of(self, func: Func) -> FunctionRecord | None:
        """The decisions about a function that is not generic; None for one of no imported package. Raises Cancelled."""
        package = self._package(func)
        if package is None:
            return None
        known = package.record_of(func)
        if known is None:
            with self._alone():
                known = package.record_of(func) or with_deep_stack(lambda: self._decide(func, package))
        return known

    def keep(self) -> bool:
        """Have the records that were made kept; whether there were any. While another thread decides, they wait."""
        if not any(package.has_new for package in self._touched.values()) or not _LOCK.acquire(blocking=False):
            return False
        try:
            return any([package.keep() for package in self._touched.values()])  # noqa: C419 - all of them
        finally:
            _LOCK.release()

    def _can_inline(self, func: Func) -> bool:
        record = self.record_of(func)
        return record is not None and record.can_inline

    def _package(self, func: Func) -> ImportedPackage | None:
        if func.package is None:
            return None
        found = self._touched.get(func.package)
        if found is None:
            found = self._find(func.package)
            if found is not None:
                self._touched[func.package] = found
        return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        while not _LOCK.acquire(timeout=_POLL):
            if self.cancelled():
                raise Cancelled
        try:
            yield
        finally:
            _LOCK.release()

    # Deciding; called with the lock held

    def _decide(self, func: Func, package: ImportedPackage) -> FunctionRecord | None:
        inside = _Inside(self._package, self._facts, self._poll)
        routine = inside.routine_of(func)
        if routine is not None:
            inliner = Inliner(inside, self._sizes, self._arch, Options(), inside.verdict_of)
            if func.package is not None:
                self._notice(func.package.path)
            for found, leaks in decide_reached(routine, inside, inliner, self._facts, self._poll):
                self._keep(found, inliner.verdict(found), leaks)
        else:
            record = package.bodyless(func, self._facts)
            if record is not None:
                package.note(func, record)
        return package.record_of(func)

    def _keep(self, routine: Routine, verdict: Verdict, leaks: tuple[Leaks, ...]) -> None:
        package = self._package(routine.obj)
        if package is not None and not routine.type_args:
            package.note(routine.obj, FunctionRecord(verdict, leaks, routine.pragmas & OBEYED))

    def _poll(self) -> None:
        if self.cancelled():
            raise Cancelled


class _Inside:
    """The same functions while decisions about some of them are made: nobody asks for more."""

    def __init__(
        self, package_of: Callable[[Func], ImportedPackage | None], facts: TypeFacts, poll: Callable[[], None]
    ) -> None:
        """`poll` may raise before a body is checked."""
        self._package_of = package_of
        self._facts = facts
        self._poll = poll
        self._absent: dict[Func, FunctionRecord | None] = {}  # without a body

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function that is generic, that can be inlined, or about which nothing is known."""
        package = self._package_of(func)
        if package is None:
            return None
        known = package.record_of(func) if not _is_generic(func, type_args) else None
        if known is not None and not known.can_inline:
            return None
        if not package.has_body(func):
            self._poll()
        return package.routine_of(func, type_args)

    def verdict_of(self, routine: Routine) -> Verdict | None:
        """The verdict about a function that is known."""
        record = self.known(routine.obj) if not routine.type_args else None
        return record.verdict if record is not None else None

    def known(self, func: Func) -> FunctionRecord | None:
        """What is known of a function so far."""
        package = self._package_of(func)
        return package.record_of(func) if package is not None else None

    def leaks_of(self, func: Func, type_args: Sequence[Type]) -> tuple[Leaks, ...] | None:
        """The leaks of a function that is known, or has no body."""
        if _is_generic(func, type_args):
            return None
        harmless = harmless_leaks(func, self._facts)
        record = self._record(func) if harmless is None else None
        return record.leaks if record is not None else harmless

    def is_settled(self, func: Func, type_args: Sequence[Type], caller: Package) -> bool:
        """Whether enough is known of a function that a function of the package `caller` mentions.

        What gets no pointers lets none go; but within a package it may lead back to its caller.
        """
        if _is_generic(func, type_args):
            return False
        harmless = func.package is not caller and harmless_leaks(func, self._facts) is not None
        return harmless or self._record(func) is not None

    def directives_of(self, func: Func) -> frozenset[str]:
        """The directives of such a function that callers obey."""
        record = self._record(func) if not _is_generic(func, ()) else None
        return record.directives if record is not None else frozenset()

    def _record(self, func: Func) -> FunctionRecord | None:
        known = self.known(func)
        if known is None and self.routine_of(func) is None:
            if func not in self._absent:
                package = self._package_of(func)
                self._absent[func] = package.bodyless(func, self._facts) if package is not None else None
            known = self._absent[func]
        return known


class ReachedBodies:
    """The bodies of packages that were checked with them, and those of what they import."""

    def __init__(self, own: TypedBodies, imports: Imports) -> None:
        self._own = own
        self._imports = imports

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function or concrete method."""
        if self._own.knows(func):
            return self._own.routine_of(func, type_args)
        return self._imports.routine_of(func, type_args)


def _is_generic(func: Func, type_args: Sequence[Type]) -> bool:
    """Whether a function has, or stands for, instances."""
    signature = func.type
    generic = signature is not None and (signature.type_params or signature.recv_type_params)
    return bool(type_args or generic or receiver_arguments(func))
