"""Arithmetic has Go's meaning on every target, also where LLVM leaves results undefined.

Each row is an operation on words that the optimiser cannot see; Python computes what Go's specification says.
"""

from fractions import Fraction
from pathlib import Path

import pytest

from server.compiler.ir.func import Func, Value
from server.compiler.ir.ops import Op
from server.compiler.types.model import Kind, Type
from server.compiler.types.universe import TYP
from server.target import Target
from tests.compiler.codegen.ir_builder import BOOL, INT64, FuncBuilder
from tests.compiler.codegen.programs import run_words

I8, I16, I32, I64 = (TYP[kind] for kind in (Kind.INT8, Kind.INT16, Kind.INT32, Kind.INT64))
U8, U16, U32, U64 = (TYP[kind] for kind in (Kind.UINT8, Kind.UINT16, Kind.UINT32, Kind.UINT64))
F32, F64 = TYP[Kind.FLOAT32], TYP[Kind.FLOAT64]
MIN, MAX = -(1 << 63), (1 << 63) - 1

# op, type of the operands (or operand and count), operands, result
BINARY: list[tuple[Op, Type, Type, int, int, int]] = [
    (Op.ADD, I64, I64, MAX, 1, MIN),
    (Op.SUB, I8, I8, -128, 1, 127),
    (Op.MUL, I32, I32, 1 << 20, 1 << 20, 0),
    (Op.MUL, U16, U16, 0xFFFF, 0xFFFF, 1),
    (Op.DIV, I64, I64, MIN, -1, MIN),
    (Op.DIV, I8, I8, -128, -1, -128),
    (Op.DIV, I32, I32, -7, 2, -3),
    (Op.DIV, I64, I64, 7, -2, -3),
    (Op.DIV, U64, U64, MIN, 2, 1 << 62),
    (Op.REM, I64, I64, MIN, -1, 0),
    (Op.REM, I32, I32, -(1 << 31), -1, 0),
    (Op.REM, I64, I64, -7, 2, -1),
    (Op.REM, I64, I64, 7, -2, 1),
    (Op.REM, U8, U8, 200, 7, 4),
    (Op.AND, I64, I64, 0b1100, 0b1010, 0b1000),
    (Op.OR, I64, I64, 0b1100, 0b1010, 0b1110),
    (Op.XOR, I64, I64, 0b1100, 0b1010, 0b0110),
    (Op.AND_NOT, I64, I64, 0b1100, 0b1010, 0b0100),
    (Op.SHL, I64, U8, 1, 63, MIN),
    (Op.SHL, I64, U8, 1, 64, 0),
    (Op.SHL, I8, U64, 1, 7, -128),
    (Op.SHL, I8, U64, 1, 8, 0),
    (Op.SHL, I8, U64, 1, 1 << 62, 0),
    (Op.SHL, I64, I64, 1, 200, 0),
    (Op.SHR, I64, U64, MIN, 63, -1),
    (Op.SHR, I64, U64, MIN, 64, -1),
    (Op.SHR, I64, U64, MAX, 1000, 0),
    (Op.SHR, I8, U64, -1, 1 << 40, -1),
    (Op.SHR, U64, U8, -1, 63, 1),
    (Op.SHR, U64, U8, -1, 64, 0),
    (Op.SHR, U8, U64, 255, 256, 0),
    (Op.LT, I64, I64, -1, 0, 1),
    (Op.LT, U64, U64, -1, 0, 0),
    (Op.GE, U8, U8, 255, 1, 1),
    (Op.GE, I8, I8, -1, 1, 0),
    (Op.EQ, I64, I64, 5, 5, 1),
    (Op.NE, I64, I64, 5, 5, 0),
]

NAN, INFINITY = "nan", "infinity"
# op, operands, result: a number as int, or a truth value
FLOATING: list[tuple[Op, str | Fraction, str | Fraction, int]] = [
    (Op.ADD, Fraction(1, 2), Fraction(3, 2), 2),
    (Op.DIV, Fraction(9), Fraction(2), 4),
    (Op.EQ, NAN, NAN, 0),
    (Op.NE, NAN, NAN, 1),
    (Op.LT, NAN, Fraction(1), 0),
    (Op.GE, NAN, Fraction(1), 0),
    (Op.GT, INFINITY, Fraction(1), 1),
    (Op.LE, Fraction(1), Fraction(1), 1),
]

# From, to, value, results on amd64, arm64 and riscv64 as gc gives them.
CONVERSIONS: list[tuple[Type, Type, int | str | Fraction, int, int, int]] = [
    (I8, I64, -1, -1, -1, -1),
    (U8, I64, 255, 255, 255, 255),
    (I64, I8, 0x1FF, -1, -1, -1),
    (F64, I64, Fraction(-57, 10), -5, -5, -5),
    (F64, U8, Fraction(-57, 10), 251, 251, 251),
    (F64, U32, Fraction(-57, 10), 0xFFFFFFFB, 0xFFFFFFFB, 0xFFFFFFFB),
    (F64, U64, Fraction(15 * 10**18), 15 * 10**18 - (1 << 64), 15 * 10**18 - (1 << 64), 15 * 10**18 - (1 << 64)),
    (F64, I64, INFINITY, MIN, MAX, MAX),
    (F64, I64, NAN, MIN, 0, MAX),
    (F64, I32, INFINITY, -(1 << 31), (1 << 31) - 1, (1 << 31) - 1),
    (F64, I8, INFINITY, 0, -1, -1),
    (F64, U64, INFINITY, MIN, -1, -1),
    (F64, U64, NAN, MIN, 0, -1),
    (F64, U64, Fraction(-57, 10), -5, 0, -5),
    (F32, I64, Fraction(5, 2), 2, 2, 2),
    (F32, U64, Fraction(1 << 63), MIN, MIN, MIN),
    (I64, F64, -3, -3, -3, -3),
    (U64, F64, 1 << 62, 1 << 62, 1 << 62, 1 << 62),
    (F64, F32, Fraction(1, 4), 0, 0, 0),
]


def _widen(func: FuncBuilder, value: Value) -> Value:
    """Any number or truth value as int64."""
    if value.type is BOOL:
        yes, no, join = (func.func.new_block(name) for name in ("yes", "no", "join"))
        func.branch(value, yes, no)
        for block in (yes, no):
            func.begin(block)
            func.jump(join)
        func.begin(join)
        return func.add(Op.PHI, INT64, *_numbers(func, yes, no))
    return value if value.type is INT64 else func.add(Op.CONVERT, INT64, value)


def _numbers(func: FuncBuilder, *blocks: object) -> list[Value]:
    """1 and 0, each computed in its block."""
    values = []
    for number, block in zip((1, 0), blocks):
        assert hasattr(block, "values")
        value = func.func.new_value(block, Op.CONST, INT64, [], number)
        block.values.append(value)
        values.append(value)
    return values


def _binary_function(name: str, op: Op, left: Type, right: Type) -> Func:
    func = FuncBuilder(name, [left, right], [INT64])
    comparison = op in (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE)
    result = func.add(op, BOOL if comparison else left, func.param(0), func.param(1))
    func.ret(_widen(func, result))
    return func.func


def _constant(func: FuncBuilder, number: int | str | Fraction, typ: Type) -> Value:
    """A constant; infinity and NaN are computed, for no constant is one."""
    if not isinstance(number, str):
        return func.const(number, typ)
    huge = func.const(Fraction(10) ** 38, typ)
    infinite = huge
    for _ in range(12):
        infinite = func.add(Op.MUL, typ, infinite, huge)
    return infinite if number == INFINITY else func.add(Op.SUB, typ, infinite, infinite)


def _truncate_to(number: int, typ: Type) -> int:
    """A row's operand in the range of its type: rows write uint64 values as signed."""
    return number + (1 << 64) if typ is U64 and number < 0 else number


@pytest.mark.parametrize("level", [0, 2])
def test_integers(target: Target, tmp_path: Path, level: int) -> None:
    funcs = [_binary_function(f"main.f{i}", op, left, right) for i, (op, left, right, *_) in enumerate(BINARY)]

    def compute(start: FuncBuilder) -> list[Value]:
        values = []
        for i, (_, left, right, x, y, _) in enumerate(BINARY):
            operands = [start.const(_truncate_to(x, left), left), start.const(_truncate_to(y, right), right)]
            values.append(start.call(f"main.f{i}", operands, [INT64]))
        return values

    got = run_words(target, tmp_path, compute, *funcs, level=level)
    assert [(*row[:1], row[3:5], word) for row, word in zip(BINARY, got)] == [
        (*row[:1], row[3:5], row[5]) for row in BINARY
    ]


def test_constant_shift_counts(target: Target, tmp_path: Path) -> None:
    """A count that is a constant takes another path through the code generator."""
    rows = [(Op.SHL, I64, 1, 64, 0), (Op.SHL, I64, 1, 3, 8), (Op.SHR, I64, -8, 99, -1), (Op.SHR, U64, 8, 64, 0)]
    funcs = []
    for i, (op, typ, _, count, _) in enumerate(rows):
        func = FuncBuilder(f"main.f{i}", [typ], [INT64])
        func.ret(_widen(func, func.add(op, typ, func.param(0), func.const(count, U64))))
        funcs.append(func.func)

    def compute(start: FuncBuilder) -> list[Value]:
        return [start.call(f"main.f{i}", [start.const(row[2], row[1])], [INT64]) for i, row in enumerate(rows)]

    assert run_words(target, tmp_path, compute, *funcs) == [row[4] for row in rows]


def test_floating_point(target: Target, tmp_path: Path) -> None:
    funcs = [_binary_function(f"main.f{i}", row[0], F64, F64) for i, row in enumerate(FLOATING)]

    def compute(start: FuncBuilder) -> list[Value]:
        return [
            start.call(f"main.f{i}", [_constant(start, x, F64), _constant(start, y, F64)], [INT64])
            for i, (_, x, y, _) in enumerate(FLOATING)
        ]

    assert run_words(target, tmp_path, compute, *funcs) == [row[3] for row in FLOATING]


@pytest.mark.parametrize("level", [0, 2])
def test_conversions(target: Target, tmp_path: Path, level: int) -> None:
    funcs = []
    for i, (source, to, *_) in enumerate(CONVERSIONS):
        func = FuncBuilder(f"main.f{i}", [source], [INT64])
        func.ret(_widen(func, func.add(Op.CONVERT, to, func.param(0))))
        funcs.append(func.func)

    def compute(start: FuncBuilder) -> list[Value]:
        return [
            start.call(f"main.f{i}", [_constant(start, row[2], row[0])], [INT64]) for i, row in enumerate(CONVERSIONS)
        ]

    column = 3 + ("amd64", "arm64", "riscv64").index(target.goarch)
    assert run_words(target, tmp_path, compute, *funcs, level=level) == [row[column] for row in CONVERSIONS]
