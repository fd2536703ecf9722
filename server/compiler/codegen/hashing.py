"""The functions with which maps hash keys of a type.

A map type's Hasher is a function value. Plain memory is hashed by `memhash` of package runtime for its size; other
types of one part by a runtime function for it; structs and arrays with such parts by a function generated here, which
hashes part by part and hands on what it has so far as the seed.

Invariant: values that the type's equality function calls equal have equal hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.compiler.codegen.module import FUNCTION_ATTRIBUTES, Module
from server.compiler.codegen.signature import NEST_TYPE, NO_CONTEXT
from server.compiler.codegen.spelling import section, symbol
from server.compiler.types.model import Array, Basic, Interface, Kind, Struct, Type, underlying
from server.compiler.types.typeset import type_set
from server.symbol import SymbolKind, SymbolRecord

_SPECIAL: Final = {
    Kind.STRING: "strhash",
    Kind.FLOAT32: "f32hash",
    Kind.FLOAT64: "f64hash",
    Kind.COMPLEX64: "c64hash",
    Kind.COMPLEX128: "c128hash",
}
_FIXED: Final = {4: "runtime.memhash32", 8: "runtime.memhash64"}  # by size in bytes
_NEW_VALUES: Final = frozenset(_SPECIAL)  # equal values of these kinds may differ in bytes


def hash_function(module: Module, typ: Type) -> str:
    """The operand of a function value that hashes a value of a comparable type: func(pointer, seed) hash."""
    return module.function_value(_hash_symbol(module, typ), module.layouts.word, _parameters(module))


def needs_key_update(typ: Type) -> bool:
    """Whether equal keys may look different (0 and -0, strings at other places), so that assigning replaces the key."""
    match underlying(typ):
        case Basic(kind=kind):
            return kind in _NEW_VALUES
        case Interface():
            return True
        case Array(element=element):
            return needs_key_update(element)
        case Struct(fields=fields):
            return any(needs_key_update(field.type) for field in fields if field.type is not None)
    return False


def hash_might_panic(typ: Type) -> bool:
    """Whether a key may hold an interface, whose dynamic type may not be comparable."""
    match underlying(typ):
        case Interface():
            return True
        case Array(element=element):
            return hash_might_panic(element)
        case Struct(fields=fields):
            return any(hash_might_panic(field.type) for field in fields if field.type is not None)
    return False


def _parameters(module: Module) -> str:
    return f"{NEST_TYPE}, ptr, {module.layouts.word}"


def _hash_symbol(module: Module, typ: Type) -> str:
    """The function that hashes values of a type; generated when it is first asked for."""
    under = underlying(typ)
    layout = module.layouts.of(typ)
    if layout.plain:
        return _FIXED.get(layout.size) or _memory_hash(module, layout.size)
    if isinstance(under, Interface):
        return "runtime.interhash" if type_set(under).methods else "runtime.nilinterhash"
    if isinstance(under, Basic):
        return f"runtime.{_SPECIAL[under.kind]}"
    name = f"type:.hash.{module.names.link_name(typ)}"
    if not module.is_defined(name):
        module.define(SymbolRecord(name, SymbolKind.FUNC), "")  # known before its parts are
        if isinstance(under, Struct):
            body = _struct_body(module, under, layout.offsets)
        else:
            assert isinstance(under, Array)
            body = _array_body(module, under)
        module.amend(name, _function_text(module, name, body))
    return name


def _memory_hash(module: Module, size: int) -> str:
    name, word = f"type:.hash.{size}", module.layouts.word
    if not module.is_defined(name):
        callee = module.runtime("memhash", word, "ptr", word, word)
        call = f"  %hash = call {word} {callee}({NO_CONTEXT}, ptr %p, {word} %seed, {word} {size})\n"
        text = _function_text(module, name, f"{call}  ret {word} %hash\n")
        module.define(SymbolRecord(name, SymbolKind.FUNC), text)
    return name


def _function_text(module: Module, name: str, body: str) -> str:
    word = module.layouts.word
    return (
        f"define linkonce_odr dso_local {word} {symbol(name)}({NEST_TYPE} %context, ptr %p, {word} %seed) "
        f"{FUNCTION_ATTRIBUTES} {section('.text', name)} {{\n{body}}}\n"
    )


def _struct_body(module: Module, struct: Struct, offsets: Sequence[int]) -> str:
    word, seed = module.layouts.word, "%seed"
    lines = []
    for number, (field, offset) in enumerate(zip(struct.fields, offsets)):
        if field.name == "_" or field.type is None:
            continue
        callee = module.function(_hash_symbol(module, field.type), word, _parameters(module))
        lines.append(f"  %p{number} = getelementptr inbounds i8, ptr %p, i64 {offset}\n")
        lines.append(f"  %h{number} = call {word} {callee}({NO_CONTEXT}, ptr %p{number}, {word} {seed})\n")
        seed = f"%h{number}"
    return "".join((*lines, f"  ret {word} {seed}\n"))


def _array_body(module: Module, array: Array) -> str:
    word = module.layouts.word
    stride = module.layouts.of(array.element).size
    callee = module.function(_hash_symbol(module, array.element), word, _parameters(module))
    return (
        f"  br label %test\ntest:\n  %i = phi i64 [ 0, %0 ], [ %j, %body ]\n"
        f"  %h = phi {word} [ %seed, %0 ], [ %next, %body ]\n"
        f"  %more = icmp ult i64 %i, {array.length}\n  br i1 %more, label %body, label %done\n"
        f"body:\n  %q = getelementptr inbounds [{stride} x i8], ptr %p, i64 %i\n"
        f"  %next = call {word} {callee}({NO_CONTEXT}, ptr %q, {word} %h)\n  %j = add i64 %i, 1\n  br label %test\n"
        f"done:\n  ret {word} %h\n"
    )
