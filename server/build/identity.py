"""Keys of cache entries: digests of everything that an entry depends on.

A key covers the sources of the compiler itself, so that a changed compiler never meets results of the old one, and
it is the same on every machine, so that entries can be shipped.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

_SERVER: Final = Path(__file__).resolve().parents[1]
# What decides the content of an entry: the stages of the compiler and the facts that they stand on.
_BETWEEN: Final = tuple(f"build/{name}.py" for name in ("frontend", "interface", "summaries"))  # what packages learn
_FRONT: Final = ("compiler", *_BETWEEN, "source", "target", "symbol.py", "__init__.py")
_BACK: Final = ("compiler/codegen/compile.py",)
_TYPES: Final = ("compiler/syntax", "compiler/types", "source", "target", "__init__.py")
_LOADER: Final = tuple(f"build/{name}.py" for name in ("constraints", "exports", "imports", "packages", "stdlib"))
_LINKER: Final = ("linker", "symbol.py", "build/linking.py", "build/origin.py", "build/graph.py", "target")
_COMPILED: Final = (".so", ".pyd")  # made from the sources


def digest(*parts: object) -> str:
    """SHA-256 of the parts (nested lists of text, bytes, numbers), written so that no two lists look alike."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()


@cache
def compiler_identity() -> str:
    """A digest of the compiler's own sources."""
    return _hash_sources(_FRONT)


@cache
def checker_identity() -> str:
    """A digest of what decides the types of a package: the parser and the checker."""
    return _hash_sources(_TYPES)


@cache
def loader_identity() -> str:
    """A digest of what decides which files make up a package, and what they import."""
    return _hash_sources(_LOADER)


@cache
def backend_identity() -> str:
    """A digest of what turns a chunk's text into an object: LLVM's version and the module that runs it."""
    return digest(version("llvmlite"), _hash_sources(_BACK))


@cache
def linker_identity() -> str:
    """A digest of what turns objects into a program."""
    return _hash_sources(_LINKER)


def _hash_sources(names: Sequence[str]) -> str:
    files: list[Path] = []
    for name in names:
        path = _SERVER / name
        inside = (
            f for f in path.rglob("*") if f.suffix not in _COMPILED and "__pycache__" not in f.parts and f.is_file()
        )
        files += sorted(inside) if path.is_dir() else [path]
    return digest([[str(file.relative_to(_SERVER)), file.read_bytes()] for file in files])
