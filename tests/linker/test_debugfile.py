"""Compressed debug sections, and symbols in a file beside the image."""

import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from server.linker import elf
from server.linker.interface import LinkOptions
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.linking import AMD64, BOTH, read_elf, run_image, symbols_of

_TEXT = (Path(__file__).parent / "programs" / "debug.ll").read_text()
_PLAIN = LinkOptions(compress_debug=False)
_BESIDE = LinkOptions(debug_link="app.debug")


def _debug_sections(image: bytes) -> dict[str, bytes]:
    """The debug sections by name, decompressed by pyelftools."""
    return {s.name: s.data() for s in read_elf(image).iter_sections() if s.name.startswith(".debug_")}


def _build_id(image: bytes) -> bytes:
    (note,) = (section.data() for section in read_elf(image).iter_sections() if section.name == ".note.gnu.build-id")
    return bytes(note[16:])


@BOTH
def test_compressed_sections_hold_the_same(target: Target, make_program: MakeProgram) -> None:
    program = make_program(target, _TEXT)
    packed, plain = program.link(target), program.link(target, _PLAIN)
    flags = {s.name: s["sh_flags"] & elf.SHF_COMPRESSED for s in read_elf(packed.image).iter_sections()}
    assert flags[".debug_info"]
    assert _debug_sections(packed.image) == _debug_sections(plain.image)
    assert len(packed.image) < len(plain.image)
    assert not any(s["sh_flags"] & elf.SHF_COMPRESSED for s in read_elf(plain.image).iter_sections())


@BOTH
@pytest.mark.parametrize("options", [LinkOptions(), _PLAIN, _BESIDE], ids=["packed", "plain", "beside"])
def test_rows_add_up(target: Target, options: LinkOptions, make_program: MakeProgram) -> None:
    result = make_program(target, _TEXT).link(target, options)
    assert sum(row.size for row in result.rows) == len(result.image)


@BOTH
def test_symbols_beside_the_image(target: Target, make_program: MakeProgram, tmp_path: Path) -> None:
    """The image has none of what the file has; name, checksum and build id lead from one to the other."""
    program = make_program(target, _TEXT)
    whole, stripped = program.link(target), program.link(target, _BESIDE)
    image, beside = stripped.image, stripped.debug_file
    assert whole.debug_file == b""
    names = {section.name for section in read_elf(image).iter_sections()}
    assert not {name for name in names if name.startswith(".debug_")} | ({".symtab", ".strtab"} & names)
    (link,) = (section.data() for section in read_elf(image).iter_sections() if section.name == ".gnu_debuglink")
    assert link.startswith(b"app.debug\0")
    assert int.from_bytes(link[-4:], "little") == zlib.crc32(beside)
    assert _debug_sections(beside) == _debug_sections(whole.image)
    assert symbols_of(beside) == symbols_of(whole.image)
    assert _build_id(image) == _build_id(beside) == _build_id(whole.image)
    places = [(s.name, s["sh_addr"], s["sh_size"]) for s in read_elf(image).iter_sections() if s["sh_addr"]]
    assert places == [(s.name, s["sh_addr"], s["sh_size"]) for s in read_elf(beside).iter_sections() if s["sh_addr"]]
    assert run_image(image, target, tmp_path).returncode == run_image(whole.image, target, tmp_path).returncode


def test_the_build_id_follows_from_what_is_loaded(make_program: MakeProgram) -> None:
    program = make_program(AMD64, _TEXT)
    ids = {
        _build_id(program.link(AMD64, options).image) for options in (LinkOptions(), LinkOptions(strip_symbols=True))
    }
    assert len(ids) == 1
    changed = make_program(AMD64, _TEXT.replace("call i64 @lib.Add(i64 %v, i64 1)", "call i64 @lib.Add(i64 %v, i64 2)"))
    assert _build_id(changed.link(AMD64).image) not in ids


@pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")
def test_gdb_finds_the_file(make_program: MakeProgram, tmp_path: Path) -> None:
    result = make_program(AMD64, _TEXT).link(AMD64, _BESIDE)
    (tmp_path / "app").write_bytes(result.image)
    (tmp_path / "app.debug").write_bytes(result.debug_file)
    command = ["gdb", "-nx", "-batch", "-ex", "info line 'main.main'", str(tmp_path / "app")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert 'Line 3 of "main.go" starts at address' in done.stdout, done.stdout + done.stderr
