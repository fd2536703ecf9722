"""LLVM IR of some functions of a version in the editor, in the chunk in which a build compiles them.

LLVM looks across the functions of a chunk (what a callee does to memory, what it returns), so machine code is a build's
only if the chunk is. Declared functions are cut into chunks by their names (codegen/chunks.py), so those around one can
be found without compiling the rest of the package. Function literals and instances stand behind all declared functions
of their package in a build; they are compiled here in a chunk of their own.

Functions with errors have no code: a chunk that lacks one is marked as incomplete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server.build.snapshot import CheckedPackage
from server.compiler.codegen.chunks import cut_into_chunks, ends_chunk
from server.compiler.codegen.function import emit_function
from server.compiler.codegen.layout import Layouts
from server.compiler.codegen.module import Module
from server.compiler.codegen.typenames import TypeNames
from server.compiler.decide.bodies import type_parameters
from server.compiler.ir.func import Func
from server.compiler.types.info import FuncBody
from server.compiler.types.linkname import function_symbol
from server.target import Target


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk before LLVM."""

    text: str  # LLVM IR
    whole: bool  # whether a build would have the same functions in it


def chunk_around(
    package: CheckedPackage, body: FuncBody, func: Func, target: Target, cancelled: Callable[[], bool]
) -> Chunk:
    """The chunk of a function, which `body` gave. Raises Cancelled."""
    funcs, whole = [func], True
    if func.symbol == function_symbol(body.obj):
        between, whole = _between_boundaries(package, body, cancelled)
        funcs = next(group for group in cut_into_chunks(between) if any(one.symbol == func.symbol for one in group))
    with package.check.lock:  # types are completed when they are looked at
        module = Module(package.typed.package.path, target, Layouts(target), package.files, TypeNames())
        for one in funcs:
            emit_function(module, one)
        return Chunk(module.text(), whole)


def _between_boundaries(
    package: CheckedPackage, body: FuncBody, cancelled: Callable[[], bool]
) -> tuple[list[Func], bool]:
    """The declared functions from the boundary before one to the boundary behind it, and whether none is missing."""
    bodies = [one for one in package.typed.functions if not type_parameters(one.obj)]
    first = last = bodies.index(body)
    while first > 0 and not ends_chunk(function_symbol(bodies[first - 1].obj)):
        first -= 1
    while last + 1 < len(bodies) and not ends_chunk(function_symbol(bodies[last].obj)):
        last += 1
    compiled = [package.functions.compiled(one, cancelled) for one in bodies[first : last + 1]]
    return [one.funcs[0] for one in compiled if one.funcs], all(one.funcs for one in compiled)
