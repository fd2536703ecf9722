"""Objects as instructions: places, targets of relocations, and objects that are not what they say."""

import random
from functools import cache

import pytest

from server.build.disassembly import DisassemblyError, disassemble
from server.compiler.codegen.compile import compile_chunk
from server.target import find_target

# Two functions in sections of their own, with line tables; the second calls the first and reads a datum.
MODULE = """
@datum = external dso_local global i64
define i64 @"m.first"(i64 %x) section ".text.m.first" !dbg !4 {
  %y = mul i64 %x, 3, !dbg !7
  ret i64 %y, !dbg !8
}
define i64 @"m.second"(i64 %x) section ".text.m.second" !dbg !9 {
  %a = call i64 @"m.other"(i64 %x), !dbg !10
  %p = getelementptr i64, ptr @datum, i64 1
  %b = load i64, ptr %p, !dbg !11
  %c = add i64 %a, %b, !dbg !11
  ret i64 %c, !dbg !11
}
declare i64 @"m.other"(i64)
!llvm.module.flags = !{!0, !1}
!llvm.dbg.cu = !{!2}
!0 = !{i32 7, !"Dwarf Version", i32 5}
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = distinct !DICompileUnit(language: DW_LANG_Go, file: !3, emissionKind: FullDebug)
!3 = !DIFile(filename: "é.go", directory: "/src")
!4 = distinct !DISubprogram(name: "m.first", file: !3, line: 3, type: !5, unit: !2, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{}
!7 = !DILocation(line: 4, column: 1, scope: !4)
!8 = !DILocation(line: 5, column: 1, scope: !4)
!9 = distinct !DISubprogram(name: "m.second", file: !3, line: 8, type: !5, unit: !2, spFlags: DISPFlagDefinition)
!10 = !DILocation(line: 9, column: 1, scope: !9)
!11 = !DILocation(line: 10, column: 1, scope: !9)
"""
MUTATIONS = 400
SEED = 7


@cache
def object_for(goarch: str) -> bytes:
    target = find_target("linux", goarch)
    assert target is not None
    return compile_chunk(MODULE, target, 2)


@pytest.mark.parametrize("goarch", ["amd64", "arm64", "riscv64"])
def test_functions(goarch: str) -> None:
    first, second = disassemble(object_for(goarch), goarch)
    assert (first.name, first.place) == ("m.first", ("/src/é.go", 4))
    assert {item.line for item in first.instructions} <= {3, 4, 5}
    assert {item.line for item in second.instructions} <= {8, 9, 10}
    assert second.place[0] == "/src/é.go"
    targets = [item.target for item in second.instructions if item.target]
    assert targets[0] == "m.other"
    assert set(targets[1:]) == {"datum+8"}
    assert [item.offset for item in second.instructions] == sorted({item.offset for item in second.instructions})
    assert len(second.code) == second.size


def test_unknown_processor() -> None:
    with pytest.raises(DisassemblyError, match="not supported yet: assembly of s390x"):
        disassemble(object_for("amd64"), "s390x")


def test_damaged_objects() -> None:
    """Whatever the bytes are, there is a listing or an error that says so."""
    good = object_for("amd64")
    rng = random.Random(SEED)
    outcomes = set()
    for _ in range(MUTATIONS):
        data = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.2:
            del data[rng.randrange(len(data)) :]
        try:
            disassemble(bytes(data), "amd64")
            outcomes.add("listed")
        except DisassemblyError:
            outcomes.add("refused")
    assert outcomes == {"listed", "refused"}
