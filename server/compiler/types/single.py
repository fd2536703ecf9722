"""Bodies of a package of which only the declarations are known, checked one at a time.

An imported package comes from export data, or is looked at on demand: its objects and types are there, and no body has
been checked. A body is checked against those very objects; so what it mentions is what everybody else means, and
nothing else of its package is looked at. Errors are not reported: a body that has one is broken.

The names of the package that a declaration can mention are those that stand in its text. They are entered into a scope
of this check's own: the package's may be a mapping that decodes what it is asked for (export_read.py).

Invariant: a body is checked at most once; the function that stands for it in `FuncBody` is an object of its own, whose
signature has the variables that the body mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.parse import with_body
from server.compiler.types.bodies import check_body
from server.compiler.types.checker import CheckConfig, Checker, DeclInfo, Env, Rules
from server.compiler.types.info import FuncBody, Info, TypedPackage
from server.compiler.types.objects import Func, Package, Scope
from server.compiler.types.resolve import import_scope
from server.compiler.types.universe import UNIVERSE
from server.diagnostics.collector import Collector
from server.source.span import Anchor

_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")


class SingleBodies:
    """The functions of one package."""

    def __init__(self, package: Package, files: Sequence[ast.FileTree], config: CheckConfig, rules: Rules) -> None:
        """`files` may be skimmed."""
        self.typed = TypedPackage(package, list(files), Info(), [], [], config.go_version, config.file_versions)
        self._checker = Checker(package, replace(config, ignore_bodies=False), Collector(), rules)
        self._files = {file.path: file for file in files}
        self._anchors: dict[Anchor, tuple[ast.FileTree, ast.DeclTree]] = {
            tree.anchor: (file, tree) for file in files for tree in file.decls
        }
        self._names = Scope(UNIVERSE)  # of the package, as far as they are needed
        self._scopes: dict[str, Scope] = {}  # of files, by path
        self._bodies: dict[Func, FuncBody | None] = {}

    def body_of(self, func: Func) -> FuncBody | None:
        """The checked body of a function of the package; None if it has none, or is not found."""
        if func not in self._bodies:
            self._bodies[func] = None
            found = self._find(func)
            body = self._check(func, *found) if found is not None else None
            if body is not None:
                self._bodies[func] = body
                self.typed.functions.append(body)
        return self._bodies[func]

    def declaration_of(self, func: Func) -> ast.DeclTree | None:
        """The declaration of a function of the package, perhaps without its body."""
        found = self._find(func)
        return found[1] if found is not None else None

    def _find(self, func: Func) -> tuple[ast.FileTree, ast.DeclTree] | None:
        """Where a function is declared; offsets of a file that was not parsed count from its beginning."""
        span = func.span
        file = self._files.get(span.anchor.path) if span is not None else None
        if span is None or file is None:
            return None
        found, start = self._anchors.get(span.anchor), span.start
        if found is None:
            at = max(bisect_right(file.bases, start) - 1, 0)
            found, start = (file, file.decls[at]), start - file.bases[at]
        decl = found[1].decl if found[1].keyword == "func" else None
        return found if isinstance(decl, ast.FuncDecl) and decl.name.start == start else None

    def _check(self, func: Func, file: ast.FileTree, skimmed: ast.DeclTree) -> FuncBody | None:
        tree = with_body(skimmed)
        decl = tree.decl
        if not isinstance(decl, ast.FuncDecl) or decl.body is None:
            return None
        c = self._checker
        c.info, c.diagnostics, c.failed = self.typed.info, Collector(), False
        self._enter_names(tree)
        obj = Func(func.name, func.package, func.span, decl=decl, pointer_receiver=func.pointer_receiver)
        info = DeclInfo(tree, self._scope(file), self.typed.language_of(tree))
        info.fdecl = decl
        c.decls[obj] = info
        c.info.defs[decl.name] = obj
        c.env = Env(tree, info.scope, info.version)
        c.declare_object(obj)
        c.process_delayed(0)
        job = c.bodies.pop()
        check_body(c, job.env, info, job.signature, job.body, None)
        c.process_delayed(0)
        c.record_untyped()
        return FuncBody(obj, decl, tree, broken=c.failed)

    def _enter_names(self, tree: ast.DeclTree) -> None:
        members = self.typed.package.members()
        for name in set(_IDENTIFIER.findall(tree.text.decode("utf-8", "replace"))):
            if name not in self._names.names and name in members:
                self._names.names[name] = members[name]

    def _scope(self, file: ast.FileTree) -> Scope:
        if file.path not in self._scopes:
            self._scopes[file.path] = import_scope(self._checker, file, self._names)
        return self._scopes[file.path]
