"""One generated program: a Go package whose function `Run` runs its cases one after the other.

A case is a function without parameters; package `out` runs it, prints what it shows and, if it panics, the report. All
choices come from one generator of random numbers, so that a seed stands for a program.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

T = TypeVar("T")
MODULE: Final = "generated"


class Program:
    """The text of a package while it is written."""

    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.random = random.Random(seed)
        self.imports: set[str] = set()
        self.cases: list[str] = []
        self._lines: list[str] = []
        self._depth = 0
        self._names = 0

    def pick(self, choices: Sequence[T]) -> T:
        """One of some choices."""
        return self.random.choice(choices)

    def chance(self, share: float) -> bool:
        """True in a share of all cases."""
        return self.random.random() < share

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def fresh(self, prefix: str) -> str:
        """A name that the package does not have yet."""
        self._names += 1
        return f"{prefix}{self._names}"

    def line(self, text: str) -> None:
        """One line, indented as deep as the blocks around it."""
        self._lines.append("\t" * self._depth + text if text else "")

    def otherwise(self) -> None:
        """`} else {`, inside the block of an if."""
        self._lines.append("\t" * (self._depth - 1) + "} else {")

    def lines(self, text: str) -> None:
        """Several lines."""
        for line in text.strip("\n").split("\n"):
            self.line(line)

    @contextmanager
    def block(self, head: str, tail: str = "}") -> Iterator[None]:
        """`head {`, what is written meanwhile, and the end."""
        self.line(head + " {")
        self._depth += 1
        yield
        self._depth -= 1
        self.line(tail)

    @contextmanager
    def case(self, prefix: str = "case") -> Iterator[str]:
        """A function that `Run` will run."""
        name = self.fresh(prefix)
        self.cases.append(name)
        with self.block(f"func {name}()"):
            yield name

    def show(self, *values: str) -> None:
        """Print the values of some expressions."""
        self.line(f"out.Show({', '.join(values)})")

    def package(self, *paths: str) -> None:
        """Import packages, if what is written mentions them."""
        self.imports.update(paths)

    def text(self) -> str:
        """The file."""
        run = "".join(f'\tout.Case("{self.name}.{case}", {case})\n' for case in self.cases)
        body = "\n".join(self._lines)
        used = {path for path in self.imports if f"{path.rpartition('/')[2]}." in body}
        imports = "".join(f'\t"{path}"\n' for path in sorted({*used, f"{MODULE}/out"}))
        return f"package {self.name}\n\nimport (\n{imports})\n\n{body}\n\nfunc Run() {{\n{run}}}\n"
