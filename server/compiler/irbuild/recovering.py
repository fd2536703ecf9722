"""Functions that stand between a caller and the function that the programmer wrote, and recover.

Spec, "Handling panics": recover counts in the function that was deferred. The run-time knows it by the frame of its
caller; where a wrapper is deferred, the function that it calls is meant, so the wrapper hands its caller's place on.
The first word of a goroutine is its innermost panic, nil when there is none:

    t0 = load getg()
    if t0 != nil { deferwrap(getcallerframe(), getframe()) }
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir import graph
from server.compiler.ir.func import WRAPPER, Aux, Block, Func, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.runtime_calls import runtime_callee
from server.compiler.ir.types import BOOL, UINTPTR, UNSAFE_POINTER
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.types.model import Pointer, Type

# Functions of the standard library that stand between a function value that reflection has made and what it calls.
REFLECTED: Final = frozenset(("reflect.callReflect", "reflect.callMethod"))


def hand_on(func: Func, block: Block) -> Block:
    """Do so at the end of a block; the block in which the function goes on."""
    func.pragmas |= {WRAPPER}
    handing, rest = func.new_block("wrapper.deferred"), func.new_block("wrapper")

    def emit(where: Block, op: Op, typ: Type | None, *args: Value, aux: Aux = None) -> Value:
        value = func.new_value(where, op, typ, list(args), aux)
        where.values.append(value)
        return value

    goroutine = emit(block, Op.CALL, Pointer(UNSAFE_POINTER), aux=runtime_callee("getg"))
    panics = emit(block, Op.LOAD, UNSAFE_POINTER, goroutine)
    graph.branch(block, emit(block, Op.NE, BOOL, panics, emit(block, Op.ZERO, UNSAFE_POINTER)), handing, rest, None)
    frames = [emit(handing, Op.CALL, UINTPTR, aux=runtime_callee(name)) for name in ("getcallerframe", "getframe")]
    emit(handing, Op.CALL, None, *frames, aux=runtime_callee("deferwrap"))
    graph.jump(handing, rest, None)
    return rest


def begin_wrapper(b: FuncBuilder) -> None:
    """The same for a function under construction."""
    b.block = hand_on(b.func, b.block)
