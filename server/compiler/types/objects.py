"""Objects: what names denote. Spec: "Declarations and scope".

One dataclass per kind of object. `span` is the declaring identifier; None for what no source declares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.lazy import LOCK
from server.compiler.types.model import Signature, Type
from server.source.span import Span


@dataclass(slots=True, eq=False)
class Scope:
    """A lexical block: its names, and the block around it."""

    parent: Scope | None
    names: dict[str, Object] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Package:
    """A package: import path, name as declared, its scope, the packages it imports."""

    path: str
    name: str
    scope: Scope
    imports: list[Package] = field(default_factory=list)
    # Of a package that is looked at on demand (ondemand.py):
    collect: Callable[[], None] | None = None  # fills in the scope
    resolve: Callable[[Object], None] | None = None  # gives an object its type
    # Of one that was read from export data (export_read.py): path and name of every package that it needs
    behind: tuple[tuple[str, str], ...] = ()
    library: bool = False  # a package main that is imported: by the program that runs its tests
    fake: bool = False  # stands for one that could not be imported; nothing is known of its names

    def members(self) -> Mapping[str, Object]:
        """The package-level names, for an importer.

        No `dict` for mypyc, whose fast calls of dict.get pass over what a subclass does (export_read.py has one).
        """
        if self.collect is not None:
            self.collect()
        return self.scope.names


@dataclass(slots=True, eq=False)
class PkgName:
    """An imported package under its name in one file"""

    name: str
    package: Package | None  # the importing package
    span: Span | None
    imported: Package
    type: Type | None = None  # always None: a package is not a value


@dataclass(slots=True, eq=False)
class Const:
    """A constant; value is None when it could not be determined (already reported)."""

    name: str
    package: Package | None
    span: Span | None
    type: Type | None = None
    value: Constant | None = None


@dataclass(slots=True, eq=False)
class TypeName:
    """The name of a type: defined, alias, predeclared or type parameter"""

    name: str
    package: Package | None
    span: Span | None
    type: Type | None = None
    local: bool = False  # declared inside a function
    place: str = ""  # of a local type: tells it apart from others of its name in the package, the same in every check


@dataclass(slots=True, eq=False)
class Var:
    """A variable, parameter, result or struct field"""

    name: str
    package: Package | None
    span: Span | None
    type: Type | None = None
    is_field: bool = False
    embedded: bool = False
    is_global: bool = False  # declared at package level
    used: bool = False
    role: str = "local variable"  # or "receiver", "parameter", "result variable"; see `kind_of_object`


class Func:
    """A function, a concrete method, or a method of an interface.

    The signature of an instantiated method is substituted when it is first asked for.
    """

    __slots__ = (
        "_type",
        "decl",
        "expand_type",
        "name",
        "origin",
        "package",
        "pointer_receiver",
        "span",
    )

    def __init__(
        self,
        name: str,
        package: Package | None,
        span: Span | None,
        type: Signature | None = None,
        decl: ast.FuncDecl | None = None,
        pointer_receiver: bool = False,
        origin: Func | None = None,
    ) -> None:
        self.name = name
        self.package = package
        self.span = span
        self.decl = decl
        self.pointer_receiver = pointer_receiver
        self.origin = origin  # the generic method that this one instantiates
        self.expand_type: Callable[[], Signature | None] | None = None
        self._type = type

    @property
    def type(self) -> Signature | None:
        """The signature; None while the declaration is not resolved."""
        if self._type is None and self.expand_type is not None:
            with LOCK:
                self._expand()
        return self._type

    @type.setter
    def type(self, signature: Signature | None) -> None:
        self._type = signature

    def _expand(self) -> None:
        if self._type is None and self.expand_type is not None:
            self._type = self.expand_type()

    def __repr__(self) -> str:
        return f"Func({self.name})"


@dataclass(slots=True, eq=False)
class Label:
    """A statement label"""

    name: str
    package: Package | None
    span: Span | None
    used: bool = False


@dataclass(slots=True, eq=False)
class Builtin:
    """A predeclared function, or one of package unsafe"""

    name: str
    package: Package | None = None
    span: Span | None = None


@dataclass(slots=True, eq=False)
class Nil:
    """The predeclared nil"""

    name: str = "nil"
    package: Package | None = None
    span: Span | None = None


Object: TypeAlias = PkgName | Const | TypeName | Var | Func | Label | Builtin | Nil
