"""Whole programs: compiled, linked, run, and every byte accounted for."""

import shutil
import subprocess
from pathlib import Path

import pytest

from server.linker.interface import BuildInfo, LinkOptions
from server.linker.memory import LinkMemory
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.linking import BOTH, read_elf, run_image, symbols_of

_PROGRAMS = sorted(Path(__file__).with_name("programs").glob("*.ll"))

_HELLO = Path(__file__).with_name("programs") / "hello.ll"


def _expected(text: str) -> dict[str, str]:
    """The lines `; key: value` at the head of a program."""
    head = text.split(";; chunk ", 1)[0]
    rows = [line[2:].split(": ", 1) for line in head.splitlines()]
    return {row[0]: row[1] for row in rows if len(row) == 2 and row[0].islower() and " " not in row[0]}


@pytest.mark.parametrize("path", _PROGRAMS, ids=lambda p: p.stem)
@BOTH
def test_program(path: Path, target: Target, make_program: MakeProgram, tmp_path: Path) -> None:
    """It prints and exits as its head says, keeps what it names and drops what it names."""
    text = path.read_text()
    expected = _expected(text)
    chunks = make_program(target, text)
    result = chunks.link(target)
    done = run_image(result.image, target, tmp_path)
    assert done.stdout.decode() == expected["stdout"].encode().decode("unicode_escape")
    assert done.returncode == int(expected["exit"])
    names = symbols_of(result.image)
    for name in expected["kept"].split():
        assert name in names, name
        assert result.why(name)[0] == "_rt0"
        assert result.why(name)[-1] == name
    for name in expected["dropped"].split():
        assert name not in names, name
        assert result.why(name) == ()
    assert sum(row.size for row in result.rows) == len(result.image)
    assert chunks.link(target).image == result.image
    for memory in (LinkMemory(), LinkMemory(bound=0)):
        for options in (LinkOptions(strip_symbols=True), LinkOptions(), LinkOptions()):
            again = chunks.link(target, options, memory)
        assert (again.image, again.rows, again.reasons) == (result.image, result.rows, result.reasons)


@BOTH
def test_image_is_a_static_executable(target: Target, make_program: MakeProgram) -> None:
    """No interpreter, no dynamic section, nothing writable and executable, no executable stack."""
    image = make_program(target, _HELLO.read_text()).link(target).image
    elf = read_elf(image)
    assert elf["e_type"] == "ET_EXEC"
    assert elf["e_machine"] == {"amd64": "EM_X86_64", "arm64": "EM_AARCH64", "riscv64": "EM_RISCV"}[target.goarch]
    assert elf["e_entry"] == symbols_of(image)["_rt0"]
    kinds = [segment["p_type"] for segment in elf.iter_segments()]
    assert set(kinds) == {"PT_LOAD", "PT_NOTE", "PT_GNU_STACK"}
    flags = {segment["p_flags"] for segment in elf.iter_segments("PT_LOAD")}
    assert flags == {4, 5, 6}
    (stack,) = elf.iter_segments("PT_GNU_STACK")
    assert not stack["p_flags"] & 1
    for segment in elf.iter_segments("PT_LOAD"):
        assert segment["p_offset"] % target.page_size == segment["p_vaddr"] % target.page_size
        assert segment["p_align"] == target.page_size


@BOTH
def test_zero_data_alone_begins_a_page(target: Target, make_program: MakeProgram) -> None:
    """A segment without bytes in the file starts on a page, as older kernels need it."""
    image = make_program(target, (_HELLO.parent / "jump_tables.ll").read_text()).link(target).image
    (segment,) = (s for s in read_elf(image).iter_segments("PT_LOAD") if s["p_flags"] == 6)
    assert segment["p_filesz"] == 0
    assert segment["p_memsz"] == 8
    assert segment["p_vaddr"] % target.page_size == 0
    assert segment["p_vaddr"] == symbols_of(image)["main.zero"]


@BOTH
def test_only_needed_chunks_are_fetched(target: Target, make_program: MakeProgram) -> None:
    """A chunk that nobody refers to is not asked for, and none is asked for twice."""
    unused = "\n;; chunk never/needed\ndefine dso_local i64 @never.F() { ret i64 1 }\n"
    chunks = make_program(target, _HELLO.read_text() + unused)
    chunks.link(target)
    assert "never" not in {ref.package for ref in chunks.asked}
    assert len(chunks.asked) == len(set(chunks.asked))


@BOTH
def test_other_readers_have_no_complaint(target: Target, make_program: MakeProgram, tmp_path: Path) -> None:
    """GNU readelf dumps everything without a warning, and `file` calls the image statically linked."""
    for tool in ("readelf", "file"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    path = tmp_path / "image"
    options = LinkOptions(build_id="a/b", build_info=BuildInfo("go1.27.3", "path\tm\n"))
    path.write_bytes(make_program(target, (_HELLO.parent / "debug.ll").read_text()).link(target, options).image)
    command = ["readelf", "--wide", "--all", "--debug-dump", path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "Warning" not in done.stdout
    kind = subprocess.run(["file", "--brief", path], capture_output=True, text=True, check=True).stdout
    assert "ELF 64-bit LSB executable" in kind
    assert "statically linked" in kind
    assert "with debug_info, not stripped" in kind
