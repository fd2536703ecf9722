"""Layouts: leaves, and agreement with the sizes that the type checker computes."""

import pytest

from server.compiler.codegen.layout import MAX_LEAVES, Layouts
from server.compiler.types.model import Array, Chan, Kind, Map, Pointer, Slice, Struct, Type
from server.compiler.types.sizes import Sizes
from server.compiler.types.universe import EMPTY_INTERFACE, TYP
from server.target import Target
from tests.compiler.codegen.ir_builder import BOOL, INT, POINTER, STRING, signature
from tests.compiler.codegen.types_for_tests import make_package, named, struct

U8, I16, F32, C128 = TYP[Kind.UINT8], TYP[Kind.INT16], TYP[Kind.FLOAT32], TYP[Kind.COMPLEX128]
EMPTY = struct()
MIXED = struct(("a", BOOL), ("b", INT), ("c", I16), ("d", STRING), ("e", Array(U8, 3)), ("f", EMPTY))
TYPES: list[Type] = [
    *[TYP[kind] for kind in Kind if Kind.BOOL <= kind <= Kind.UNSAFE_POINTER],
    EMPTY,
    MIXED,
    Array(MIXED, 7),
    Array(STRING, 0),
    struct(("x", EMPTY), ("y", U8)),
    struct(("x", U8), ("y", EMPTY)),
    struct(("x", F32), ("y", U8), ("z", I16)),
    struct(("x", C128), ("y", Array(EMPTY, 9))),
    struct(("m", MIXED), ("n", struct(("z", U8)))),
    named(make_package("p", "p"), "T", MIXED),
    Slice(MIXED),
    Pointer(MIXED),
    Map(STRING, INT),
    Chan("both", INT),
    signature([INT]),
    EMPTY_INTERFACE,
]


@pytest.mark.parametrize("typ", TYPES, ids=str)
def test_sizes_are_those_of_the_checker(target: Target, typ: Type) -> None:
    layout, sizes = Layouts(target).of(typ), Sizes.of_target(target)
    assert (layout.size, layout.align) == (sizes.size_of(typ), sizes.align_of(typ))
    if isinstance(typ, Struct):
        assert list(layout.offsets) == sizes.offsets(typ.fields)


@pytest.mark.parametrize(
    ("typ", "leaves"),
    [
        (BOOL, [(0, "i1")]),
        (STRING, [(0, "ptr"), (8, "i64")]),
        (Slice(INT), [(0, "ptr"), (8, "i64"), (16, "i64")]),
        (C128, [(0, "double"), (8, "double")]),
        (EMPTY, []),
        (Array(EMPTY, 1000), []),
        (Array(U8, 4), [(i, "i8") for i in range(4)]),
        (struct(("x", F32), ("y", POINTER), ("z", BOOL)), [(0, "float"), (8, "ptr"), (16, "i1")]),
    ],
)
def test_leaves(target: Target, typ: Type, leaves: list[tuple[int, str]]) -> None:
    layout = Layouts(target).of(typ)
    assert [(leaf.offset, leaf.llvm) for leaf in layout.leaves] == leaves
    assert not layout.big


@pytest.mark.parametrize("typ", [MIXED, Array(U8, MAX_LEAVES + 1), Array(STRING, 3), struct(("a", MIXED))])
def test_big_types(target: Target, typ: Type) -> None:
    assert Layouts(target).of(typ).big


def test_huge_arrays_cost_nothing(target: Target) -> None:
    layout = Layouts(target).of(Array(Array(STRING, 1 << 30), 1 << 10))
    assert layout.size == 16 << 40
    assert layout.pointer_bytes == (16 << 40) - 8
