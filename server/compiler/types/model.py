"""Go's types as data.

Spec: "Types". Named, alias and type-parameter types compare by identity of the Python object; all other types compare
structurally through `identical` (identical.py). Sizes are not stored here: they depend on the target (sizes.py).

Types that hold an object of objects.py are plain classes: mypyc evaluates a data class's annotations when the module is
imported, and objects.py, which imports this one, has no classes yet by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import TYPE_CHECKING, TypeAlias

from server.compiler.types.lazy import LOCK

if TYPE_CHECKING:
    from server.compiler.types.objects import Func, Package, TypeName, Var
    from server.compiler.types.typeset import SetReporter
    from server.source.span import Span


class Kind(IntEnum):
    """The predeclared types; the untyped kinds stand last."""

    INVALID = 0
    BOOL = auto()
    INT = auto()
    INT8 = auto()
    INT16 = auto()
    INT32 = auto()
    INT64 = auto()
    UINT = auto()
    UINT8 = auto()
    UINT16 = auto()
    UINT32 = auto()
    UINT64 = auto()
    UINTPTR = auto()
    FLOAT32 = auto()
    FLOAT64 = auto()
    COMPLEX64 = auto()
    COMPLEX128 = auto()
    STRING = auto()
    UNSAFE_POINTER = auto()
    UNTYPED_BOOL = auto()
    UNTYPED_INT = auto()
    UNTYPED_RUNE = auto()
    UNTYPED_FLOAT = auto()
    UNTYPED_COMPLEX = auto()
    UNTYPED_STRING = auto()
    UNTYPED_NIL = auto()


@dataclass(slots=True, eq=False)
class Basic:
    """A predeclared type such as `int`, or the type of an untyped constant; one object per kind (universe.py)."""

    kind: Kind
    name: str


@dataclass(slots=True, eq=False)
class Array:
    """`[length]element`; length is -1 when it could not be determined (already reported)."""

    element: Type
    length: int


@dataclass(slots=True, eq=False)
class Slice:
    """`[]element`"""

    element: Type


@dataclass(slots=True, eq=False)
class Struct:
    """`struct { fields }`; tags[i] is the tag of fields[i]."""

    fields: list[Var]
    tags: list[str]


@dataclass(slots=True, eq=False)
class Pointer:
    """`*element`"""

    element: Type


@dataclass(slots=True, eq=False)
class Tuple:
    """The types of several values: parameters, results, the operand of a multi-value context."""

    vars: list[Var]


@dataclass(slots=True, eq=False)
class Signature:
    """`func(params) results`; the type of a variadic final parameter is a slice."""

    params: Tuple
    results: Tuple
    variadic: bool = False
    recv: Var | None = None  # not part of a function's type
    type_params: list[TypeParam] = field(default_factory=list)
    recv_type_params: list[TypeParam] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Interface:
    """`interface { methods; embeddeds }`; typeset.py computes what it stands for."""

    methods: list[Func]  # explicitly declared
    embeddeds: list[Type]
    implicit: bool = False  # wraps a constraint literal such as ~int
    type_set: TypeSet | None = None  # read it through typeset.type_set, which computes it when first needed
    embed_spans: list[Span | None] = field(default_factory=list)  # where embeddeds[i] stands, for messages
    complete: bool = True  # False while the checker still collects the elements
    reporter: SetReporter | None = None  # told of problems when the type set is computed


@dataclass(slots=True, eq=False)
class TypeSet:
    """All methods, sorted by name, and the terms (None: all types) of an interface."""

    methods: list[Func]
    terms: list[Term] | None
    comparable: bool


@dataclass(slots=True, eq=False)
class Term:
    """`type` or `~type` in a union"""

    tilde: bool
    type: Type


@dataclass(slots=True, eq=False)
class Union:
    """`a | ~b`, in a constraint only"""

    terms: list[Term]


@dataclass(slots=True, eq=False)
class Map:
    """`map[key]element`"""

    key: Type
    element: Type


@dataclass(slots=True, eq=False)
class Chan:
    """`chan element`; dir is "both", "send" or "recv"."""

    dir: str
    element: Type


class Named:
    """A defined type, or an instance of a generic one (origin and type_args are then set).

    Underlying type and methods of an instance are substituted when they are first asked for, so that types which
    mention ever larger instances of themselves stay finite.
    """

    __slots__ = (
        "_expanding",
        "_methods",
        "_underlying",
        "expand_methods",
        "expand_underlying",
        "instances",
        "obj",
        "origin",
        "rhs",
        "type_args",
        "type_params",
    )

    def __init__(
        self,
        obj: TypeName,
        underlying: Type | None = None,
        methods: list[Func] | None = None,
        type_params: list[TypeParam] | None = None,
        origin: Named | None = None,
        type_args: list[Type] | None = None,
    ) -> None:
        self.obj = obj
        self.type_params = type_params or []
        self.origin = origin
        self.type_args = type_args or []
        self.rhs: Type | None = None  # the type as written in the declaration, once it is known
        self.instances: dict[object, list[Named]] = {}  # instances of this generic type, by coarse key
        self.expand_underlying: Callable[[], Type | None] | None = None  # set on instances
        self.expand_methods: Callable[[], list[Func]] | None = None  # set on instances
        self._underlying = underlying
        self._expanding = False
        self._methods = methods or []

    @property
    def underlying(self) -> Type | None:
        """The underlying type, never a Named; None while the declaration is not resolved, and for a cycle."""
        if self._underlying is None:
            with LOCK:
                self._complete()
        return self._underlying

    @underlying.setter
    def underlying(self, typ: Type | None) -> None:
        self._underlying = typ

    def _complete(self) -> None:
        if self._underlying is None and not self._expanding:
            self._expanding = True
            try:
                if self.expand_underlying is not None:
                    self._underlying = self.expand_underlying()
                elif self.rhs is not None:
                    self._underlying = _end_of_chain(self)
            finally:
                self._expanding = False

    @property
    def methods(self) -> list[Func]:
        """The methods declared on it, in source order."""
        if self.expand_methods is not None:
            with LOCK:
                if self.expand_methods is not None:
                    self._methods = self.expand_methods()
                    self.expand_methods = None
        return self._methods

    def __repr__(self) -> str:
        return f"Named({self.obj.name})"


def _end_of_chain(named: Named) -> Type | None:
    """Follow `type A B; type B C` to the first type that is not a defined one; None if it is not known or a cycle."""
    seen: set[int] = set()
    typ: Type | None = named
    while isinstance(typ, Named) and typ._underlying is None and typ.expand_underlying is None:
        if id(typ) in seen:
            return None
        seen.add(id(typ))
        typ = unalias(typ.rhs) if typ.rhs is not None else None
    if isinstance(typ, Named):
        return typ.underlying
    return typ


class Alias:
    """`type name = actual`; kept so that messages name what the programmer wrote."""

    __slots__ = ("actual", "obj", "origin", "type_args", "type_params")

    def __init__(
        self,
        obj: TypeName,
        actual: Type | None = None,
        type_params: list[TypeParam] | None = None,
        origin: Alias | None = None,
        type_args: list[Type] | None = None,
    ) -> None:
        self.obj = obj
        self.actual = actual
        self.type_params = type_params or []
        self.origin = origin
        self.type_args = type_args or []

    def __repr__(self) -> str:
        return f"Alias({self.obj.name})"


class TypeParam:
    """A type parameter; `constraint` is the bound as written."""

    __slots__ = ("constraint", "index", "obj")

    def __init__(self, obj: TypeName, index: int, constraint: Type | None = None) -> None:
        self.obj = obj
        self.index = index
        self.constraint = constraint

    def __repr__(self) -> str:
        return f"TypeParam({self.obj.name})"


Type: TypeAlias = (
    Basic
    | Array
    | Slice
    | Struct
    | Pointer
    | Tuple
    | Signature
    | Interface
    | Union
    | Map
    | Chan
    | Named
    | Alias
    | TypeParam
)


def unalias(typ: Type) -> Type:
    """The type an alias stands for; any other type itself."""
    while isinstance(typ, Alias) and typ.actual is not None:
        typ = typ.actual
    return typ


def underlying(typ: Type) -> Type:
    """The underlying type. Spec, "Underlying types". An unresolved Named is returned as it is."""
    typ = unalias(typ)
    if isinstance(typ, Named) and typ.underlying is not None:
        return typ.underlying
    return typ


def package_of(typ: Named | Alias | TypeParam) -> Package | None:
    """The package that declares a named type; None for the universe's."""
    return typ.obj.package
