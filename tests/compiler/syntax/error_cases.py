"""Reads and writes `errors.txt`: wrong programs, each with the syntax errors it must give, in gc's words.

A case is the source, a line `----`, and one line `line:column: message` per error; cases are separated by `====`.
"""

from dataclasses import dataclass
from pathlib import Path

from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file
from server.source.file import FileSet

CASES = Path(__file__).with_name("errors.txt")


@dataclass(frozen=True)
class Case:
    """A wrong program and its errors."""

    source: bytes
    errors: tuple[str, ...]


def read_cases() -> list[Case]:
    """The cases in order."""
    cases = []
    for text in CASES.read_text().rstrip("\n").split("\n====\n"):
        source, _, errors = text.partition("\n----")
        cases.append(Case(f"{source}\n".encode() if source else b"", tuple(errors.split("\n")[1:])))
    return cases


def write_cases(cases: list[Case]) -> None:
    """Replace the file."""
    texts = ["\n".join([case.source.decode().removesuffix("\n"), "----", *case.errors]) for case in cases]
    CASES.write_text("\n====\n".join(texts) + "\n")


def errors_of(source: bytes) -> tuple[str, ...]:
    """What our parser says."""
    tree = parse_file("x.go", source)
    files = FileSet([to_file(tree, source)])
    lines = []
    for diagnostic in syntax_diagnostics(tree):
        assert diagnostic.span is not None
        file = files.file("x.go")
        assert file is not None
        line, column = file.lines.line_column(files.locate(diagnostic.span).start)
        lines.append(f"{line}:{column}: {diagnostic.message}")
    return tuple(lines)
