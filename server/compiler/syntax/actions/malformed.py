"""How an action says that the construct it was given is wrong."""

from server.compiler.syntax.nodes import SyntaxProblem
from server.diagnostics.data import Row


class MalformedError(Exception):
    """Syntax errors found while a node is built; `value` is what the parser goes on with."""

    def __init__(self, row: Row, args: tuple[str, ...], start: int, end: int, value: object) -> None:
        super().__init__(row.code)
        self.problems = [SyntaxProblem(row, args, start, end)]
        self.value = value
