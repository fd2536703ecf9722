"""The variables of a package as symbols: those that it defines.

    //go:linkname local path.name
    var local T                       path.name, which its package defines: nothing here
    //go:linkname local
    var local T                       another package may define it as well; the linker keeps one

A variable of the first kind whose package this one does not know (`go:fipsinfo`) is defined like the second kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.compiler.ir.func import Global
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.embedding import embedded_data
from server.compiler.syntax import nodes as ast
from server.compiler.types.linkname import package_prefix
from server.compiler.types.objects import Var
from server.compiler.types.symbols import LINKNAMES

_RUNTIME: Final = "runtime"  # which every program holds


def package_variables(context: PackageContext) -> Iterator[Global]:
    """The variables that the package defines, in source order. Its initialisation has been built."""
    static = context.statics
    linked = _linked_names(context)
    known = {_RUNTIME, *(package_prefix(package) for package in context.typed.package.imports)}
    for name, spec in _declared(context):
        var = context.typed.info.defs.get(name)
        if not isinstance(var, Var) or var.name == "_" or var.type is None:
            continue
        symbol = context.symbols.of_var(var)
        without_value = var.name in linked and not spec.values
        home = symbol.rpartition(".")[0]
        if var.name in context.config.embeds:
            yield from embedded_data(var, symbol, context.config.embeds[var.name])
        elif not without_value or home == context.symbols.prefix or home not in known:
            yield from static.held.get(var, ())
            yield Global(symbol, var.type, var.span, static.values.get(var), weak=without_value)


def _declared(context: PackageContext) -> Iterator[tuple[ast.Ident, ast.ValueSpec]]:
    for file in context.typed.files:
        for tree in file.decls:
            if isinstance(tree.decl, ast.GenDecl) and tree.decl.tok == "var":
                for spec in tree.decl.specs:
                    assert isinstance(spec, ast.ValueSpec)
                    for name in spec.names:
                        yield name, spec


def _linked_names(context: PackageContext) -> set[str]:
    """The names that linkname directives of the package speak of."""
    trees = (tree for file in context.typed.files for tree in (file.header, *file.decls))
    directives = (directive for tree in trees for directive in tree.directives)
    return {item.args.split()[0] for item in directives if item.name in LINKNAMES and item.args.split()}
