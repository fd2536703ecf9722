"""Builds relocatable objects byte by byte, for what LLVM does not emit: any relocation type, malformed objects."""

from dataclasses import dataclass, field
from struct import pack

ALLOC, WRITE, EXEC = 2, 1, 4
PROGBITS, NOBITS = 1, 8
LOCAL, GLOBAL, WEAK = 0, 1, 2
UNDEF, ABS = 0, 0xFFF1


@dataclass
class ObjectBuilder:
    """An object under construction. Sections and symbols count from 1, as in the file."""

    machine: int
    sections: list[tuple[str, int, int, int, bytes, int, int]] = field(default_factory=list)
    symbols: list[tuple[str, int, int, int, int, int]] = field(default_factory=list)
    relocations: dict[int, list[tuple[int, int, int, int]]] = field(default_factory=dict)

    def section(
        self, name: str, data: bytes = b"", *, flags: int = ALLOC, align: int = 1, size: int = 0, pieces: int = 0
    ) -> int:
        """Add a section; with a size and no data it has no bytes in the file. `pieces` is the size of its pieces."""
        kind = NOBITS if size else PROGBITS
        self.sections.append((name, kind, flags, align, data, size or len(data), pieces))
        return len(self.sections)

    def symbol(
        self, name: str, section: int = UNDEF, value: int = 0, size: int = 0, *, bind: int = GLOBAL, kind: int = 0
    ) -> int:
        """Add a symbol."""
        self.symbols.append((name, section, value, size, bind, kind))
        return len(self.symbols)

    def relocate(self, section: int, offset: int, kind: int, symbol: int, addend: int = 0) -> None:
        """Add a relocation."""
        self.relocations.setdefault(section, []).append((offset, kind, symbol, addend))

    def function(self, name: str, code: bytes, calls: tuple[tuple[int, int, str, int], ...] = ()) -> int:
        """Add a function in its own section; calls are (offset, type, symbol, addend)."""
        section = self.section(f".text.{name}", code, flags=ALLOC | EXEC, align=16)
        for offset, kind, target, addend in calls:
            self.relocate(section, offset, kind, self.symbol(target), addend)
        return self.symbol(name, section, 0, len(code), kind=2)

    def build(self) -> bytes:
        """The bytes of the object."""
        names, strings = bytearray(b"\0"), bytearray(b"\0")
        body = bytearray(64)
        headers = [bytes(64)]
        symtab_index = len(self.sections) + 1

        def add(name: str, kind: int, flags: int, align: int, data: bytes, size: int, *rest: int) -> None:
            body.extend(bytes(-len(body) % 8))
            link, info, entry = rest or (0, 0, 0)
            headers.append(pack("<IIQQQQIIQQ", len(names), kind, flags, 0, len(body), size, link, info, align, entry))
            names.extend(name.encode() + b"\0")
            body.extend(data)

        for *row, pieces in self.sections:
            add(*row, 0, 0, pieces)
        table = bytearray(24)
        for name, section, value, size, bind, kind in self.symbols:
            table += pack("<IBBHQQ", len(strings), bind << 4 | kind, 0, section, value, size)
            strings += name.encode() + b"\0"
        add(".symtab", 2, 0, 8, bytes(table), len(table), symtab_index + 1, 1, 24)
        add(".strtab", 3, 0, 1, bytes(strings), len(strings))
        for section, rows in self.relocations.items():
            data = b"".join(pack("<QQq", offset, symbol << 32 | kind, a) for offset, kind, symbol, a in rows)
            add(f".rela{self.sections[section - 1][0]}", 4, 0, 8, data, len(data), symtab_index, section, 24)
        names_index, names_size = len(headers), len(names) + len(".shstrtab\0")
        add(".shstrtab", 3, 0, 1, bytes(names) + b".shstrtab\0", names_size)
        body.extend(bytes(-len(body) % 8))
        ident = b"\x7fELF\2\1\1".ljust(16, b"\0")
        body[:64] = pack(
            "<16sHHIQQQIHHHHHH", ident, 1, self.machine, 1, 0, 0, len(body), 0, 64, 0, 0, 64, len(headers), names_index
        )  # fmt: skip
        return bytes(body) + b"".join(headers)
