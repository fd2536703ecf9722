"""The first sentence of a package's documentation, as `go list` and `go doc` show it.

Sources: "Go Doc Comments" on paragraphs, links and quotation marks; documentation of go/doc, `Package.Synopsis`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from server.compiler.syntax.comments import comment_above
from server.compiler.syntax.nodes import FileTree

_NO_DOCUMENTATION: Final = ("copyright", "all rights", "author")  # how a licence above a package clause begins
_PACKAGE_LINK: Final = re.compile(r"\[(\*?[\w.-]+(?:/[\w.-]+)+)\](?=[\s,.;:!?)'\"]|\Z)")
_NAME_LINK: Final = re.compile(r"\[(\*?([a-z]\w*)(?:\.[A-Z]\w*){0,2})\](?=[\s,.;:!?)'\"]|\Z)")
_LINK_TARGET: Final = re.compile(r"\[[^\]]+\]: \S+\Z")


def package_synopsis(trees: Iterable[FileTree], is_package: Callable[[str], bool]) -> str:
    """Of the first file that documents the package; "" when none does. `is_package` knows packages of one element."""
    for tree in trees:
        if tree.package is not None and (text := comment_above(tree.header.text, tree.package.start)):
            return synopsis(text, is_package)
    return ""


def synopsis(text: str, is_package: Callable[[str], bool] = lambda _: False) -> str:
    """The first sentence of a documentation text, on one line; "" when it does not begin with a sentence."""
    sentence = _first_sentence(text)
    if sentence.lower().startswith(_NO_DOCUMENTATION):
        return ""
    lines: list[str] = []
    for line in sentence.strip("\n").split("\n"):
        if not line.strip():
            if lines:
                break
            continue
        if line[0] in " \t" and not lines:
            return ""  # a code block or a list
        lines.append(line.strip())
    if not lines or (lines[0].startswith("# ") and len(lines) == 1):
        return ""  # a heading
    if all(_LINK_TARGET.match(line) for line in lines):
        return ""
    joined = " ".join(lines).replace("``", "“").replace("''", "”")
    joined = _PACKAGE_LINK.sub(r"\1", joined)
    return _NAME_LINK.sub(lambda match: match[1] if is_package(match[2]) else match[0], joined)


def _first_sentence(text: str) -> str:
    """Up to a period before a blank, unless the period follows a single capital letter, as in `J. S. Bach`."""
    before, last, dot = "", "", ""  # the three characters before the current one
    for at, char in enumerate(text):
        blank = char in " \n\r\t"
        if (blank and dot == "." and (not last.isupper() or before.isupper())) or dot in ("。", "．"):
            return text[:at]
        before, last, dot = last, dot, " " if blank else char
    return text
