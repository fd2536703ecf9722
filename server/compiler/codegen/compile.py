"""LLVM IR text to an object, through llvmlite.

LLVM aborts the process on fatal errors, so this runs in worker processes only (see build/), never in the language
server. llvmlite is imported when first needed: it takes 0.2 s.

Invariant: equal text, target and level give equal bytes.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any, Final

from server.target import Target

# Lines of a function above which a chunk gets the short list of passes. LLVM's loop passes take time with the square of
# the number of loops: 90 s for 2,200 loops in 50,000 lines, against 0.4 s for the short list.
GIANT: Final = 12_000
_DEFINE: Final = "\ndefine "
_END: Final = "\n}"


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
    machine = _machine(target.triple, target.machine.cpu, target.machine.features, optimisation)
    return bytes(machine.emit_object(_optimised(text, machine, optimisation)))


def assembly_text(text: str, target: Target, optimisation: int) -> str:
    """The optimised assembly of a chunk, for people. Raises CodegenError when LLVM refuses the text."""
    machine = _machine(target.triple, target.machine.cpu, target.machine.features, optimisation)
    return str(machine.emit_assembly(_optimised(text, machine, optimisation)))


def _optimised(text: str, machine: Any, optimisation: int) -> Any:
    """A chunk's module behind LLVM's passes."""
    llvm = _llvm()
    module = _parse(text, machine)
    if optimisation > 0:
        tuning = llvm.create_pipeline_tuning_options(speed_level=optimisation)
        builder = llvm.create_pass_builder(machine, tuning)
        passes = _short_passes() if longest_function(text) > GIANT else builder.getModulePassManager()
        passes.run(module, builder)
    return module


def _short_passes() -> Any:
    """Passes whose time grows with the size of a function only, and which do most of what can be done."""
    passes = _llvm().create_new_module_pass_manager()
    passes.add_sroa_pass()
    passes.add_instruction_combine_pass()
    passes.add_simplify_cfg_pass()
    passes.add_instruction_combine_pass()
    return passes


def longest_function(text: str) -> int:
    """Lines of the longest function of a module."""
    longest, at = 0, text.find(_DEFINE)
    while at >= 0:
        end = text.find(_END, at)
        longest = max(longest, text.count("\n", at, end if end >= 0 else len(text)))
        at = text.find(_DEFINE, end) if end >= 0 else -1
    return longest


def _parse(text: str, machine: Any) -> Any:
    try:
        # The layout comes first: it says how accesses without an alignment are aligned.
        module = _llvm().parse_assembly(f'target datalayout = "{machine.target_data}"\n{text}')
        module.verify()
    except RuntimeError as error:
        raise CodegenError(str(error)) from error
    return module
