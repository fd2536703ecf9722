"""`bindery objdump`: the machine code of a binary with its lines, in the form of `go tool objdump`.

Instructions are written as capstone writes them, in the syntax of the processor's manual.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from server.build.disassembly import DisassemblyError, decode
from server.build.packages import reason
from server.cli.flags import Flag, FlagKind, UsageError, parse_flags
from server.cli.help import flag_table
from server.linker.interface import LinkError
from server.linker.lookup import CodeRange, FunctionTable, Place
from server.target import TARGETS

_FLAGS: Final = (
    Flag("S", FlagKind.BOOL, "print the source line above the instructions that come from it, where the file is there"),
    Flag("s", FlagKind.TEXT, "only functions whose names match this regular expression", "regexp"),
)
_WIDTHS: Final = (14, 12, 20)  # characters of the columns: place, address, bytes


def run(args: Sequence[str]) -> int:
    """Disassemble one file: all functions, those that match, or those in a range of addresses."""
    flags = parse_flags(args, _FLAGS)
    if len(flags.args) not in (1, 3):
        raise UsageError("objdump takes one binary, or a binary and two addresses")
    name = flags.args[0]
    wanted = _pattern(flags.text("s"))
    first, last = (_address(text) for text in flags.args[1:]) if len(flags.args) == 3 else (0, 1 << 64)
    try:
        table = FunctionTable(name, Path(name).read_bytes())
        goarch = next((target.goarch for target in TARGETS if target.machine.elf_machine == table.machine), "")
        for function in table.functions:
            if wanted.search(function.name) and function.start < last and first < function.end:
                lines = _listing(table, function, goarch, (first, last), flags.on("S"))
                print("\n".join(lines), end="\n\n")
    except OSError as err:
        print(f"open {name}: {reason(err)}", file=sys.stderr)
        return 1
    except (LinkError, DisassemblyError) as err:
        print(err, file=sys.stderr)
        return 1
    return 0


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as err:
        raise UsageError(f"-s: error parsing regexp: {err}") from err


def _address(text: str) -> int:
    try:
        return int(text, 0)
    except ValueError as err:
        raise UsageError(f"not an address: {text}") from err


def _listing(
    table: FunctionTable, function: CodeRange, goarch: str, span: tuple[int, int], source: bool
) -> Iterator[str]:
    """One function: a head, then a line for each instruction."""
    start = table.place(function.start)
    yield f"TEXT {function.name}(SB) {start.file if start is not None else ''}".rstrip()
    code = table.code[function.start - table.start : function.end - table.start]
    shown: Place | None = None
    for address, raw, text in decode(code, function.start, goarch):
        if not span[0] <= address < span[1]:
            continue
        place = table.place(address)
        if source and place is not None and place != shown:
            shown = place
            line = _source_line(place)
            if line:
                yield line
        where = f"{Path(place.file).name}:{place.line}" if place is not None else "?"
        columns = zip((where, f"{address:#x}", raw.hex()), _WIDTHS)
        yield f"  {'  '.join(column.ljust(width) for column, width in columns)}  {text}"


def _source_line(place: Place) -> str:
    lines = _lines(place.file)
    return lines[place.line - 1].rstrip() if 0 < place.line <= len(lines) else ""


@cache
def _lines(path: str) -> list[str]:
    """The lines of a source file; none if it cannot be read here."""
    try:
        return Path(path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def describe() -> str:
    """The long help."""
    return (
        "Objdump disassembles the functions of a binary, each instruction with its file and line.\n"
        "With two addresses it shows what lies between them.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
