"""Calls, returns, PHIs and checks, as the linked program shows them."""

from pathlib import Path

import pytest

from server.compiler.ir.func import Exit, Func, Value
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.types.model import Array, Kind, Pointer, Slice, Struct, Type
from server.compiler.types.objects import Var
from server.compiler.types.universe import TYP
from server.target import Target
from tests.compiler.codegen.ir_builder import BOOL, INT, INT64, POINTER, STRING, FuncBuilder, signature
from tests.compiler.codegen.programs import exit_code, panic_code, run_words

F32 = TYP[Kind.FLOAT32]
U8 = TYP[Kind.UINT8]
U64 = TYP[Kind.UINT64]


def _struct(*types: Type) -> Struct:
    return Struct([Var(f"f{i}", None, None, typ, is_field=True) for i, typ in enumerate(types)], [""] * len(types))


def test_several_results_of_mixed_kinds(target: Target, tmp_path: Path) -> None:
    """More results than return registers, a string, a float and a bool among them."""
    types = [INT64, STRING, F32, BOOL, U8, INT64]
    callee = FuncBuilder("main.f", types, types)
    callee.ret(*[callee.param(i) for i in range(len(types))])

    def compute(start: FuncBuilder) -> list[Value]:
        constants = (-1, b"four", 3, True, 200, 1 << 40)
        arguments = [start.const(value, typ) for value, typ in zip(constants, types)]
        call = start.call("main.f", arguments, types)
        parts = [start.add(Op.EXTRACT, typ, call, aux=i) for i, typ in enumerate(types)]
        length = start.add(Op.CONVERT, INT64, start.add(Op.STRING_LEN, INT, parts[1]))
        numbers = [start.add(Op.CONVERT, INT64, parts[i]) for i in (2, 4)]
        return [parts[0], length, *numbers, parts[5]]

    assert run_words(target, tmp_path, compute, callee.func) == [-1, 4, 3, 200, 1 << 40]


def test_big_values_go_through_memory(target: Target, tmp_path: Path) -> None:
    """A struct of six words as parameter and result: the callee's change does not reach the caller's copy."""
    big = _struct(*[INT64] * 6)
    callee = FuncBuilder("main.f", [big], [INT64, big])
    slot = callee.local(big)
    callee.add(Op.STORE, None, slot, callee.param(0))
    last = callee.add(Op.FIELD_ADDR, Pointer(INT64), slot, aux=5)
    callee.add(Op.STORE, None, last, callee.const(99, INT64))
    callee.ret(callee.const(7, INT64), callee.add(Op.LOAD, big, slot))

    def compute(start: FuncBuilder) -> list[Value]:
        value = start.add(Op.STRUCT_MAKE, big, *[start.const(i, INT64) for i in range(6)])
        call = start.call("main.f", [value], [INT64, big])
        changed = start.add(Op.EXTRACT, big, call, aux=1)
        fields = [start.add(Op.FIELD, INT64, whole, aux=i) for whole in (value, changed) for i in (4, 5)]
        return [start.add(Op.EXTRACT, INT64, call, aux=0), *fields]

    assert run_words(target, tmp_path, compute, callee.func) == [7, 4, 5, 4, 99]


def test_function_values(target: Target, tmp_path: Path) -> None:
    """A call through a function value reaches a plain function."""
    typ = signature([INT64], [INT64])
    double = FuncBuilder("main.double", [INT64], [INT64])
    double.ret(double.add(Op.ADD, INT64, double.param(0), double.param(0)))
    apply = FuncBuilder("main.apply", [typ, INT64], [INT64])
    apply.ret(apply.add(Op.CALL_VALUE, INT64, apply.param(0), apply.param(1)))

    def compute(start: FuncBuilder) -> list[Value]:
        value = start.add(Op.FUNC, typ, aux="main.double")
        direct = start.add(Op.CALL_VALUE, INT64, value, start.const(4, INT64))
        return [start.call("main.apply", [value, start.const(21, INT64)], [INT64]), direct]

    assert run_words(target, tmp_path, compute, double.func, apply.func) == [42, 8]


def test_loop_with_phis_of_several_leaves(target: Target, tmp_path: Path) -> None:
    """Two strings change places on every turn: PHIs are parallel."""
    func = FuncBuilder("main.f", [STRING, STRING, INT64], [INT64])
    first, second, count = (func.param(i) for i in range(3))
    zero, one = func.const(0, INT64), func.const(1, INT64)
    head, body, done = (func.func.new_block(name) for name in ("head", "body", "done"))
    func.jump(head)
    func.begin(head)
    a = func.add(Op.PHI, STRING, first, first)
    b = func.add(Op.PHI, STRING, second, a)
    a.args[1] = b
    i = func.add(Op.PHI, INT64, zero, zero)
    func.branch(func.add(Op.LT, BOOL, i, count), body, done)
    func.begin(body)
    i.args[1] = func.add(Op.ADD, INT64, i, one)
    func.jump(head)
    func.begin(done)
    func.ret(func.add(Op.CONVERT, INT64, func.add(Op.STRING_LEN, INT, a)))

    def compute(start: FuncBuilder) -> list[Value]:
        strings = [start.const(b"x", STRING), start.const(b"yy", STRING)]
        return [start.call("main.f", [*strings, start.const(n, INT64)], [INT64]) for n in (4, 5)]

    assert run_words(target, tmp_path, compute, func.func) == [1, 2]


def test_both_edges_to_one_block(target: Target, tmp_path: Path) -> None:
    """A PHI tells apart the two edges of a branch whose ways meet at once."""
    func = FuncBuilder("main.f", [BOOL], [INT64])
    yes, no = func.const(10, INT64), func.const(20, INT64)
    join = func.func.new_block("join")
    func.branch(func.param(0), join, join)
    func.begin(join)
    func.ret(func.add(Op.PHI, INT64, yes, no))

    def compute(start: FuncBuilder) -> list[Value]:
        return [start.call("main.f", [start.const(flag, BOOL)], [INT64]) for flag in (True, False)]

    assert run_words(target, tmp_path, compute, func.func) == [10, 20]


def test_a_local_is_zero_on_every_turn(target: Target, tmp_path: Path) -> None:
    """LOCAL inside a loop gives zeroed memory again."""
    func = FuncBuilder("main.f", [], [INT64])
    zero, one = func.const(0, INT64), func.const(1, INT64)
    head, body, done = (func.func.new_block(name) for name in ("head", "body", "done"))
    func.jump(head)
    func.begin(head)
    i = func.add(Op.PHI, INT64, zero, zero)
    total = func.add(Op.PHI, INT64, zero, zero)
    func.branch(func.add(Op.LT, BOOL, i, func.const(3, INT64)), body, done)
    func.begin(body)
    slot = func.local(INT64)
    before = func.add(Op.LOAD, INT64, slot)
    func.add(Op.STORE, None, slot, func.const(100, INT64))
    total.args[1] = func.add(Op.ADD, INT64, total, before)
    i.args[1] = func.add(Op.ADD, INT64, i, one)
    func.jump(head)
    func.begin(done)
    func.ret(total)
    assert run_words(target, tmp_path, lambda start: [start.call("main.f", [], [INT64])], func.func) == [0]


def _check(op: Op, *operands: tuple[int, Type], aux: BoundsKind | None = None) -> Func:
    """A function that does one check on constants behind a call, so that LLVM cannot decide it."""
    func = FuncBuilder("main.check")
    func.add(op, None, *[func.const(number, typ) for number, typ in operands], aux=aux)
    func.ret()
    return func.func


@pytest.mark.parametrize(
    ("func", "panic"),
    [
        (_check(Op.BOUNDS_CHECK, (2, INT), (3, INT), aux=BoundsKind.INDEX), None),
        (_check(Op.BOUNDS_CHECK, (3, INT), (3, INT), aux=BoundsKind.INDEX), "panicIndex"),
        (_check(Op.BOUNDS_CHECK, (-1, INT), (3, INT), aux=BoundsKind.INDEX), "panicIndex"),
        (_check(Op.BOUNDS_CHECK, (1 << 63, U64), (3, INT), aux=BoundsKind.INDEX), "panicIndexU"),
        (_check(Op.BOUNDS_CHECK, (200, U8), (3, INT), aux=BoundsKind.INDEX), "panicIndexU"),
        (_check(Op.BOUNDS_CHECK, (3, INT), (3, INT), aux=BoundsKind.SLICE_B), None),
        (_check(Op.BOUNDS_CHECK, (4, INT), (3, INT), aux=BoundsKind.SLICE_B), "panicSliceB"),
        (_check(Op.BOUNDS_CHECK, (3, INT), (3, INT), aux=BoundsKind.CONVERT), None),
        (_check(Op.BOUNDS_CHECK, (2, INT), (3, INT), aux=BoundsKind.CONVERT), "panicSliceConvert"),
        (_check(Op.DIV_CHECK, (1, INT)), None),
        (_check(Op.DIV_CHECK, (0, U8)), "panicdivide"),
        (_check(Op.SHIFT_CHECK, (0, INT)), None),
        (_check(Op.SHIFT_CHECK, (-5, INT)), "panicshift"),
        (_check(Op.NIL_CHECK, (0, POINTER)), "sigpanic"),
        (_check(Op.NIL_CHECK, (4096, POINTER)), None),
    ],
)
def test_checks(target: Target, tmp_path: Path, func: Func, panic: str | None) -> None:
    assert exit_code(target, tmp_path, func) == (panic_code(panic) if panic else 0)


def test_code_after_a_call_that_does_not_return(target: Target, tmp_path: Path) -> None:
    """The block of such a call ends there."""
    func = FuncBuilder("main.f")
    func.call("runtime.sigpanic", [], no_return=True)
    func.block.exit = Exit.UNREACHABLE
    assert exit_code(target, tmp_path, func.func) == panic_code("sigpanic")


def test_slices_and_small_arrays(target: Target, tmp_path: Path) -> None:
    """Parts come out as they went in."""
    pair = Array(INT64, 2)
    func = FuncBuilder("main.f", [Slice(INT64), pair], [INT64, INT64, INT64])
    slice_, array = func.param(0), func.param(1)
    slot = func.local(pair)
    func.add(Op.STORE, None, slot, array)
    first = func.add(Op.CHANGE_TYPE, Pointer(INT64), slot)
    element = func.add(Op.LOAD, INT64, func.add(Op.INDEX_ADDR, Pointer(INT64), first, func.const(1)))
    parts = [func.add(Op.CONVERT, INT64, func.add(op, INT, slice_)) for op in (Op.SLICE_LEN, Op.SLICE_CAP)]
    func.ret(*parts, element)

    def compute(start: FuncBuilder) -> list[Value]:
        pointer = start.add(Op.ZERO, Pointer(INT64))
        slice_value = start.add(Op.SLICE_MAKE, Slice(INT64), pointer, start.const(3), start.const(5))
        array_value = start.add(Op.ARRAY_MAKE, pair, start.const(8, INT64), start.const(9, INT64))
        call = start.call("main.f", [slice_value, array_value], [INT64, INT64, INT64])
        return [start.add(Op.EXTRACT, INT64, call, aux=i) for i in range(3)]

    assert run_words(target, tmp_path, compute, func.func) == [3, 5, 9]
