"""Document symbols: the outline of a file, from its syntax alone, so that it never waits for types."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lsprotocol import types

from server.build.snapshot import Snapshot
from server.compiler.syntax import nodes as ast
from server.features.positions import path_of, range_of
from server.source.file import File


def document_symbols(
    snapshot: Snapshot, params: types.DocumentSymbolParams, cancelled: Callable[[], bool]
) -> list[types.DocumentSymbol]:
    """Functions, methods, types, constants and variables at package level, in source order."""
    parsed = snapshot.parsed(path_of(params.text_document.uri))
    if parsed is None or cancelled():
        return []
    tree, file = parsed
    found = []
    for decl in tree.decls:
        base = file.bases[decl.anchor]
        for name, kind, whole in _declared(decl.decl):
            found.append(_symbol(file, base, name, kind, whole))
    return found


def _declared(decl: ast.Decl) -> Iterator[tuple[ast.Ident, types.SymbolKind, ast.Node]]:
    match decl:
        case ast.FuncDecl():
            kind = types.SymbolKind.Function if decl.recv is None else types.SymbolKind.Method
            yield decl.name, kind, decl
        case ast.GenDecl():
            for spec in decl.specs:
                whole = decl if decl.lparen < 0 else spec
                yield from ((name, kind, whole) for name, kind in _spec_names(decl.tok, spec))


def _spec_names(tok: str, spec: ast.Spec) -> Iterator[tuple[ast.Ident, types.SymbolKind]]:
    match spec:
        case ast.TypeSpec():
            yield spec.name, _type_kind(spec.type)
        case ast.ValueSpec():
            kind = types.SymbolKind.Constant if tok == "const" else types.SymbolKind.Variable
            yield from ((name, kind) for name in spec.names if name.name != "_")


def _type_kind(typ: ast.Expr) -> types.SymbolKind:
    match typ:
        case ast.StructType():
            return types.SymbolKind.Struct
        case ast.InterfaceType():
            return types.SymbolKind.Interface
    return types.SymbolKind.Class


def _symbol(file: File, base: int, name: ast.Ident, kind: types.SymbolKind, whole: ast.Node) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name.name or "_",  # the protocol forbids empty names
        kind,
        range_of(file.lines, base + whole.start, base + whole.end),
        range_of(file.lines, base + name.start, base + name.end),
    )
