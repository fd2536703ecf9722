"""Debug information: a debugger that reads the image finds functions, files and lines."""

import io
from pathlib import Path

from elftools.elf.elffile import ELFFile

from server.build.driver import build
from server.build.request import BuildRequest
from server.symbol import SymbolKind
from server.target import Target

SOURCE = """package main

//go:noinline
func index(s []int, i int) int {
	return s[i]
}

func main() {
	println(index([]int{1}, 0))
}
"""


def _image(target: Target, root: Path) -> bytes:
    (root / "main.go").write_text(SOURCE)
    result = build(BuildRequest(["main.go"], root, target, write=False))
    assert not result.diagnostics
    return result.outputs[0].image


def test_lines_of_a_function(target: Target, tmp_path: Path) -> None:
    elf = ELFFile(io.BytesIO(_image(target, tmp_path)))
    (symbol,) = elf.get_section_by_name(".symtab").get_symbol_by_name("main.index")
    first, end = symbol["st_value"], symbol["st_value"] + symbol["st_size"]
    dwarf = elf.get_dwarf_info()
    lines = set()
    for unit in dwarf.iter_CUs():
        program = dwarf.line_program_for_CU(unit)
        for entry in program.get_entries() if program else ():
            if entry.state and first <= entry.state.address < end and not entry.state.end_sequence:
                name = program["file_entry"][entry.state.file].name
                lines.add((Path(name.decode()).name, entry.state.line))
    numbers = {line for _, line in lines} - {0}  # 0: LLVM merged code of several lines
    assert 5 in numbers
    assert numbers <= {4, 5}
    assert {name for name, _ in lines} == {"main.go"}


def test_units_say_that_they_are_go(target: Target, tmp_path: Path) -> None:
    elf = ELFFile(io.BytesIO(_image(target, tmp_path)))
    go = 0x16
    tops = [unit.get_top_DIE() for unit in elf.get_dwarf_info().iter_CUs()]
    assert tops
    assert {top.attributes["DW_AT_language"].value for top in tops} == {go}
    assert all(top.attributes["DW_AT_producer"].value.startswith(b"Go cmd/compile") for top in tops)


def test_the_account_names_files(target: Target, tmp_path: Path) -> None:
    """The size report finds the source of each function through its record."""
    (tmp_path / "main.go").write_text(SOURCE)
    (output,) = build(BuildRequest(["main.go"], tmp_path, target, write=False)).outputs
    files = {row.name: row.file for row in output.rows if row.kind == SymbolKind.FUNC.value}
    assert Path(files["main.index"]).name == "main.go"
    assert Path(files["runtime.printstring"]).name == "print.go"
