"""The link names of a program's functions and variables as its packages use them: with the directives that change them.

`//go:linkname local target` gives the local function or variable another link name, wherever it is used from: in its
own package, and in the copies of its package's bodies that other packages hold.
"""

from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import package_prefix, written_name
from server.compiler.types.model import Type
from server.compiler.types.objects import Func, Package, Var

LINKNAMES: Final = frozenset({"go:linkname", "go:linknamestd"})
_PRAGMA_PREFIX: Final = "go:"
_MARK: Final = b"//go:linkname"


class Symbols:
    """The link names that one package's code uses; packages whose bodies it copies are added."""

    def __init__(self, typed: TypedPackage) -> None:
        self.prefix = package_prefix(typed.package)
        self._renamed: dict[Package, dict[str, str]] = {}
        self.add(typed)

    def add(self, typed: TypedPackage) -> None:
        """Respect the directives of a package."""
        if typed.package not in self._renamed:
            self._renamed[typed.package] = _linknames(typed)

    def of_func(self, func: Func, type_args: tuple[Type, ...] = ()) -> str:
        """The link name of a function or concrete method, or of its instance with these type arguments of its own."""
        name = written_name(func, type_args)
        return self._renamed_name(func.package, name) or f"{package_prefix(func.package)}.{name}"

    def of_var(self, var: Var) -> str:
        """The link name of a package-level variable."""
        return self._renamed_name(var.package, var.name) or f"{package_prefix(var.package)}.{var.name}"

    def _renamed_name(self, package: Package | None, name: str) -> str:
        renamed = self._renamed.get(package) if package is not None else None
        return renamed.get(name, "") if renamed else ""


def _linknames(typed: TypedPackage) -> dict[str, str]:
    renamed: dict[str, str] = {}
    for file in typed.files:
        for tree in (file.header, *file.decls):
            # Declarations of imported packages are parsed when they are looked at: few have such a directive.
            for directive in tree.directives if _MARK in tree.text else ():
                words = directive.args.split()
                if directive.name in LINKNAMES and len(words) == 2:
                    renamed[words[0]] = words[1]
    return renamed


def pragmas(tree: ast.DeclTree) -> frozenset[str]:
    """The `//go:` directives of a declaration without that prefix: `noinline`, `nosplit`."""
    names = (directive.name for directive in tree.directives if directive.name not in LINKNAMES)
    return frozenset(name.removeprefix(_PRAGMA_PREFIX) for name in names)
