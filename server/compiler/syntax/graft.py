"""Tells an edit inside function bodies from any other, and lets the edited declarations keep what did not change.

A declaration whose text is the same up to the brace that opens its body has the same signature, at the same offsets.
The new version then takes over the old one's anchor and the nodes of its signature, so that everything that is known by
anchor or node about the signature (objects, types, spans) still holds.
"""

from collections.abc import Sequence
from dataclasses import replace

from server.compiler.syntax.nodes import DeclContent, DeclTree, FileTree, FuncDecl


def graft_bodies(
    before: Sequence[FileTree], after: Sequence[FileTree]
) -> tuple[list[FileTree], dict[DeclTree, DeclTree]] | None:
    """The files of the new version with the old signatures, and the declarations that changed (old -> new).

    None when the files differ elsewhere than inside bodies.
    """
    if [tree.path for tree in before] != [tree.path for tree in after]:
        return None
    grafted: list[FileTree] = []
    edited: dict[DeclTree, DeclTree] = {}
    for old_file, new_file in zip(before, after):
        if old_file.header is not new_file.header or len(old_file.decls) != len(new_file.decls):
            return None
        decls = []
        for old, new in zip(old_file.decls, new_file.decls):
            kept = new if new is old else _graft(old, new)
            if kept is None:
                return None
            if kept is not old:
                edited[old] = kept
            decls.append(kept)
        grafted.append(replace(new_file, decls=decls))
    return grafted, edited


def _graft(old: DeclTree, new: DeclTree) -> DeclTree | None:
    was, now = old.decl, new.decl
    if not isinstance(was, FuncDecl) or not isinstance(now, FuncDecl) or was.body is None or now.body is None:
        return None
    if now.body.start != was.body.start or not new.text.startswith(old.text[: was.body.start + 1]):
        return None
    decl = FuncDecl(now.start, now.end, was.recv, was.name, was.type, now.body)
    return DeclTree(old.anchor, new.text, DeclContent(decl, new.directives, new.errors), new.keyword)
