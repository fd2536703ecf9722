"""The code of function values that package reflect makes: `reflect.makeFuncStub` and `reflect.methodValueCall`.

They are called in the convention of whatever type the value has, and know nothing of it. So they take all registers in
which parameters come and the address of the words on the stack, let the run-time (runtime/reflectcall.go) find the
parameters and put the results there, and return with all registers in which results go. Where LLVM would not return as
many values, a stub loads those registers, and the first two are what the function returns: LLVM's epilogue leaves the
others alone.
"""

from typing import Final

from server.compiler.codegen.module import FUNCTION_ATTRIBUTES, Module
from server.compiler.codegen.signature import NEST_TYPE, NO_CONTEXT
from server.compiler.codegen.spelling import code_section, symbol
from server.symbol import SymbolKind, SymbolRecord

# What they call, functions of package runtime.
ANSWERS: Final = {"reflect.makeFuncStub": "callMakeFunc", "reflect.methodValueCall": "callMethodValue"}
_FIRST_FLOAT: Final = 8  # registerReal in runtime/convention.go
_SLOTS: Final = 16  # slotStack there
_LOAD_RESULTS: Final = "runtime.loadResults"


def emit_reflect_stubs(module: Module) -> None:
    """Add both functions."""
    for name, answer in ANSWERS.items():
        module.define(SymbolRecord(name, SymbolKind.STUB), _stub(module, name, answer))


def _stub(module: Module, name: str, answer: str) -> str:
    word = module.layouts.word
    machine = module.target.machine
    arguments = _registers(machine.argument_registers, word)
    results = _registers(machine.result_registers, word)
    callee = module.runtime(answer, "void", "ptr", "ptr", "ptr")
    at = machine.stack_at_entry
    entry = module.intrinsic(at.intrinsic, "ptr", at.parameters)
    parameters = ", ".join([f"{NEST_TYPE} %context", *[f"{llvm} %a{slot}" for slot, llvm in arguments]])
    lines = [f"  %registers = alloca [{_SLOTS} x {word}], align 16\n"]
    lines += [f"  %p{slot} = {_place(slot, word)}\n" for slot in range(_SLOTS)]
    lines += [f"  store {llvm} %a{slot}, ptr %p{slot}\n" for slot, llvm in arguments]
    lines += [
        f"  %entry = call ptr {entry}({at.operands})\n  %stack = getelementptr i8, ptr %entry, i64 {at.distance}\n"
    ]
    lines += [f"  call void {callee}({NO_CONTEXT}, ptr %context, ptr %registers, ptr %stack)\n"]
    returned, more = _returning(module, results)
    place = code_section(module.package, name)
    head = f"define dso_local {returned} {symbol(name)}({parameters}) {FUNCTION_ATTRIBUTES} {place}"
    return f"{head} {{\n{''.join(lines)}{''.join(more)}  ret {returned} %whole\n}}\n"


def _returning(module: Module, results: list[tuple[int, str]]) -> tuple[str, list[str]]:
    """What the function returns in LLVM's eyes, and the lines that make it: %whole."""
    if len(results) > module.target.machine.most_results:
        returned = f"{{ {', '.join([module.layouts.word] * module.target.machine.most_results)} }}"
        load = module.function(_LOAD_RESULTS, returned, "ptr")
        return returned, [f"  %whole = call {returned} {load}(ptr %registers)\n"]
    returned = "{ " + ", ".join(llvm for _, llvm in results) + " }"
    lines, whole = [], "poison"
    for index, (slot, llvm) in enumerate(results):
        last = index + 1 == len(results)
        lines.append(f"  %v{index} = load {llvm}, ptr %p{slot}\n")
        lines.append(
            f"  %{'whole' if last else f'r{index}'} = insertvalue {returned} {whole}, {llvm} %v{index}, {index}\n"
        )
        whole = f"%r{index}"
    return returned, lines


def _registers(counts: tuple[int, int], word: str) -> list[tuple[int, str]]:
    """The slots of registers, and how LLVM is told to use them."""
    words, floats = counts
    return [(slot, word) for slot in range(words)] + [(_FIRST_FLOAT + i, "double") for i in range(floats)]


def _place(slot: int, word: str) -> str:
    return f"getelementptr [{_SLOTS} x {word}], ptr %registers, i32 0, i32 {slot}"
