"""The directives of declarations of all packages of a program."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Func
from server.compiler.types.symbols import pragmas


class Declarations:
    """Directives by declaration."""

    def __init__(self) -> None:
        self._pragmas: dict[ast.FuncDecl, frozenset[str]] = {}

    def add(self, typed: TypedPackage) -> None:
        """Read those of one package."""
        for file in typed.files:
            for tree in file.decls:
                if isinstance(tree.decl, ast.FuncDecl) and tree.directives:
                    self._pragmas[tree.decl] = pragmas(tree)

    def pragmas_of(self, func: Func) -> frozenset[str]:
        """The directives of a function."""
        return self._pragmas.get(func.decl, frozenset()) if func.decl is not None else frozenset()
