"""Debug information: a debugger that reads the image finds functions, files and lines."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from server.build.driver import build
from server.build.request import BuildRequest
from server.build.result import Output
from server.symbol import SymbolKind
from server.target import Target

ADDRESS_AT_INDEX = 0xA1  # DW_OP_addrx
GO_KIND = 0x2900
SLICE = 23  # in package reflect
SOURCE = """package main

var names = []string{"none"}

//go:noinline
func index(s []int, i int) int {
	return s[i]
}

func main() {
	names[0] = "one"
	println(index([]int{1}, 0), names[0])
}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Target], Output]:
    """The program for a target, which is built once."""

    @cache
    def output(target: Target) -> Output:
        root = tmp_path_factory.mktemp(target.goarch)
        (root / "main.go").write_text(SOURCE)
        result = build(BuildRequest(["main.go"], root, target, write=False))
        assert not result.diagnostics
        (only,) = result.outputs
        return only

    return output


def test_lines_of_a_function(target: Target, built: Callable[[Target], Output]) -> None:
    elf = ELFFile(io.BytesIO(built(target).image))
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
    assert 7 in numbers
    assert numbers <= {6, 7}
    assert {name for name, _ in lines} == {"main.go"}


def test_units_say_that_they_are_go(target: Target, built: Callable[[Target], Output]) -> None:
    elf = ELFFile(io.BytesIO(built(target).image))
    go = 0x16
    tops = [unit.get_top_DIE() for unit in elf.get_dwarf_info().iter_CUs()]
    assert tops
    assert {top.attributes["DW_AT_language"].value for top in tops} == {go}
    assert all(top.attributes["DW_AT_producer"].value.startswith(b"Go cmd/compile") for top in tops)


def test_variables_of_the_package(target: Target, built: Callable[[Target], Output]) -> None:
    """They have a place and a type; slices and strings have the kind by which Delve knows them."""
    elf = ELFFile(io.BytesIO(built(target).image))
    (symbol,) = elf.get_section_by_name(".symtab").get_symbol_by_name("main.names")
    dwarf = elf.get_dwarf_info()
    found = [entry for unit in dwarf.iter_CUs() for entry in unit.iter_DIEs() if entry.tag == "DW_TAG_variable"]
    (variable,) = (entry for entry in found if entry.attributes["DW_AT_name"].value == b"main.names")
    operation, index = variable.attributes["DW_AT_location"].value
    assert operation == ADDRESS_AT_INDEX
    assert dwarf.get_addr(variable.cu, index) == symbol["st_value"]
    typ = variable.get_DIE_from_attribute("DW_AT_type")
    assert typ.attributes["DW_AT_name"].value == b"[]string"
    assert typ.attributes[GO_KIND].value == SLICE


def test_the_account_names_files(target: Target, built: Callable[[Target], Output]) -> None:
    """The size report finds the source of each function through its record."""
    files = {row.name: row.file for row in built(target).rows if row.kind == SymbolKind.FUNC.value}
    assert Path(files["main.index"]).name == "main.go"
    assert Path(files["runtime.printstring"]).name == "print.go"
