"""Comments, found when asked for: the tree does not hold them.

The doc comment of a declaration is the run of comments that ends on the line above it. Source: go/doc/comment, "Go Doc
Comments", for what belongs to the text: directives do not.
"""

import re
from typing import Final

from server.compiler.syntax.nodes import DeclTree

_COMMENT: Final = re.compile(rb"//([^\n]*)|/\*((?:[^*]|\*(?!/))*)\*/")
_DIRECTIVE: Final = re.compile(r"(?:line |extern |export |[a-z0-9]+:[a-z0-9])")


def doc_comment(tree: DeclTree) -> str:
    """The text of the comment directly above a declaration, without comment marks; "" if there is none."""
    return comment_above(tree.text, tree.decl.start)


def comment_above(text: bytes, offset: int) -> str:
    """The text of the comments that end on the line above `offset`, where a declaration, spec or field starts."""
    end = offset
    lines: list[str] = []
    while True:
        code = text[:end].rstrip(b" \t\r\n")
        if text.count(b"\n", len(code), end) > 1:
            break
        line = text.rfind(b"\n", 0, len(code)) + 1
        found = _block(code) if code.endswith(b"*/") else _COMMENT.fullmatch(text[line : len(code)].lstrip(b" \t"))
        if found is None:
            break
        content = found[1] if found[1] is not None else found[2]
        lines[:0] = _clean(content.decode("utf-8", "replace"), line_comment=found[1] is not None)
        end = line if found[1] is not None else len(code) - len(found[0])
    return "\n".join(lines).strip("\n")


def _block(code: bytes) -> re.Match[bytes] | None:
    """The block comment that ends a text, if it stands at the start of a line."""
    start = code.rfind(b"/*")
    if start < 0 or code[code.rfind(b"\n", 0, start) + 1 : start].strip():
        return None
    return _COMMENT.fullmatch(code, start)


def _clean(content: str, line_comment: bool) -> list[str]:
    if not line_comment:
        return [line.strip() for line in content.strip("\n").split("\n")]
    if _DIRECTIVE.match(content):
        return []
    return [content.removeprefix(" ").rstrip()]
