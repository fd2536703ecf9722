"""ELF64 as data: the constants and record layouts that the reader and the writer share.

Source: System V ABI, chapters "Object Files" and "Program Loading"; generic ABI draft of 2013 for 64-bit records.
All records are little-endian.
"""

from struct import Struct
from typing import Final

MAGIC: Final = b"\x7fELF"
CLASS_64: Final = 2
LITTLE_ENDIAN: Final = 1
VERSION: Final = 1

ET_REL: Final = 1
ET_EXEC: Final = 2

SHT_NULL: Final = 0
SHT_PROGBITS: Final = 1
SHT_SYMTAB: Final = 2
SHT_STRTAB: Final = 3
SHT_RELA: Final = 4
SHT_NOTE: Final = 7
SHT_NOBITS: Final = 8
SHT_REL: Final = 9

SHF_WRITE: Final = 0x1
SHF_ALLOC: Final = 0x2
SHF_EXECINSTR: Final = 0x4
SHF_MERGE: Final = 0x10
SHF_STRINGS: Final = 0x20
SHF_TLS: Final = 0x400
SHF_COMPRESSED: Final = 0x800

SHN_UNDEF: Final = 0
SHN_LORESERVE: Final = 0xFF00
SHN_ABS: Final = 0xFFF1

STB_LOCAL: Final = 0
STB_GLOBAL: Final = 1
STB_WEAK: Final = 2

STT_NOTYPE: Final = 0
STT_OBJECT: Final = 1
STT_FUNC: Final = 2
STT_SECTION: Final = 3
STT_FILE: Final = 4

PT_LOAD: Final = 1
PT_NOTE: Final = 4
PT_GNU_STACK: Final = 0x6474E551

PF_X: Final = 1
PF_W: Final = 2
PF_R: Final = 4

# ident, type, machine, version, entry, phoff, shoff, flags, ehsize, phentsize, phnum, shentsize, shnum, shstrndx
HEADER: Final = Struct("<16sHHIQQQIHHHHHH")
# type, flags, offset, vaddr, paddr, filesz, memsz, align
PROGRAM_HEADER: Final = Struct("<IIQQQQQQ")
# name, type, flags, addr, offset, size, link, info, addralign, entsize
SECTION_HEADER: Final = Struct("<IIQQQQIIQQ")
# name, info, other, shndx, value, size
SYMBOL: Final = Struct("<IBBHQQ")
# offset, info (symbol << 32 | type), addend
RELA: Final = Struct("<QQq")
