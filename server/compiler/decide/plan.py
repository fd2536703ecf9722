"""The outcome of the decisions on one package: what IR building follows and what other packages need to know.

Who fills it: inline/ the frames and verdicts, escape/ the placement and the leaks. IR building reads `frames` and
`placement`; callers in other packages read `verdicts` and `leaks`; the log keeps the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import Decision
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Initializer
from server.compiler.types.objects import Var


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a function can be inlined.

    cost: what gc counts, also beyond the budget as far as it was counted.
    reason: why it cannot be, in gc's words ("function too complex: cost 90 exceeds budget 80"); empty if it can.
    """

    cost: int
    budget: int
    reason: str = ""

    @property
    def can_inline(self) -> bool:
        """Whether calls of the function may be replaced by its body."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Leaks:
    """Where a parameter's value may go: the fewest dereferences on the way to each place, or None.

    heap: to anything that outlives the call. results: by index of the result.
    Levels are gc's: 0 the value itself, 1 what it points to.
    """

    heap: int | None = None
    results: tuple[tuple[int, int], ...] = ()  # (result index, level)
    mutates: int | None = None  # levels at which what it points to is written
    calls: int | None = None  # levels at which it is called

    @property
    def any(self) -> bool:
        """Whether the value goes anywhere."""
        return self.heap is not None or bool(self.results)


@dataclass(slots=True)
class Placement:
    """What has to live on the heap, and what may live on the stack. What is mentioned nowhere was not looked at.

    sites: expressions that allocate (`&T{}`, `new`, `make`, literals, closures, string concatenation and conversion,
    append, method values) and go and defer statements (what they keep), where they do so on the heap. An elided
    `&T{}` in a literal is keyed by its composite literal.
    boxes: expressions whose value is copied to the heap when it becomes an interface value, implicitly or by a
    conversion; the statement or call stands for the values of a call with several results.
    variadic: calls whose slice of variadic arguments is on the heap.
    The operands that a range statement assigns to stand for the values boxed there.

    Memory on the stack lasts for one run of the statement that declares or allocates it, as loops go; that of append
    alone is outside of all loops: a frame may use it for one array, ever.
    borrowed: conversions of strings to slices of bytes that are only read: they need no copy.
    lengths: the capacities of slices on the stack that `make` makes, where they are known.
    A node that is several allocations, such as an elided `&[]T{}`, may be mentioned on both sides: it is on the heap.
    """

    variables: set[tuple[Frame, Var]] = field(default_factory=set)
    sites: set[tuple[Frame, ast.Node]] = field(default_factory=set)
    boxes: set[tuple[Frame, ast.Node]] = field(default_factory=set)
    variadic: set[tuple[Frame, ast.Node]] = field(default_factory=set)
    stack_variables: set[tuple[Frame, Var]] = field(default_factory=set)
    stack_sites: set[tuple[Frame, ast.Node]] = field(default_factory=set)
    stack_boxes: set[tuple[Frame, ast.Node]] = field(default_factory=set)
    stack_variadic: set[tuple[Frame, ast.Node]] = field(default_factory=set)
    borrowed: set[tuple[Frame, ast.Node]] = field(default_factory=set)
    lengths: dict[tuple[Frame, ast.Node], int] = field(default_factory=dict)
    by_value: set[tuple[Frame, Var]] = field(default_factory=set)  # captured by value by the closure of the frame


@dataclass(slots=True)
class PackagePlan:
    """Decisions about one package, by link name of the function; instances of generics under their own."""

    frames: dict[str, Frame] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    leaks: dict[str, tuple[Leaks, ...]] = field(default_factory=dict)  # receiver first, then parameters
    placement: Placement = field(default_factory=Placement)
    initializers: dict[Initializer, Frame] = field(default_factory=dict)  # of package-level variables
    said: list[tuple[Sequence[Frame], Sequence[Decision]]] = field(default_factory=list)  # about functions of a cycle
    decide: Callable[[Routine], None] | None = None  # about an instance, and add what was decided

    @property
    def declared_leaks(self) -> dict[str, tuple[Leaks, ...]]:
        """The leaks of declared functions: who mentions an instance of a generic one decides about it."""
        instances = {symbol for symbol, frame in self.frames.items() if frame.routine.type_args}
        return {symbol: known for symbol, known in self.leaks.items() if symbol not in instances}

    def frame_of(self, routine: Routine) -> Frame | None:
        """The frame of a function; None: nothing was decided about it.

        Instances that only the descriptor of a type needs are found when IR is built, and decided about then.
        """
        if routine.type_args and routine.symbol not in self.frames and self.decide is not None:
            self.decide(routine)
        return self.frames.get(routine.symbol)
