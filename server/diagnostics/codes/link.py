"""What can go wrong in a link. Wording follows cmd/link where it has the error.

The examples are command lines or the shape of the objects, because no Go source text is at fault in most of them.
"""

from typing import Final

from server.diagnostics.data import Row

UNDEFINED_SYMBOL: Final = Row(
    "UndefinedSymbol",
    "{0}: relocation target {1} not defined",
    "package main\n\nfunc missing()\n\nfunc main() { missing() }\n",
)
NO_ENTRY: Final = Row(
    "NoEntry",
    "entry symbol {0} not defined",
    "an archive without the runtime",
)
DUPLICATE_SYMBOL: Final = Row(
    "DuplicateSymbol",
    "duplicated definition of symbol {0}, from {1} and {2}",
    "two packages that both push `//go:linkname f runtime.f`",
)
STALE_RECORD: Final = Row(
    "StaleRecord",
    "{0} does not define {1}, which its record names",
    "a cache entry whose object belongs to another record",
)
BROKEN_OBJECT: Final = Row(
    "BrokenObject",
    "{0}: {1}",
    "a truncated cache entry",
)
UNSUPPORTED_OBJECT: Final = Row(
    "UnsupportedObject",
    "{0}: not supported yet: {1}",
    "an object with thread-local variables",
)
UNSUPPORTED_TARGET: Final = Row(
    "UnsupportedTarget",
    "not supported yet: linking for {0}",
    "GOARCH=mips bindery build",
)
UNKNOWN_RELOCATION: Final = Row(
    "UnknownRelocation",
    "{0}: not supported yet: relocation type {1} against {2}",
    "an object compiled with -fPIC",
)
RELOCATION_RANGE: Final = Row(
    "RelocationRange",
    "{0}: relocation {1} against {2} out of range: {3} does not fit {4}..{5}",
    "a program with more than 128 MiB of arm64 code",
)
RELOCATION_ALIGNMENT: Final = Row(
    "RelocationAlignment",
    "{0}: relocation {1} against {2} is misaligned: {3} is no multiple of {4}",
    "an 8-byte load of a symbol that is aligned to 4",
)
IMAGE_TOO_LARGE: Final = Row(
    "ImageTooLarge",
    "image too large: {0} ends beyond the 2 GiB that code can address",
    "package main\n\nvar a [1 << 32]byte\n\nfunc main() { a[0] = 1 }\n",
)
NOT_A_STRING: Final = Row(
    "NotAString",
    "{0}: cannot set with -X: not a var of type string",
    "bindery build -ldflags='-X main.count=1'",
)
OUTPUT_IS_DIRECTORY: Final = Row(
    "OutputIsDirectory",
    "build output {0} is a directory",
    "bindery build -o /tmp",
)
OUTPUT_NOT_AN_OBJECT: Final = Row(
    "OutputNotAnObject",
    'build output "{0}" already exists and is not an object file',
    "bindery build -o main.go",
)
OUTPUT_NOT_REGULAR: Final = Row(
    "OutputNotRegular",
    "build output {0} is not a regular file",
    "bindery build -o /dev/sda",
)
OUTPUT_UNWRITABLE: Final = Row(
    "OutputUnwritable",
    "cannot write {0}: {1}",
    "bindery build -o /proc/x",
)
NOT_AN_IMAGE: Final = Row(
    "NotAnImage",
    "{0}: {1}",
    "bindery nm README.md",
)
