"""Bodies of functions that have none because the compiler knows them: the operation itself.

func sync/atomic.AddInt32(addr *int32, delta int32) (new int32)
    t0 = param addr *int32; t1 = param delta int32
    t2 = call sync/atomic.AddInt32(t0, t1) int32          expanded in place
    return t2
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.func import Callee, Exit, ExternalFunc, Func, Param
from server.compiler.ir.intrinsics import INTRINSICS, Form
from server.compiler.ir.ops import Op
from server.compiler.irbuild.frame import new_func
from server.compiler.types.model import Tuple

# What these give depends on the function that they are called in.
_BOUND: Final = frozenset({Form.CALLER_PC, Form.CALLER_SP, Form.FRAME, Form.CALLER_FRAME, Form.CLOSURE})


def is_operation(external: ExternalFunc, prefix: str) -> bool:
    """Whether a function without a body is an operation wherever it is called, and this package's own."""
    intrinsic = INTRINSICS.get(external.symbol)
    own = external.symbol.rpartition(".")[0] == prefix
    return own and intrinsic is not None and not intrinsic.only and intrinsic.form not in _BOUND


def build_operation(external: ExternalFunc) -> Func:
    """The function as one operation."""
    signature = external.signature
    func = new_func(external.symbol, external.symbol, signature, None)
    block = func.new_block("entry")
    params = [
        func.new_value(block, Op.PARAM, var.type, [], Param(index, var.name))
        for index, var in enumerate(signature.params.vars)
    ]
    results = signature.results.vars
    typ = signature.results if len(results) > 1 else results[0].type if results else None
    call = func.new_value(block, Op.CALL, typ, params, Callee(external.symbol, signature))
    parts = [call] if results else []
    if isinstance(typ, Tuple):
        parts = [func.new_value(block, Op.EXTRACT, var.type, [call], index) for index, var in enumerate(results)]
    block.values = [*params, call, *(part for part in parts if part is not call)]
    block.exit, block.controls = Exit.RETURN, parts
    return func
