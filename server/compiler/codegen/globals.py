"""Package-level variables as data.

A variable with a static initial value goes to `.data.NAME`, any other starts as zero in `.bss.NAME`; those without
pointers go to `.data..noptr.NAME` and `.bss..noptr.NAME`, which the garbage collector does not scan. The linker's -X
option overwrites string variables, which are 16 bytes: pointer and length. Shared read-only data is in `.rodata.NAME`.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.codegen.aggregates import float_text, scalar_text
from server.compiler.codegen.module import Module
from server.compiler.codegen.signature import lower_signature
from server.compiler.codegen.spelling import escape, section, symbol
from server.compiler.ir.func import AddressOf, Aggregate, Callee, Descriptor, FuncValue, Global, Itab, StaticData
from server.compiler.ir.types import UNSAFE_POINTER, field_type
from server.compiler.types.constant import ComplexValue
from server.compiler.types.model import Array, Interface, Slice, Struct, Type, underlying
from server.symbol import SymbolKind, SymbolRecord


def emit_global(module: Module, variable: Global) -> None:
    """Add a variable's definition to a module."""
    layout = module.layouts.of(variable.type)
    initial = _initial(module, variable)
    path, line, _ = module.debug.place(variable.span)
    if variable.shared:
        _define_shared(module, variable, initial or f"[{max(layout.size, 1)} x i8] zeroinitializer", layout.align)
        return
    kept = "" if layout.has_pointers else "..noptr"
    if initial is None:
        # A variable without size still has an address of its own.
        record = SymbolRecord(variable.symbol, SymbolKind.BSS, path, line)
        text = f"[{max(layout.size, 1)} x i8] zeroinitializer, {section(f'.bss{kept}', variable.symbol)}"
    else:
        record = SymbolRecord(variable.symbol, SymbolKind.DATA, path, line)
        text = f"{initial}, {section(f'.data{kept}', variable.symbol)}"
    linkage = "weak dso_local" if variable.weak else "dso_local"
    text = f"{linkage} global {text}, align {layout.align}{module.debug.attachment(variable)}"
    module.define(record, f"{symbol(variable.symbol)} = {text}\n")


def _define_shared(module: Module, variable: Global, content: str, align: int) -> None:
    name = variable.symbol
    text = f"weak_odr dso_local constant {content}, {section('.rodata', name)}, align {align}"
    module.define(SymbolRecord(name, SymbolKind.RODATA), f"{symbol(name)} = {text}\n")


def _initial(module: Module, variable: Global) -> str | None:
    """The initial content as a typed LLVM constant, or None for zero."""
    pieces = list(_pieces(module, variable.type, variable.data, 0))
    if not pieces:
        return None
    fields: list[str] = []
    at = 0
    for offset, size, text in [*pieces, (module.layouts.of(variable.type).size, 0, "")]:
        if offset > at:
            fields.append(f"[{offset - at} x i8] zeroinitializer")
        if text:
            fields.append(text)
        at = offset + size
    if len(fields) == 1:
        return fields[0]
    types = ", ".join(_type_of(field) for field in fields)
    return f"<{{ {types} }}> <{{ {', '.join(fields)} }}>"


def _type_of(constant: str) -> str:
    """The LLVM type of a typed constant."""
    return constant[: constant.index("]") + 1] if constant[0] == "[" else constant.split(" ", 1)[0]


def _pieces(module: Module, typ: Type, data: StaticData | None, offset: int) -> Iterator[tuple[int, int, str]]:
    """What is not zero: offset and size in bytes, typed LLVM constant; by ascending offset."""
    layout = module.layouts.of(typ)
    if isinstance(data, Aggregate):
        under = underlying(typ)
        for index, part in data.parts:
            if isinstance(under, Array):
                element = module.layouts.of(under.element)
                yield from _pieces(module, under.element, part, offset + index * element.size)
            elif isinstance(under, Struct):
                yield from _pieces(module, field_type(under, index), part, offset + layout.offsets[index])
            elif isinstance(under, Interface):
                yield from _pieces(module, UNSAFE_POINTER, part, offset + index * module.layouts.word_size)
    elif isinstance(data, FuncValue | Callee | Itab | Descriptor):
        yield offset, module.layouts.word_size, f"ptr {_symbolic(module, data)}"
    elif isinstance(data, AddressOf):
        word, size = module.layouts.word, module.layouts.word_size
        yield offset, size, f"ptr {_address(module, data)}"
        if isinstance(underlying(typ), Slice):
            yield offset + size, size, f"{word} {data.length}"
            yield offset + 2 * size, size, f"{word} {data.length}"
    elif isinstance(data, bytes) and isinstance(underlying(typ), Array):
        yield offset, len(data), f'[{len(data)} x i8] c"{escape(data)}"'
    elif isinstance(data, bytes):
        if data:
            word, size = module.layouts.word, module.layouts.word_size
            yield offset, size, f"ptr {module.string(data)}"
            yield offset + size, size, f"{word} {len(data)}"
    elif isinstance(data, ComplexValue):
        for leaf, part in zip(layout.leaves, (data.real, data.imag)):
            yield offset + leaf.offset, leaf.size, f"{leaf.llvm} {float_text(part, leaf.llvm)}"
    elif data:
        leaf = layout.leaves[0]
        yield offset, leaf.size, "i8 1" if leaf.llvm == "i1" else f"{leaf.llvm} {scalar_text(data, leaf)}"


def _address(module: Module, data: AddressOf) -> str:
    variable = module.data(data.symbol)
    return f"getelementptr (i8, ptr {variable}, {module.layouts.word} {data.offset})" if data.offset else variable


def _symbolic(module: Module, data: FuncValue | Callee | Itab | Descriptor) -> str:
    """The operand text of the address of code or of what describes types."""
    if isinstance(data, Itab):
        return module.itab(data)
    if isinstance(data, Descriptor):
        return module.type_descriptor(data.type)
    results = [var.type for var in data.signature.results.vars if var.type is not None]
    params = [var.type for var in data.signature.params.vars if var.type is not None]
    convention = lower_signature(module.layouts, params, results)
    refer = module.function_value if isinstance(data, FuncValue) else module.function
    return refer(data.symbol, convention.result, convention.parameter_types())
