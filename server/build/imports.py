"""The imports of a file, and which import paths are well formed. Spec: "Import declarations"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.compiler.syntax import nodes as ast
from server.diagnostics.codes import build as codes
from server.diagnostics.data import Row
from server.source.span import Span

# Spec, "Import declarations": what an implementation may exclude, and gc does.
_FORBIDDEN: Final = frozenset("!\"#$%&'()*,:;<=>?[\\]^`{|}\ufffd")


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the path and the extent of its literal; `spec` begins at the name that renames it, as go counts."""

    path: str
    span: Span
    spec: Span


def imports_of(tree: ast.FileTree) -> Iterator[Import]:
    """The imports of a file in source order."""
    for decl in tree.decls:
        if decl.keyword == "import" and isinstance(decl.decl, ast.GenDecl):
            for spec in decl.decl.specs:
                if isinstance(spec, ast.ImportSpec):
                    literal = spec.path
                    span = Span(decl.anchor, literal.start, literal.end)
                    yield Import(literal.value[1:-1], span, Span(decl.anchor, spec.start, literal.end))


def check_path(path: str) -> Row | None:
    """What is wrong with an import path, if anything."""
    if path in (".", "..") or path.startswith(("./", "../")):
        return codes.IMPORT_RELATIVE
    parts = path.split("/")
    bad = not path or "" in parts or "." in parts or ".." in parts
    if bad or any(c in _FORBIDDEN or not c.isprintable() or c.isspace() for c in path):
        return codes.IMPORT_INVALID
    return None
