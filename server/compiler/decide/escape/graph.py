"""The graph in which escape analysis looks for what outlives its frame.

A *location* is a variable, a piece of memory that an expression allocates, or a temporary. An edge leads from the
location that receives to the one that gives, with a count of dereferences: -1 for an address, 0 for a value.

        p = &x   ->  p <-(-1)- x
        p = q    ->  p <-( 0)- q
        p = *q   ->  p <-( 1)- q

A *hole* is where the value of an expression goes: a location, the dereferences collected so far on the way to it,
and the notes that explain the way. Three locations stand for no memory: whatever holds its value for ever (the heap),
whatever writes through its value, whatever calls its value; and one for nothing at all.

Source: the shape of the analysis of gc 1.27 (value flow with dereference counts), facts measured with -m=2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Signature, Type
from server.compiler.types.objects import Var

# What becomes of a location.
ESCAPES: Final = 1  # it must live on the heap
MUTATES: Final = 2  # what its value points to may be written
CALLS: Final = 4  # functions reached from its value may be called, their results lost
_LOST: Final = ESCAPES | MUTATES | CALLS


class Site(Enum):
    """What kind of location it is; all but VARIABLE and TEMPORARY are allocations."""

    VARIABLE = "variable"
    TEMPORARY = "temporary"
    VALUE = "value"  # `new(T)`, `make`, literals, string concatenation and conversion
    LITERAL_ADDRESS = "&literal"  # `&T{}` and elided forms
    BOX = "box"  # the copy that an interface points to
    APPEND = "append"  # the new array of append
    VARIADIC = "... argument"  # the slice of variadic arguments
    CLOSURE = "func literal"
    METHOD_VALUE = "method value"
    WRAPPER = "deferred call"  # the arguments that `go` and `defer` keep


@dataclass(slots=True, eq=False)
class Owner:
    """A function: what belongs to it lives in its stack frame.

    parent: of a function literal, a loop body or a deferred call, the function around it.
    made_depth: the loop depth at which the parent makes the closure.
    """

    frame: Frame
    name: str
    parent: Owner | None = None
    made_depth: int = 1
    signature: Signature | None = None
    params: list[Location | None] = field(default_factory=list)  # receiver first; None: has no name
    results: list[Location] = field(default_factory=list)
    captures: dict[Location, ast.Node] = field(default_factory=dict)  # and the first mention
    results_lost: bool = False  # some caller of the closure is not known

    def contains(self, other: Owner) -> bool:
        """Whether `other` is a closure made in this function, at any depth."""
        above = other.parent
        while above is not None:
            if above is self:
                return True
            above = above.parent
        return False


@dataclass(slots=True, eq=False)
class Note:
    """One step of an explanation: at `node` of `frame` the value went through what `why` names."""

    why: str
    frame: Frame
    node: ast.Node
    next: Note | None


@dataclass(slots=True, eq=False)
class Edge:
    """An incoming edge: the value of `src` after `derefs` dereferences flows here."""

    src: Location
    derefs: int
    notes: Note | None


@dataclass(slots=True, eq=False)
class PathStep:
    """One edge of the way on which something escapes."""

    dst: Location
    src: Location
    derefs: int
    notes: Note | None


class Location:
    """A variable, an allocation or a temporary."""

    __slots__ = (
        "addr_taken",
        "assigned",
        "attrs",
        "calls_level",
        "captured",
        "cause",
        "defined_by",
        "depth",
        "derefs",
        "dst",
        "edge",
        "edges",
        "frame",
        "generation",
        "heap_level",
        "is_param",
        "leak_paths",
        "mutates_level",
        "node",
        "owner",
        "packed",
        "queued",
        "queued_in",
        "reassigned",
        "result_index",
        "result_levels",
        "site",
        "type",
        "var",
    )

    def __init__(
        self,
        site: Site,
        owner: Owner | None,
        frame: Frame | None,
        depth: int,
        node: ast.Node | None = None,
        var: Var | None = None,
        type: Type | None = None,
    ) -> None:
        self.site = site
        self.owner = owner
        self.frame = frame  # the body that the variable or expression belongs to
        self.depth = depth  # loops around the declaration
        self.node = node
        self.var = var
        self.type = type  # of the variable, or of the memory allocated
        self.edges: list[Edge] = []
        self.attrs = 0
        self.is_param = False
        self.result_index = -1
        # Facts about a variable
        self.captured = False
        self.reassigned = False  # assigned to again, once a closure could see it
        self.addr_taken = False
        self.assigned = False  # assigned to anywhere but in its definition
        self.defined_by: tuple[Frame, ast.Expr | ast.RangeStmt] | None = None  # where its one value comes from
        self.packed = 0  # variadic arguments in the slice that a parameter of an inlined body is set to
        # What a parameter leaks, by fewest dereferences
        self.heap_level = -1
        self.mutates_level = -1
        self.calls_level = -1
        self.result_levels: dict[int, int] = {}
        self.leak_paths: dict[int, list[PathStep]] = {}  # by index of the result, -1 for the heap
        # State of the solver
        self.derefs = 0
        self.generation = 0
        self.dst: Location | None = None
        self.edge: Edge | None = None
        self.queued = False
        self.queued_in = 0
        self.cause: list[PathStep] = []  # the way on which it escapes

    def leak(self, sink: Location, derefs: int) -> None:
        """The value of this parameter reaches `sink`."""
        index = sink.result_index
        if index >= 0 and not sink.attrs & ESCAPES and sink.owner is self.owner and index < MAX_RESULTS:
            old = self.result_levels.get(index, -1)
            if old < 0 or derefs < old:
                self.result_levels[index] = derefs
        elif self.heap_level < 0 or derefs < self.heap_level:
            self.heap_level = derefs


MAX_RESULTS: Final = 5  # results that a parameter's summary tells apart


class Hole:
    """Where a value goes: `dst = <derefs>value`. addr_taken: the way begins with taking the value's address."""

    __slots__ = ("addr_taken", "derefs", "dst", "notes")

    def __init__(self, dst: Location, derefs: int = 0, notes: Note | None = None, addr_taken: bool = False) -> None:
        self.dst = dst
        self.derefs = derefs
        self.notes = notes
        self.addr_taken = addr_taken


class Graph:
    """The locations of one batch of functions."""

    def __init__(self) -> None:
        self.locations: list[Location] = []
        self.heap = Location(Site.TEMPORARY, None, None, 0)
        self.heap.attrs = _LOST
        self.mutator = Location(Site.TEMPORARY, None, None, 0)
        self.mutator.attrs = MUTATES
        self.callee = Location(Site.TEMPORARY, None, None, 0)
        self.callee.attrs = CALLS
        self.blank = Location(Site.TEMPORARY, None, None, 0)
        self.discard: Final = Hole(self.blank)

    def flow(self, hole: Hole, src: Location) -> None:
        """The value of `src` goes into the hole."""
        if hole.addr_taken:
            src.addr_taken = True
        dst = hole.dst
        if dst is self.blank or (dst is src and hole.derefs >= 0):
            return
        if hole.derefs < 0 and dst.attrs & ESCAPES:
            if not src.attrs & ESCAPES:
                src.cause = [PathStep(dst, src, hole.derefs, hole.notes)]
            src.attrs |= _LOST
            return
        dst.edges.append(Edge(src, hole.derefs, hole.notes))

    def heap_hole(self, why: str, frame: Frame, node: ast.Node) -> Hole:
        """Into something that outlives the function."""
        return Hole(self.heap, 0, Note(why, frame, node, None))


def noted(hole: Hole, why: str, frame: Frame, node: ast.Node) -> Hole:
    """The hole with one more step of explanation."""
    return Hole(hole.dst, hole.derefs, Note(why, frame, node, hole.notes), hole.addr_taken)


def dereferenced(hole: Hole, why: str, frame: Frame, node: ast.Node) -> Hole:
    """For `p` where `*p` goes into the hole."""
    return Hole(hole.dst, hole.derefs + 1, Note(why, frame, node, hole.notes))


def addressed(hole: Hole, why: str, frame: Frame, node: ast.Node) -> Hole:
    """For `x` where `&x` goes into the hole."""
    assert hole.derefs >= 0
    return Hole(hole.dst, hole.derefs - 1, Note(why, frame, node, hole.notes), True)


def shifted(hole: Hole, derefs: int) -> Hole:
    """The hole behind `derefs` more dereferences."""
    return Hole(hole.dst, hole.derefs + derefs, hole.notes)
