"""The functions that are made of the processor's instructions, as the tests look at them."""

from server.compiler.codegen.hardware.bodies import BODIES
from server.compiler.codegen.layout import Layouts
from server.compiler.codegen.module import Module
from server.source.file import FileSet
from server.target import Target


def module_of(path: str, target: Target) -> Module:
    """The module with the functions of a package."""
    module = Module(path, target, Layouts(target), FileSet())
    BODIES[path](module)
    return module


def names_made(target: Target) -> set[str]:
    """The link names of all of them: none on a machine whose baseline has to do."""
    if not target.machine.hardware:
        return set()
    return {record.name for path in BODIES for record in module_of(path, target).records}
