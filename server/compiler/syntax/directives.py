"""Which declaration a compiler directive belongs to.

It is the one whose first token follows the directive, with nothing but white space, comments and other directives
between: a top-level declaration, a `const`, `type` or `var` inside a function, or one line of a declaration in
parentheses. A directive that shares its line with other text belongs to nothing, and neither does one in front of the
parentheses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder

_BLANK: Final = re.compile(rb"(?:\s|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")


@dataclass(frozen=True, slots=True)
class PlacedDirective:
    """A directive and what it belongs to."""

    directive: ast.Directive
    owner: ast.Node | None  # a FuncDecl, a spec, or the header's BadDecl; None: nothing
    keyword: str  # the owner's: "package", "func", "var", ...
    local: bool  # the owner stands inside a function
    alone: bool  # on its line


_Owner = tuple[int, ast.Node, str, bool]  # offset of the first token, owner, keyword, whether inside a function


def place_directives(tree: ast.DeclTree) -> list[PlacedDirective]:
    """The `//go:` directives of a declaration in order."""
    if b"//go:" not in tree.text:
        return []
    found = [one for one in tree.directives if one.name.startswith("go:")]
    if not found:
        return []
    owners = {start: (owner, keyword, local) for start, owner, keyword, local in _owners(tree)}
    placed = []
    for one in found:
        follows = _BLANK.match(tree.text, one.end)
        owner, keyword, local = owners.get(follows.end() if follows else -1, (None, "", False))
        before = tree.text[tree.text.rfind(b"\n", 0, one.start) + 1 : one.start]
        placed.append(PlacedDirective(one, owner, keyword, local, not before.strip()))
    return placed


def _owners(tree: ast.DeclTree) -> Iterator[_Owner]:
    """What may have directives."""
    decl = tree.decl
    if tree.keyword == "package":
        follows = _package(tree.text)
        if follows >= 0:
            yield follows, decl, tree.keyword, False
    elif isinstance(decl, ast.FuncDecl):
        yield decl.start, decl, tree.keyword, False
    elif isinstance(decl, ast.GenDecl):
        yield from _specs(decl, False)
    for node in preorder(decl):
        if isinstance(node, ast.DeclStmt):
            yield from _specs(node.decl, True)


def _specs(decl: ast.GenDecl, local: bool) -> Iterator[_Owner]:
    if decl.lparen < 0 and decl.specs:
        yield decl.start, decl.specs[0], decl.tok, local
    else:
        for spec in decl.specs:
            yield spec.start, spec, decl.tok, local


def _package(text: bytes) -> int:
    """The offset of the package clause in a file's header."""
    blank = _BLANK.match(text, len(b"\xef\xbb\xbf") if text.startswith(b"\xef\xbb\xbf") else 0)
    return blank.end() if blank and text.startswith(b"package", blank.end()) else -1
