"""The assembly stubs and the entry point as a chunk of package runtime.

A stub is a `naked` function whose machine words are its prologue data and whose body is never reached. It stands in a
module without callers: LLVM sees no body that it could draw conclusions from.

The entry needs no assembly: it passes the address of what the kernel put on the stack, `argc`, to `runtime.rt0_go`,
which gives the top of the main goroutine's stack; there `runtime.mstart` is called.
"""

from typing import Final

from server.compiler.codegen.module import FUNCTION_ATTRIBUTES, STUB_ATTRIBUTES, Module
from server.compiler.codegen.reflectstubs import emit_reflect_stubs
from server.compiler.codegen.signature import NO_CONTEXT
from server.compiler.codegen.spelling import code_section, escape, symbol
from server.compiler.codegen.stubs_table import STUBS
from server.symbol import SymbolKind, SymbolRecord

ENTRY: Final = "_rt0"  # the linker's entry symbol


def emit_stubs(module: Module) -> None:
    """Add the entry and all stubs of the module's architecture."""
    _emit_entry(module)
    emit_reflect_stubs(module)
    for name, words in STUBS[module.target.goarch].items():
        code = bytes.fromhex(words)
        module.define(
            SymbolRecord(name, SymbolKind.STUB),
            f"define dso_local void {symbol(name)}() {STUB_ATTRIBUTES} {code_section(module.package, name)} align 16 "
            f'prologue [{len(code)} x i8] c"{escape(code)}" {{\n  unreachable\n}}\n',
        )


def _emit_entry(module: Module) -> None:
    """What the kernel has put on the stack begins where a return address would be: the distance does not count."""
    machine = module.target.machine
    at = machine.stack_at_entry
    stack = module.intrinsic(at.intrinsic, "ptr", at.parameters)
    word = module.layouts.word
    start = module.runtime("rt0_go", word, "ptr")
    switch = module.runtime("callOnStack", "void", word, "ptr", no_return=True)
    main = module.runtime("mstart", "void", no_return=True)
    place = code_section(module.package, ENTRY)
    module.define(
        SymbolRecord(ENTRY, SymbolKind.STUB),
        f"define dso_local void {symbol(ENTRY)}() {machine.entry_attribute}{FUNCTION_ATTRIBUTES} {place} {{\n"
        f"  %stack = call ptr {stack}({at.operands})\n"
        f"  %top = call {word} {start}({NO_CONTEXT}, ptr %stack)\n"
        f"  call void {switch}({NO_CONTEXT}, {word} %top, ptr {main})\n  unreachable\n}}\n",
    )
