"""Stores with a write barrier, as the linked program shows them: what is stored, and what the collector hears."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.compiler.ir.func import Func, Global, Value
from server.compiler.ir.ops import Barrier, Op
from server.compiler.ir.types import UINT32
from server.compiler.types.model import Array, Pointer, Struct, Type
from server.compiler.types.objects import Var
from server.compiler.types.universe import EMPTY_INTERFACE
from server.target import Target
from tests.compiler.codegen.ir_builder import BOOL, INT, INT64, POINTER, STRING, UINTPTR, FuncBuilder
from tests.compiler.codegen.programs import run_words

WORD = Pointer(INT64)
HEARD = "runtime.heard"  # the sum of all numbers that the collector heard of
_FLAG = Global("runtime.writeBarrier", UINT32, None)
_HEARD = Global(HEARD, INT64, None)


def _struct(*types: Type) -> Struct:
    return Struct([Var(f"f{i}", None, None, typ, is_field=True) for i, typ in enumerate(types)], [""] * len(types))


def _hear(func: FuncBuilder, value: Value) -> None:
    total = func.add(Op.GLOBAL, WORD, aux=HEARD)
    func.add(Op.STORE, None, total, func.add(Op.ADD, INT64, func.add(Op.LOAD, INT64, total), value))


def _listeners() -> list[Func]:
    """A barrier that adds up ten times the old number and the new one; moves by type count a million each."""
    barrier = FuncBuilder("runtime.gcWriteBarrier", [POINTER, POINTER])
    old, new = (barrier.add(Op.CHANGE_TYPE, INT64, _number(barrier, barrier.param(i))) for i in (0, 1))
    _hear(barrier, barrier.add(Op.ADD, INT64, barrier.add(Op.MUL, INT64, old, barrier.const(10, INT64)), new))
    barrier.ret()
    move = FuncBuilder("runtime.typedmemmove", [POINTER, POINTER, POINTER])
    clear = FuncBuilder("runtime.typedmemclr", [POINTER, POINTER])
    for func, number in ((move, 1_000_000), (clear, 2_000_000)):
        _hear(func, func.const(number, INT64))
        func.ret()
    equal = FuncBuilder("runtime.memequal", [POINTER, POINTER, UINTPTR], [BOOL])  # descriptors of types lead there
    equal.ret(equal.const(False, BOOL))
    return [barrier.func, move.func, clear.func, equal.func]


def _number(func: FuncBuilder, pointer: Value) -> Value:
    """Pointers are numbers here."""
    return func.add(Op.CHANGE_TYPE, INT, pointer)


def _pointer(func: FuncBuilder, number: int) -> Value:
    return func.add(Op.CHANGE_TYPE, POINTER, func.const(number))


def _one(func: FuncBuilder, number: int) -> Value:
    return _pointer(func, number)


def _string(func: FuncBuilder, number: int) -> Value:
    return func.add(Op.STRING_MAKE, STRING, _pointer(func, number), func.const(number))


def _interface(func: FuncBuilder, number: int) -> Value:
    return func.add(Op.IFACE_MAKE, EMPTY_INTERFACE, _pointer(func, 100 * number), _pointer(func, number))


_WIDE = _struct(INT, INT, POINTER, INT, INT, STRING)
_FULL = _struct(*[POINTER] * 6)


def _wide(func: FuncBuilder, number: int) -> Value:
    count = func.const(number)
    return func.add(Op.STRUCT_MAKE, _WIDE, count, count, _one(func, number), count, count, _string(func, number))


def _full(func: FuncBuilder, number: int) -> Value:
    return func.add(Op.STRUCT_MAKE, _FULL, *[_pointer(func, number)] * 6)


CASES: dict[str, tuple[Type, Callable[[FuncBuilder, int], Value], dict[Barrier, int]]] = {
    "pointer": (POINTER, _one, {Barrier.BOTH: 43, Barrier.OLD: 40, Barrier.NEW: 3}),
    "string": (STRING, _string, {Barrier.BOTH: 43, Barrier.OLD: 40, Barrier.NEW: 3}),
    "interface": (EMPTY_INTERFACE, _interface, {Barrier.BOTH: 43, Barrier.OLD: 40, Barrier.NEW: 3}),
    "wide": (_WIDE, _wide, {Barrier.BOTH: 86, Barrier.OLD: 80, Barrier.NEW: 6}),
    "full": (_FULL, _full, {Barrier.BOTH: 1_000_000}),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("marking", [0, 1])
def test_what_is_heard(name: str, marking: int, target: Target, tmp_path: Path) -> None:
    """4 is overwritten by 3: heard of while marking alone, the store is made in any case."""
    typ, make, expected = CASES[name]

    def compute(start: FuncBuilder) -> list[Value]:
        flag = start.add(Op.GLOBAL, Pointer(UINT32), aux=_FLAG.symbol)
        start.add(Op.STORE, None, flag, start.const(marking, UINT32))
        heard = start.add(Op.GLOBAL, WORD, aux=HEARD)
        words = []
        for barrier in expected:
            slot = start.local(typ)
            start.add(Op.STORE, None, slot, make(start, 4))
            start.add(Op.STORE, None, heard, start.const(0, INT64))
            start.add(Op.STORE_BARRIER, None, slot, make(start, 3), aux=barrier)
            words.append(start.add(Op.LOAD, INT64, heard))
            words.append(start.add(Op.LOAD, INT64, _last_word(start, slot, typ)))
        return words

    got = run_words(target, tmp_path, compute, *_listeners(), variables=[_FLAG, _HEARD])
    moved = 3 if name != "full" else 4  # there the run-time would store
    always = name == "full"  # the run-time reads the flag itself
    assert got == [word for heard in expected.values() for word in (heard if marking or always else 0, moved)]


def _last_word(func: FuncBuilder, slot: Value, typ: Type) -> Value:
    words = {STRING: 2, EMPTY_INTERFACE: 2, _WIDE: 7, _FULL: 6}.get(typ, 1)
    first = func.add(Op.CHANGE_TYPE, WORD, slot)
    return func.add(Op.INDEX_ADDR, WORD, first, func.const(words - 1))


def test_clearing_many_pointers(target: Target, tmp_path: Path) -> None:
    def compute(start: FuncBuilder) -> list[Value]:
        typ = Array(POINTER, 9)
        start.add(Op.STORE_BARRIER, None, start.local(typ), start.add(Op.ZERO, typ), aux=Barrier.OLD)
        return [start.add(Op.LOAD, INT64, start.add(Op.GLOBAL, WORD, aux=HEARD))]

    assert run_words(target, tmp_path, compute, *_listeners(), variables=[_FLAG, _HEARD]) == [2_000_000]
