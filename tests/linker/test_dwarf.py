"""Debug information of the image, read by pyelftools."""

from pathlib import Path

import pytest
from elftools.dwarf.callframe import CIE, FDE
from elftools.dwarf.dwarfinfo import DWARFInfo

from server.linker.architectures import ARCHITECTURES
from server.linker.interface import LinkOptions
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.linking import BOTH, RISCV64, read_elf, symbols_of

_TEXT = (Path(__file__).parent / "programs" / "debug.ll").read_text()


def _lines(dwarf: DWARFInfo) -> dict[int, tuple[str, int]]:
    """Address -> (file, line) of all line tables, dropped code left out."""
    found = {}
    for unit in dwarf.iter_CUs():
        program = dwarf.line_program_for_CU(unit)
        names = [entry.name.decode() for entry in program["file_entry"]]
        for state in (entry.state for entry in program.get_entries()):
            if state and not state.end_sequence and state.line and state.address > 0x1000:
                found.setdefault(state.address, (names[state.file], state.line))
    return found


@BOTH
def test_lines_of_two_units(target: Target, make_program: MakeProgram) -> None:
    """The first line of each function stands at the function's address."""
    image = make_program(target, _TEXT).link(target).image
    lines, names = _lines(read_elf(image).get_dwarf_info()), symbols_of(image)
    assert lines[names["main.main"]] == ("main.go", 3)
    assert lines[names["main.load"]] == ("main.go", 21 if target is RISCV64 else 20)  # its nil check is an instruction
    assert lines[names["lib.Add"]] == ("lib.go", 30)
    shown = set(lines.values())
    assert {("main.go", 4), ("main.go", 5), ("main.go", 22), ("lib.go", 31), ("lib.go", 32)} <= shown
    assert not {("main.go", 10), ("lib.go", 41)} & shown


@BOTH
def test_units_and_functions(target: Target, make_program: MakeProgram) -> None:
    """Names come through the string offset table, addresses through the address table; dropped functions are at 0."""
    image = make_program(target, _TEXT).link(target).image
    names = symbols_of(image)
    units, functions = [], {}
    for unit in read_elf(image).get_dwarf_info().iter_CUs():
        top = unit.get_top_DIE()
        units.append((top.attributes["DW_AT_name"].value, top.attributes["DW_AT_producer"].value))
        for entry in top.iter_children():
            if entry.tag == "DW_TAG_subprogram":
                address = entry.attributes["DW_AT_low_pc"].value
                functions[entry.attributes["DW_AT_name"].value.decode()] = address
    assert units == [(b"lib.go", b"Go cmd/compile go1.27.3"), (b"main.go", b"Go cmd/compile go1.27.3")]
    assert functions == {
        **{name: names[name] for name in ("lib.Add", "main.main", "main.load")},
        "lib.Dead": 0,
        "main.dead": 0,
    }


@BOTH
def test_strings_are_kept_once(target: Target, make_program: MakeProgram) -> None:
    """What both units say is in the image once."""
    elf = read_elf(make_program(target, _TEXT).link(target).image)
    strings = elf.get_section_by_name(".debug_str").data().split(b"\0")[:-1]
    assert len(strings) == len(set(strings))
    assert {b"Go cmd/compile go1.27.3", b"int64", b"lib.Add", b"main.main"} <= set(strings)
    lines = elf.get_section_by_name(".debug_line_str").data().split(b"\0")[:-1]
    assert sorted(lines) == [b"/src", b"lib.go", b"main.go"]


@BOTH
def test_dropped_copies_are_not_described(target: Target, make_program: MakeProgram) -> None:
    """Of a function that two objects hold, only the copy that was linked has an address in the debug information."""
    lib, main = (part.split("\n", 1)[1] for part in _TEXT.split(";; chunk ")[1:])
    weak = lib.replace("define dso_local i64 @lib.Add", "$lib.Add = comdat any\ndefine weak_odr dso_local i64 @lib.Add")
    weak = weak.replace('section ".text.lib.Add"', 'section ".text.lib.Add" comdat')
    # The second copy's object is linked for the sake of a function of its own.
    second = weak.replace("lib.Dead", "lib.Live").replace(
        "ret i64 %x, !dbg !14", "%r = call i64 @lib.Add(i64 %x, i64 1), !dbg !14\n  ret i64 %r, !dbg !14"
    )
    main = main.replace("call i64 @lib.Add(i64 %v, i64 1)", "call i64 @lib.Live(i64 %v)")
    main = main.replace("@main.load(ptr @main.three), !dbg !12", "@lib.Add(i64 1, i64 1), !dbg !12")
    main += "declare dso_local i64 @lib.Live(i64)\n"
    text = f";; chunk lib/first\n{weak};; chunk lib/second\n{second};; chunk main/one\n{main}"
    image = make_program(target, text).link(target).image
    starts = [a for a, place in _lines(read_elf(image).get_dwarf_info()).items() if place == ("lib.go", 30)]
    assert starts == [symbols_of(image)["lib.Add"]]


@pytest.mark.parametrize("options", [LinkOptions(strip_debug=True), LinkOptions(strip_symbols=True)])
@BOTH
def test_stripping(options: LinkOptions, target: Target, make_program: MakeProgram) -> None:
    """-w leaves out DWARF, -s the symbol table as well; what is loaded stays the same to the byte."""
    chunks = make_program(target, _TEXT)
    full, stripped = chunks.link(target), chunks.link(target, options)
    names = [section.name for section in read_elf(stripped.image).iter_sections()]
    assert not [name for name in names if name.startswith(".debug")]
    assert (".symtab" in names) is not options.strip_symbols
    for name in (".text", ".rodata", ".data"):
        before, after = (read_elf(r.image).get_section_by_name(name) for r in (full, stripped))
        assert (before and before.data()) == (after and after.data())
    assert len(stripped.image) < len(full.image)
    assert sum(row.size for row in stripped.rows) == len(stripped.image)


@BOTH
def test_stacks_end_where_they_begin(target: Target, make_program: MakeProgram) -> None:
    """The frame of a function that begins stacks has no caller; one that saves nothing has no room to say so."""
    frameless = _TEXT.replace(
        '@lib.Add(i64 %x, i64 %y) noinline nounwind "frame-pointer"="all"', "@lib.Add(i64 %x, i64 %y)"
    )
    text = frameless.replace("main.load", "runtime.goexit").replace("lib.Add", "runtime.mstart")
    image = make_program(target, text).link(target).image
    names = symbols_of(image)
    frames, versions = {}, set()
    for entry in read_elf(image).get_dwarf_info().CFI_entries():
        if isinstance(entry, CIE):
            versions.add(entry["version"])
        if isinstance(entry, FDE):
            rows = {row.opcode.FQN: row.args for row in entry.instructions}
            frames[entry["initial_location"]] = {name: args for name, args in rows.items() if name != "DW_CFA_nop"}
    nobody = {"DW_CFA_undefined": [ARCHITECTURES[target.goarch].return_register]}
    beginnings = [frames[names[name]] for name in ("runtime.goexit", "runtime.mstart")]
    assert beginnings == [nobody, {}]
    assert versions == {3}  # Delve reads no later ones
    assert "DW_CFA_undefined" not in frames[names["main.main"]]
    assert frames[names["main.main"]]
