"""The universe block: predeclared types, constants, nil and functions, and package unsafe.

Everything here is made once and never changed. Spec: "Predeclared identifiers", "Package unsafe".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.compiler.types.model import Alias, Basic, Interface, Kind, Named, Signature, Tuple, Type, TypeSet
from server.compiler.types.objects import (
    Builtin,
    Const,
    Func,
    Nil,
    Object,
    Package,
    Scope,
    TypeName,
    Var,
)

_NAMES: Final = {
    Kind.INVALID: "invalid type",
    Kind.UNSAFE_POINTER: "Pointer",
    Kind.UNTYPED_BOOL: "untyped bool",
    Kind.UNTYPED_INT: "untyped int",
    Kind.UNTYPED_RUNE: "untyped rune",
    Kind.UNTYPED_FLOAT: "untyped float",
    Kind.UNTYPED_COMPLEX: "untyped complex",
    Kind.UNTYPED_STRING: "untyped string",
    Kind.UNTYPED_NIL: "untyped nil",
}

TYP: Final = {kind: Basic(kind, _NAMES.get(kind, kind.name.lower())) for kind in Kind}
INVALID: Final = TYP[Kind.INVALID]
BOOL: Final = TYP[Kind.BOOL]
INT: Final = TYP[Kind.INT]
UINT: Final = TYP[Kind.UINT]
UINTPTR: Final = TYP[Kind.UINTPTR]
STRING: Final = TYP[Kind.STRING]
UNSAFE_POINTER: Final = TYP[Kind.UNSAFE_POINTER]
UNTYPED_BOOL: Final = TYP[Kind.UNTYPED_BOOL]
UNTYPED_INT: Final = TYP[Kind.UNTYPED_INT]
UNTYPED_NIL: Final = TYP[Kind.UNTYPED_NIL]

# byte and rune are the same types as uint8 and int32 but print under their own names.
BYTE: Final = Basic(Kind.UINT8, "byte")
RUNE: Final = Basic(Kind.INT32, "rune")

EMPTY_INTERFACE: Final = Interface([], [], type_set=TypeSet([], None, False))
UNIVERSE: Final = Scope(None)


@dataclass(frozen=True, slots=True)
class BuiltinRule:
    """How a predeclared function is called: least number of arguments, whether more may follow, what it yields."""

    arguments: int
    variadic: bool
    statement: bool  # may stand alone as a statement


BUILTINS: Final = {
    "append": BuiltinRule(1, True, False),
    "cap": BuiltinRule(1, False, False),
    "clear": BuiltinRule(1, False, True),
    "close": BuiltinRule(1, False, True),
    "complex": BuiltinRule(2, False, False),
    "copy": BuiltinRule(2, False, True),
    "delete": BuiltinRule(2, False, True),
    "imag": BuiltinRule(1, False, False),
    "len": BuiltinRule(1, False, False),
    "make": BuiltinRule(1, True, False),
    "max": BuiltinRule(1, True, False),
    "min": BuiltinRule(1, True, False),
    "new": BuiltinRule(1, False, False),
    "panic": BuiltinRule(1, False, True),
    "print": BuiltinRule(0, True, True),
    "println": BuiltinRule(0, True, True),
    "real": BuiltinRule(1, False, False),
    "recover": BuiltinRule(0, False, True),
}

UNSAFE_BUILTINS: Final = {
    "Add": BuiltinRule(2, False, False),
    "Alignof": BuiltinRule(1, False, False),
    "Offsetof": BuiltinRule(1, False, False),
    "Sizeof": BuiltinRule(1, False, False),
    "Slice": BuiltinRule(2, False, False),
    "SliceData": BuiltinRule(1, False, False),
    "String": BuiltinRule(2, False, False),
    "StringData": BuiltinRule(1, False, False),
}

UNSAFE: Final = Package("unsafe", "unsafe", Scope(UNIVERSE))


def _declare_types(kinds: Iterable[Kind]) -> None:
    for kind in kinds:
        UNIVERSE.names[TYP[kind].name] = TypeName(TYP[kind].name, None, None, TYP[kind])


def _make_error_type() -> Named:
    name = TypeName("error", None, None)
    named = Named(name)
    name.type = named
    result = Tuple([Var("", None, None, STRING)])
    method = Func("Error", None, None, Signature(Tuple([]), result, recv=Var("", None, None, named)))
    named.underlying = Interface([method], [], type_set=TypeSet([method], None, False))
    return named


def _make_comparable_type() -> Named:
    name = TypeName("comparable", None, None)
    named = Named(name)
    name.type = named
    named.underlying = Interface([], [], type_set=TypeSet([], None, True))
    return named


def _make_any() -> Alias:
    name = TypeName("any", None, None)
    alias = Alias(name, EMPTY_INTERFACE)
    name.type = alias
    return alias


ERROR: Final = _make_error_type()
COMPARABLE: Final = _make_comparable_type()
ANY: Final = _make_any()
IOTA: Final = Const("iota", None, None, UNTYPED_INT, 0)
NIL: Final = Nil()


def _fill_universe() -> None:
    _declare_types(kind for kind in Kind if Kind.BOOL <= kind <= Kind.STRING)
    named: list[tuple[str, Type]] = [("byte", BYTE), ("rune", RUNE)]
    for name, typ in named:
        UNIVERSE.names[name] = TypeName(name, None, None, typ)
    for declared in (ERROR, COMPARABLE, ANY):
        UNIVERSE.names[declared.obj.name] = declared.obj
    objects: list[Object] = [
        Const("true", None, None, UNTYPED_BOOL, True),
        Const("false", None, None, UNTYPED_BOOL, False),
        IOTA,
        NIL,
    ]
    objects += [Builtin(name) for name in BUILTINS]
    for obj in objects:
        UNIVERSE.names[obj.name] = obj
    UNSAFE.scope.names["Pointer"] = TypeName("Pointer", UNSAFE, None, UNSAFE_POINTER)
    for name in UNSAFE_BUILTINS:
        UNSAFE.scope.names[name] = Builtin(name, UNSAFE)


_fill_universe()
