"""Addresses to lines through the function table, against the image's symbols and the tools of the oracle."""

import subprocess
from pathlib import Path

import pytest

from server.cli import main
from server.linker.interface import LinkError, LinkOptions
from server.linker.lookup import FunctionTable, Place
from server.target import Target
from tests.conformance.oracle import oracle_environment
from tests.linker.conftest import MakeProgram
from tests.linker.linking import AMD64, BOTH, symbols_of

_TEXT = (Path(__file__).parent / "programs" / "debug.ll").read_text()
_STRIPPED = LinkOptions(strip_symbols=True)


@BOTH
def test_places_of_a_stripped_image(target: Target, make_program: MakeProgram) -> None:
    program = make_program(target, _TEXT)
    names = symbols_of(program.link(target).image)
    table = FunctionTable("app", program.link(target, _STRIPPED).image)
    assert table.place(names["main.main"]) == Place("main.main", "/src/main.go", 3)
    assert table.place(names["lib.Add"]) == Place("lib.Add", "/src/lib.go", 30)
    assert table.place(table.start - 1) is None
    assert table.place(table.start + len(table.code)) is None
    assert {"main.main", "main.load", "lib.Add"} <= {function.name for function in table.functions}
    assert all(names[function.name] == function.start for function in table.functions if function.name in names)


def test_the_oracle_agrees(make_program: MakeProgram, oracle_go: Path, tmp_path: Path) -> None:
    """`go tool addr2line` says the same of each instruction."""
    image = tmp_path / "app"
    image.write_bytes(make_program(AMD64, _TEXT).link(AMD64, _STRIPPED).image)
    table = FunctionTable("app", image.read_bytes())
    addresses = range(table.start, table.start + len(table.code))
    command = [str(oracle_go), "tool", "addr2line", str(image)]
    asked = "".join(f"{address:#x}\n" for address in addresses)
    done = subprocess.run(command, input=asked, env=oracle_environment(), capture_output=True, text=True, check=True)
    ours = [table.place(address) for address in addresses]
    assert done.stdout == "".join(f"{place.function}\n{place.file}:{place.line}\n" for place in ours if place)


@pytest.mark.parametrize("end", [0, 3, 64, 700, 1500, -40])
def test_damaged_images_are_refused(end: int, make_program: MakeProgram) -> None:
    """Cut off, or with a table of nonsense: an error that names the image, or an answer, never anything else."""
    image = make_program(AMD64, _TEXT).link(AMD64, _STRIPPED).image
    scrambled = bytearray(image)
    at = image.index(b"\xf1\xff\xff\xff")
    scrambled[at + 8 : at + 8 + max(end, 8)] = b"\xff" * max(end, 8)
    for broken in (image[:end], bytes(scrambled)):
        with pytest.raises(LinkError, match="app"):
            FunctionTable("app", broken).functions  # noqa: B018  # a property that reads


def test_objdump_shows_instructions_and_source(
    make_program: MakeProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = tmp_path / "app"
    image.write_bytes(make_program(AMD64, _TEXT).link(AMD64).image)
    assert main(["objdump", "-s", r"^lib\.Add$", str(image)]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "TEXT lib.Add(SB) /src/lib.go"
    assert any(line.split()[0] == "lib.go:30" for line in lines)
    assert any("ret" in line.split()[-1] for line in lines)


def test_objdump_of_a_range(make_program: MakeProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = make_program(AMD64, _TEXT).link(AMD64).image
    image, start = tmp_path / "app", symbols_of(data)["lib.Add"]
    image.write_bytes(data)
    assert main(["objdump", str(image), hex(start), hex(start + 1)]) == 0
    assert len(capsys.readouterr().out.strip().splitlines()) == 2


def test_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, other = tmp_path / "missing", tmp_path / "other"
    other.write_text("no image")
    assert main(["objdump", str(missing)]) == 1
    assert main(["objdump", str(other)]) == 1
    assert main(["objdump", "-s", "(", str(other)]) == 2
    assert main(["objdump", str(other), "1", "x"]) == 2
    assert main(["addr2line"]) == 2
    assert main(["addr2line", str(other)]) == 1
    assert "not an ELF image" in capsys.readouterr().err
