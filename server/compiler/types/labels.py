"""Labels, and the branches that name one. Spec: "Labeled statements", "Break statements" to "Goto statements".

One pass over the statements of a function. Gotos to labels further down wait in `forward` until the label's block
ends; those that a variable declaration was met after are noted, for they must not jump over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.objects import Label
from server.diagnostics.codes import types as rows
from server.source.span import Span


@dataclass(slots=True)
class _Block:
    """A block of statements: the labels declared in it, and the labelled statement that it belongs to."""

    parent: _Block | None
    owner: ast.LabeledStmt | None
    labels: set[str] = field(default_factory=set)
    forward: list[ast.BranchStmt] = field(default_factory=list)
    last_var: Span | None = None  # the latest variable declaration met
    before_var: list[ast.BranchStmt] = field(default_factory=list)  # gotos met before it

    def has_label(self, name: str) -> bool:
        block: _Block | None = self
        while block is not None:
            if name in block.labels:
                return True
            block = block.parent
        return False

    def enclosing(self, name: str) -> ast.LabeledStmt | None:
        block: _Block | None = self
        while block is not None:
            if block.owner is not None and block.owner.label.name == name:
                return block.owner
            block = block.parent
        return None

    def note_var(self, span: Span | None) -> None:
        self.last_var = span
        self.before_var = list(self.forward)


def check_labels(c: Checker, body: ast.BlockStmt) -> None:
    """Check the labels of one function."""
    walk = _Walk(c)
    for jump in walk.block(None, None, body.stmts):
        assert jump.label is not None
        label = walk.all.get(jump.label.name)
        if label is not None:
            label.used = True
            c.error(rows.JUMP_INTO_BLOCK, jump.label, jump.label.name)
        else:
            c.error(rows.UNDECLARED_LABEL, jump.label, jump.label.name)
    for label in walk.all.values():
        if not label.used:
            c.error(rows.UNUSED_LABEL, label, label.name)


class _Walk:
    """The pass over one function."""

    def __init__(self, c: Checker) -> None:
        self.c = c
        self.all: dict[str, Label] = {}

    def block(
        self, parent: _Block | None, owner: ast.LabeledStmt | None, stmts: Sequence[ast.Stmt]
    ) -> list[ast.BranchStmt]:
        """Check a block; the gotos whose label it does not hold."""
        block = _Block(parent, owner)
        for stmt in stmts:
            self._stmt(block, None, stmt)
        return block.forward

    def _stmt(self, block: _Block, owner: ast.LabeledStmt | None, stmt: ast.Stmt | None) -> None:
        while stmt is not None:
            match stmt:
                case ast.LabeledStmt():
                    if stmt.label.name != "_":
                        self._declare(block, stmt)
                        owner = stmt
                    stmt = stmt.stmt
                    continue
                case ast.IfStmt():
                    self._stmt(block, owner, stmt.body)
                    stmt = stmt.else_
                    continue
                case ast.DeclStmt():
                    if stmt.decl.tok == "var":
                        for spec in stmt.decl.specs:
                            block.note_var(self.c.span_of(spec))
                case ast.AssignStmt():
                    if stmt.tok == ":=":
                        block.note_var(self.c.at_offset(stmt.tok_pos))
                case ast.BranchStmt():
                    self._branch(block, stmt)
                case ast.BlockStmt():
                    block.forward += self.block(block, owner, stmt.stmts)
                case ast.SwitchStmt() | ast.TypeSwitchStmt() | ast.SelectStmt():
                    inner = _Block(block, owner)
                    for clause in stmt.body:
                        block.forward += self.block(inner, None, clause.body)
                case ast.ForStmt() | ast.RangeStmt():
                    self._stmt(block, owner, stmt.body)
            return

    def _declare(self, block: _Block, stmt: ast.LabeledStmt) -> None:
        c, name = self.c, stmt.label.name
        label = Label(name, c.package, c.span_of(stmt.label))
        other = self.all.get(name)
        if other is not None:
            c.error(rows.DUPLICATE_LABEL, label, name, related=c.other_declaration(other))
        else:
            self.all[name] = label
            block.labels.add(name)
            c.info.defs[stmt.label] = label
        waiting = []
        for jump in block.forward:
            assert jump.label is not None
            if jump.label.name != name:
                waiting.append(jump)
                continue
            label.used = True
            c.info.uses[jump.label] = label
            if block.last_var is not None and jump in block.before_var:
                line = c.place_of(block.last_var).rsplit(":", 2)
                c.error(rows.JUMP_OVER_DECLARATION, jump.label, name, line[1] if len(line) == 3 else "?")
        block.forward = waiting

    def _branch(self, block: _Block, stmt: ast.BranchStmt) -> None:
        if stmt.label is None:
            return
        name = stmt.label.name
        if stmt.tok == "goto":
            if not block.has_label(name):
                block.forward.append(stmt)
                return
        else:
            target = block.enclosing(name)
            loops = (ast.ForStmt, ast.RangeStmt)
            allowed = loops if stmt.tok == "continue" else (*loops, ast.SwitchStmt, ast.TypeSwitchStmt, ast.SelectStmt)
            if target is None or not isinstance(target.stmt, allowed):
                row = rows.INVALID_CONTINUE_LABEL if stmt.tok == "continue" else rows.INVALID_BREAK_LABEL
                self.c.error(row, stmt.label, name)
                return
        label = self.all[name]
        label.used = True
        self.c.info.uses[stmt.label] = label
