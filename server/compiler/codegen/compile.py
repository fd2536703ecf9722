"""LLVM IR text to an object, through llvmlite.

LLVM aborts the process on fatal errors, so this runs in worker processes only (see build/), never in the language
server. llvmlite is imported when first needed: it takes 0.2 s.

Invariant: equal text, target and level give equal bytes.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

from server.target import Target


class CodegenError(Exception):
    """LLVM refused a chunk: a fault of ours, for the text is generated."""


@cache
def _llvm() -> ModuleType:
    """llvmlite with every target initialised."""
    import llvmlite.binding as llvm

    # Process-wide, and before any code generation: nil checks are folded into the accesses that follow them.
    llvm.set_option("", "-enable-implicit-null-checks")
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    return llvm  # type: ignore[no-any-return]  # llvmlite is untyped


@cache
def _machine(triple: str, cpu: str, features: str, level: int) -> Any:
    target = _llvm().Target.from_triple(triple)
    return target.create_target_machine(cpu=cpu, features=features, opt=level, reloc="static", codemodel="small")


def compile_chunk(text: str, target: Target, optimisation: int) -> bytes:
    """The ELF relocatable object of a chunk. Raises CodegenError when LLVM refuses the text."""
    llvm = _llvm()
    machine = _machine(target.triple, target.cpu, target.features, optimisation)
    module = _parse(text, machine)
    if optimisation > 0:
        tuning = llvm.create_pipeline_tuning_options(speed_level=optimisation)
        builder = llvm.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(module, builder)
    return bytes(machine.emit_object(module))


def assembly_text(text: str, target: Target, optimisation: int) -> str:
    """The optimised assembly of a chunk, for people. Raises CodegenError when LLVM refuses the text."""
    llvm = _llvm()
    machine = _machine(target.triple, target.cpu, target.features, optimisation)
    module = _parse(text, machine)
    if optimisation > 0:
        tuning = llvm.create_pipeline_tuning_options(speed_level=optimisation)
        builder = llvm.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(module, builder)
    return str(machine.emit_assembly(module))


def _parse(text: str, machine: Any) -> Any:
    try:
        module = _llvm().parse_assembly(text)
        module.data_layout = str(machine.target_data)
        module.verify()
    except RuntimeError as error:
        raise CodegenError(str(error)) from error
    return module
