"""Functions that the compiler expands in place, by link name.

Each of them is declared in Go; a call never reaches a body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen.emitter import Emitter
from server.compiler.ir.func import Value


def _caller_pc(e: Emitter, value: Value) -> None:
    """The address to which the function that calls this returns."""
    callee = e.module.intrinsic("llvm.returnaddress", "ptr", "i32 immarg")
    address = e.let(f"call ptr {callee}(i32 0)")
    e.define(value, (e.let(f"ptrtoint ptr {address} to {e.word()}"),))


def _frame(level: int) -> Callable[[Emitter, Value], None]:
    """The frame pointer of the function that calls this, or of its callers."""

    def expand(e: Emitter, value: Value) -> None:
        callee = e.module.intrinsic("llvm.frameaddress.p0", "ptr", "i32 immarg")
        address = e.let(f"call ptr {callee}(i32 {level})")
        e.define(value, (e.let(f"ptrtoint ptr {address} to {e.word()}"),))

    return expand


def _address_of(name: str) -> Callable[[Emitter, Value], None]:
    """The address of a symbol that the linker defines."""

    def expand(e: Emitter, value: Value) -> None:
        e.define(value, (e.let(f"ptrtoint ptr {e.module.data(name)} to {e.word()}"),))

    return expand


INTRINSICS: Final[dict[str, Callable[[Emitter, Value], None]]] = {
    "runtime.getcallerpc": _caller_pc,
    "runtime.getframe": _frame(0),
    "runtime.getcallerframe": _frame(1),
    "runtime.faultTableStart": _address_of("runtime.faultmap"),
    "runtime.faultTableEnd": _address_of("runtime.efaultmap"),
}
