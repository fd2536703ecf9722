"""The functions with which `==` on interfaces, and maps, compare values of a type.

A descriptor's Equal is a function value. Plain memory is compared by `memequal` of package runtime for its size; other
types of one part by a runtime function for it; structs and arrays with such parts by a function generated here, which
compares part by part and stops at the first difference.

Source: Spec, "Comparison operators"; blank fields and padding do not take part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.compiler.codegen.module import FUNCTION_ATTRIBUTES, Module
from server.compiler.codegen.signature import NEST_TYPE, NO_CONTEXT
from server.compiler.codegen.spelling import section, symbol
from server.compiler.types.model import (
    Array,
    Basic,
    Interface,
    Kind,
    Struct,
    Type,
    underlying,
)
from server.compiler.types.typeset import type_set
from server.symbol import SymbolKind, SymbolRecord

_PARAMETERS: Final = f"{NEST_TYPE}, ptr, ptr"
_SPECIAL: Final = {
    Kind.STRING: "strequal",
    Kind.FLOAT32: "f32equal",
    Kind.FLOAT64: "f64equal",
    Kind.COMPLEX64: "c64equal",
    Kind.COMPLEX128: "c128equal",
}


def equality_function(module: Module, typ: Type) -> str:
    """The operand of a function value that compares two values of a type by address; null if it has none."""
    if not module.layouts.of(typ).comparable:
        return "null"
    return module.function_value(_equal_symbol(module, typ), "i1", _PARAMETERS)


def _equal_symbol(module: Module, typ: Type) -> str:
    """The function that compares values of a comparable type; generated when it is first asked for."""
    under = underlying(typ)
    layout = module.layouts.of(typ)
    if layout.plain:
        return _memory_equal(module, layout.size)
    if isinstance(under, Interface):
        return "runtime.interequal" if type_set(under).methods else "runtime.nilinterequal"
    if isinstance(under, Basic):
        return f"runtime.{_SPECIAL[under.kind]}"
    name = f"type:.eq.{module.names.link_name(typ)}"
    if not module.is_defined(name):
        module.define(SymbolRecord(name, SymbolKind.FUNC), "")  # known before its parts: types may mention themselves
        offsets = layout.offsets
        body = _struct_body(module, under, offsets) if isinstance(under, Struct) else _array_body(module, under)
        module.amend(name, _function_text(name, body))
    return name


def _memory_equal(module: Module, size: int) -> str:
    name = f"type:.eq.{size}"
    if not module.is_defined(name):
        callee = module.runtime("memequal", "i1", "ptr", "ptr", module.layouts.word)
        call = f"  %equal = call i1 {callee}({NO_CONTEXT}, ptr %p, ptr %q, {module.layouts.word} {size})\n"
        module.define(SymbolRecord(name, SymbolKind.FUNC), _function_text(name, f"{call}  ret i1 %equal\n"))
    return name


def _function_text(name: str, body: str) -> str:
    return (
        f"define linkonce_odr dso_local i1 {symbol(name)}({NEST_TYPE} %context, ptr %p, ptr %q) "
        f"{FUNCTION_ATTRIBUTES} {section('.text', name)} {{\n{body}}}\n"
    )


def _compare_at(module: Module, typ: Type, number: int, p: str, q: str) -> str:
    callee = module.function(_equal_symbol(module, typ), "i1", _PARAMETERS)
    return f"  %e{number} = call i1 {callee}({NO_CONTEXT}, ptr {p}, ptr {q})\n"


def _struct_body(module: Module, struct: Struct, offsets: Sequence[int]) -> str:
    lines = []
    for number, (field, offset) in enumerate(zip(struct.fields, offsets)):
        if field.name == "_" or field.type is None:
            continue
        lines.append(f"  %p{number} = getelementptr inbounds i8, ptr %p, i64 {offset}\n")
        lines.append(f"  %q{number} = getelementptr inbounds i8, ptr %q, i64 {offset}\n")
        lines.append(_compare_at(module, field.type, number, f"%p{number}", f"%q{number}"))
        lines.append(f"  br i1 %e{number}, label %next{number}, label %differ\nnext{number}:\n")
    differ = "differ:\n  ret i1 false\n" if lines else ""
    return "".join((*lines, "  ret i1 true\n", differ))


def _array_body(module: Module, array: Type) -> str:
    assert isinstance(array, Array)
    stride = module.layouts.of(array.element).size
    compare = _compare_at(module, array.element, 0, "%p0", "%q0")
    return (
        "  br label %test\ntest:\n  %i = phi i64 [ 0, %0 ], [ %j, %step ]\n"
        f"  %more = icmp ult i64 %i, {array.length}\n  br i1 %more, label %body, label %same\n"
        f"body:\n  %p0 = getelementptr inbounds [{stride} x i8], ptr %p, i64 %i\n"
        f"  %q0 = getelementptr inbounds [{stride} x i8], ptr %q, i64 %i\n{compare}"
        "  br i1 %e0, label %step, label %differ\nstep:\n  %j = add i64 %i, 1\n  br label %test\n"
        "same:\n  ret i1 true\ndiffer:\n  ret i1 false\n"
    )
