"""Equal wrappers share one place, and so do instances of which traces say the same; all else keeps its own."""

import pytest

from server.linker.interface import LinkResult
from server.linker.lookup import FunctionTable
from server.linker.retention import Retention
from server.symbol import SymbolKind, SymbolRecord
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.elfbuild import ALLOC, EXEC, LOCAL, ObjectBuilder
from tests.linker.linking import AMD64, BOTH, Chunks, symbols_of

_CALL, _ADDRESS = 4, 1  # R_X86_64_PLT32, R_X86_64_64


def _chunks(wrapper: bool, *, targets: tuple[str, str] = ("m", "m"), bodies: tuple[int, int] = (0, 0)) -> Chunks:
    """_rt0 calls w1 and w2, which call their targets."""
    chunks = Chunks()
    calls = {"_rt0": ("w1", "w2"), "w1": targets[:1], "w2": targets[1:], "m": (), "n": ()}
    content = {"w1": bodies[0], "w2": bodies[1]}
    for name, callees in calls.items():
        builder = ObjectBuilder(62)
        section = builder.section(f".text.{name}", bytes([content.get(name, 1)] * 16), flags=ALLOC | EXEC, align=16)
        builder.symbol(name, section, 0, 16, kind=2)
        for at, callee in enumerate(callees):
            builder.relocate(section, 4 * at, _CALL, builder.symbol(callee), -4)
        record = SymbolRecord(name, SymbolKind.FUNC, wrapper=wrapper and name.startswith("w"))
        chunks.add("p", name, builder.build(), [record])
    return chunks


def test_equal_wrappers_share_a_place() -> None:
    """Both calls of the entry lead to the first of them."""
    chunks = _chunks(wrapper=True)
    result = chunks.link(AMD64)
    names = symbols_of(result.image)
    assert "w1" in names
    assert "w2" not in names
    text = next(row for row in result.rows if row.name == "_rt0")
    places = [int.from_bytes(result.image[text.offset + at : text.offset + at + 4], "little") for at in (0, 4)]
    assert places[0] - places[1] == 4
    assert sum(row.size for row in result.rows) == len(result.image)
    assert "w2" in result.graph.names
    assert chunks.link(AMD64).image == result.image


@pytest.mark.parametrize(
    "chunks",
    [
        _chunks(wrapper=False),
        _chunks(wrapper=True, targets=("m", "n")),
        _chunks(wrapper=True, bodies=(0, 2)),
    ],
    ids=["no wrapper", "other target", "other code"],
)
def test_others_stay(chunks: Chunks) -> None:
    assert {"w1", "w2"} <= symbols_of(chunks.link(AMD64).image).keys()


_FIRST, _SECOND = "p.F[int]", "p.F[p.T]"


def _instances(
    second: str = _SECOND,
    *,
    calls: dict[str, tuple[str, ...]] | None = None,
    body: int = 1,
    line: int = 7,
    fault: int = -1,
    labelled: bool = False,
) -> Chunks:
    """_rt0 calls two functions of a generic one's instances; the options make the second one differ."""
    chunks = Chunks()
    graph = {"_rt0": (_FIRST, second), _FIRST: (), second: (), **(calls or {})}
    for name, callees in graph.items():
        builder = ObjectBuilder(62)
        section = builder.section(f".text.{name}", bytes([body if name == second else 1] * 16), flags=ALLOC | EXEC)
        symbol = builder.symbol(name, section, 0, 16, kind=2)
        for at, callee in enumerate(callees):
            builder.relocate(section, 4 * at, _CALL, builder.symbol(callee), -4)
        if name == second and fault >= 0:
            table = b"\1\0\0\0" + b"".join(n.to_bytes(4, "little") for n in (1, 0, 0, 1, 0, 1, fault, 8))
            builder.relocate(builder.section(".llvm_faultmaps", table), 8, _ADDRESS, symbol)
        if name == second and labelled:
            table = builder.section(".rodata", bytes(8))
            builder.relocate(table, 0, _ADDRESS, builder.symbol("", section, bind=LOCAL, kind=3), 4)
        record = SymbolRecord(name, SymbolKind.FUNC, "p.go", line if name == second else 7)
        chunks.add("p", name, builder.build(), [record])
    return chunks


def _names(result: LinkResult) -> set[str]:
    """The functions of the function table."""
    return {function.name for function in FunctionTable("image", result.image).functions}


def test_instances_share_a_place() -> None:
    """Both names have it; the function table has the name that traces show, the account one row for both."""
    result = _instances().link(AMD64)
    symbols = symbols_of(result.image)
    assert symbols[_FIRST] == symbols[_SECOND]
    assert _names(result) == {"_rt0", "p.F[...]"}
    rows = {row.name: row.size for row in result.rows}
    assert rows[_FIRST] == 16
    assert _SECOND not in rows
    assert sum(rows.values()) < sum(row.size for row in result.rows) == len(result.image)


def test_account_of_shared_places() -> None:
    """What goes without a caller of the first instance are not the bytes that the second one has, too."""
    calls = {"_rt0": ("p.one", "p.two"), "p.one": (_FIRST,), "p.two": (_SECOND,)}
    retention = Retention(_instances(calls=calls).link(AMD64).graph)
    assert retention.without().nodes == ()
    for name, size in (("p.one", 16), ("p.two", 16), (_SECOND, 0)):
        node = retention.find(name)
        assert node is not None
        assert retention.without(node).size == size, name


@pytest.mark.parametrize(
    ("calls", "folded"),
    [
        ({_FIRST: (_FIRST,), _SECOND: (_SECOND,)}, True),
        ({_FIRST: (_SECOND,), _SECOND: (_FIRST,)}, True),
        ({_FIRST: ("p.G[int]",), _SECOND: ("p.G[p.T]",), "p.G[int]": (_FIRST,), "p.G[p.T]": (_SECOND,)}, True),
        ({_FIRST: ("p.G[int]",), _SECOND: ("p.H[p.T]",), "p.G[int]": (_FIRST,), "p.H[p.T]": (_SECOND,)}, False),
        ({_FIRST: ("p.g",), _SECOND: ("p.h",), "p.g": (), "p.h": ()}, False),
    ],
    ids=["itself", "each other", "in a circle", "in circles of other names", "different functions"],
)
def test_instances_that_call(calls: dict[str, tuple[str, ...]], folded: bool) -> None:
    """Instances are equal if what they call is."""
    symbols = symbols_of(_instances(calls=calls).link(AMD64).image)
    assert (symbols[_FIRST] == symbols[_SECOND]) == folded


@pytest.mark.parametrize(
    "chunks",
    [
        _instances("p.G[p.T]"),
        _instances("p.F[p.T].func1"),
        _instances(body=2),
        _instances(line=8),
        _instances(fault=4),
        _instances(labelled=True),
    ],
    ids=["other name", "literal", "other code", "other line", "other nil checks", "named by place"],
)
def test_other_instances_stay(chunks: Chunks) -> None:
    names = list(chunks.data)
    result = chunks.link(AMD64)
    symbols = symbols_of(result.image)
    assert symbols[_FIRST] != symbols[names[2].key]
    assert {_FIRST, names[2].key} <= _names(result)


_LINES = """
;; chunk main/one
define weak_odr dso_local i64 @"main.F[int]"(i64 %x) noinline nounwind section ".text.main.F[int]" !dbg !5 {
  %y = mul i64 %x, 3, !dbg !FIRST
  ret i64 %y, !dbg !8
}
define weak_odr dso_local i64 @"main.F[main.T]"(i64 %x) noinline nounwind section ".text.main.F[main.T]" !dbg !6 {
  %y = mul i64 %x, 3, !dbg !SECOND
  ret i64 %y, !dbg !9
}
define dso_local i64 @main.main() noinline nounwind section ".text.main.main" {
  %a = call i64 @"main.F[int]"(i64 1)
  %b = call i64 @"main.F[main.T]"(i64 %a)
  ret i64 %b
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_Go, file: !1, producer: "gc", emissionKind: LineTablesOnly)
!1 = !DIFile(filename: "main.go", directory: "/src")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 5}
!4 = !DISubroutineType(types: !{null})
!5 = distinct !DISubprogram(name: "main.F[int]", file: !1, line: 3, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!6 = distinct !DISubprogram(name: "main.F[main.T]", file: !1, line: 3, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!7 = distinct !DISubprogram(name: "main.G[int]", file: !1, line: 9, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!8 = !DILocation(line: 5, scope: !5)
!9 = !DILocation(line: 5, scope: !6)
!10 = !DILocation(line: 4, scope: !5)
!11 = !DILocation(line: 4, scope: !6)
!12 = !DILocation(line: 6, scope: !6)
!13 = !DILocation(line: 10, scope: !7, inlinedAt: !11)
!14 = !DILocation(line: 10, scope: !7, inlinedAt: !10)
!15 = distinct !DISubprogram(name: "main.G[main.T]", file: !1, line: 9, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!16 = !DILocation(line: 10, scope: !15, inlinedAt: !11)
!17 = distinct !DISubprogram(name: "main.H", file: !1, line: 9, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!18 = !DILocation(line: 10, scope: !17, inlinedAt: !11)
"""


@BOTH
@pytest.mark.parametrize(
    ("first", "second", "folded"),
    [(10, 11, True), (14, 13, True), (14, 16, True), (10, 12, False), (10, 13, False), (14, 18, False)],
    ids=["same lines", "same calls", "calls of instances", "other line", "inlined call", "other call"],
)
def test_lines_of_instances(target: Target, make_program: MakeProgram, first: int, second: int, folded: bool) -> None:
    """Instances share their code only if traces name the same lines and calls."""
    text = _LINES.replace("!FIRST", f"!{first}").replace("!SECOND", f"!{second}")
    result = make_program(target, text).link(target)
    symbols = symbols_of(result.image)
    assert (symbols["main.F[int]"] == symbols["main.F[main.T]"]) == folded
    assert ("main.F[...]" in _names(result)) == folded


def test_initialisation_that_nobody_needs() -> None:
    """A function that fills a map is called if the map is kept; else the call does nothing."""
    for used in (False, True):
        chunks = Chunks()
        calls = {"_rt0": ("p.init", *(("p.user",) if used else ())), "p.init": ("p.map.init.0",)}
        calls |= {"p.map.init.0": ("p.table", "p.key"), "p.user": ("p.table",), "p.table": (), "p.key": ()}
        calls |= {"runtime.mapinitnoop": ()}
        for name, callees in calls.items():
            builder = ObjectBuilder(62)
            section = builder.section(f".text.{name}", bytes(16), flags=ALLOC | EXEC, align=16)
            builder.symbol(name, section, 0, 16, kind=2)
            for at, callee in enumerate(callees):
                builder.relocate(section, 4 * at, _CALL, builder.symbol(callee), -4)
            serves = "p.table" if name == "p.map.init.0" else ""
            chunks.add("p", name, builder.build(), [SymbolRecord(name, SymbolKind.FUNC, serves=serves)])
        result = chunks.link(AMD64)
        assert Retention(result.graph).without().nodes == ()
        names = set(symbols_of(result.image))
        assert ({"p.map.init.0", "p.key", "p.table"} <= names) == used
        assert "p.table" in names or not used
        rows = {row.name: row for row in result.rows}
        called = "p.map.init.0" if used else "runtime.mapinitnoop"
        init = rows["p.init"]
        step = int.from_bytes(result.image[init.offset : init.offset + 4], "little", signed=True)
        assert init.address + 4 + step == rows[called].address
