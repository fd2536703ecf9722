"""What the checker found out: the typed package that IR building and the editor read.

The maps are keyed by syntax node identity, as in Go's own go/types.Info.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.model import Type
from server.compiler.types.objects import Func, Object, Package, Var
from server.compiler.types.version import Version


class Mode(Enum):
    """What kind of operand an expression is."""

    INVALID = "invalid operand"  # during checking only; never recorded
    NO_VALUE = "no value"
    BUILTIN = "built-in"
    TYPE = "type"
    CONSTANT = "constant"
    VARIABLE = "variable"  # addressable
    MAP_INDEX = "map index expression"
    VALUE = "value"
    NIL = "nil"
    COMMA_OK = "comma, ok expression"


class TypeAndValue:
    """Mode and type of an expression, and its value if it is a constant.

    Untyped expressions carry their final type, after conversion to the type that the context wants. Every expression
    gets one: written out, for what `dataclass` generates is never compiled.
    """

    __slots__ = ("mode", "type", "value")

    def __init__(self, mode: Mode, type_: Type, value: Constant | None = None) -> None:
        self.mode = mode
        self.type = type_
        self.value = value


@dataclass(slots=True, eq=False)
class Selection:
    """`x.f` that is not a qualified identifier.

    kind: "field", "method" (x.f is a method value or is called) or "method expr" (T.f).
    path: field indices through embedded structs, the last one being the field itself or the method's index.
    indirect: whether a pointer is followed on the way.
    """

    kind: str
    recv: Type
    obj: Var | Func
    path: tuple[int, ...]
    indirect: bool


@dataclass(slots=True, eq=False)
class Instance:
    """Type arguments and resulting type of an instantiated generic name"""

    type_args: list[Type]
    type: Type


@dataclass(slots=True, eq=False)
class Info:
    """The maps; one Info per package."""

    types: dict[ast.Node, TypeAndValue] = field(default_factory=dict)  # every expression
    defs: dict[ast.Ident, Object | None] = field(default_factory=dict)
    uses: dict[ast.Ident, Object] = field(default_factory=dict)
    implicits: dict[ast.Node, Object] = field(default_factory=dict)  # e.g. a type switch clause's variable
    selections: dict[ast.SelectorExpr, Selection] = field(default_factory=dict)
    instances: dict[ast.Ident, Instance] = field(default_factory=dict)
    not_evaluated: set[ast.Expr] = field(default_factory=set)  # range operands of which only the length counts


@dataclass(slots=True, eq=False)
class Initializer:
    """`lhs = rhs` at package level, in initialisation order; lhs is empty if all of it is blank."""

    lhs: list[Var]
    rhs: ast.Expr
    tree: ast.DeclTree


@dataclass(slots=True, eq=False)
class FuncBody:
    """A declared function with a body: its object, syntax and the declaration it stands in.

    `broken` says that an error was found in it; it then has no IR.
    """

    obj: Func
    decl: ast.FuncDecl
    tree: ast.DeclTree
    broken: bool = False


@dataclass(slots=True, eq=False)
class TypedPackage:
    """The result of checking one package."""

    package: Package
    files: list[ast.FileTree]
    info: Info
    functions: list[FuncBody]  # in source order, methods and init functions included
    init_order: list[Initializer]
    language: Version | None = None  # of the module; None: the newest
    file_versions: Mapping[str, Version] = field(default_factory=dict)  # by path, where a file says its own

    def language_of(self, tree: ast.DeclTree) -> Version | None:
        """The language version of a declaration; None: the newest."""
        return self.file_versions.get(tree.anchor.path, self.language)
