"""Parses files: `parse_file` is the front door of this package.

A file is cut into declarations (`cut`), and each is lexed (`lexer`) and parsed (`engine`) alone, at offset 0 of its own
text. So a declaration whose text is unchanged keeps its tree when the file around it changes, and a syntax error
spoils one declaration.
"""

from collections import defaultdict
from typing import Final

from server.compiler.syntax.cut import Piece, cut
from server.compiler.syntax.engine import run
from server.compiler.syntax.explain import explain
from server.compiler.syntax.lexer import Tokens, lex
from server.compiler.syntax.nodes import (
    BadDecl,
    Decl,
    DeclTree,
    FileTree,
    FuncDecl,
    GenDecl,
    PackageClause,
    SyntaxProblem,
)
from server.compiler.syntax.tables import load_tables
from server.source.file import File
from server.source.span import Anchor

_BOM: Final = b"\xef\xbb\xbf"


def parse_file(path: str, data: bytes, previous: FileTree | None = None, skim: bool = False) -> FileTree:
    """Parse one version of a file.

    Declarations of `previous` with equal text are taken over as the same objects, each at most once. With `skim`,
    bodies of function declarations are not parsed: they are empty blocks and their DeclTree is marked `skimmed`.
    """
    header_end, pieces = cut(data)
    known = _known(previous, skim)
    header, package = _header(path, data[:header_end], previous)
    decls: list[DeclTree] = []
    bases: list[int] = []
    for piece in pieces:
        text = data[piece.start : piece.end]
        same = known.get(text)
        decls.append(same.pop(0) if same else _declaration(path, text, piece, skim))
        bases.append(piece.start)
    return FileTree(path, header, package, decls, bases)


def to_file(tree: FileTree, data: bytes) -> File:
    """The file's version with the place of each of its anchors."""
    bases = {decl.anchor: base for decl, base in zip(tree.decls, tree.bases)}
    bases[tree.header.anchor] = 0
    return File(tree.path, data, bases)


def _known(previous: FileTree | None, skim: bool) -> dict[bytes, list[DeclTree]]:
    known: dict[bytes, list[DeclTree]] = defaultdict(list)
    if previous is not None:
        for tree in previous.decls:
            if skim or not tree.skimmed:
                known[tree.text].append(tree)
    return known


def _header(path: str, text: bytes, previous: FileTree | None) -> tuple[DeclTree, PackageClause | None]:
    if previous is not None and previous.header.text == text:
        return previous.header, previous.package
    tokens = lex(text.decode("latin-1"), len(_BOM) if text.startswith(_BOM) else 0)
    value, problems = _parse(tokens)
    package = value if isinstance(value, PackageClause) else None
    return DeclTree(Anchor(path), text, BadDecl(0, 0), tokens.directives, problems), package


def _declaration(path: str, text: bytes, piece: Piece, skim: bool) -> DeclTree:
    body = piece.body - piece.start
    skimmed = skim and piece.body >= 0 and _is_function(text, piece)
    if skimmed:
        # White space keeps the offsets of the closing brace.
        text_read = text[: body + 1] + b"}"
        tokens = lex(text_read.decode("latin-1"))
    else:
        tokens = lex(text.decode("latin-1"))
    value, problems = _parse(tokens)
    decl: Decl = BadDecl(piece.keyword - piece.start, len(text))
    if isinstance(value, GenDecl | FuncDecl):
        decl = value
    if skimmed and isinstance(decl, FuncDecl) and decl.body is not None:
        decl.end = decl.body.end = len(text)
        decl.body.rbrace = len(text) - 1
    return DeclTree(Anchor(path), text, decl, tokens.directives, problems, skimmed)


def _is_function(text: bytes, piece: Piece) -> bool:
    """Whether the last braces of a piece are a function's body, not the result type of one without a body."""
    if not text.startswith(b"func", piece.keyword - piece.start):
        return False
    return not text[: piece.body - piece.start].rstrip().endswith((b"struct", b"interface"))


def _parse(tokens: Tokens) -> tuple[object, list[SyntaxProblem]]:
    """The value of one unit, and its problems in order."""
    tables = load_tables()
    outcome = run(tokens, tables)
    problems = tokens.problems + outcome.problems
    if outcome.failed_at >= 0:
        problems.append(explain(tokens, outcome, tables))
    problems.sort(key=lambda problem: problem.start)
    return outcome.value, problems
