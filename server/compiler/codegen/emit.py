"""The way into code generation: a package's IR becomes chunks of LLVM IR text.

The chunks of a package are: its functions in groups (chunks.py), its variables, for package runtime the assembly stubs,
for some others what the processor has instructions for (hardware/), and in groups the itabs that it mentions and
the descriptors of its own types and of those that belong to nobody (homes.py). A chunk's key is the hash of everything
that determines its object, so equal keys mean equal objects.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from server.compiler.codegen.chunks import cut_into_chunks, ends_chunk
from server.compiler.codegen.descriptors import emit_descriptor, emit_itab
from server.compiler.codegen.function import emit_function
from server.compiler.codegen.globals import emit_global
from server.compiler.codegen.hardware.bodies import BODIES
from server.compiler.codegen.homes import home_of, types_at_home
from server.compiler.codegen.layout import Layouts
from server.compiler.codegen.module import Module
from server.compiler.codegen.stubs import emit_stubs
from server.compiler.codegen.typenames import TypeNames
from server.compiler.ir.func import IRPackage, Itab
from server.compiler.types.model import Basic, Named, Pointer, Type
from server.source.file import FileSet
from server.symbol import ChunkRecord
from server.target import Target


@dataclass(frozen=True, slots=True)
class CodegenOptions:
    """What the driver chooses."""

    optimisation: int = 2  # LLVM's level, 0 to 3
    variables: bool = False  # whether debug information describes variables and their types
    compiler_version: str = ""  # part of every key: another compiler may make another object of the same text


@dataclass(frozen=True, slots=True)
class ChunkSource:
    """A chunk before LLVM: its key, what the linker is told of it, and its LLVM IR."""

    key: str  # sha256 of text, target, optimisation and compiler version
    record: ChunkRecord
    text: str


def emit_package(
    package: IRPackage, files: FileSet, target: Target, options: CodegenOptions | None = None
) -> list[ChunkSource]:
    """The chunks of a package; equal packages give equal chunks."""
    return _PackageEmitter(package, files, target, options or CodegenOptions()).emit()


class _PackageEmitter:
    def __init__(self, package: IRPackage, files: FileSet, target: Target, options: CodegenOptions) -> None:
        self.package = package
        self.files = files
        self.target = target
        self.options = options
        self.layouts = Layouts(target)
        self.names = TypeNames()
        self.types: dict[str, Type] = {}
        self.itabs: dict[str, Itab] = {}
        self.chunks: list[ChunkSource] = []

    def emit(self) -> list[ChunkSource]:
        """All chunks. Descriptors come last, for every other chunk may ask for some."""
        for group in cut_into_chunks(self.package.funcs):
            module = self._module()
            for func in group:
                emit_function(module, func)
            self._finish(module)
        if self.package.globals:
            module = self._module()
            for variable in self.package.globals:
                emit_global(module, variable)
            self._finish(module)
        if self.package.path in BODIES and self.target.machine.hardware:
            module = self._module()
            BODIES[self.package.path](module)
            self._finish(module)
        if self.package.path == "runtime":
            module = self._module()
            emit_stubs(module)
            self._finish(module)
        self._emit_itabs()
        self._emit_descriptors()
        return self.chunks

    def _emit_itabs(self) -> None:
        module = self._module()
        for name, itab in self.itabs.items():
            emit_itab(module, name, itab)
        if self.itabs:
            self._finish(module)

    def _emit_descriptors(self) -> None:
        """Descriptors mention types, whose descriptors may mention others in turn."""
        module = self._module()
        waiting = {self.names.descriptor_symbol(typ): typ for typ in types_at_home(self.package)} | self.types
        emitted: set[str] = set()
        while waiting:
            for name, typ in waiting.items():
                # A type and the pointer to it stand beside each other, because they share wrappers of methods.
                several = [(name, typ)]
                if isinstance(typ, Named | Basic):
                    several.append((self.names.descriptor_symbol(Pointer(typ)), Pointer(typ)))
                for symbol, one in several:
                    if symbol not in emitted and home_of(one) in (None, self.package.path):
                        emit_descriptor(module, symbol, one)
                    emitted.add(symbol)
                if ends_chunk(name) and module.records:
                    self._finish(module)
                    module = self._module()
            waiting = {name: typ for name, typ in (self.types | module.types).items() if name not in emitted}
        if module.records:
            self._finish(module)

    def _module(self) -> Module:
        options = self.options
        variables, optimised = options.variables, options.optimisation > 0
        return Module(self.package.path, self.target, self.layouts, self.files, self.names, variables, optimised)

    def _finish(self, module: Module) -> None:
        """Make a chunk of a module that is complete."""
        self.types.update(module.types)
        self.itabs.update(module.itabs)
        text = module.text()
        self.chunks.append(ChunkSource(*self._identify(text, module)))

    def _identify(self, text: str, module: Module) -> tuple[str, ChunkRecord, str]:
        facts = (
            self.target.name,
            self.target.machine.cpu,
            str(self.options.optimisation),
            self.options.compiler_version,
            text,
        )
        key = hashlib.sha256("\0".join(facts).encode()).hexdigest()
        return key, ChunkRecord(key, tuple(module.records)), text
