"""The state of one check and the thin dispatcher that the rules of each construct call back into.

A `Checker` holds what is known so far; the rules live in files by language construct and are reached through `Rules`,
a table that check.py fills. A rule receives the checker, an operand to fill in, and the syntax node. Where checking
currently takes place (declaration, scope, function) is the `Env`, replaced when another declaration is entered.

Checks that need complete types are put off with `later`; they run in the environment they were made in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Protocol

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.print import expression_text
from server.compiler.types.constant import Constant
from server.compiler.types.info import Info, Mode, TypeAndValue
from server.compiler.types.model import Basic, Signature, Tuple, Type
from server.compiler.types.mono import InstanceGraph
from server.compiler.types.objects import Func, Object, Package, PkgName, Scope, TypeName, Var
from server.compiler.types.operand import Operand, describe
from server.compiler.types.predicates import is_untyped
from server.compiler.types.sizes import Sizes
from server.compiler.types.typestring import type_string
from server.compiler.types.universe import INVALID
from server.compiler.types.version import Version, allows, version_string
from server.diagnostics.collector import Collector
from server.diagnostics.data import Related, Row, Severity
from server.source.span import Span


class Cancelled(Exception):
    """The caller's `cancelled` said yes."""


class Importer(Protocol):
    """Finds the package of an import path; None when there is none (the driver has said why)."""

    def __call__(self, path: str) -> Package | None: ...


@dataclass(slots=True)
class CheckConfig:
    """What the caller decides."""

    sizes: Sizes
    importer: Importer
    go_version: Version | None = None  # the language version of the module; None: the newest
    file_versions: dict[str, Version] = field(default_factory=dict)  # by path, from //go:build lines
    reports_imports: bool = False  # whether an import that the importer does not find is an error of ours
    ignore_bodies: bool = False  # for imported packages: declarations only
    trusted: bool = False  # and these are known to be right: an initialiser whose type can be seen is not looked at
    standard: bool = False  # of the standard library, where directives are allowed that others may not use
    library: bool = False  # even a package main is one to be imported
    complete: bool = False  # nothing but Go files: every function has a body
    cancelled: Callable[[], bool] = lambda: False  # polled once per declaration; raises Cancelled
    place: Callable[[Span], str] | None = None  # `file:line:col` of a span, for places named inside a message


class Kind(Enum):
    """How an expression may be used where a statement is wanted."""

    CONVERSION = auto()
    EXPRESSION = auto()
    STATEMENT = auto()


class DeclInfo:
    """What is known of a package-level object before its type is: where and how it is declared."""

    __slots__ = ("deps", "fdecl", "inherited", "init", "iota", "lhs", "scope", "tdecl", "tree", "type", "version")

    def __init__(self, tree: ast.DeclTree, scope: Scope, version: Version | None) -> None:
        self.tree = tree
        self.scope = scope  # the scope of its file
        self.version = version
        self.lhs: list[Var] | None = None  # all variables of `var a, b = f()`
        self.type: ast.Expr | None = None
        self.init: ast.Expr | None = None
        self.inherited = False  # type and init are those of an earlier line of the const group
        self.iota = 0
        self.tdecl: ast.TypeSpec | None = None
        self.fdecl: ast.FuncDecl | None = None
        self.deps: dict[Object, None] = {}  # package-level objects that the initialiser or body mentions


@dataclass(slots=True, eq=False)
class Env:
    """Where checking takes place."""

    tree: ast.DeclTree
    scope: Scope
    version: Version | None
    decl: DeclInfo | None = None  # whose dependencies are being recorded
    iota: int | None = None
    error_span: Span | None = None  # where errors of an inherited constant initialiser are reported
    signature: Signature | None = None  # of the function whose body is checked
    locals: list[Var] = field(default_factory=list)  # local variables declared so far, for "declared and not used"
    panics: set[ast.CallExpr] = field(default_factory=set)  # calls of the predeclared panic
    has_label: bool = False
    has_call_or_recv: bool = False


@dataclass(slots=True, eq=False)
class BodyJob:
    """The body of a declared function, to be checked in the environment of its declaration."""

    obj: Func
    decl: DeclInfo
    env: Env
    signature: Signature
    body: ast.BlockStmt


@dataclass(slots=True)
class Target:
    """A function type that a generic function is assigned to, and how the place is called."""

    signature: Signature
    description: str


@dataclass(slots=True)
class Untyped:
    """What is recorded of an expression whose type is not final yet."""

    mode: Mode
    type: Basic
    value: Constant | None
    is_shift_operand: bool = False  # left operand of a non-constant shift: the final type must be an integer


ExprRule = Callable[..., Kind]


@dataclass(slots=True)
class Rules:
    """The rules by construct."""

    expr: dict[type, ExprRule]
    stmt: dict[type, Callable[..., None]]
    type: dict[type, Callable[..., Type]]
    no_type: Callable[..., Type]  # for expressions that cannot be types
    declare: Callable[[Checker, Object], None]
    convert_untyped: Callable[[Checker, Operand, Type], None]
    non_generic: Callable[[Checker, Target | None, Operand], None]
    variable_type: Callable[[Checker, ast.Expr], Type]


_VERSION_ERROR: Final = re.compile(r"requires go[0-9]+\.[0-9]+ or later")
_FOLLOW_ON: Final = ("invalid operand", "invalid type")


class Checker:
    """One check of one package."""

    def __init__(self, package: Package, config: CheckConfig, diagnostics: Collector, rules: Rules) -> None:
        self.package = package
        self.config = config
        self.sizes = config.sizes
        self.diagnostics = diagnostics
        self.rules = rules
        self.info = Info()
        self.decls: dict[Object, DeclInfo] = {}  # package-level objects and methods, in source order
        self.methods: dict[TypeName, list[Func]] = {}  # methods not yet attached to their type
        self.imports: list[PkgName] = []
        self.used_imports: set[PkgName] = set()
        self.bodies: list[BodyJob] = []  # of declared functions, checked when all else is
        self.dot_imports: dict[tuple[Scope, str], PkgName] = {}
        self.path: list[Object] = []  # objects being declared, outermost first
        self.path_index: dict[Object, int] = {}
        self.in_type_params = False  # inside a type parameter list
        self.untyped: dict[ast.Expr, Untyped] = {}
        self.delayed: list[tuple[Callable[[], None], Env]] = []
        self.instances = InstanceGraph()
        self.function_scopes: dict[Signature, Scope] = {}  # receiver, type parameters, parameters and results
        self.instance_spans: dict[Type, Span | None] = {}  # where an instance was first written
        self.finite_types: set[Type] = set()  # types known not to contain themselves
        self.variable_size: dict[Type, bool] = {}  # whether the size of a type depends on type parameters
        self.failed = False  # an error has been reported
        self.asked_failed = False  # whether one was reported or dropped depended on `failed`
        self.asked_place = False  # a message names a place, which moves with the lines above it
        self.broken_anchors: set[object] = set()  # anchors of declarations with errors
        self.env: Env
        self._names_of_paths: dict[str, set[str]] | None = None

    # Names and text

    def lookup(self, name: str) -> Object | None:
        """What a name denotes here."""
        scope: Scope | None = self.env.scope
        while scope is not None:
            obj = scope.names.get(name)
            if obj is not None:
                return obj
            scope = scope.parent
        return None

    def lookup_scope(self, name: str) -> tuple[Scope | None, Object | None]:
        """The same with the scope that holds it."""
        scope: Scope | None = self.env.scope
        while scope is not None:
            obj = scope.names.get(name)
            if obj is not None:
                return scope, obj
            scope = scope.parent
        return None, None

    def qualify(self, package: Package) -> str:
        """The qualifier of messages: "" for this package, the quoted path where the name is ambiguous."""
        if package is self.package:
            return ""
        if self._names_of_paths is None:
            self._names_of_paths = {}
            self._collect_names(self.package, set())
        if len(self._names_of_paths.get(package.name, ())) > 1:
            return f'"{package.path}"'
        return package.name

    def _collect_names(self, package: Package, seen: set[int]) -> None:
        assert self._names_of_paths is not None
        pending = [package]
        while pending:
            one = pending.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            self._names_of_paths.setdefault(one.name, set()).add(one.path)
            pending.extend(one.imports)
            for path, name in one.behind:
                self._names_of_paths.setdefault(name, set()).add(path)

    def show(self, item: object) -> str:
        """A message's argument as text: operands, types, expressions and plain values."""
        if isinstance(item, Operand):
            return describe(item, self.qualify)
        if isinstance(item, ast.Node):
            return expression_text(item)
        if isinstance(item, Type):
            return type_string(item, self.qualify)
        return str(item)

    def place_of(self, span: Span | None) -> str:
        """`file:line:col` as gc writes it inside a message, if the caller can tell."""
        if span is None or self.config.place is None:
            return "this package"
        self.asked_place = True
        return self.config.place(span)

    # Errors

    def span_of(self, at: ast.Node | Operand | Object | Span | None) -> Span | None:
        """Where a message about it belongs; nodes belong to the current declaration."""
        if isinstance(at, Operand):
            at = at.expr
        if isinstance(at, ast.Node):
            return Span(self.env.tree.anchor, at.start, at.end)
        if at is None or isinstance(at, Span):
            return at
        return at.span

    def at_offset(self, offset: int, length: int = 1) -> Span:
        """The span of a token of the current declaration."""
        return Span(self.env.tree.anchor, offset, offset + length)

    def operator_span(self, expr: ast.Expr) -> Span:
        """Where gc places a node itself, as opposed to its first operand: the bracket, dot or operator."""
        match expr:
            case ast.IndexExpr():
                return self.at_offset(expr.lbrack)
            case ast.CallExpr():
                return self.at_offset(expr.lparen)
            case ast.SelectorExpr():
                return self.at_offset(expr.x.end)
            case ast.BinaryExpr():
                return self.at_offset(expr.op_pos, len(expr.op))
        return Span(self.env.tree.anchor, expr.start, expr.end)

    def error(
        self,
        row: Row,
        at: ast.Node | Operand | Object | Span | None,
        *args: object,
        related: Sequence[Related] = (),
    ) -> None:
        """Report one finding, unless it only follows from an earlier one."""
        shown = tuple(self.show(arg) for arg in args)
        text = row.template.format(*shown)
        if any(text.find(mark) > 0 for mark in _FOLLOW_ON):
            self.asked_failed = True
            if self.failed:
                return
        span = self.span_of(at)
        if self.env.error_span is not None:
            span = self.env.error_span
        if self.env.tree.spoiled:
            self.failed = True  # a declaration with a syntax error has no more to say
            return
        if row.severity is Severity.ERROR:
            self.failed = True
            if span is not None:
                self.broken_anchors.add(span.anchor)
            self.broken_anchors.add(self.env.tree.anchor)
        hint = self._version_hint(span) if _VERSION_ERROR.search(text) else ""
        self.diagnostics.report(row, span, *shown, related=tuple(related), hint=hint)

    def _version_hint(self, span: Span | None) -> str:
        """Where the language version comes from that an error complains about."""
        declared = self.config.file_versions.get(span.anchor.path) if span else None
        if declared is not None:
            return f"file declares //go:build {version_string(declared)}"
        language = self.config.go_version
        return f"-lang was set to {version_string(language)}; check go.mod" if language else ""

    def other_declaration(self, obj: Object) -> list[Related]:
        """ "other declaration of x", where x has a place in the source."""
        if obj.span is None:
            return []
        return [Related(obj.span, f"other declaration of {obj.name}")]

    # Versions and cancelling

    def allows(self, version: Version) -> bool:
        """Whether the language version in force here has a feature of `version`."""
        return allows(self.env.version, version)

    def poll(self) -> None:
        """Stop if the caller wants to."""
        if self.config.cancelled():
            raise Cancelled

    # Delayed checks

    def later(self, action: Callable[[], None]) -> None:
        """Run a check when the types it looks at are complete: at the latest at the end of the statement."""
        self.delayed.append((action, self.env))

    def process_delayed(self, top: int) -> None:
        """Run the checks delayed since `top`, and those that they delay."""
        if len(self.delayed) <= top:
            return
        env = self.env
        at = top
        while at < len(self.delayed):
            action, self.env = self.delayed[at]
            at += 1
            action()
        del self.delayed[top:]
        self.env = env

    # Recording

    def record(self, x: Operand) -> None:
        """Note mode, type and value of a checked expression."""
        if x.mode is Mode.INVALID:
            return
        assert x.expr is not None
        typ = x.type if x.mode is not Mode.NO_VALUE else Tuple([])
        if type(typ) is Basic and is_untyped(typ):
            value = x.value if x.mode is Mode.CONSTANT else None
            self.untyped[x.expr] = Untyped(x.mode, typ, value)
        else:
            self.info.types[x.expr] = TypeAndValue(x.mode, typ, x.value if x.mode is Mode.CONSTANT else None)

    def record_type(self, expr: ast.Node, mode: Mode, typ: Type, value: Constant | None = None) -> None:
        """Note an expression's final mode and type."""
        if mode is not Mode.INVALID:
            self.info.types[expr] = TypeAndValue(mode, typ, value)

    def record_untyped(self) -> None:
        """Expressions that stayed untyped keep that type."""
        for expr, info in self.untyped.items():
            self.info.types[expr] = TypeAndValue(info.mode, info.type, info.value)
        self.untyped.clear()

    def add_dependency(self, obj: Object) -> None:
        """The declaration being checked mentions a package-level object."""
        decl = self.env.decl
        if decl is not None and obj in self.decls:
            decl.deps[obj] = None

    # The dispatcher

    def raw_expr(
        self,
        target: Target | None,
        x: Operand,
        expr: ast.Expr,
        hint: Type | None = None,
        allow_generic: bool = False,
    ) -> Kind:
        """Check an expression or type of any kind into x. `hint` is the element type of an enclosing literal."""
        x.mode = Mode.INVALID
        x.type = INVALID
        x.value = None
        kind = self.rules.expr[type(expr)](self, x, expr, target, hint)
        x.expr = expr
        if not allow_generic:
            self.rules.non_generic(self, target, x)
        self.record(x)
        return kind

    def type_expr(self, expr: ast.Expr, owner: TypeName | None = None) -> Type:
        """The type that an expression denotes, possibly generic; `owner` is the name being declared as it."""
        return self.rules.type.get(type(expr), self.rules.no_type)(self, expr, owner)

    def stmt(self, context: int, stmt: ast.Stmt) -> None:
        """Check a statement; context is the StmtContext in which it stands."""
        top = len(self.delayed)
        self.rules.stmt[type(stmt)](self, context, stmt)
        if len(self.delayed) > top:
            self.process_delayed(top)

    def declare_object(self, obj: Object) -> None:
        """Make sure that a package-level object has its type."""
        self.rules.declare(self, obj)

    def convert_untyped(self, x: Operand, target: Type) -> None:
        """Give an untyped operand the target type, or report why not."""
        self.rules.convert_untyped(self, x, target)

    # Scopes

    def open_scope(self) -> None:
        """Enter a block."""
        self.env.scope = Scope(self.env.scope)

    def close_scope(self) -> None:
        """Leave it."""
        parent = self.env.scope.parent
        assert parent is not None
        self.env.scope = parent
