"""What code in other packages can depend on: the interface of a package.

An importer compiles against declarations (types, constants, signatures, directives), against what was decided about
functions (whether they can be inlined, what they do with their parameters), and against the bodies of those functions
that it may copy: generic ones, and those that can be inlined. The first two make one digest, the outline. The bodies
have a digest each, with the lines on which they stand, since these go into the tables of the importer's code; so an
importer is compiled again only when a body that it looked at has changed.

Invariant: of two versions of a package with the same outline and the same digests of the bodies that an importer
looked at, that importer is compiled to the same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from server.build.artefact import Interface, Uses
from server.build.identity import digest
from server.compiler.syntax import nodes as ast
from server.compiler.types.linkname import link_name, written_name
from server.compiler.types.objects import Func, Var
from server.compiler.types.symbols import Symbols
from server.source.file import File, FileSet

if TYPE_CHECKING:
    from server.compiler.decide.plan import Verdict
    from server.compiler.pipeline import CompiledPackage
    from server.compiler.types.info import TypedPackage


def interface_of(compiled: CompiledPackage, files: FileSet) -> Interface:
    """The interface of a compiled package."""
    typed = compiled.typed
    symbols = Symbols(typed)
    outline: list[object] = [typed.package.path, typed.package.name, typed.language]
    bodies: dict[str, str] = {}
    for tree in typed.files:
        file = files.file(tree.path)
        assert file is not None  # it was compiled from there
        outline.append([typed.file_versions.get(tree.path), _directives(tree.header)])
        for decl in tree.decls:
            outline.append([_directives(decl), _outside(decl, typed)])
            func = typed.info.defs.get(decl.decl.name) if isinstance(decl.decl, ast.FuncDecl) else None
            if isinstance(func, Func) and _may_be_copied(func, symbols.of_func(func), compiled.verdicts):
                bodies[written_name(func)] = _inside(decl, file)
    for symbol, leaks in sorted(compiled.leaks.items()):
        verdict = compiled.verdicts.get(symbol)
        cost = verdict.cost if verdict is not None and verdict.can_inline else None
        outline.append([symbol, cost, [[one.heap, one.results, one.mutates, one.calls] for one in leaks]])
    return Interface(digest(outline), bodies)


def _directives(tree: ast.DeclTree) -> list[list[str]]:
    return [[one.name, one.args] for one in tree.directives]


def _outside(tree: ast.DeclTree, typed: TypedPackage) -> object:
    """What importers see of a declaration beside the body of a function and the initial values of variables."""
    decl = tree.decl
    if isinstance(decl, ast.FuncDecl) and decl.body is not None:
        return tree.text[decl.start : decl.body.start]
    if isinstance(decl, ast.GenDecl) and decl.tok == "var":
        names = [name for spec in decl.specs if isinstance(spec, ast.ValueSpec) for name in spec.names]
        found = [(name.name, typed.info.defs.get(name)) for name in names]
        return [[name, link_name(obj.type)] for name, obj in found if isinstance(obj, Var) and obj.type is not None]
    return tree.text[decl.start : decl.end]


def _may_be_copied(func: Func, symbol: str, verdicts: Mapping[str, Verdict]) -> bool:
    signature = func.type
    if signature is not None and (signature.type_params or signature.recv_type_params):
        return True
    verdict = verdicts.get(symbol)
    return verdict is not None and verdict.can_inline


def _inside(tree: ast.DeclTree, file: File) -> str:
    """The digest of a function's text and place."""
    start = tree.decl.start  # in the text, which begins with comments; local types are named by offsets in it
    at = file.bases[tree.anchor] + start
    place = [file.recorded or file.path, *file.lines.line_column(at), start, file.printed(at) if file.directives else 0]
    return digest(place, tree.text[start:])


def uses_of(asked: Iterable[Func], own: str, interfaces: Mapping[str, Interface]) -> Uses:
    """Which bodies of imported packages the package `own` looked at; of other functions it knows the outline."""
    found = set()
    for func in asked:
        path = func.package.path if func.package is not None else ""
        known = interfaces.get(path) if path != own else None
        if known is not None and (name := written_name(func)) in known.bodies:
            found.add((path, name))
    return sorted(found)
