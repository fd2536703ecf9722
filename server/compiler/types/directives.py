"""Compiler directives: whether they stand where they mean something, and what they demand of their declarations.

gc finds fault with the place and form of a directive while it parses, so these errors stand beside type errors; what a
directive demands of its declaration it looks at only when the package is otherwise right, and the type of an embedding
variable last of all.

Source: https://pkg.go.dev/cmd/compile#hdr-Compiler_Directives, documentation of package embed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.directives import PlacedDirective, place_directives
from server.compiler.types.checker import Checker, Env
from server.compiler.types.model import Basic, Kind, Named, Slice, Type, unalias, underlying
from server.compiler.types.objects import Func, Object, Var
from server.compiler.types.version import allows
from server.diagnostics.codes import directives as rows
from server.source.span import Span

LINKNAMES: Final = ("go:linkname", "go:linknamestd")
_RUNTIME: Final = frozenset(("go:systemstack", "go:nowritebarrier", "go:nowritebarrierrec", "go:yeswritebarrierrec"))
_OF_FUNCTIONS: Final = _RUNTIME | {
    "go:cgo_unsafe_args",
    "go:nocheckptr",
    "go:noescape",
    "go:noinline",
    "go:norace",
    "go:nosplit",
    "go:registerparams",
    "go:uintptrescapes",
    "go:uintptrkeepalive",
}
_KNOWN: Final = _OF_FUNCTIONS | {"go:build"}  # the others say nothing about a declaration
_ALLOWED: Final = {"func": _OF_FUNCTIONS, "package": frozenset(("go:build",))}  # by keyword of the declaration
_USAGE: Final = {
    "go:linkname": (rows.LINKNAME_USAGE, (1, 2)),
    "go:linknamestd": (rows.LINKNAME_USAGE, (1, 2)),
    "go:wasmimport": (rows.WASMIMPORT_USAGE, (2,)),
    "go:wasmexport": (rows.WASMEXPORT_USAGE, (1,)),
}  # and how many arguments there may be
_PATTERN: Final = re.compile(r'\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s"`]\S*)(?=\s|$)')
_EMBED_VERSION: Final = (1, 16)
_LINKNAME_TARGET_VERSION: Final = (1, 18)


def check_directives(c: Checker, files: Sequence[ast.FileTree]) -> None:
    """Report what is wrong with the directives of a package, once all else is known about it."""
    if c.config.ignore_bodies or not files:
        return
    before = c.env
    right = not c.failed and not any(tree.errors for file in files for tree in (file.header, *file.decls))
    found = [_found(file) for file in files]
    for tree, one in _enter(c, found):
        _check_form(c, tree, one)
    if right and not c.failed:
        _check_owners(c, files, found)
        _check_functions(c, found, _check_linknames(c, files, found))
    if right and not c.failed:
        for _, one in _enter(c, found):
            _check_embedded_type(c, one)
    c.env = before


_Found = list[tuple[ast.DeclTree, PlacedDirective]]  # the directives of a file, with their declarations


def _found(file: ast.FileTree) -> _Found:
    return [(tree, one) for tree in (file.header, *file.decls) for one in place_directives(tree)]


def _enter(c: Checker, files: Sequence[_Found]) -> Iterator[tuple[ast.DeclTree, PlacedDirective]]:
    """Each directive, with the checker in its declaration."""
    for found in files:
        for tree, one in found:
            c.env = Env(tree, c.package.scope, c.config.go_version)
            yield tree, one


def _at(tree: ast.DeclTree, directive: ast.Directive) -> Span:
    return Span(tree.anchor, directive.start + len("//"), directive.end)


# Place and form


def _check_form(c: Checker, tree: ast.DeclTree, one: PlacedDirective) -> None:
    directive, name = one.directive, one.directive.name
    span = _at(tree, directive)
    arguments = directive.args.split()
    if not one.alone:
        c.error(rows.MISPLACED, span)
    elif name in _USAGE:
        row, counts = _USAGE[name]
        if arguments and len(arguments) not in counts:
            c.error(row, span, name)
    elif name == "go:embed":
        _check_patterns(c, directive.args, span)
        if one.owner is None and arguments:
            c.error(rows.EMBED_MISPLACED, span)
    else:
        _check_permission(c, directive, span)
        if one.owner is None and name in _KNOWN:
            c.error(rows.MISPLACED, span)


def _check_permission(c: Checker, directive: ast.Directive, span: Span) -> None:
    """Whether a package may use a directive at all."""
    name = directive.name
    if c.config.standard:
        return
    if name in _RUNTIME:
        c.error(rows.ONLY_IN_RUNTIME, span, name)
    elif name == "go:uintptrkeepalive":
        c.error(rows.ONLY_IN_STD, span, name)
    elif name.startswith("go:cgo_") and not (name == "go:cgo_import_dynamic" and len(directive.args.split()) >= 3):
        c.error(rows.ONLY_IN_CGO, span, f"{name} {directive.args}".rstrip())


def _check_patterns(c: Checker, text: str, span: Span) -> None:
    """Patterns are words, or Go strings. A list that breaks off counts as empty."""
    at = 0
    text = text.strip()
    while at < len(text):
        pattern = _PATTERN.match(text, at)
        if pattern is None:
            c.error(rows.EMBED_QUOTING, span, _badly_quoted(text[at:].lstrip()))
            break
        at = pattern.end()
    if at == 0 or at < len(text):
        c.error(rows.EMBED_USAGE, span)


def _badly_quoted(text: str) -> str:
    """What a message shows of a list of patterns from a bad one on: what follows the quotes, if they are closed."""
    closed = re.match(r'"(?:[^"\\]|\\.)*"|`[^`]*`', text)
    return text[closed.end() :] if closed else text


# Declarations


def _check_owners(c: Checker, files: Sequence[ast.FileTree], found: Sequence[_Found]) -> None:
    """Whether directives suit the declarations they belong to; of the embedding ones of a variable, the first."""
    for file, directives in zip(files, found):
        imports_embed = _imports(file, "embed")
        embedding: set[ast.Node] = set()
        for tree, one in _enter(c, [directives]):
            name, owner = one.directive.name, one.owner
            span = _at(tree, one.directive)
            if owner is None:
                continue
            if name in _KNOWN and name not in _ALLOWED.get(one.keyword, ()):
                c.error(rows.MISPLACED, span)
            elif name == "go:embed" and one.keyword != "var":
                c.error(rows.EMBED_MISPLACED, span)
            elif name == "go:embed" and owner not in embedding:
                assert isinstance(owner, ast.ValueSpec)
                embedding.add(owner)
                _check_embedding(c, owner, imports_embed, one.local, span)


def _check_embedding(c: Checker, spec: ast.ValueSpec, imports_embed: bool, local: bool, span: Span) -> None:
    if not imports_embed:
        c.error(rows.EMBED_NEEDS_IMPORT, span)
    elif len(spec.names) > 1:
        c.error(rows.EMBED_SEVERAL, span)
    elif spec.values:
        c.error(rows.EMBED_INITIALIZER, span)
    elif local:
        c.error(rows.EMBED_IN_FUNCTION, span)
    elif not allows(c.config.go_version, _EMBED_VERSION):
        c.error(rows.EMBED_VERSION, span)


def _check_embedded_type(c: Checker, one: PlacedDirective) -> None:
    """Spec of package embed: a string, a slice of bytes, or an embed.FS."""
    if one.directive.name != "go:embed" or not isinstance(one.owner, ast.ValueSpec):
        return
    obj = c.package.scope.names.get(one.owner.names[0].name)
    if isinstance(obj, Var) and obj.type is not None and not _can_embed(obj.type):
        c.error(rows.EMBED_TYPE, obj, obj.type)


def _can_embed(typ: Type) -> bool:
    bare = unalias(typ)
    if isinstance(bare, Named) and bare.obj.name == "FS" and bare.obj.package and bare.obj.package.path == "embed":
        return True
    under = underlying(bare)
    if isinstance(under, Slice):
        element = underlying(under.element)
        return isinstance(element, Basic) and element.kind is Kind.UINT8
    return isinstance(under, Basic) and under.kind is Kind.STRING


def _imports(file: ast.FileTree, path: str) -> bool:
    return any(
        isinstance(spec, ast.ImportSpec) and spec.path.value[1:-1] == path
        for tree in file.decls
        if tree.keyword == "import" and isinstance(tree.decl, ast.GenDecl)
        for spec in tree.decl.specs
    )


# Functions and link names


def _check_linknames(c: Checker, files: Sequence[ast.FileTree], found: Sequence[_Found]) -> set[Object]:
    """Report wrong link names; the functions and variables that have one."""
    renamed: set[Object] = set()
    for file, directives in zip(files, found):
        imports_unsafe = _imports(file, "unsafe")
        for tree, one in _enter(c, [directives]):
            name, arguments = one.directive.name, one.directive.args.split()
            if name not in LINKNAMES or not arguments:
                continue
            span = _at(tree, one.directive)
            obj = c.package.scope.names.get(arguments[0])
            if not imports_unsafe:
                c.error(rows.LINKNAME_NEEDS_UNSAFE, span, name)
            elif "[" in arguments[-1] and "]" in arguments[-1]:
                c.error(rows.LINKNAME_OF_INSTANCE, span, name)
            elif not isinstance(obj, Func | Var):
                if allows(c.config.go_version, _LINKNAME_TARGET_VERSION):
                    c.error(rows.LINKNAME_TARGET, span, name)
            elif obj in renamed:
                c.error(rows.DUPLICATE_LINKNAME, span, name, obj.name)
            else:
                renamed.add(obj)
    return renamed


def _check_functions(c: Checker, found: Sequence[_Found], renamed: set[Object]) -> None:
    """Whether functions have the bodies that they should have."""
    demands: dict[ast.Node, set[str]] = {}
    for directives in found:
        for _, one in directives:
            if isinstance(one.owner, ast.FuncDecl):
                demands.setdefault(one.owner, set()).add(one.directive.name)
    for obj, info in c.decls.items():
        decl = info.fdecl
        if not isinstance(obj, Func) or decl is None:
            continue
        c.env = Env(info.tree, c.package.scope, c.config.go_version)
        at = decl.recv if decl.recv is not None else decl.name
        names = demands.get(decl, set())
        if "go:nosplit" in names and "go:systemstack" in names:
            c.error(rows.NOSPLIT_AND_SYSTEMSTACK, at)
        if decl.body is None:
            if (c.config.complete or obj.name == "init") and obj not in renamed:
                c.error(rows.MISSING_BODY, at)
            continue
        if "go:noescape" in names:
            c.error(rows.EXTERNAL_ONLY, at, "noescape")
        if "go:uintptrkeepalive" in names and not names & {"go:uintptrescapes", "go:nosplit"}:
            c.error(rows.KEEPALIVE_NEEDS_NOSPLIT, at)
