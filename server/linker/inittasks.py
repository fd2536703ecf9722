"""The order in which the packages of a program are initialised: the addresses of their init functions.

Spec, "Program initialization": by import path, each after the packages that it imports. The driver knows the imports,
so the order comes with the options. Whatever else a package's init function does, it runs once.
"""

from typing import Final

from server.linker.interface import LinkOptions
from server.linker.reachability import Reached
from server.linker.symbols import SymbolTable
from server.linker.synthetic import add_addresses, new_synthetic_object
from server.target import Target

OUTPUT_NAME: Final = ".inittask"
_START: Final = "runtime.inittask"
_INDEX: Final = -2  # among the objects that the linker makes


def add_init_tasks(reached: Reached, symbols: SymbolTable, options: LinkOptions, target: Target) -> None:
    """Add the table as a kept section, if somebody refers to it."""
    kept = [name for name in options.init_order if (found := symbols.definitions.get(name)) and found.section.kept]
    if _START in reached.provided and kept:
        reached.sections.append(add_addresses(new_synthetic_object(index=_INDEX), OUTPUT_NAME, kept, target))
