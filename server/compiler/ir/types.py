"""Types as the IR needs them: derived types, and how they print.

Two values have compatible types when they are identical in the sense of the spec; pointer types are made freely here.
"""

from typing import Final

from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Kind,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    unalias,
    underlying,
)
from server.compiler.types.universe import TYP

BOOL: Final = TYP[Kind.BOOL]
INT: Final = TYP[Kind.INT]
INT64: Final = TYP[Kind.INT64]
UINT: Final = TYP[Kind.UINT]
UINT8: Final = TYP[Kind.UINT8]
UINT64: Final = TYP[Kind.UINT64]
INT32: Final = TYP[Kind.INT32]
UINTPTR: Final = TYP[Kind.UINTPTR]
STRING: Final = TYP[Kind.STRING]
UNSAFE_POINTER: Final = TYP[Kind.UNSAFE_POINTER]
BYTES: Final = Slice(UINT8)

SSA_WORDS: Final = 4  # gc's CanSSA: larger values stay in memory

_WORDS: Final = {Kind.STRING: 2, Kind.COMPLEX64: 2, Kind.COMPLEX128: 2}


def pointee(typ: Type | None) -> Type:
    """The element type of a pointer type."""
    under = underlying(typ) if typ is not None else None
    assert isinstance(under, Pointer), "not a pointer type"
    return under.element


def struct_of(typ: Type | None) -> Struct:
    """The struct that a type is."""
    under = underlying(typ) if typ is not None else None
    assert isinstance(under, Struct), "not a struct type"
    return under


def field_type(struct: Struct, index: int) -> Type:
    """The type of a field; checked packages have no untyped fields."""
    typ = struct.fields[index].type
    assert typ is not None
    return typ


def ssa_words(typ: Type) -> int | None:
    """How many scalars a value of the type flattens to, or None when it must stay in memory.

    Arrays stay in memory: their elements are reached through addresses.
    """
    under = underlying(typ)
    if isinstance(under, Basic):
        return _WORDS.get(under.kind, 1)
    if isinstance(under, Slice):
        return 3
    if isinstance(under, Interface):
        return 2
    if isinstance(under, Array | Tuple):
        return None
    if isinstance(under, Struct):
        total = 0
        for index in range(len(under.fields)):
            words = ssa_words(field_type(under, index))
            if words is None or total + words > SSA_WORDS:
                return None
            total += words
        return total
    return 1


def is_ssaable(typ: Type) -> bool:
    """Whether values of the type can be PHIs and live in registers."""
    return ssa_words(typ) is not None


def _params(items: Tuple, variadic: bool = False) -> str:
    texts = [type_text(var.type) for var in items.vars]
    if variadic and texts:
        texts[-1] = "..." + texts[-1].removeprefix("[]")
    return ", ".join(texts)


def _signature(typ: Signature) -> str:
    head = f"({_params(typ.params, typ.variadic)})"
    results = typ.results.vars
    if not results:
        return head
    inner = _params(typ.results)
    return f"{head} {inner}" if len(results) == 1 else f"{head} ({inner})"


def type_text(typ: Type | None) -> str:
    """A type as the IR prints it: `main.T`, `[]int`, `func(int) bool`; several results as `(int, bool)`."""
    typ = unalias(typ) if typ is not None else None
    match typ:
        case Basic(kind=Kind.UNSAFE_POINTER):
            return "unsafe.Pointer"
        case Basic():
            return typ.name
        case Named():
            package = typ.obj.package
            args = ", ".join(type_text(arg) for arg in typ.type_args)
            name = f"{package.path}.{typ.obj.name}" if package is not None else typ.obj.name
            return f"{name}[{args}]" if args else name
        case Pointer(element=element):
            return "*" + type_text(element)
        case Slice(element=element):
            return "[]" + type_text(element)
        case Array(element=element, length=length):
            return f"[{length}]{type_text(element)}"
        case Map(key=key, element=element):
            return f"map[{type_text(key)}]{type_text(element)}"
        case Chan(element=element, dir=direction):
            return {"both": "chan ", "send": "chan<- ", "recv": "<-chan "}[direction] + type_text(element)
        case Struct(fields=fields):
            inner = "; ".join(f"{field.name} {type_text(field.type)}" for field in fields)
            return f"struct {{ {inner} }}" if fields else "struct {}"
        case Signature():
            return "func" + _signature(typ)
        case Interface(methods=methods):
            inner = "; ".join(f"{method.name}{_signature(method.type)}" for method in methods if method.type)
            return f"interface {{ {inner} }}" if methods or typ.embeddeds else "any"
        case Tuple():
            return f"({_params(typ)})"
        case None:
            return ""
    return typ.obj.name if hasattr(typ, "obj") else "union"
