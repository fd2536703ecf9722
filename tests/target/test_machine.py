"""The table of architectures agrees with what other layers say of them: the runtime's constants, and the stubs."""

import re

import pytest

from server.compiler.codegen.stubs_table import STUBS
from server.linker.architectures import ARCHITECTURES
from server.target import MACHINES, TARGETS, Machine
from server.target.runtime_dir import runtime_sources

EVERY = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
_CONSTANT = re.compile(r"^\t(\w+)\s+= (\w+)", re.M)


def _constants(name: str) -> dict[str, str]:
    """The constants that a file of package runtime declares, with their values as they are written."""
    return dict(_CONSTANT.findall((runtime_sources() / name).read_text()))


@EVERY
def test_the_convention_is_that_of_the_runtime(machine: Machine) -> None:
    found = _constants(f"convention_{machine.goarch}.go")
    assert (int(found["argumentWords"]), int(found["argumentReals"])) == machine.argument_registers
    assert (int(found["resultWords"]), int(found["resultReals"])) == machine.result_registers
    assert int(found["mostResults"]) == machine.most_results


@EVERY
def test_the_runtime_has_room_for_what_setjmp_keeps(machine: Machine) -> None:
    assert int(_constants(f"os_linux_{machine.goarch}.go")["jumpWords"]) == machine.jump_words


@EVERY
def test_every_table_has_the_architecture(machine: Machine) -> None:
    assert machine.goarch in STUBS
    assert machine.goarch in ARCHITECTURES
    assert ARCHITECTURES[machine.goarch].relocations[ARCHITECTURES[machine.goarch].address].size == 8


def test_every_target_has_a_machine() -> None:
    assert {target.goarch for target in TARGETS} == MACHINES.keys()
    assert [target.machine.goarch for target in TARGETS] == [target.goarch for target in TARGETS]
