"""Parses files: `parse_file` is the front door of this package.

A file is cut into declarations (`cut`), and each is lexed (`lexer`) and parsed (`engine`) alone, at offset 0 of its own
text. So a declaration whose text is unchanged keeps its tree when the file around it changes, and a syntax error
spoils one declaration.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from server.compiler.syntax.cascade import method_type_parameters, step_back, substitute
from server.compiler.syntax.cut import Piece, cut
from server.compiler.syntax.engine import run, start
from server.compiler.syntax.explain import explain, refine
from server.compiler.syntax.lexer import Tokens, lex
from server.compiler.syntax.linedirectives import line_directives
from server.compiler.syntax.literals import encoding_problems
from server.compiler.syntax.nodes import (
    BadDecl,
    Decl,
    DeclContent,
    DeclTree,
    FileTree,
    FuncDecl,
    GenDecl,
    Node,
    PackageClause,
    SyntaxProblem,
)
from server.compiler.syntax.recover import recover
from server.compiler.syntax.walk import MAX_DEPTH, first_too_deep
from server.diagnostics.codes import syntax as codes
from server.diagnostics.data import Diagnostic
from server.source.file import File
from server.source.span import Anchor, Span

_BOM: Final = b"\xef\xbb\xbf"
_KEYWORDS: Final = {ord(word[0]): word for word in ("func", "type", "var", "const", "import")}
_BRACED_TYPES: Final = (b"struct", b"interface")


def parse_file(path: str, data: bytes, previous: FileTree | None = None, skim: bool = False) -> FileTree:
    """Parse one version of a file.

    Declarations of `previous` with equal text and no errors are taken over as the same objects, each at most once.
    With `skim`, declarations other than imports are parsed when they are first looked at, and bodies of functions
    never: they are empty blocks and their DeclTree is marked `skimmed`.
    """
    with _collector_paused():
        return _parse_file(path, data, previous, skim)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python's cycle collector out: trees have no cycles, and it would look at every node many times.

    That doubles the speed of parsing. With several threads, whoever found the collector on turns it on again.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _parse_file(path: str, data: bytes, previous: FileTree | None, skim: bool) -> FileTree:
    header_end, pieces = cut(data)
    known = _known(previous, skim)
    header, package = _header(path, data[:header_end], previous)
    if not data.isascii() or b"\0" in data:
        problems = encoding_problems(data)
        if problems:  # reported with the header, whose anchor is the file's start
            errors = [*header.errors, *problems]
            content = DeclContent(header.decl, header.directives, errors)
            header = DeclTree(header.anchor, header.text, content, "package")
    tree = FileTree(path, header, package, [], [piece.start for piece in pieces])
    others = False
    for piece in pieces:
        same = known.get(data[piece.start : piece.end]) if known else None
        decl = same.pop(0) if same else _declaration(path, data, piece, skim)
        if decl.keyword != "import":
            others = True
        elif others:
            decl = _misordered(decl)
        tree.decls.append(decl)
    return tree


def with_body(tree: DeclTree) -> DeclTree:
    """A skimmed declaration again, with the body of its function; for text that is known to be right."""
    if not tree.skimmed:
        return tree
    with _collector_paused():
        tokens = lex(tree.text.decode("latin-1"))
        value, problems = _parse(tokens)
    decl = value if isinstance(value, FuncDecl) else BadDecl(0, len(tree.text))
    return DeclTree(tree.anchor, tree.text, DeclContent(decl, tokens.directives, problems), tree.keyword)


def to_file(tree: FileTree, data: bytes) -> File:
    """The file's version with the place of each of its anchors."""
    bases = {decl.anchor: base for decl, base in zip(tree.decls, tree.bases)}
    bases[tree.header.anchor] = 0
    return File(tree.path, data, bases, directives=line_directives(tree, data))


def syntax_diagnostics(tree: FileTree, all_of_line: bool = False) -> list[Diagnostic]:
    """The syntax errors of a file in order: of each line the first, as the go command shows them, or all."""
    return [
        Diagnostic(error.row, Span(decl.anchor, error.start, error.end), error.args)
        for decl in (tree.header, *tree.decls)
        for error in (decl.errors if all_of_line else first_of_lines(decl))
    ]


def first_of_lines(decl: DeclTree) -> list[SyntaxProblem]:
    """The errors of a declaration without the "syntax error: ..." that follow another one on the same line."""
    kept: list[SyntaxProblem] = []
    last = -1  # offset of the last "syntax error: ..."
    for error in decl.errors:
        if error.row.template.startswith("syntax error"):
            if last >= 0 and b"\n" not in decl.text[last : error.start]:
                continue
            last = error.start
        kept.append(error)
    return kept


def _known(previous: FileTree | None, skim: bool) -> dict[bytes, list[DeclTree]]:
    """The trees that may be taken over, by text. An error may depend on what follows, so trees with errors may not."""
    known: dict[bytes, list[DeclTree]] = defaultdict(list)
    if previous is not None:
        for tree in previous.decls:
            if (skim or not tree.skimmed) and tree.parsed and not tree.errors:
                known[tree.text].append(tree)
    return known


def _header(path: str, text: bytes, previous: FileTree | None) -> tuple[DeclTree, PackageClause | None]:
    if previous is not None and previous.header.text == text and not previous.header.errors:
        return previous.header, previous.package
    tokens = lex(text.decode("latin-1"), len(_BOM) if text.startswith(_BOM) else 0)
    value, problems = _parse(tokens)
    package = value if isinstance(value, PackageClause) else None
    content = DeclContent(BadDecl(0, 0), tokens.directives, problems)
    return DeclTree(Anchor(path), text, content, "package"), package


def _declaration(path: str, data: bytes, piece: Piece, skim: bool) -> DeclTree:
    """The tree of one declaration; of a skimmed file, only imports are parsed now."""
    text = data[piece.start : piece.end]
    keyword = _KEYWORDS[data[piece.keyword]]
    if skim and keyword != "import":
        skimmed = piece.body >= 0 and keyword == "func" and _is_function(text, piece)
        return DeclTree(Anchor(path), text, lambda: _later(data, piece, skimmed), keyword, skimmed)
    return DeclTree(Anchor(path), text, _content(text, data, piece, skimmed=False), keyword)


def _later(data: bytes, piece: Piece, skimmed: bool) -> DeclContent:
    with _collector_paused():
        return _content(data[piece.start : piece.end], data, piece, skimmed)


def _content(text: bytes, data: bytes, piece: Piece, skimmed: bool) -> DeclContent:
    source = text[: piece.body - piece.start + 1] + b"}" if skimmed else text
    tokens = lex(source.decode("latin-1"))
    value, problems = _parse(tokens)
    if any(problem.start >= len(source) for problem in problems) and piece.end < len(data):
        # gc does not know that the declaration ends here: what it says depends on what follows.
        problems = _parse(lex(data[piece.start :].decode("latin-1")))[1][:1]
    decl: Decl = BadDecl(piece.keyword - piece.start, len(text))
    if isinstance(value, GenDecl | FuncDecl):
        decl = value
    if skimmed and isinstance(decl, FuncDecl) and decl.body is not None:
        decl.end = decl.body.end = len(text)
        decl.body.rbrace = len(text) - 1
    return DeclContent(decl, tokens.directives, problems)


def _is_function(text: bytes, piece: Piece) -> bool:
    """Whether the last braces of a function's piece are its body, not the result type of one without a body."""
    return not text[max(0, piece.body - piece.start - 12) : piece.body - piece.start].rstrip().endswith(_BRACED_TYPES)


def _parse(tokens: Tokens) -> tuple[object, list[SyntaxProblem]]:
    """The value of one unit, None if it is broken, and its problems in order."""
    parser = start(tokens)
    while not run(parser):
        step_back(parser)
        problem = explain(parser)
        parser.problems.append(problem)
        parser.problems += method_type_parameters(parser, problem)
        if not substitute(parser, problem) and not recover(parser):
            break
    value = parser.result
    if value is None and parser.symbols[:1] in (["declaration"], ["package_clause"]):
        value = parser.values[0]  # complete; what is wrong stands behind it
    problems = tokens.problems + [refine(problem, tokens) for problem in parser.problems]
    if len(tokens.kinds) > MAX_DEPTH and isinstance(value, Node):
        deep = first_too_deep(value)
        if deep is not None:
            value = None
            problems.append(SyntaxProblem(codes.TOO_DEEP, (str(MAX_DEPTH),), deep.start, deep.end))
    problems.sort(key=lambda problem: problem.start)
    return value, problems


def _misordered(tree: DeclTree) -> DeclTree:
    """The tree of an import behind other declarations. Spec, "Source file organization": imports come first."""
    start = tree.decl.start
    problem = SyntaxProblem(codes.MISORDERED_IMPORT, (), start, start + len("import"))
    errors = sorted([*tree.errors, problem], key=lambda error: error.start)
    return DeclTree(tree.anchor, tree.text, DeclContent(tree.decl, tree.directives, errors), tree.keyword)
