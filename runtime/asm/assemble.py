"""Development only: assembles the stubs and rewrites the table that code generation reads.

    python runtime/asm/assemble.py [--check]

Needs GNU as for each architecture (Debian: binutils, binutils-aarch64-linux-gnu, binutils-riscv64-linux-gnu). A stub
reaches from its symbol to the next one. Relocations are refused, but for those of branches
to labels, which GNU as writes for riscv64 although it has filled in the distances.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from elftools.elf.elffile import ELFFile

HERE = Path(__file__).parent
TABLE = HERE.parent.parent / "server" / "compiler" / "codegen" / "stubs_table.py"
ASSEMBLERS = {"amd64": ["as"], "arm64": ["aarch64-linux-gnu-as"], "riscv64": ["riscv64-linux-gnu-as", "-march=rv64gc"]}
BRANCHES = {"riscv64": (16, 44, 45)}  # R_RISCV_BRANCH, R_RISCV_RVC_BRANCH, R_RISCV_RVC_JUMP
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
        subprocess.run([*ASSEMBLERS[arch], "-o", out, HERE / f"{arch}.S"], check=True)
        with out.open("rb") as stream:
            elf = ELFFile(stream)
            code = elf.get_section_by_name(".text").data()
            table = elf.get_section_by_name(".symtab")
            relocations = elf.get_section_by_name(".rela.text")
            for item in relocations.iter_relocations() if relocations is not None else ():
                label = table.get_symbol(item["r_info_sym"])
                if item["r_info_type"] not in BRANCHES.get(arch, ()) or label["st_shndx"] == "SHN_UNDEF":
                    raise SystemExit(f"{arch}.S: a stub needs a relocation")
            symbols = table.iter_symbols()
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
