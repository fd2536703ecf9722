"""Packages whose declarations are looked at when somebody asks for them.

A program uses a few names of the packages it imports, and those packages a few names of theirs. The names of a package
are collected when an importer first asks for one (`Package.members`); an object gets its type, and what that type
mentions, when somebody first looks at it: functions and methods through `Func.expand_type`, everything else through
`Package.resolve`. Errors are not reported: the packages are known to be right, such as the standard library's.

Invariant: objects are resolved under `lazy.LOCK`, because one look may resolve objects of several packages; and a
checker's delayed checks run when its outermost look ends, when all types it began are complete.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import CheckConfig, Checker, Rules
from server.compiler.types.lazy import LOCK
from server.compiler.types.model import Signature
from server.compiler.types.objects import Func, Object, Package, Scope
from server.compiler.types.resolve import collect_objects
from server.compiler.types.universe import UNIVERSE
from server.diagnostics.collector import Collector


def open_package(path: str, files: Sequence[ast.FileTree], config: CheckConfig, rules: Rules) -> Package:
    """The package without its names yet. `config.cancelled` is asked at any later time: it had better stay false."""
    name = next((file.package.name.name for file in files if file.package is not None), "")
    package = Package(path, name, Scope(UNIVERSE))
    own = [file for file in files if file.package is not None and file.package.name.name == name]
    resolver = _Resolver(Checker(package, config, Collector(), rules), own)
    package.collect, package.resolve = resolver.collect, resolver.resolve
    return package


class _Resolver:
    """Gives the objects of one package their types."""

    def __init__(self, checker: Checker, files: list[ast.FileTree]) -> None:
        self._checker = checker
        self._files = files
        self._depth = 0  # looks under way, one inside the other

    def collect(self) -> None:
        """Declare the names of the package, if that has not happened yet."""
        with LOCK:
            if self._checker.package.collect is None:
                return
            collect_objects(self._checker, self._files)
            for obj in self._checker.decls:
                if isinstance(obj, Func):
                    self._postpone(obj)
            self._checker.package.collect = None  # others look without the lock from now on

    def resolve(self, obj: Object) -> None:
        """Declare an object, if that has not happened yet."""
        if obj not in self._checker.decls:
            return  # it is none of the package's own
        with LOCK:
            self._depth += 1
            try:
                self._checker.declare_object(obj)
                if self._depth == 1:
                    self._checker.process_delayed(0)
            finally:
                self._depth -= 1

    def _postpone(self, func: Func) -> None:
        """Find the signature when it is first asked for."""

        def expand() -> Signature | None:
            with LOCK:
                func.expand_type = None  # declaring it asks whether it has a type
                self.resolve(func)
                return func.type

        func.expand_type = expand
