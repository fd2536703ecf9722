"""Whole programs from hand-made IR: the entry computes words and writes them to standard output."""

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from server.compiler.ir.func import Func, Global, Value
from server.compiler.ir.ops import Op
from server.compiler.types.model import Array, Pointer
from server.target import Target
from tests.compiler.codegen.images import link_packages, run_image
from tests.compiler.codegen.ir_builder import INT64, POINTER, UINTPTR, FuncBuilder, package

_SYSTEM_CALLS: Final = {"amd64": (1, 231), "arm64": (64, 94), "riscv64": (64, 94)}  # write, exit_group
_PANICS: Final = (
    "panicIndex",
    "panicIndexU",
    "panicSliceB",
    "panicSliceConvert",
    "panicdivide",
    "panicshift",
    "sigpanic",
)
PANICKED: Final = 3  # exit code of the first panic function here; the others count up


def run_words(
    target: Target,
    scratch: Path,
    compute: Callable[[FuncBuilder], Sequence[Value]],
    *funcs: Func,
    level: int = 2,
    variables: Sequence[Global] = (),
) -> list[int]:
    """Run a program whose entry computes some int64 words; the words."""
    start = FuncBuilder("runtime.mstart")
    values = compute(start)
    words = start.local(Array(INT64, len(values)))
    first = start.add(Op.CHANGE_TYPE, Pointer(INT64), words)
    for i, value in enumerate(values):
        start.add(Op.STORE, None, start.add(Op.INDEX_ADDR, Pointer(INT64), first, start.const(i)), value)
    write, leave = _SYSTEM_CALLS[target.goarch]
    address = start.add(Op.CHANGE_TYPE, UINTPTR, words)
    system_call(start, write, start.const(1, UINTPTR), address, start.const(8 * len(values), UINTPTR))
    system_call(start, leave, start.const(0, UINTPTR))
    start.ret()
    program = package("runtime", start.func, *funcs, *_panic_functions(target), *entry_functions())
    program.globals += variables
    done = run_image(link_packages([program], target, level).image, target, scratch)
    assert done.returncode == 0, done
    return list(struct.unpack(f"<{len(values)}q", done.stdout))


def exit_code(target: Target, scratch: Path, *funcs: Func) -> int:
    """Run a program whose entry calls the first function; the number of its panic function, or -1."""
    start = FuncBuilder("runtime.mstart")
    start.call(funcs[0].symbol, [])
    system_call(start, _SYSTEM_CALLS[target.goarch][1], start.const(0, UINTPTR))
    start.ret()
    program = package("runtime", start.func, *funcs, *_panic_functions(target), *entry_functions())
    return run_image(link_packages([program], target).image, target, scratch).returncode


def panic_code(name: str) -> int:
    """The exit code with which a panic function ends a program."""
    return PANICKED + _PANICS.index(name)


def system_call(func: FuncBuilder, number: int, *arguments: Value) -> None:
    """Call the kernel."""
    padding = [func.const(0, UINTPTR) for _ in range(6 - len(arguments))]
    func.call("runtime.syscall6", [func.const(number, UINTPTR), *arguments, *padding], [UINTPTR])


def _panic_functions(target: Target) -> list[Func]:
    funcs = []
    for name in _PANICS:
        func = FuncBuilder(f"runtime.{name}")
        system_call(func, _SYSTEM_CALLS[target.goarch][1], func.const(panic_code(name), UINTPTR))
        func.ret()
        funcs.append(func.func)
    return funcs


def entry_functions() -> list[Func]:
    """What the entry calls: the main stack, here the kernel's own."""
    start = FuncBuilder("runtime.rt0_go", [POINTER], [UINTPTR])
    start.ret(start.add(Op.CHANGE_TYPE, UINTPTR, start.param(0)))
    return [start.func]
