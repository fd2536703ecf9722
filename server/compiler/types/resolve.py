"""Collecting the package-level objects of all files, before any of them has a type.

Every object gets a `DeclInfo`; methods wait in `Checker.methods` until their type is declared. Spec: "Declarations and
scope", "Import declarations", "Program initialization and execution".
"""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker, DeclInfo, Env
from server.compiler.types.constgroup import ConstLine, const_lines, report_arity
from server.compiler.types.instances import require_version
from server.compiler.types.litvalue import string_value
from server.compiler.types.objects import Const, Func, Object, Package, PkgName, Scope, TypeName, Var
from server.compiler.types.signature import declare, unpack_receiver
from server.compiler.types.structural import is_exported
from server.compiler.types.universe import UNSAFE
from server.compiler.types.version import GO1_18, GO1_27
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Related

_ILLEGAL_IN_PATH = frozenset("!\"#$%&'()*,:;<=>?[\\]^{|}`\ufffd")


def collect_objects(c: Checker, files: list[ast.FileTree]) -> None:
    """Declare the names of all files in the package's scope."""
    collector = _Collector(c)
    scopes: list[Scope] = []
    for file in files:
        scopes.append(collector.file(file))
    collector.report_import_conflicts(scopes)
    collector.attach_methods()


def import_scope(c: Checker, file: ast.FileTree, around: Scope) -> Scope:
    """The scope of a file with its imports alone; `around` holds the names of the package."""
    collector, scope = _Collector(c), Scope(around)
    imports = list(c.package.imports)
    for tree in file.decls:
        decl = tree.decl if tree.keyword == "import" else None
        if isinstance(decl, ast.GenDecl):
            c.env = Env(tree, scope, c.config.go_version)
            for spec in decl.specs:
                if isinstance(spec, ast.ImportSpec):
                    collector.import_spec(spec, scope)
    c.package.imports[:] = imports  # the package is shared: it keeps those that it had
    return scope


class _Collector:
    """The pass over all files."""

    def __init__(self, c: Checker) -> None:
        self.c = c
        self._methods: list[tuple[Func, bool, str]] = []  # method, pointer receiver, name of its base type
        self._packages: dict[str, Package | None] = {}

    def file(self, file: ast.FileTree) -> Scope:
        """Declare the names of one file; its own scope holds the imports."""
        c = self.c
        scope = Scope(c.package.scope)
        version = c.config.file_versions.get(file.path, c.config.go_version)
        for tree in file.decls:
            c.env = Env(tree, scope, version)
            decl = tree.decl
            if isinstance(decl, ast.FuncDecl):
                self._func(decl)
            elif isinstance(decl, ast.GenDecl):
                self._general(decl, scope)
        return scope

    def _general(self, decl: ast.GenDecl, scope: Scope) -> None:
        if decl.tok == "const":
            for line in const_lines(decl):
                self._const(line)
            return
        for spec in decl.specs:
            match spec:
                case ast.ImportSpec():
                    self.import_spec(spec, scope)
                case ast.ValueSpec():
                    self._var(spec)
                case ast.TypeSpec():
                    obj = TypeName(spec.name.name, self.c.package, self.c.span_of(spec.name))
                    info = self._info()
                    info.tdecl = spec
                    self._declare(spec.name, obj, info)

    def _info(self) -> DeclInfo:
        env = self.c.env
        return DeclInfo(env.tree, env.scope, env.version)

    def _declare(self, ident: ast.Ident, obj: Object, info: DeclInfo) -> None:
        c = self.c
        # Spec: init can only be a function, and so can main in package main.
        if ident.name == "init":
            c.error(rows.INIT_NOT_FUNC, ident)
            return
        if ident.name == "main" and c.package.name == "main":
            c.error(rows.MAIN_NOT_FUNC, ident)
            return
        declare(c, c.package.scope, ident, obj)
        c.decls[obj] = info

    def _const(self, line: ConstLine) -> None:
        for i, ident in enumerate(line.spec.names):
            obj = Const(ident.name, self.c.package, self.c.span_of(ident))
            info = self._info()
            info.type = line.type
            info.init = line.values[i] if i < len(line.values) else None
            info.inherited = line.inherited
            info.iota = line.spec.iota
            self._declare(ident, obj, info)
        report_arity(self.c, line)

    def _var(self, spec: ast.ValueSpec) -> None:
        c = self.c
        variables = [Var(i.name, c.package, c.span_of(i), is_global=True) for i in spec.names]
        shared: DeclInfo | None = None
        if len(spec.values) == 1:
            shared = self._info()
            shared.lhs, shared.type, shared.init = variables, spec.type, spec.values[0]
        for i, (ident, obj) in enumerate(zip(spec.names, variables)):
            info = shared or self._info()
            if shared is None:
                info.type = spec.type
                info.init = spec.values[i] if i < len(spec.values) else None
            self._declare(ident, obj, info)
        if spec.type is None or spec.values:
            report_arity(c, ConstLine(spec, spec.type, spec.values, False, constant=False))

    # Functions

    def _func(self, decl: ast.FuncDecl) -> None:
        c, name = self.c, decl.name.name
        obj = Func(name, c.package, c.span_of(decl.name), decl=decl)
        if decl.recv is None:
            self._plain_func(decl, obj)
        else:
            if decl.type.type_params is not None:
                require_version(c, decl.type.type_params, GO1_27, "generic method")
            self._method(decl, obj)
            c.info.defs[decl.name] = obj
        info = self._info()
        info.fdecl = decl
        c.decls[obj] = info

    def _plain_func(self, decl: ast.FuncDecl, obj: Func) -> None:
        c, name = self.c, obj.name
        is_init = name == "init"
        if is_init or (name == "main" and c.package.name == "main"):
            if decl.type.type_params is not None:
                at = decl.type.type_params.fields[0] if decl.type.type_params.fields else decl.name
                c.error(rows.INIT_TYPE_PARAMS if is_init else rows.MAIN_TYPE_PARAMS, at, name)
            has_results = decl.type.results is not None and decl.type.results.fields
            if decl.type.params.fields or has_results:
                c.error(rows.INIT_SIGNATURE if is_init else rows.MAIN_SIGNATURE, decl.name, name)
        elif decl.type.type_params is not None:
            require_version(c, decl.type.type_params, GO1_18, "type parameter")
        if is_init:
            c.info.defs[decl.name] = obj
            if decl.body is None:
                c.error(rows.INIT_WITHOUT_BODY, decl.name)
            return
        declare(c, c.package.scope, decl.name, obj)

    def _method(self, decl: ast.FuncDecl, obj: Func) -> None:
        assert decl.recv is not None
        if not decl.recv.fields:
            return
        is_pointer, base, _ = unpack_receiver(decl.recv.fields[0].type)
        if isinstance(base, ast.Ident) and obj.name != "_":
            self._methods.append((obj, is_pointer, base.name))

    def attach_methods(self) -> None:
        """Note for each type the methods that name it as their receiver's base."""
        for obj, is_pointer, name in self._methods:
            base = self._base_type(name, is_pointer)
            if base is not None:
                type_name, obj.pointer_receiver = base
                self.c.methods.setdefault(type_name, []).append(obj)

    def _base_type(self, name: str, is_pointer: bool) -> tuple[TypeName, bool] | None:
        """The defined type that a receiver's base names, through aliases; and whether it is a pointer to it."""
        seen: set[str] = set()
        while name not in seen:
            seen.add(name)
            obj = self.c.package.scope.names.get(name)
            if not isinstance(obj, TypeName) or obj not in self.c.decls:
                return None
            spec = self.c.decls[obj].tdecl
            if spec is None or (spec.assign_pos >= 0 and spec.type_params is not None):
                return None
            if spec.assign_pos < 0:
                return obj, is_pointer
            expr = spec.type
            while isinstance(expr, ast.ParenExpr):
                expr = expr.x
            if isinstance(expr, ast.StarExpr):
                if is_pointer:
                    return None
                is_pointer, expr = True, expr.x
                while isinstance(expr, ast.ParenExpr):
                    expr = expr.x
            if not isinstance(expr, ast.Ident):
                return None
            name = expr.name
        return None

    # Imports

    def import_spec(self, spec: ast.ImportSpec, scope: Scope) -> None:
        """Declare what a file imports."""
        c = self.c
        data = string_value(spec.path.value)
        path = data.decode("utf-8", "replace") if data is not None else ""
        problem = _path_problem(path)
        if problem:
            c.error(rows.INVALID_IMPORT_PATH, spec.path, problem)
            return
        if path == "C" and spec.name is not None:
            c.error(rows.RENAMED_C, spec.name)
            return
        imported = self._load(path)
        if path == "C":  # the driver says what cgo means for the binary
            imported = Package("C", "C", Scope(None), fake=True)
        if imported is None:
            if c.config.reports_imports:
                why = "import path cannot be absolute path" if path.startswith("/") else "file not found"
                c.error(rows.BROKEN_IMPORT, spec.path, path, why)
            # Whatever is used of it is taken to be right.
            imported = Package(path, path.rstrip("/").rsplit("/", 1)[-1], Scope(None), fake=True)
        name = spec.name.name if spec.name is not None else imported.name
        if name == "init":
            c.error(rows.IMPORT_AS_INIT, spec)
            return
        if imported not in c.package.imports:
            c.package.imports.append(imported)
        obj = PkgName(name, c.package, c.span_of(spec.name or spec.path), imported)
        if spec.name is not None:
            c.info.defs[spec.name] = obj
        else:
            c.info.implicits[spec] = obj
        c.imports.append(obj)
        if imported.fake:
            c.used_imports.add(obj)
        if name == ".":
            self._dot_import(obj, scope)
        else:
            declare(c, scope, None, obj)

    def _load(self, path: str) -> Package | None:
        if path == "unsafe":
            return UNSAFE
        if path not in self._packages:
            self._packages[path] = self.c.config.importer(path)
        return self._packages[path]

    def _dot_import(self, obj: PkgName, scope: Scope) -> None:
        for name, imported in obj.imported.members().items():
            if not is_exported(name):
                continue
            other = scope.names.get(name)
            if other is not None:
                self.c.error(rows.REDECLARED, obj, name, related=self.c.other_declaration(other))
                continue
            scope.names[name] = imported
            self.c.dot_imports[scope, name] = obj

    def report_import_conflicts(self, scopes: list[Scope]) -> None:
        """A name may not be both imported by a file and declared in the package."""
        c = self.c
        for scope in scopes:
            for name, obj in scope.names.items():
                other = c.package.scope.names.get(name)
                if other is None:
                    continue
                if isinstance(obj, PkgName):
                    row, package = rows.DECLARED_THROUGH_IMPORT, obj.imported
                else:
                    row, package = rows.DECLARED_THROUGH_DOT_IMPORT, obj.package or UNSAFE
                what = f'package {package.name} ("{package.path}")'
                related = [Related(obj.span, f"other declaration of {name}")] if obj.span is not None else []
                c.error(row, other, name, what, related=related)


def _path_problem(path: str) -> str:
    if not path:
        return "empty string"
    for char in path:
        if not char.isprintable() or char == " " or char in _ILLEGAL_IN_PATH:
            return f"invalid character U+{ord(char):04X}" + (f" '{char}'" if char.isprintable() else "")
    return ""
