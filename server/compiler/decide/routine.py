"""Bodies and where they end up: the vocabulary of all decisions on the typed tree.

A *routine* is a declared function or method with a body, or one instance of a generic one. A *frame* is one body at
one place in the compiled program: a routine's own function, a function literal that stays a closure, or the copy of
either that an inlined call puts into its caller. What is decided about a variable or an expression is decided per
frame, because one piece of source may be heap in one copy and stack in another.

        func f() { g(); g() }           frame f
        func g() { h() }                  inlined {first call: frame g {h}, second call: frame g {h}}

Invariants: `inlined`, `literals` and `direct` are keyed by nodes of the frame's own body, those of its function
literals excluded; chains of `parent` end in a frame that is compiled as a function.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Initializer, TypedPackage
from server.compiler.types.model import Type
from server.compiler.types.objects import Func
from server.compiler.types.version import Version
from server.compiler.types.view import BodyView

# What has a body of its own. A range statement over a function has one too: its loop body becomes a function. So has a
# go or defer statement whose call has operands or results: the call alone is the body of a function that it starts.
BodyNode: TypeAlias = ast.FuncDecl | ast.FuncLit | ast.RangeStmt | ast.GoStmt | ast.DeferStmt
Literal: TypeAlias = ast.FuncLit | ast.RangeStmt
Wrapped: TypeAlias = ast.GoStmt | ast.DeferStmt
# What calls: a range statement over a function calls it with its body.
CallNode: TypeAlias = ast.CallExpr | ast.RangeStmt


@dataclass(slots=True, eq=False)
class Routine:
    """A declared function or method with a body, or an instance of one; `obj` is the generic object then.

    name: as gc prints it within its package: `f`, `T.M`, `(*T).M`, `f[int]`.
    symbol: the link name, `path.f`.
    """

    name: str
    symbol: str
    obj: Func
    decl: ast.FuncDecl
    tree: ast.DeclTree
    typed: TypedPackage
    view: BodyView
    type_args: tuple[Type, ...] = ()
    pragmas: frozenset[str] = frozenset()
    language: Version | None = None  # of the file; None: the newest
    initializer: Initializer | None = None  # of package-level variables, whose expression is the body: initial.py


@dataclass(slots=True, eq=False)
class Frame:
    """One body at one place.

    node: the declaration, literal or range-over-func statement whose body this is; or the go or defer statement whose
    call it is, the operands being evaluated outside.
    name: as gc prints the function it would be: `f`, `f.func1`, `f.g.func1` (literal of g inlined into f), `f-range1`.
    parent, call: the frame it is inlined into and the call there; None for a function of its own.
    lexical: for a literal or loop body, the frame of the text around it, whose variables it sees.
    inlined: calls in this body that are replaced by the callee's body.
    literals: literals (and range-over-func bodies) of this body that remain functions.
    unused: those of `literals` that no value is made of, because every call of them is inlined.
    wrapped: go and defer statements of this body whose call is made by a function of its own.
    direct: interface calls whose method is known, as gc's devirtualisation finds them.
    receivers: of these, the type of the value in the interface.
    generated: whether this is the wrapper of a method, which stands nowhere in the source.
    """

    routine: Routine
    node: BodyNode
    name: str
    parent: Frame | None = None
    call: CallNode | None = None
    lexical: Frame | None = None
    inlined: dict[CallNode, Frame] = field(default_factory=dict)
    literals: dict[Literal, Frame] = field(default_factory=dict)
    unused: set[Literal] = field(default_factory=set)
    wrapped: dict[Wrapped, Frame] = field(default_factory=dict)
    direct: dict[CallNode, Func] = field(default_factory=dict)
    receivers: dict[CallNode, Type] = field(default_factory=dict)
    generated: bool = False

    @property
    def body(self) -> ast.BlockStmt:
        """The statements. The body of a go or defer statement is its call."""
        assert not isinstance(self.node, ast.GoStmt | ast.DeferStmt)
        assert self.node.body is not None
        return self.node.body

    @property
    def view(self) -> BodyView:
        """What the checker knows about the body."""
        return self.routine.view

    def function(self) -> Frame:
        """The frame that is compiled as a function and contains this one."""
        frame = self
        while frame.parent is not None:
            frame = frame.parent
        return frame

    def inside(self) -> Iterator[Frame]:
        """This frame and all that are inlined into it, callers first."""
        todo = [self]
        while todo:
            frame = todo.pop()
            yield frame
            todo.extend(reversed(frame.inlined.values()))

    def call_path(self) -> list[CallNode]:
        """The inlined calls that lead here, outermost first."""
        path: list[CallNode] = []
        frame: Frame | None = self
        while frame is not None and frame.call is not None:
            path.append(frame.call)
            frame = frame.parent
        return path[::-1]
