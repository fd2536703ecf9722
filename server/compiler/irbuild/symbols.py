"""Link names of functions and variables, and the directives that change them.

gc's scheme: `path.name`, `path.T.Method`, `path.(*T).Method`; the package main is called `main` whatever its path.
`//go:linkname local target` gives the local function or variable another link name.
"""

from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.info import TypedPackage
from server.compiler.types.model import Named, Pointer, Type, unalias
from server.compiler.types.objects import Func, Package, Var

_LINKNAMES: Final = frozenset({"go:linkname", "go:linknamestd"})
_PRAGMA_PREFIX: Final = "go:"


def package_prefix(package: Package | None) -> str:
    """How symbols of a package begin, without the dot."""
    if package is None:
        return ""
    return "main" if package.name == "main" else package.path


def _receiver(typ: Type) -> str:
    typ = unalias(typ)
    if isinstance(typ, Pointer):
        return f"(*{_receiver(typ.element)})"
    return typ.obj.name if isinstance(typ, Named) else "?"


def written_name(func: Func) -> str:
    """`f`, `T.Get`, `(*T).Get`"""
    recv = func.type.recv if func.type is not None else None
    if recv is None or recv.type is None:
        return func.name
    return f"{_receiver(recv.type)}.{func.name}"


class Symbols:
    """The link names of one package."""

    def __init__(self, typed: TypedPackage) -> None:
        self._package = typed.package
        self.prefix = package_prefix(typed.package)
        self._renamed = _linknames(typed)

    def of_func(self, func: Func) -> str:
        """The link name of a function or concrete method, of this package or another."""
        name = written_name(func)
        if func.package is self._package and name in self._renamed:
            return self._renamed[name]
        return f"{package_prefix(func.package)}.{name}"

    def of_var(self, var: Var) -> str:
        """The link name of a package-level variable."""
        if var.package is self._package and var.name in self._renamed:
            return self._renamed[var.name]
        return f"{package_prefix(var.package)}.{var.name}"


def _linknames(typed: TypedPackage) -> dict[str, str]:
    renamed: dict[str, str] = {}
    for file in typed.files:
        for tree in (file.header, *file.decls):
            for directive in tree.directives:
                words = directive.args.split()
                if directive.name in _LINKNAMES and len(words) == 2:
                    renamed[words[0]] = words[1]
    return renamed


def pragmas(tree: ast.DeclTree) -> frozenset[str]:
    """The `//go:` directives of a declaration without that prefix: `noinline`, `nosplit`."""
    names = (directive.name for directive in tree.directives if directive.name not in _LINKNAMES)
    return frozenset(name.removeprefix(_PRAGMA_PREFIX) for name in names)
