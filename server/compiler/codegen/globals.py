"""Package-level variables as data.

A variable with a static initial value goes to `.data.NAME`, any other starts as zero in `.bss.NAME`. The linker's -X
option overwrites string variables, which are 16 bytes: pointer and length.
"""

from __future__ import annotations

from server.compiler.codegen.aggregates import float_text, scalar_text
from server.compiler.codegen.layout import Layout
from server.compiler.codegen.module import Module
from server.compiler.codegen.spelling import section, symbol
from server.compiler.ir.func import Aux, Global
from server.compiler.types.constant import ComplexValue
from server.symbol import SymbolKind, SymbolRecord


def emit_global(module: Module, variable: Global) -> None:
    """Add a variable's definition to a module."""
    layout = module.layouts.of(variable.type)
    initial = _initial(module, layout, variable.data)
    path, line, _ = module.debug.place(variable.span)
    if initial is None:
        # A variable without size still has an address of its own.
        record = SymbolRecord(variable.symbol, SymbolKind.BSS, path, line)
        text = f"[{max(layout.size, 1)} x i8] zeroinitializer, {section('.bss', variable.symbol)}"
    else:
        record = SymbolRecord(variable.symbol, SymbolKind.DATA, path, line)
        text = f"{initial}, {section('.data', variable.symbol)}"
    module.define(record, f"{symbol(variable.symbol)} = dso_local global {text}, align {layout.align}\n")


def _initial(module: Module, layout: Layout, data: Aux) -> str | None:
    """The initial content as a typed LLVM constant, or None for zero."""
    if not data or layout.big or not layout.leaves:
        return None
    first = layout.leaves[0]
    if isinstance(data, bytes):
        word = module.layouts.word
        return f"<{{ ptr, {word} }}> <{{ ptr {module.string(data)}, {word} {len(data)} }}>"
    if isinstance(data, ComplexValue):
        parts = ", ".join(f"{first.llvm} {float_text(part, first.llvm)}" for part in (data.real, data.imag))
        return f"<{{ {first.llvm}, {first.llvm} }}> <{{ {parts} }}>"
    if first.llvm == "i1":
        return "i8 1"
    return f"{first.llvm} {scalar_text(data, first)}"
