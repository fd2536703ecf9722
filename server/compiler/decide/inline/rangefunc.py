"""Range-over-func loops as gc rewrites them: the body becomes a function, the statement a call of the iterator with it.

        for x := range seq {            #state1 := ready
                if x == 0 {             #yield1 := func(x int) bool {
                        return x                check and set #state1
                }                               if x == 0 { ~r = x; #next = -1; #state1 = done; return false }
                body                            body; #state1 = ready; return true
        }                               }
                                        seq(#yield1)
                                        check #state1; if #next == -1 { return }

Jumps out of a body set #next and return from it; after the call #next is examined. `edits_of` says what all of that
counts, from the jumps in the loops of one function.

Source: "Range-over-func" of the language specification; the rewriting is gc 1.27's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from server.compiler.decide.inline.walker import Edits
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children

_SET: Final = 3  # `#state1 = done`, `#next = 2`
_LEAVE: Final = 2  # `return false`
_TEST: Final = 4  # `if #next == 2`
_PANIC: Final = 3  # `runtime.panicrangestate(0)`, which counts as a cheap call
_NEXT: Final = 4  # `var #next int`
_JUMP: Final = _SET + _LEAVE  # a jump that ends with this loop
_FAR_JUMP: Final = _SET + _SET + _LEAVE  # a jump that ends further out, or a return
_AROUND_CALL: Final = 5 + _TEST + _PANIC + _SET  # `#state1 := 0`, and the checks after every call
BODY_START: Final = 5 + _SET + _TEST + _PANIC  # the check at the beginning of every loop body
BODY_END: Final = _SET + _LEAVE  # `#state1 = ready; return true`

_Jump: TypeAlias = ast.Stmt
_BREAKABLE: Final = (ast.ForStmt, ast.RangeStmt, ast.SwitchStmt, ast.TypeSwitchStmt, ast.SelectStmt)
_LOOPS: Final = (ast.ForStmt, ast.RangeStmt)


@dataclass(slots=True, eq=False)
class _Loop:
    """A range-over-func loop, and which jumps out of its body the code after the call looks for."""

    stmt: ast.RangeStmt
    returns: bool = False
    breaks: bool = False
    continues: bool = False
    branches: dict[tuple[str, str], None] = field(default_factory=dict)  # (break, continue or goto; label)


def edits_of(body: ast.BlockStmt, is_range_func: Callable[[ast.RangeStmt], bool]) -> Edits:
    """What the range-over-func loops of one function count; those of the function literals in it apart."""
    finder = _Finder(is_range_func)
    finder.labels = finder.label_loops(body)
    finder.visit(body, "")
    return Edits(finder.jumps, finder.loops, frozenset(finder.defers))


class _Finder:
    """The walk over the statements of one function."""

    def __init__(self, is_range_func: Callable[[ast.RangeStmt], bool]) -> None:
        self.is_range_func = is_range_func
        self.jumps: dict[ast.Stmt, int] = {}
        self.loops: dict[ast.RangeStmt, int] = {}
        self.defers: set[ast.RangeStmt] = set()  # outermost loops with a defer statement in a body
        self.labels: dict[str, ast.RangeStmt | None] = {}  # the innermost such loop around each label
        self._stack: list[_Loop] = []
        self._targets: list[tuple[ast.Stmt, str]] = []  # what break and continue may mean, with their labels
        self._next = False  # whether the present outermost loop needs #next

    def label_loops(self, body: ast.BlockStmt) -> dict[str, ast.RangeStmt | None]:
        """For each label the innermost range-over-func loop around it."""
        found: dict[str, ast.RangeStmt | None] = {}
        work: list[tuple[ast.Node, ast.RangeStmt | None]] = [(body, None)]
        while work:
            node, loop = work.pop()
            if isinstance(node, ast.FuncLit):
                continue
            if isinstance(node, ast.LabeledStmt):
                found[node.label.name] = loop
            inside = node if isinstance(node, ast.RangeStmt) and self.is_range_func(node) else loop
            work.extend((child, inside) for child in children(node))
        return found

    def visit(self, node: ast.Node, label: str) -> None:
        """A statement, or what holds statements; `label` is written before it."""
        match node:
            case ast.FuncLit():
                return
            case ast.LabeledStmt():
                self.visit(node.stmt, node.label.name)
                return
            case ast.ReturnStmt() if self._stack:
                self._return(node)
            case ast.BranchStmt() if self._stack:
                self._branch(node)
            case ast.DeferStmt() if self._stack:
                self.defers.add(self._stack[0].stmt)
        breakable = isinstance(node, _BREAKABLE)
        if breakable:
            assert isinstance(node, _BREAKABLE)
            self._targets.append((node, label))
        if isinstance(node, ast.RangeStmt) and self.is_range_func(node):
            self._loop(node)
        else:
            for child in children(node):
                self.visit(child, "")
        if breakable:
            self._targets.pop()

    def _loop(self, stmt: ast.RangeStmt) -> None:
        loop = _Loop(stmt)
        self._stack.append(loop)
        for child in children(stmt):
            self.visit(child, "")
        self.loops[stmt] = _AROUND_CALL + self._checks(loop)
        self._stack.pop()
        if not self._stack:
            self.loops[stmt] += _NEXT if self._next else 0
            self._next = False

    def _checks(self, loop: _Loop) -> int:
        count = len(loop.branches) * (_TEST + _SET + 1)
        if len(self._stack) == 1:
            return count + (_TEST + 1 if loop.returns else 0)
        self._next = True
        count += _TEST + _PANIC
        count += _TEST + _JUMP if loop.returns else 0
        count += _TEST + _SET + _JUMP if loop.continues else 0
        count += _TEST + _SET + _JUMP if loop.breaks else 0
        return count + (_TEST + _JUMP if loop.continues or loop.breaks else 0)

    def _return(self, stmt: ast.ReturnStmt) -> None:
        for loop in self._stack:
            loop.returns = True
        self._next = True
        self.jumps[stmt] = _FAR_JUMP

    def _branch(self, stmt: ast.BranchStmt) -> None:
        if stmt.tok == "fallthrough":
            return
        label = stmt.label.name if stmt.label is not None else ""
        target = self._target(stmt.tok, label)
        depth = next((i for i, loop in enumerate(self._stack) if loop.stmt is target), -1)
        if not label and depth != len(self._stack) - 1:
            return  # it concerns a plain loop or switch within the body
        if stmt.tok == "goto" or depth < 0:
            self._leave_for_label(stmt, label)
        elif depth == len(self._stack) - 1:
            self.jumps[stmt] = _JUMP
        else:
            self._leave_loops(stmt, depth)

    def _target(self, tok: str, label: str) -> ast.Stmt | None:
        for stmt, name in reversed(self._targets):
            if label:
                if name == label:
                    return stmt
            elif tok == "break" or isinstance(stmt, _LOOPS):
                return stmt
        return None

    def _leave_for_label(self, stmt: ast.BranchStmt, label: str) -> None:
        around = self.labels.get(label)
        if self._stack[-1].stmt is around:
            return
        first = 1 + next((i for i, loop in enumerate(self._stack) if loop.stmt is around), -1)
        self._stack[first].branches[stmt.tok, label] = None
        for loop in self._stack[first + 1 :]:
            loop.returns = True
        self._next = True
        self.jumps[stmt] = _FAR_JUMP

    def _leave_loops(self, stmt: ast.BranchStmt, depth: int) -> None:
        """To a range-over-func loop further out: all loops on the way break."""
        first = depth
        if stmt.tok == "continue":
            first = depth + 1
            self._stack[first].continues = True
        else:
            self._stack[first].breaks = True
        for loop in self._stack[first + 1 :]:
            loop.breaks = True
        self._next = True
        self.jumps[stmt] = _FAR_JUMP
