"""Development only: assembles the stubs and rewrites the table that code generation reads.

    python runtime/asm/assemble.py [--check]

Needs GNU as for each architecture (Debian: binutils, binutils-aarch64-linux-gnu). A stub reaches from its symbol to
the next one. Relocations are refused: the table holds machine words and nothing else.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from elftools.elf.elffile import ELFFile

HERE = Path(__file__).parent
TABLE = HERE.parent.parent / "server" / "compiler" / "codegen" / "stubs_table.py"
ASSEMBLERS = {"amd64": "as", "arm64": "aarch64-linux-gnu-as"}
LINE_LENGTH = 120
HEAD = '''"""Machine words of the assembly stubs, by architecture and link name.

Written by `runtime/asm/assemble.py` from the sources beside it; do not edit.
"""

from typing import Final

STUBS: Final[dict[str, dict[str, str]]] = {
'''


def assemble(arch: str) -> dict[str, bytes]:
    """The code of each stub of an architecture, in source order."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "stubs.o"
        subprocess.run([ASSEMBLERS[arch], "-o", out, HERE / f"{arch}.S"], check=True)
        with out.open("rb") as stream:
            elf = ELFFile(stream)
            if elf.get_section_by_name(".rela.text") is not None:
                raise SystemExit(f"{arch}.S: a stub needs a relocation")
            code = elf.get_section_by_name(".text").data()
            symbols = elf.get_section_by_name(".symtab").iter_symbols()
            starts = sorted(
                (symbol["st_value"], symbol.name) for symbol in symbols if symbol["st_info"]["bind"] == "STB_GLOBAL"
            )
    ends = [start for start, _ in starts[1:]] + [len(code)]
    return {name: code[start:end] for (start, name), end in zip(starts, ends)}


def table_text() -> str:
    """The table as Python source."""
    lines = [HEAD]
    for arch in ASSEMBLERS:
        lines.append(f'    "{arch}": {{\n')
        for name, code in assemble(arch).items():
            lines.extend(_row(name, code))
        lines.append("    },\n")
    return "".join(lines) + "}\n"


def _row(name: str, code: bytes) -> list[str]:
    """One stub's entry, in the lines that `ruff format` would make."""
    line = f'        "{name}": "{code.hex()}",\n'
    if len(line) <= LINE_LENGTH + 1:
        return [line]
    step = 48 if 2 * len(code) + 14 > LINE_LENGTH else len(code)
    pieces = [code[i : i + step].hex() for i in range(0, len(code), step)]
    return [f'        "{name}": (\n', *[f'            "{piece}"\n' for piece in pieces], "        ),\n"]


def main() -> int:
    """Rewrite the table, or with --check say whether it is up to date."""
    text = table_text()
    if "--check" in sys.argv[1:]:
        return 0 if TABLE.read_text() == text else 1
    TABLE.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
