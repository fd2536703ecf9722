"""Many programs in one module: each a package of its own, run one after the other by one main package.

`main` takes the numbers of the programs to run; without any it runs all.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.conformance.generated.ideas import IDEAS
from tests.conformance.generated.program import MODULE, Program

HERE: Final = Path(__file__).parent
_NAMES: Final = tuple(IDEAS)
_MAIN: Final = """package main

import (
{imports}
	"{module}/out"
	"os"
	"slices"
	"strconv"
)

var programs = map[int]func(){{
{table}}}

func main() {{
	var numbers []int
	for number := range programs {{
		numbers = append(numbers, number)
	}}
	slices.Sort(numbers)
	if len(os.Args) > 1 {{
		numbers = nil
		for _, argument := range os.Args[1:] {{
			number, _ := strconv.Atoi(argument)
			numbers = append(numbers, number)
		}}
	}}
	for _, number := range numbers {{
		out.Program(number)
		programs[number]()
	}}
}}
"""


def idea_of(number: int) -> str:
    """What a program is about."""
    return _NAMES[number % len(_NAMES)]


def write_program(seed: int, number: int) -> str:
    """The text of one program of a seed."""
    program = Program(f"p{number}", seed * 1_000_003 + number)
    IDEAS[idea_of(number)](program)
    return program.text()


def write_module(root: Path, seed: int, numbers: Sequence[int]) -> None:
    """A module with some of a seed's programs below a folder."""
    shutil.copytree(HERE / "module", root, dirs_exist_ok=True)
    (root / "go.mod").write_text(f"module {MODULE}\n\ngo 1.27\n")
    for number in numbers:
        (root / f"p{number}").mkdir(exist_ok=True)
        (root / f"p{number}" / f"p{number}.go").write_text(write_program(seed, number))
    imports = "\n".join(f'\t"{MODULE}/p{number}"' for number in numbers)
    table = "".join(f"\t{number}: p{number}.Run,\n" for number in numbers)
    (root / "main.go").write_text(_MAIN.format(imports=imports, module=MODULE, table=table))
