"""The function table of the image, read by Go's own tools."""

import subprocess
from pathlib import Path

from server.linker.interface import LinkOptions
from server.target import Target
from tests.conformance.oracle import oracle_environment
from tests.linker.conftest import MakeProgram
from tests.linker.linking import BOTH, RISCV64, read_elf, symbols_of

_GO = Path(__file__).parents[2] / ".venv" / "bin" / "go"
_TEXT = (Path(__file__).parent / "programs" / "debug.ll").read_text()


def _places(image: Path, addresses: list[int]) -> list[str]:
    """Function and line of each address, as the oracle reads them."""
    environment = oracle_environment()
    asked = "".join(f"{address:#x}\n" for address in addresses)
    command = [str(_GO), "tool", "addr2line", str(image)]
    done = subprocess.run(command, input=asked, env=environment, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    return [f"{name} {place}" for name, place in zip(lines[::2], lines[1::2], strict=True)]


@BOTH
def test_lines(target: Target, make_program: MakeProgram, tmp_path: Path) -> None:
    """Each function begins at its line, also in an image without symbols and debug information."""
    program = make_program(target, _TEXT)
    names = symbols_of(program.link(target).image)
    image = program.link(target, LinkOptions(strip_symbols=True)).image
    assert not read_elf(image).get_section_by_name(".symtab")
    (tmp_path / "image").write_bytes(image)
    load = 21 if target is RISCV64 else 20  # there its nil check is an instruction
    wanted = {"main.main": "/src/main.go:3", "main.load": f"/src/main.go:{load}", "lib.Add": "/src/lib.go:30"}
    found = _places(tmp_path / "image", [names[name] for name in wanted])
    assert found == [f"{name} {place}" for name, place in wanted.items()]
