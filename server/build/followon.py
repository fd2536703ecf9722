"""Errors that only follow from a syntax error elsewhere in the package.

gc stops after syntax errors. The editor goes on, so that one spoiled declaration leaves the others their types, but
then a name that the spoiled text declares is "undefined", and an import that only it uses is "not used". Such errors
are dropped: those of the kinds below that speak of an identifier which occurs in a spoiled declaration, and those
inside one, for only a part of it was understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Final

from server.compiler.syntax.nodes import FileTree
from server.diagnostics.data import Diagnostic
from server.source.span import Anchor

KINDS: Final = frozenset(
    ("UndeclaredName", "UndeclaredImportedName", "MissingFieldOrMethod", "MissingMethod", "UnusedImport", "UnusedVar")
)

_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def without_follow_on(found: Iterable[Diagnostic], trees: Iterable[FileTree]) -> list[Diagnostic]:
    """The diagnostics of the type checker that would stand without the syntax errors in `trees`."""
    spoiled = {decl.anchor: decl.text for tree in trees for decl in tree.decls if decl.spoiled}
    if not spoiled:
        return list(found)
    names = {name for text in spoiled.values() for name in _IDENTIFIER.findall(text.decode("utf-8", "replace"))}
    return [item for item in found if _stands_alone(item, spoiled.keys(), names)]


def _stands_alone(item: Diagnostic, spoiled: Set[Anchor], names: set[str]) -> bool:
    if item.span is not None and item.span.anchor in spoiled:
        return False
    return item.row.code not in KINDS or names.isdisjoint(_mentioned(item))


def _mentioned(item: Diagnostic) -> set[str]:
    return {name for arg in item.args for name in _IDENTIFIER.findall(arg)}
