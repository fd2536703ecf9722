"""Labels, and the branches that name one. Spec: "Labeled statements", "Break statements" to "Goto statements".

One pass over the statements of a function. Gotos to labels further down wait in `forward` until the label's block
ends; those that a variable declaration was met after are noted, for they must not jump over it. The texts are gc's,
which checks branches apart from types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.print import expression_text
from server.compiler.types.checker import Checker
from server.compiler.types.objects import Label
from server.diagnostics.codes import types as rows
from server.source.span import Span


@dataclass(slots=True, eq=False)
class _Block:
    """A block of statements, and the labelled statement that it belongs to."""

    parent: _Block | None
    owner: ast.LabeledStmt | None
    start: Span | None
    forward: list[ast.BranchStmt] = field(default_factory=list)
    variable: tuple[str, Span | None] | None = None  # the latest variable declaration met
    before_variable: list[ast.BranchStmt] = field(default_factory=list)  # gotos met before it

    def note_variable(self, name: str, span: Span | None) -> None:
        self.variable = name, span
        self.before_variable = list(self.forward)


@dataclass(slots=True)
class _Declared:
    """A label: its object, statement and block."""

    label: Label
    stmt: ast.LabeledStmt
    block: _Block


def check_labels(c: Checker, body: ast.BlockStmt) -> None:
    """Check the labels of one function."""
    walk = _Walk(c)
    for jump in walk.block(_Block(None, None, c.span_of(body)), body.stmts):
        assert jump.label is not None
        name = jump.label.name
        declared = walk.all.get(name)
        if declared is not None:
            declared.label.used = True
            c.error(rows.JUMP_INTO_BLOCK, jump.label, name, c.place_of(declared.block.start))
        else:
            c.error(rows.UNDECLARED_LABEL, jump.label, name)
    for declared in walk.all.values():
        if not declared.label.used:
            c.error(rows.UNUSED_LABEL, declared.label, declared.label.name)


class _Walk:
    """The pass over one function."""

    def __init__(self, c: Checker) -> None:
        self.c = c
        self.all: dict[str, _Declared] = {}

    def block(self, block: _Block, stmts: Sequence[ast.Stmt]) -> list[ast.BranchStmt]:
        """Check a block; the gotos whose label it does not hold."""
        for stmt in stmts:
            self._stmt(block, stmt)
        return block.forward

    def _inner(self, block: _Block, owner: ast.LabeledStmt | None, at: ast.Node, stmts: Sequence[ast.Stmt]) -> None:
        block.forward += self.block(_Block(block, owner, self.c.span_of(at)), stmts)

    def _stmt(self, block: _Block, stmt: ast.Stmt) -> None:
        owner: ast.LabeledStmt | None = None
        while isinstance(stmt, ast.LabeledStmt):
            if stmt.label.name != "_":
                self._declare(block, stmt)
                owner = stmt
            stmt = stmt.stmt
        match stmt:
            case ast.DeclStmt():
                self._declaration(block, stmt.decl)
            case ast.AssignStmt() if stmt.tok == ":=":
                names = ", ".join(expression_text(left) for left in stmt.lhs)
                block.note_variable(names, self.c.at_offset(stmt.tok_pos))
            case ast.BranchStmt() if stmt.label is not None:
                self._branch(block, stmt, stmt.label)
            case ast.BlockStmt():
                self._inner(block, owner, stmt, stmt.stmts)
            case ast.IfStmt():
                self._if_chain(block, owner, stmt)
            case ast.ForStmt() | ast.RangeStmt():
                self._inner(block, owner, stmt.body, stmt.body.stmts)
            case ast.SwitchStmt() | ast.TypeSwitchStmt() | ast.SelectStmt():
                for clause in stmt.body:
                    self._inner(block, owner, clause, clause.body)

    def _if_chain(self, block: _Block, owner: ast.LabeledStmt | None, stmt: ast.IfStmt) -> None:
        """Each else-if stands in a block of its own inside the one before it."""
        blocks: list[_Block] = []
        current: ast.Stmt | None = stmt
        while isinstance(current, ast.IfStmt):
            self._inner(block, owner, current.body, current.body.stmts)
            current = current.else_
            if current is not None:
                block = _Block(block, owner, self.c.span_of(current))
                blocks.append(block)
        if isinstance(current, ast.BlockStmt):
            self._inner(block, owner, current, current.stmts)
        for inner in reversed(blocks):
            assert inner.parent is not None
            inner.parent.forward += inner.forward

    def _declaration(self, block: _Block, decl: ast.GenDecl) -> None:
        first = decl.specs[0] if decl.tok == "var" and decl.specs else None
        if isinstance(first, ast.ValueSpec):
            block.note_variable(first.names[0].name, self.c.span_of(first))

    def _declare(self, block: _Block, stmt: ast.LabeledStmt) -> None:
        c, name = self.c, stmt.label.name
        declared = self.all.get(name)
        if declared is not None:
            c.error(rows.DUPLICATE_LABEL, stmt.label, name, c.place_of(declared.label.span))
        else:
            declared = _Declared(Label(name, c.package, c.span_of(stmt.label)), stmt, block)
            self.all[name] = declared
            c.info.defs[stmt.label] = declared.label
        waiting = []
        for jump in block.forward:
            assert jump.label is not None
            if jump.label.name != name:
                waiting.append(jump)
                continue
            declared.label.used = True
            c.info.uses[jump.label] = declared.label
            if block.variable is not None and jump in block.before_variable:
                variable, span = block.variable
                c.error(rows.JUMP_OVER_DECLARATION, jump.label, name, variable, c.place_of(span))
        block.forward = waiting

    def _branch(self, block: _Block, stmt: ast.BranchStmt, ident: ast.Ident) -> None:
        declared = self.all.get(ident.name)
        if declared is not None:
            declared.label.used = True  # even if it is no valid target
            self.c.info.uses[ident] = declared.label
        if stmt.tok == "goto":
            if declared is None or not _encloses(declared.block, block):
                block.forward.append(stmt)
            return
        is_break = stmt.tok == "break"
        if declared is None:
            self.c.error(rows.UNDEFINED_BREAK_LABEL if is_break else rows.UNDEFINED_CONTINUE_LABEL, ident, ident.name)
            return
        targets: tuple[type, ...] = (ast.ForStmt, ast.RangeStmt)
        if is_break:
            targets += (ast.SwitchStmt, ast.TypeSwitchStmt, ast.SelectStmt)
        if not _is_inside(declared.stmt, block) or not isinstance(declared.stmt.stmt, targets):
            self.c.error(rows.INVALID_BREAK_LABEL if is_break else rows.INVALID_CONTINUE_LABEL, ident, ident.name)


def _encloses(outer: _Block, block: _Block | None) -> bool:
    while block is not None:
        if block is outer:
            return True
        block = block.parent
    return False


def _is_inside(stmt: ast.LabeledStmt, block: _Block | None) -> bool:
    while block is not None:
        if block.owner is stmt:
            return True
        block = block.parent
    return False
