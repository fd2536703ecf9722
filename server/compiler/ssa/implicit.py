"""Nil checks that the access behind them carries out: an address near nil faults, and the run-time makes a panic of it.

    nilcheck t0                         nilcheck t0 implicit
    t1 = fieldaddr t0 .2 *int     =>    t1 = fieldaddr t0 .2 *int
    t2 = load t1 int                    t2 = load t1 int

Code generation tells LLVM that such a check may become part of the access; any other one stays an instruction.

Algorithm: from each check forwards, to the first access through its pointer at a small offset. Nothing between may
write, panic or call. Source: gc's second pass over nil checks, and LLVM's pass ImplicitNullChecks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Value
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.ir.types import pointee
from server.compiler.ssa.nilcheck import base
from server.compiler.ssa.options import Work
from server.compiler.types.model import Struct, underlying
from server.compiler.types.sizes import Sizes

_NEAR: Final = 4096  # bytes: nothing is mapped there
_LARGEST: Final = 128  # bytes that are moved in place, without a call
_SLOTS: Final = frozenset({Op.LOCAL, Op.NEW})  # these write their variable


def mark_implicit_checks(work: Work) -> None:
    """Say of each nil check that is left what becomes of it."""
    for block in work.func.blocks:
        for at, value in enumerate(block.values):
            if value.op is Op.NIL_CHECK:
                behind = islice(block.values, at + 1, None)
                value.aux = _is_carried_out(base(value.args[0]), behind, work.options.sizes)
                _report(work, value)


def _report(work: Work, check: Value) -> None:
    if check.aux:
        work.decide(DecisionKind.NIL_CHECK, check.span, "removed", "the access behind it fails on nil")
    else:
        work.decide(DecisionKind.NIL_CHECK, check.span, "kept", "nothing shows that the pointer is not nil")


def _is_carried_out(pointer: Value, behind: Iterator[Value], sizes: Sizes) -> bool:
    for value in behind:
        address = _accessed(value, sizes)
        if address is not None and _is_near(address, pointer, sizes):
            return True
        if value.op in _SLOTS or OP_INFO[value.op].writes or OP_INFO[value.op].panics:
            return False
    return False


def _accessed(value: Value, sizes: Sizes) -> Value | None:
    """The address that a value certainly reads or writes; a call through memory faults, too, but not for LLVM."""
    match value.op:
        case Op.LOAD:
            typ = value.type
        case Op.STORE | Op.STORE_BARRIER:
            typ = value.args[1].type
        case _:
            return None
    return value.args[0] if typ is not None and 0 < sizes.size_of(typ) <= _LARGEST else None


def _is_near(address: Value, pointer: Value, sizes: Sizes) -> bool:
    """Whether an address lies a few bytes behind a pointer."""
    offset = 0
    while address is not pointer:
        match address.op:
            case Op.FIELD_ADDR:
                struct = underlying(pointee(address.args[0].type))
                assert isinstance(struct, Struct)
                assert isinstance(address.aux, int)
                offset += sizes.offsets(struct.fields)[address.aux]
            case Op.INDEX_ADDR:
                index = address.args[1]
                if index.op is not Op.CONST or not isinstance(index.aux, int):
                    return False
                offset += index.aux * sizes.size_of(pointee(address.type))
            case Op.CHANGE_TYPE:
                pass
            case _:
                return False
        address = address.args[0]
    return 0 <= offset < _NEAR
