"""The running goroutine, and the check of its stack at the entry of a function.

    amd64   mov %fs:-8, %rax            arm64   x28                                  riscv64   tp
            cmp %fs:-16, %rsp                   ldr x9, [x28, #8]                              ld a2, 8(tp)
            jbe the call of morestack           mov x10, sp; cmp x10, x9                       bgeu a2, sp, the call
                                                b.ls the call of morestack

amd64 keeps the goroutine and the limit of its stack in words of the thread, which a context switch fills; never in a
thread-local variable, whose address would go stale when the goroutine changes threads. On the others a register is kept
for it. The stack pointer is read after the frame is allocated, so that the check holds for frames of any size.

Below the limit there is room for what runs without a check: functions that call nothing and have a small frame, and
those of package runtime that say `//go:nosplit`.
"""

from __future__ import annotations

from typing import Final

from server.compiler.codegen.emitter import Emitter
from server.compiler.codegen.module import PANIC_ATTRIBUTES, Module
from server.compiler.codegen.signature import NO_CONTEXT

SMALL_FRAME: Final = 1024  # bytes of slots that a function without calls may have unchecked; a part of stackSlack
_LIMIT_OFFSET: Final = 8  # of stackLimit in runtime.g
_THREAD_WORDS: Final = "ptr addrspace(257) inttoptr (i64 {} to ptr addrspace(257))"


def load_goroutine(e: Emitter) -> str:
    """Emit the load of the goroutine pointer; its operand."""
    register = e.module.target.machine.goroutine
    if not register:
        return e.let(f"load ptr, {_THREAD_WORDS.format(-8)}")
    return e.let(f"inttoptr i64 {e.let(_register(e.module, register))} to ptr")


def _register(module: Module, name: str) -> str:
    callee = module.intrinsic("llvm.read_register.i64", "i64", "metadata")
    node = module.debug.add(f'!{{!"{name}"}}')
    return f"call i64 {callee}(metadata !{node})"


def enter(e: Emitter, first: str) -> list[str]:
    """The lines that follow the slots of a function: the check, if it needs one, and the jump to its first block."""
    if not _is_checked(e):
        return [f"  br label %{first}\n"]
    module = e.module
    machine = module.target.machine
    stack = _register(module, machine.stack_pointer)
    if not machine.goroutine:
        limit = [f"  %limit = load i64, {_THREAD_WORDS.format(-16)}\n"]
    else:
        limit = [
            f"  %limit.g = {_register(module, machine.goroutine)}\n",
            f"  %limit.at = add i64 %limit.g, {_LIMIT_OFFSET}\n",
            "  %limit.place = inttoptr i64 %limit.at to ptr\n",
            "  %limit = load i64, ptr %limit.place\n",
        ]
    report = module.runtime("morestack", "void", no_return=True)
    return [
        f"  %stack = {stack}\n",
        *limit,
        "  %stack.enough = icmp ugt i64 %stack, %limit\n",
        f"  br i1 %stack.enough, label %{first}, label %stack.full, !prof !{module.unlikely}\n",
        "stack.full:\n",
        f"  call void {report}({NO_CONTEXT}) {PANIC_ATTRIBUTES}{e.location_of_function()}\n",
        "  unreachable\n",
    ]


def _is_checked(e: Emitter) -> bool:
    if not e.calls and e.slot_bytes <= SMALL_FRAME:
        return False
    return not (e.module.package == "runtime" and "nosplit" in e.func.pragmas)
