"""Tables that the linker itself makes: faults, build info, build id, boundaries, values of -X."""

import subprocess
from pathlib import Path
from struct import iter_unpack

import pytest

from server.linker.interface import BuildInfo, LinkError, LinkOptions
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.linking import BOTH, FOLDING, memory_at, read_elf, run_image, symbols_of

_PROGRAMS = Path(__file__).parent / "programs"
_HELLO = (_PROGRAMS / "hello.ll").read_text()
_DEBUG = (_PROGRAMS / "debug.ll").read_text()
_USES_TABLE = """
@runtime.faultmap = external dso_local constant i8
@runtime.efaultmap = external dso_local constant i8
define dso_local i64 @main.bounds() noinline nounwind section ".text.main.bounds" {
  %n = ptrtoint ptr @runtime.efaultmap to i64
  %m = sub i64 %n, ptrtoint (ptr @runtime.faultmap to i64)
  ret i64 %m
}
"""


@FOLDING
def test_fault_table(target: Target, make_program: MakeProgram, tmp_path: Path) -> None:
    """One pair for the one nil check that is kept: both addresses in its function, handler behind the access."""
    text = _DEBUG.replace("call i64 @lib.Add(i64 %v, i64 1)", "call i64 @main.bounds()") + _USES_TABLE
    image = make_program(target, text).link(target).image
    names = symbols_of(image)
    size = names["runtime.efaultmap"] - names["runtime.faultmap"]
    pairs = list(iter_unpack("<II", memory_at(image, names["runtime.faultmap"], size)))
    assert len(pairs) == 1
    ((fault, handler),) = pairs
    assert names["main.load"] <= fault < handler < names["main.main"]
    assert run_image(image, target, tmp_path).returncode == size


@FOLDING
def test_faults_of_dropped_copies(target: Target, make_program: MakeProgram) -> None:
    """Of a function that two objects hold, the table has the linked copy's pair alone."""
    copy = """$gen.Load = comdat any
define weak_odr dso_local i64 @gen.Load(ptr %p) noinline nounwind section ".text.gen.Load" comdat {
  %c = icmp eq ptr %p, null
  br i1 %c, label %nil, label %ok, !make.implicit !0
nil:
  call void @runtime.panicmem() nomerge noreturn
  unreachable
ok:
  %v = load i64, ptr %p
  ret i64 %v
}
declare dso_local void @runtime.panicmem() noreturn
!0 = !{}
"""
    other = """define dso_local i64 @other.Run(ptr %p) noinline nounwind section ".text.other.Run" {
  %r = call i64 @gen.Load(ptr %p)
  ret i64 %r
}
"""
    main = """@main.x = dso_local global i64 1, section ".data.main.x"
declare dso_local i64 @other.Run(ptr)
define dso_local i64 @main.main() noinline nounwind section ".text.main.main" {
  %a = call i64 @other.Run(ptr @main.x)
  %b = call i64 @gen.Load(ptr @main.x)
  %c = add i64 %a, %b
  %d = call i64 @main.bounds()
  %r = add i64 %c, %d
  ret i64 %r
}
"""
    text = f";; chunk other/one\n{copy}{other};; chunk main/one\n{copy}{main}{_USES_TABLE}"
    image = make_program(target, text).link(target).image
    names = symbols_of(image)
    size = names["runtime.efaultmap"] - names["runtime.faultmap"]
    ((fault, handler),) = iter_unpack("<II", memory_at(image, names["runtime.faultmap"], size))
    start = names["gen.Load"]
    assert start <= fault < handler < start + 64


@BOTH
def test_no_faults_no_table(target: Target, make_program: MakeProgram) -> None:
    """A program without nil checks has no section for them, and the boundaries are one address."""
    main = 'define dso_local i64 @main.main() section ".text.main.main" { %r = call i64 @main.bounds() ret i64 %r }'
    image = make_program(target, f";; chunk main/one\n{_USES_TABLE}{main}").link(target).image
    names = symbols_of(image)
    assert names["runtime.efaultmap"] == names["runtime.faultmap"] > 0
    assert read_elf(image).get_section_by_name(".go.faultmap") is None


@BOTH
def test_oracle_reads_build_info(target: Target, make_program: MakeProgram, oracle_go: Path, tmp_path: Path) -> None:
    """`go version -m`, `go tool buildid` and `go tool nm` of the real toolchain understand the image."""
    modules = "path\texample.com/m\nmod\texample.com/m\t(devel)\t\nbuild\tGOOS=linux\n"
    modules += f"build\tlong={'x' * 300}\n"
    options = LinkOptions(build_info=BuildInfo("go1.27.3", modules), build_id="abc/def")
    image = make_program(target, _HELLO).link(target, options).image
    path = tmp_path / "image"
    path.write_bytes(image)
    path.chmod(0o755)

    def go(*arguments: str) -> str:
        return subprocess.run([oracle_go, *arguments, path], capture_output=True, text=True, check=True).stdout

    assert go("version", "-m") == f"{path}: go1.27.3\n" + "".join(f"\t{line}\n" for line in modules.splitlines())
    assert go("tool", "buildid") == "abc/def\n"
    listed = {line.split()[2]: int(line.split()[0], 16) for line in go("tool", "nm").splitlines()}
    assert listed == {name: address for name, address in symbols_of(image).items() if name}


@BOTH
def test_boundaries(target: Target, make_program: MakeProgram) -> None:
    """The symbols around the sections are where the sections are."""
    names = ("text", "etext", "rodata", "erodata", "data", "edata", "bss", "ebss", "noptrbss", "enoptrbss")
    declared = "\n".join(f"@runtime.{name} = external dso_local global i8" for name in names)
    table = ", ".join(f"ptr @runtime.{name}" for name in names)
    text = f"""{_HELLO}
{declared}
@main.bounds = dso_local global [{len(names)} x ptr] [{table}], section ".data.main.bounds"
@main.word = dso_local global i64 0, section ".bss.main.word"
@main.free = dso_local global [5 x i64] zeroinitializer, section ".bss..noptr.main.free"
define dso_local void @main.use() section ".text.main.use" {{
  store volatile i64 1, ptr @main.word
  store volatile i64 1, ptr @main.free
  store volatile i64 1, ptr @main.bounds
  ret void
}}""".replace("%d = call i64 @util.Double(i64 3)", "%d = call i64 @util.Double(i64 3)\n  call void @main.use()")
    image = make_program(target, text).link(target).image
    elf = read_elf(image)
    data = memory_at(image, symbols_of(image)["main.bounds"], 8 * len(names))
    found = dict(zip(names, (value for (value,) in iter_unpack("<Q", data)), strict=True))
    for name in ("text", "rodata", "data", "bss", "noptrbss"):
        section = elf.get_section_by_name(f".{name}")
        assert found[name] == section["sh_addr"], name
        assert found[f"e{name}"] == section["sh_addr"] + section["sh_size"], name
    assert found["enoptrbss"] - found["noptrbss"] == 40


@BOTH
def test_string_values(target: Target, make_program: MakeProgram, tmp_path: Path) -> None:
    """-X replaces the value, and the old text is not linked; unknown and unneeded names are ignored."""
    values = {"main.msg": "grüße\n", "main.absent": "x"}
    result = make_program(target, _HELLO).link(target, LinkOptions(string_values=values))
    assert run_image(result.image, target, tmp_path).stdout == "grüße\n".encode()
    assert result.why("go.string.hello") == ()
    assert result.why("main.msg") == ("_rt0", "main.main", "main.msg")
    (row,) = (row for row in result.rows if row.name == "main.msg.str")
    assert (row.package, row.size, row.kind) == ("main", 8, "string")
    assert b"hello" not in result.image


@BOTH
def test_string_values_in_the_wrong_place(target: Target, make_program: MakeProgram) -> None:
    """-X of something that is no string is an error, in gc's words."""
    for name in ("main.main", "main.three"):
        with pytest.raises(LinkError, match=f"^{name}: cannot set with -X: not a var of type string$"):
            make_program(target, _DEBUG).link(target, LinkOptions(string_values={name: "x"}))
