"""Maps. Spec, "Map types", "Index expressions", "Deletion of map elements", "For statements with range clause".

The table itself is the business of `internal/runtime/maps`; code looks an entry up, makes or removes it by calling the
functions that gc calls:

    m[k]            mapaccess1(type, m, &k): address of the element, or of zeros
    v, ok = m[k]    mapaccess2(type, m, &k): the same, and whether there is an entry
    m[k] = v        *mapassign(type, m, &k) = v
    delete(m, k)    mapdelete(type, m, &k)

Keys of 4 or 8 plain bytes and strings have variants that take the key itself, for elements that are stored in line.
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, INT, STRING, UINT32, UINT64, UINTPTR, UNSAFE_POINTER, field_type
from server.compiler.irbuild.address import as_int, build_index_value, unparen
from server.compiler.irbuild.builder import FuncBuilder, Place
from server.compiler.irbuild.compare import is_plain_memory
from server.compiler.irbuild.conversion import borrowed_string
from server.compiler.irbuild.interface import is_pointer_shaped
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Basic, Chan, Map, Pointer, Struct, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_integer, is_string
from server.source.span import Span

GROUP_SLOTS: Final = 8  # abi.MapGroupSlots: entries that a map has room for from the start
LARGEST_INLINE: Final = 128  # abi.MapMaxKeyBytes, MapMaxElemBytes: larger keys and elements are stored elsewhere
_LARGEST_ZERO: Final = 1024  # bytes of runtime.zeroVal, to which a failed access points
_HALF_WORD, _WORD = 4, 8

# internal/runtime/maps.Iter: where an iteration is; compiled code reads the first two fields.
ITERATOR: Final = Struct(
    [
        Var(name, None, None, typ, is_field=True)
        for name, typ in (
            ("key", UNSAFE_POINTER),
            ("elem", UNSAFE_POINTER),
            ("typ", UNSAFE_POINTER),
            ("m", UNSAFE_POINTER),
            ("entryOffset", UINT64),
            ("dirOffset", UINT64),
            ("clearSeq", UINT64),
            ("globalDepth", UINT64),
            ("dirIdx", INT),
            ("tab", UNSAFE_POINTER),
            ("group", UNSAFE_POINTER),
            ("entryIdx", UINT64),
        )
    ],
    [""] * 12,
)


def map_of(typ: Type) -> Map:
    """The map that a type is."""
    under = underlying(typ)
    assert isinstance(under, Map)
    return under


def _fast_name(b: FuncBuilder, typ: Map) -> str:
    """The suffix of the functions for keys of this kind, "" for those that take a key by its address."""
    sizes = b.context.config.sizes
    if sizes.size_of(typ.element) > LARGEST_INLINE:
        return ""
    key = only_part(typ.key)
    if is_string(key):
        return "_faststr"
    size = sizes.size_of(key)
    if size not in (_HALF_WORD, _WORD) or not is_plain_memory(key, sizes.size_of):
        return ""
    return "_fast32" if size == _HALF_WORD else "_fast64"


def has_fast_keys(b: FuncBuilder, typ: Map) -> bool:
    """Whether the functions for a map take the key itself, and not its address."""
    return bool(_fast_name(b, typ))


def only_part(typ: Type) -> Type:
    """What a struct of one field or an array of one element consists of: the bytes are the same."""
    while True:
        under = underlying(typ)
        if isinstance(under, Struct) and len(under.fields) == 1 and under.fields[0].name != "_":
            typ = field_type(under, 0)
        elif isinstance(under, Array) and under.length == 1:
            typ = under.element
        else:
            return typ


def _has_pointers(typ: Type) -> bool:
    match underlying(typ):
        case Struct(fields=fields) as struct:
            return any(_has_pointers(field_type(struct, index)) for index in range(len(fields)))
        case Array(element=element, length=length):
            return length > 0 and _has_pointers(element)
    return not is_integer(typ) and underlying(typ) is not BOOL


def _key_as(b: FuncBuilder, key: Value, wanted: Type) -> Value:
    """A key as a fast function takes it: the same bytes as another type."""
    assert key.type is not None
    if is_string(key.type) and wanted is STRING:
        return b.retype(key, STRING)
    if is_integer(key.type):
        return b.emit(Op.CONVERT, wanted, key)
    if is_pointer_shaped(key.type) and isinstance(underlying(key.type), Basic | Pointer | Chan):
        word = b.pointer(key)
        return word if wanted is UNSAFE_POINTER else b.emit(Op.CONVERT, wanted, b.retype(word, UINTPTR))
    slot = b.local("", key.type, key.span)
    b.store(slot, key)
    return b.load(b.emit(Op.CHANGE_TYPE, Pointer(wanted), slot))


_FAST_KEYS: Final[dict[str, Type]] = {
    "_faststr": STRING,
    "_fast32": UINT32,
    "_fast64": UINT64,
    "_fast64ptr": UNSAFE_POINTER,
}


def _call(b: FuncBuilder, name: str, typ: Type, table: Value, key: Value, span: Span) -> Value:
    """Call the variant of an operation that fits the map type."""
    map_ = map_of(typ)
    fast = _fast_name(b, map_)
    if name == "mapassign" and fast == "_fast64" and _has_pointers(map_.key):
        fast = "_fast64ptr"
    words = [b.type_addr(typ), b.pointer(table)]
    if fast:
        return b.runtime(name + fast, *words, _key_as(b, key, _FAST_KEYS[fast]), span=span)
    slot = b.local("", map_.key, span)
    b.store(slot, key, span)
    return b.runtime(name, *words, b.pointer(slot), span=span)


def _operands(b: FuncBuilder, expr: ast.IndexExpr, kept: bool = True) -> tuple[Type, Value, Value]:
    """The type, the map and the key of `m[k]`; kept: the map may keep the key."""
    typ = b.type_of(expr.x)
    table = b.expr(expr.x)
    if not kept and is_string(map_of(typ).key):
        return typ, table, b.retype(borrowed_string(b, expr.indices[0]), map_of(typ).key)
    return typ, table, b.expr_as(expr.indices[0], map_of(typ).key)


def _element(b: FuncBuilder, typ: Type, address: Value, span: Span) -> Value:
    b.note(DecisionKind.NIL_CHECK, span, "removed", "the run-time gives the address of an entry or of a zero value")
    return b.emit(Op.CHANGE_TYPE, Pointer(map_of(typ).element), address)


def build_map_index(b: FuncBuilder, expr: ast.IndexExpr) -> Value:
    """`m[k]`"""
    span = b.span(expr)
    typ, table, key = _operands(b, expr, kept=False)
    if b.context.config.sizes.size_of(map_of(typ).element) > _LARGEST_ZERO:
        return _tested(b, typ, table, key, span)[0]
    return b.load(_element(b, typ, _call(b, "mapaccess1", typ, table, key, span), span), span)


def build_map_index_tested(b: FuncBuilder, expr: ast.IndexExpr) -> list[Value]:
    """`v, ok := m[k]`"""
    return _tested(b, *_operands(b, expr, kept=False), b.span(expr))


def _tested(b: FuncBuilder, typ: Type, table: Value, key: Value, span: Span) -> list[Value]:
    element = map_of(typ).element
    found = _call(b, "mapaccess2", typ, table, key, span)
    address, ok = _element(b, typ, b.extract(found, 0), span), b.extract(found, 1)
    if b.context.config.sizes.size_of(element) > _LARGEST_ZERO:
        return [b.choose(ok, lambda: b.load(address, span), lambda: b.zero(element, span), element), ok]
    return [b.load(address, span), ok]


def map_place(b: FuncBuilder, expr: ast.IndexExpr) -> Place:
    """`m[k]` to be assigned to: the entry is made when the assignment is carried out."""
    span = b.span(expr)
    typ, table, key = _operands(b, expr)
    return Place(map_of(typ).element, lambda: entry_address(b, typ, table, key, span))


def entry_address(b: FuncBuilder, typ: Type, table: Value, key: Value, span: Span) -> Value:
    """The address of the element of a key, whose entry is made if there is none; panics when the map is nil."""
    return _element(b, typ, _call(b, "mapassign", typ, table, key, span), span)


def build_make_map(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`make(map[K]V)`, `make(map[K]V, n)`"""
    typ, span = b.type_of(expr), b.span(expr)
    if len(b.args(expr)) == 1:
        return new_map(b, typ, None, span)
    return new_map(b, typ, as_int(b, build_index_value(b, b.args(expr)[1])), span)


def new_map(b: FuncBuilder, typ: Type, room: Value | None, span: Span) -> Value:
    """An empty map with room for some entries."""
    is_small = room is None or (room.op is Op.CONST and isinstance(room.aux, int) and room.aux <= GROUP_SLOTS)
    if room is None or is_small:
        return b.retype(b.runtime("makemap_small", span=span), typ)
    return b.retype(b.runtime("makemap", b.type_addr(typ), room, b.zero(UNSAFE_POINTER), span=span), typ)


def build_delete(b: FuncBuilder, expr: ast.CallExpr) -> None:
    """`delete(m, k)`"""
    typ = b.type_of(b.args(expr)[0])
    table = b.expr(b.args(expr)[0])
    key = b.expr_as(b.args(expr)[1], map_of(typ).key)
    _call(b, "mapdelete", typ, table, key, b.span(expr))


def build_clear_map(b: FuncBuilder, expr: ast.CallExpr) -> None:
    """`clear(m)`"""
    table = b.expr(b.args(expr)[0])
    b.runtime("mapclear", b.type_addr(b.type_of(b.args(expr)[0])), b.pointer(table), span=b.span(expr))


def build_map_len(b: FuncBuilder, expr: ast.Expr, span: Span) -> Value:
    """`len(m)`: the first word of the table, which counts the entries."""
    table = b.expr(expr)
    assert table.type is not None

    def count() -> Value:
        return b.emit(Op.CONVERT, INT, b.load(b.emit(Op.CHANGE_TYPE, Pointer(UINT64), table), span), span=span)

    return b.choose(b.compare(Op.NE, table, b.zero(table.type)), count, lambda: b.count(0), INT)


def is_map_index(b: FuncBuilder, expr: ast.Expr) -> bool:
    """Whether an expression is `m[k]`."""
    expr = unparen(expr)
    return isinstance(expr, ast.IndexExpr) and isinstance(underlying(b.type_of(expr.x)), Map)


def start_iteration(b: FuncBuilder, table: Value, span: Span) -> Value:
    """The address of an iterator at the first entry of a map."""
    assert table.type is not None
    iterator = b.local("", ITERATOR, span)
    b.runtime("mapIterStart", b.type_addr(table.type), b.pointer(table), b.pointer(iterator), span=span)
    return iterator


def next_entry(b: FuncBuilder, iterator: Value, span: Span) -> None:
    """Move an iterator to the next entry."""
    b.runtime("mapIterNext", b.pointer(iterator), span=span)


def at_entry(b: FuncBuilder, iterator: Value) -> Value:
    """Whether an iterator is at an entry."""
    key = b.load(b.field_addr(iterator, 0))
    return b.compare(Op.NE, key, b.zero(UNSAFE_POINTER))


def entry_part(b: FuncBuilder, iterator: Value, part: int, typ: Type, span: Span) -> Value:
    """The key (0) or element (1) of the entry that an iterator is at."""
    address = b.load(b.field_addr(iterator, part), span)
    return b.load(b.emit(Op.CHANGE_TYPE, Pointer(typ), address), span)
