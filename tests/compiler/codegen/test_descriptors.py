"""Type descriptors: the bytes in a linked image, field by field of internal/abi.Type."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import pytest
from elftools.elf.elffile import ELFFile

from server.compiler.codegen.bitmap import pointer_bitmap
from server.compiler.codegen.layout import Layouts
from server.compiler.ir.func import IRPackage
from server.compiler.ir.ops import Op
from server.compiler.types.linkname import link_name, runtime_name
from server.compiler.types.model import Array, Chan, Kind, Map, Named, Pointer, Signature, Slice, Tuple, Type
from server.compiler.types.objects import Var
from server.compiler.types.universe import EMPTY_INTERFACE, TYP
from server.target import TARGETS, Target
from tests.compiler.codegen.images import link_packages
from tests.compiler.codegen.ir_builder import BOOL, INT, INT64, POINTER, STRING, UINTPTR, FuncBuilder, package
from tests.compiler.codegen.programs import entry_functions, system_call
from tests.compiler.codegen.types_for_tests import make_package, named
from tests.compiler.codegen.types_for_tests import struct as struct_type

F64 = TYP[Kind.FLOAT64]
MAIN = make_package("example.com/app", "main")
POINT = named(MAIN, "Point", struct_type(("X", INT), ("y", INT), package=MAIN))
UNCOMMON, NAMED, PLAIN, DIRECT = 1, 4, 8, 32


@dataclass(frozen=True, slots=True)
class Header:
    """abi.Type"""

    size: int
    pointer_bytes: int
    hash: int
    flags: int
    align: int
    field_align: int
    kind: int
    equal: int
    gc_data: int
    name: int
    pointer_to_this: int


class Image:
    """A linked image, read by symbol and by address."""

    def __init__(self, data: bytes) -> None:
        self._elf = ELFFile(io.BytesIO(data))
        table = self._elf.get_section_by_name(".symtab")
        self.addresses = {symbol.name: symbol["st_value"] for symbol in table.iter_symbols()}

    def read(self, address: int, size: int) -> bytes:
        """Bytes as they are when the program starts."""
        for segment in self._elf.iter_segments("PT_LOAD"):
            start = segment["p_vaddr"]
            if start <= address < start + segment["p_memsz"]:
                data = segment.data()[address - start : address - start + size]
                return bytes(data.ljust(size, b"\0"))
        raise AssertionError(f"{address:#x} is not in the image")

    def word(self, address: int) -> int:
        """A word."""
        return int.from_bytes(self.read(address, 8), "little")

    def header(self, address: int) -> Header:
        """The common part of a descriptor."""
        return Header(*struct.unpack("<QQIBBBBQQII", self.read(address, 48)))

    def name(self, address: int) -> str:
        """The text of an abi.Name of fewer than 128 bytes."""
        return self.read(address + 2, self.read(address, 2)[1]).decode()


def link_with_types(target: Target, *types: Type) -> Image:
    """An image whose entry mentions some types."""
    start = FuncBuilder("runtime.mstart")
    for typ in types:
        address = start.add(Op.TYPE_ADDR, POINTER, aux=typ)
        system_call(start, 0, start.add(Op.CHANGE_TYPE, UINTPTR, address))
    start.ret()
    equal = []
    for name in ("strequal", "f64equal", "nilinterequal"):
        func = FuncBuilder(f"runtime.{name}", [POINTER, POINTER], [BOOL])
        func.ret(func.const(True, BOOL))
        equal.append(func.func)
    for name in ("strhash", "f64hash", "nilinterhash", "memhash32", "memhash64"):
        func = FuncBuilder(f"runtime.{name}", [POINTER, UINTPTR], [UINTPTR])
        func.ret(func.param(1))
        equal.append(func.func)
    hashed = FuncBuilder("runtime.memhash", [POINTER, UINTPTR, UINTPTR], [UINTPTR])
    hashed.ret(hashed.param(1))
    same = FuncBuilder("runtime.memequal", [POINTER, POINTER, UINTPTR], [BOOL])
    same.ret(same.const(True, BOOL))
    program: IRPackage = package("runtime", start.func, same.func, hashed.func, *equal, *entry_functions())
    named_types = [bare for bare in map(_pointed, types) if isinstance(bare, Named) and bare.obj.package is MAIN]
    own = IRPackage(MAIN.path, MAIN.name, [], [], types=list(dict.fromkeys(named_types)))
    return Image(link_packages([program, own], target).image)


def _pointed(typ: Type) -> Type:
    return typ.element if isinstance(typ, Pointer) else typ


@pytest.mark.parametrize(
    ("typ", "symbol", "expected"),
    [
        (INT, "type:int", (8, 0, NAMED | PLAIN, 8, 2, True, "int")),
        (STRING, "type:string", (16, 8, NAMED, 8, 24, True, "string")),
        (Slice(INT), "type:[]int", (24, 8, 0, 8, 23, False, "[]int")),
        (Pointer(POINT), "type:*main.Point", (8, 8, PLAIN | DIRECT, 8, 22, True, "*main.Point")),
        (POINT, "type:main.Point", (16, 0, UNCOMMON | NAMED | PLAIN, 8, 25, True, "main.Point")),
        (Array(STRING, 3), "type:[3]string", (48, 40, 0, 8, 17, True, "[3]string")),
        (EMPTY_INTERFACE, "type:interface {}", (16, 16, 0, 8, 20, True, "interface {}")),
        (Map(STRING, INT), "type:map[string]int", (8, 8, DIRECT, 8, 21, False, "map[string]int")),
        (Chan("recv", INT), "type:<-chan int", (8, 8, PLAIN | DIRECT, 8, 18, True, "<-chan int")),
        (struct_type(("A", BOOL), ("B", F64)), "type:struct { A bool; B float64 }", (16, 0, 0, 8, 25, True, None)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_common_part(
    target: Target, typ: Type, symbol: str, expected: tuple[int, int, int, int, int, bool, str | None]
) -> None:
    image = link_with_types(target, typ)
    header = image.header(image.addresses[symbol])
    size, pointers, flags, align, kind, comparable, name = expected
    assert (header.size, header.pointer_bytes, header.flags) == (size, pointers, flags)
    assert (header.align, header.field_align, header.kind) == (align, align, kind)
    assert (header.equal != 0) == comparable
    assert (header.gc_data != 0) == (pointers != 0)
    assert image.name(header.name) == (name or symbol.removeprefix("type:"))


def test_struct_fields(target: Target) -> None:
    """abi.StructType: package, fields {name, type, offset}."""
    typ = named(MAIN, "Mixed", struct_type(("A", BOOL), ("b", STRING), ("C", F64), package=MAIN, tags=('json:"a"',)))
    image = link_with_types(target, typ)
    at = image.addresses["type:main.Mixed"]
    package_name, fields, length, capacity = (image.word(at + 48 + 8 * i) for i in range(4))
    assert image.name(package_name) == "main"
    assert (length, capacity) == (3, 3)
    rows = [tuple(image.word(fields + 24 * i + 8 * j) for j in range(3)) for i in range(3)]
    assert [image.name(row[0]) for row in rows] == ["A", "b", "C"]
    assert [image.read(row[0], 1)[0] for row in rows] == [0b11, 0, 0b1]  # exported, tagged
    assert [row[1] for row in rows] == [image.addresses[f"type:{name}"] for name in ("bool", "string", "float64")]
    assert [row[2] for row in rows] == [0, 8, 24]
    uncommon = at + 48 + 32
    assert image.name(int.from_bytes(image.read(uncommon, 4), "little")) == "main"


def test_array_and_function_parts(target: Target) -> None:
    """abi.ArrayType and abi.FuncType."""
    params = Tuple([Var("", None, None, INT), Var("", None, None, Slice(STRING))])
    function = Signature(params, Tuple([Var("", None, None, BOOL)]), variadic=True)
    image = link_with_types(target, Array(INT64, 7), function)
    array = image.addresses["type:[7]int64"]
    assert [image.word(array + 48 + 8 * i) for i in range(3)] == [
        image.addresses["type:int64"],
        image.addresses["type:[]int64"],
        7,
    ]
    func = image.addresses["type:func(int, ...string) bool"]
    assert struct.unpack("<HH", image.read(func + 48, 4)) == (2, 1 | 1 << 15)
    parts = [image.word(func + 56 + 8 * i) for i in range(3)]
    assert parts == [image.addresses[f"type:{name}"] for name in ("int", "[]string", "bool")]


BIG = Array(INT, 17)  # 136 bytes


@pytest.mark.parametrize(
    ("key", "element", "group", "bits", "numbers", "flags"),
    [
        (STRING, INT, "[string]int", "0" + "100" * 7 + "1", (200, 8, 24, 24, 24, 16), 1),
        (INT, struct_type(), "[int]struct {}", "", (136, 8, 16, 16, 16, 8), 0),
        (EMPTY_INTERFACE, BOOL, "[interface {}]bool", "0" + "110" * 7 + "11", (200, 8, 24, 24, 24, 16), 1 | 2),
        (BIG, BIG, "[[17]int][17]int", "0" + "1" * 16, (136, 8, 16, 16, 16, 8), 4 | 8),
        (struct_type(("a", INT), ("b", F64)), TYP[Kind.UINT8], "", "", (200, 8, 24, 24, 24, 16), 1),
    ],
    ids=["string", "nothing", "interface", "indirect", "struct"],
)
def test_map_part(
    target: Target, key: Type, element: Type, group: str, bits: str, numbers: tuple[int, ...], flags: int
) -> None:
    """abi.MapType: key, element, group, hasher; sizes and offsets in a group of eight slots; flags."""
    typ = Map(key, element)
    image = link_with_types(target, typ)
    at = image.addresses[f"type:{link_name(typ)}"] + 48
    assert image.word(at) == image.addresses[f"type:{link_name(key)}"]
    assert image.word(at + 8) == image.addresses[f"type:{link_name(element)}"]
    described = image.word(at + 16)
    if group:
        assert described == image.addresses[f"type:map.group{group}"]
    header = image.header(described)
    assert (header.size, header.align, header.equal) == (numbers[0], 8, 0)
    words = header.pointer_bytes // 8
    mask = int.from_bytes(image.read(header.gc_data, (words + 7) // 8), "little") if words else 0
    assert [mask >> i & 1 for i in range(words)] == [int(bit) for bit in bits]
    assert image.word(at + 24) != 0
    assert tuple(image.word(at + 32 + 8 * i) for i in range(6)) == numbers
    assert int.from_bytes(image.read(at + 80, 4), "little") == flags


def test_recursive_type(target: Target) -> None:
    """A type that mentions itself has one descriptor."""
    node = named(MAIN, "Node", INT)
    node.underlying = struct_type(("next", Pointer(node)), ("value", STRING), package=MAIN)
    image = link_with_types(target, node)
    at = image.addresses["type:main.Node"]
    first_field = image.word(at + 56)
    pointer = image.word(first_field + 8)
    assert pointer == image.addresses["type:*main.Node"]
    assert image.word(pointer + 48) == at


@pytest.mark.parametrize(
    ("typ", "size", "bits"),
    [
        (INT, 0, ""),
        (STRING, 8, "1"),
        (Slice(INT), 8, "1"),
        (EMPTY_INTERFACE, 16, "11"),
        (struct_type(("a", INT), ("b", STRING), ("c", INT)), 16, "01"),
        (Array(STRING, 3), 40, "10101"),
        (Array(struct_type(("a", INT), ("p", POINTER)), 5), 80, "0101010101"),
        (struct_type(("a", Array(INT, 9)), ("p", EMPTY_INTERFACE), ("z", F64)), 88, "00000000011"),
    ],
)
def test_pointer_bitmap(typ: Type, size: int, bits: str) -> None:
    layouts = Layouts(TARGETS[0])
    assert layouts.of(typ).pointer_bytes == size
    got = pointer_bitmap(layouts, typ)
    assert "".join(str(got[i >> 3] >> (i & 7) & 1) for i in range(len(bits))) == bits
    assert len(got) == (len(bits) + 7) // 8


@pytest.mark.parametrize(
    ("typ", "link", "printed"),
    [
        (TYP[Kind.UINT8], "uint8", "uint8"),
        (POINTER, "unsafe.Pointer", "unsafe.Pointer"),
        (POINT, "main.Point", "main.Point"),
        (named(make_package("a.b/c", "c"), "T", INT), "a.b/c.T", "c.T"),
        (Map(STRING, Slice(POINT)), "map[string][]main.Point", "map[string][]main.Point"),
        (Chan("both", Chan("recv", INT)), "chan (<-chan int)", "chan (<-chan int)"),
        (struct_type(("x", INT), package=make_package("p/q", "q")), "struct { p/q.x int }", "struct { x int }"),
        (struct_type(), "struct {}", "struct {}"),
        (EMPTY_INTERFACE, "interface {}", "interface {}"),
    ],
)
def test_type_names(typ: Type, link: str, printed: str) -> None:
    assert (link_name(typ), runtime_name(typ)) == (link, printed)
