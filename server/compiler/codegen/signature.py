"""The calling convention: how Go parameters and results become those of an LLVM function.

LLVM's C convention of the target carries scalars:

    func f(s string, n int) (int, error)   ->   { i64, ptr, ptr } f(ptr nest ctx, ptr s.0, i64 s.1, i64 n)

- First comes the closure context in a `nest` parameter (r10 on amd64, x15 on arm64, t2 on riscv64); a plain function
  ignores it, so a call through a function value need not know what it calls.
- Then one pointer per big result, in order, to memory of the caller's that the callee fills before it returns.
- Then the leaves of the parameters, receiver first; a big parameter is a pointer that the callee only reads through.
- The leaves of the other results are returned in registers if all of them fit (target/machine.py). If they do not, the
  function gets one more pointer, before those for big results, to memory that it fills with all of them: a struct of
  LLVM's with the leaves as fields. (Left alone, LLVM would return the third floating-point number in an x87 register.)

runtime/convention.go works out the same from type descriptors, for calls through reflection.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.compiler.codegen.layout import Layouts, Leaf
from server.compiler.types.model import Type
from server.target import Machine

NEST_TYPE: Final = "ptr nest"
NO_CONTEXT: Final = "ptr nest poison"


@dataclass(frozen=True, slots=True)
class Convention:
    """A signature in LLVM's terms."""

    result: str  # LLVM type that the function returns
    gathered: str  # LLVM type of the small results in memory; "" when they are returned
    result_types: tuple[Type, ...]  # Go types of all results
    big_results: int  # how many of them go through pointers
    params: tuple[tuple[str, ...], ...]  # LLVM types of the leaves of each parameter

    def parameter_types(self) -> str:
        """The parameter list of a declaration."""
        leaves = [spell_parameter(llvm) for part in self.params for llvm in part]
        pointers = self.big_results + bool(self.gathered)
        return ", ".join((NEST_TYPE, *["ptr"] * pointers, *leaves))


def spell_parameter(llvm: str) -> str:
    """The LLVM type of a parameter with its attributes: a bool fills its register."""
    return "i1 zeroext" if llvm == "i1" else llvm


def lower_signature(layouts: Layouts, params: Iterable[Type], results: Iterable[Type]) -> Convention:
    """The convention of a function; the receiver, if any, is the first of `params`."""
    result_types = tuple(results)
    parts = [layouts.of(typ) for typ in result_types]
    leaves = [leaf for part in parts for leaf in part.leaves]
    small = _spell_leaves([leaf.llvm for leaf in leaves])
    returned = _fit_registers(layouts.machine, leaves)
    return Convention(
        small if returned else "void",
        "" if returned else small,
        result_types,
        sum(part.big for part in parts),
        tuple(leaf_types(layouts, typ) for typ in params),
    )


def _spell_leaves(leaves: list[str]) -> str:
    if not leaves:
        return "void"
    return leaves[0] if len(leaves) == 1 else "{ " + ", ".join(leaves) + " }"


def _fit_registers(machine: Machine, leaves: list[Leaf]) -> bool:
    words, floats = machine.result_registers
    count = sum(leaf.is_float for leaf in leaves)
    return count <= floats and len(leaves) - count <= words and len(leaves) <= machine.most_results


def leaf_types(layouts: Layouts, typ: Type) -> tuple[str, ...]:
    """The LLVM types in which a value of a type travels."""
    layout = layouts.of(typ)
    return ("ptr",) if layout.big else tuple(leaf.llvm for leaf in layout.leaves)
