"""Symbols and sizes, from images with and without a map."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from server.linker.interface import LinkError, LinkOptions, MapRow
from server.linker.readback import ImageSymbol, estimate_rows, package_of, read_symbols
from server.linker.size import SizeKey, sum_sizes
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.linking import BOTH

_PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.ll"))


@BOTH
def test_symbols_as_the_oracle_lists_them(
    target: Target, make_program: MakeProgram, oracle_go: Path, tmp_path: Path
) -> None:
    """Address, size, letter and name agree with `go tool nm`."""
    for program in _PROGRAMS:
        image = make_program(target, program.read_text()).link(target).image
        path = tmp_path / "image"
        path.write_bytes(image)
        command = [oracle_go, "tool", "nm", "-sort=address", "-size", "-type", path]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        expected = {tuple(line.split()) for line in lines}
        found = {(f"{s.address:x}", str(s.size), s.letter, s.name) for s in read_symbols("image", image)}
        assert found == expected


@BOTH
def test_map_and_estimate_agree(target: Target, make_program: MakeProgram) -> None:
    """Where the symbol table says what a byte is, the estimate says the same as the map; both cover the file."""
    for program in _PROGRAMS:
        result = make_program(target, program.read_text()).link(target)
        rows = estimate_rows("image", result.image)
        assert sum(row.size for row in rows) == len(result.image) == sum(row.size for row in result.rows)
        estimated = {row.name: (row.address, row.offset, row.size, row.memory, row.section) for row in rows}
        for row in result.rows:
            if row.section in (".text", ".data", ".bss") and not row.name.startswith("("):
                assert estimated[row.name] == (row.address, row.offset, row.size, row.memory, row.section)


@pytest.mark.parametrize("options", [LinkOptions(), LinkOptions(strip_symbols=True)], ids=["full", "stripped"])
@BOTH
def test_rows_cover_the_file_without_overlap(options: LinkOptions, target: Target, make_program: MakeProgram) -> None:
    """Each byte of the file belongs to exactly one row."""
    for program in _PROGRAMS:
        result = make_program(target, program.read_text()).link(target, options)
        for rows in (result.rows, estimate_rows("image", result.image)):
            at = 0
            for row in sorted((row for row in rows if row.size), key=lambda r: r.offset):
                assert row.offset == at, row
                at += row.size
            assert at == len(result.image)


@BOTH
def test_every_sum_is_the_size_of_the_file(target: Target, make_program: MakeProgram) -> None:
    """By whatever key: the sums add up, the largest comes first, packages and sections have their names."""
    result = make_program(target, _PROGRAMS[0].read_text()).link(target)
    for key in SizeKey:
        entries = sum_sizes(result.rows, key)
        assert sum(entry.size for entry in entries) == len(result.image)
        assert sum(entry.count for entry in entries) == len(result.rows)
        assert [e.size for e in entries] == sorted((e.size for e in entries), reverse=True)
    packages = {entry.name for entry in sum_sizes(result.rows, SizeKey.PACKAGE)}
    assert {"main", "lib", "runtime", "(header)", "(symtab)"} <= packages
    kinds = {entry.name: entry for entry in sum_sizes(result.rows, SizeKey.KIND)}
    text = next(e for e in sum_sizes(result.rows, SizeKey.SECTION) if e.name == ".text")
    assert kinds["func"].size <= text.size


@BOTH
def test_rows_and_symbols_serialise(target: Target, make_program: MakeProgram) -> None:
    """msgspec writes them and reads them back."""
    result = make_program(target, _PROGRAMS[0].read_text()).link(target)
    rows = msgspec.msgpack.decode(msgspec.msgpack.encode(result.rows), type=tuple[MapRow, ...])
    assert rows == result.rows
    symbols = read_symbols("image", result.image)
    assert msgspec.json.decode(msgspec.json.encode(symbols), type=tuple[ImageSymbol, ...]) == symbols


@pytest.mark.parametrize(
    ("symbol", "package"),
    [
        ("main.main", "main"),
        ("main.(*T).Get", "main"),
        ("golang.org/x/text/unicode/norm.Form.Bytes", "golang.org/x/text/unicode/norm"),
        ("gopkg.in/yaml%2ev3.Marshal", "gopkg.in/yaml%2ev3"),
        ("slices.Sort[go.shape.[]a/b.T]", "slices"),
        ("type:*a/b.T", ""),
        ("go:string.x", ""),
        ("_rt0", ""),
        ("memmove", ""),
    ],
)
def test_package_of(symbol: str, package: str) -> None:
    """The package is read off the link name."""
    assert package_of(symbol) == package


@pytest.mark.parametrize("data", [b"", b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF\1\1\1" + bytes(200)])
def test_what_is_no_image(data: bytes) -> None:
    """Whatever is no 64-bit ELF file is refused by name."""
    with pytest.raises(LinkError, match=r"^some/file: "):
        read_symbols("some/file", data)


def test_oracle_binary(oracle_goroot: Path) -> None:
    """A binary that gc's own linker made: the rows cover it and name its packages."""
    data = (oracle_goroot / "bin" / "go").read_bytes()
    rows = estimate_rows("go", data)
    assert sum(row.size for row in rows) == len(data)
    if read_symbols("go", data):
        assert {"runtime", "cmd/go/internal/load"} <= {row.package for row in rows}
