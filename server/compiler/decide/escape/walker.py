"""The walk over bodies that fills the graph: its state, and what all constructs share.

One walker walks one function at a time. The files by construct (expressions, calls, statements, ...) hold functions
`walk_x(w, hole, node)`; dispatch.py joins them to the tables that the walker is given.

        x = &y    hole of x, shifted by -1, meets y:   x <-(-1)- y

Invariant: whatever is evaluated is walked exactly once per frame, whether its value goes anywhere or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from server.compiler.decide.escape.graph import (
    Graph,
    Hole,
    Location,
    Owner,
    Site,
    addressed,
    dereferenced,
    noted,
)
from server.compiler.decide.escape.memory import TypeFacts, is_interface_type
from server.compiler.decide.plan import Leaks
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode, Selection
from server.compiler.types.model import Basic, Kind, Pointer, Struct, Type, underlying
from server.compiler.types.objects import Func, Object, Var


class Callees(Protocol):
    """What is known of functions outside the batch."""

    def symbol_of(self, func: Func, type_args: Sequence[Type]) -> str:
        """The link name of a function, method or instance."""

    def leaks_of(self, func: Func, type_args: Sequence[Type]) -> tuple[Leaks, ...] | None:
        """What becomes of its parameters, the receiver first; None: not known."""

    def leaks_of_frame(self, frame: Frame) -> tuple[Leaks, ...] | None:
        """The same for a function literal that captures nothing; None for any other."""

    def pragmas_of(self, func: Func) -> frozenset[str]:
        """The directives of its declaration."""


@dataclass(slots=True, eq=False)
class Ignored:
    """An assignment that puts nothing into an object that was not there before."""

    owner: Owner
    frame: Frame
    stmt: ast.Node


@dataclass(slots=True, eq=False)
class Batch:
    """Functions that are analysed together: those of one cycle of calls, with their literals."""

    graph: Graph
    facts: TypeFacts
    callees: Callees
    members: Mapping[str, Frame]  # declared functions by link name
    units: frozenset[Frame]  # all functions of the batch but the literals that capture something
    owners: dict[Frame, Owner] = field(default_factory=dict)
    scopes: dict[Frame, dict[Var, Location]] = field(default_factory=dict)
    closures: list[tuple[Hole, Owner]] = field(default_factory=list)
    made: dict[Location, Owner] = field(default_factory=dict)  # closure location -> the function it holds
    sites: list[Location] = field(default_factory=list)  # allocations, in the order met
    ignored: list[Ignored] = field(default_factory=list)
    loop_boxes: list[tuple[Frame, ast.Node]] = field(default_factory=list)  # on the heap: values assigned by range
    loop_results: dict[Frame, list[Location]] = field(default_factory=dict)  # of bodies of loops over functions
    callee_names: dict[ast.Node, Mapping[Var, Any]] = field(default_factory=dict)  # by declaration, see statics.py


ExprRule: TypeAlias = Callable[["Walker", Hole, Any], None]
StmtRule: TypeAlias = Callable[["Walker", Any], None]


@dataclass(frozen=True, slots=True)
class Rules:
    """How constructs are walked."""

    exprs: Mapping[type, ExprRule]
    stmts: Mapping[type, StmtRule]


class Walker:
    """The state of the walk: whose code this is, how deep in loops, which variables are in sight."""

    def __init__(self, batch: Batch, rules: Rules, owner: Owner, frame: Frame) -> None:
        self.batch = batch
        self.rules = rules
        self.graph = batch.graph
        self.facts = batch.facts
        self.blank = batch.graph.blank
        self.discard_hole = batch.graph.discard
        self.owner = owner
        self.depth = 1
        self.results: list[Location] = owner.results  # where `return` puts its values
        # Operands of go and defer that were evaluated before; calls with several values, as one temporary each
        self.overrides: dict[ast.Node, Location] = {}
        self.several: dict[ast.Node, list[Location]] = {}
        self.enter(frame)

    def enter(self, frame: Frame) -> None:
        """Go on in the body of a frame."""
        self.frame = frame
        self.view = frame.view
        self.info = frame.view.info
        self.types = frame.view.info.types
        self.scope = self.batch.scopes.setdefault(frame, {})

    # Expressions

    def expr(self, hole: Hole, x: ast.Expr) -> None:
        """Evaluate `x` and let its value flow into the hole."""
        while x.__class__ is ast.ParenExpr:
            x = x.x
        if self.overrides and x in self.overrides:
            self.flow_typed(hole, self.overrides[x])
            return
        found = self.types.get(x)
        if found is not None:
            if found.value is not None or found.mode is Mode.NIL or found.mode is Mode.TYPE:
                return
            if hole.derefs >= 0 and hole.dst is not self.blank:
                typ = found.type if not self.view.mapping else self.view.concrete(found.type)
                if not self.facts.has_pointers(typ):
                    hole = Hole(self.blank, hole.derefs, None, hole.addr_taken)
        rule = self.rules.exprs.get(x.__class__)
        if rule is not None:  # types and broken expressions have nothing to walk
            rule(self, hole, x)

    def discard(self, x: ast.Expr | None) -> None:
        """Evaluate `x` for what it does."""
        if x is not None:
            self.expr(self.discard_hole, x)

    def flow_typed(self, hole: Hole, location: Location) -> None:
        """The value of a variable or temporary; without pointers it takes nothing along."""
        if hole.derefs >= 0 and location.type is not None and not self.facts.has_pointers(location.type):
            if hole.addr_taken:
                location.addr_taken = True
            return
        self.graph.flow(hole, location)

    def convert(self, hole: Hole, x: ast.Expr, target: Type | None) -> None:
        """Evaluate `x` as a value of the target type: a conversion to an interface may allocate."""
        if target is None or not is_interface_type(target):
            self.expr(hole, x)
            return
        outer = x  # the conversion stands at the parenthesis
        while isinstance(x, ast.ParenExpr):
            x = x.x
        if x in self.overrides:
            self.flow_typed(hole, self.overrides[x])
            return
        source = self.type_of(x)
        if source is None or is_interface_type(source) or _is_untyped_nil(source):
            self.expr(hole, x)
            return
        self.expr(self.box(hole, outer, source), x)

    def becomes_interface(self, x: ast.Expr, target: Type | None) -> bool:
        """Whether `x`, of a concrete type, is converted to an interface type."""
        source = self.type_of(x)
        return target is not None and source is not None and is_interface_type(target) and not is_interface_type(source)

    def box(self, hole: Hole, x: ast.Expr, source: Type) -> Hole:
        """The hole for a value of a concrete type that becomes an interface value."""
        if not self.facts.is_direct(source):
            hole = self.spill(hole, Site.BOX, x, source)
        return noted(hole, "interface-converted", self.frame, x)

    def convert_temporary(self, hole: Hole, temporary: Location, target: Type | None) -> None:
        """The same for a value that was put into a temporary; its node stands for the conversion."""
        source = temporary.type
        node = temporary.node
        becomes_interface = target is not None and is_interface_type(target)
        if becomes_interface and source is not None and node is not None and not is_interface_type(source):
            if not self.facts.is_direct(source):
                hole = self.spill(hole, Site.BOX, node, source)
            hole = noted(hole, "interface-converted", self.frame, node)
        self.flow_typed(hole, temporary)

    # Locations

    def new_location(
        self,
        site: Site,
        node: ast.Node | None = None,
        var: Var | None = None,
        typ: Type | None = None,
    ) -> Location:
        """A location of the present function at the present loop depth."""
        location = Location(site, self.owner, self.frame, self.depth, node, var, typ)
        self.graph.locations.append(location)
        return location

    def spill(self, hole: Hole, site: Site, node: ast.Node, typ: Type | None) -> Hole:
        """Memory whose address goes into the hole; gives the hole for what is put into it."""
        location = self.new_location(site, node, None, typ)
        self.batch.sites.append(location)
        self.graph.flow(addressed(hole, "spill", self.frame, node), location)
        return Hole(location)

    def temporary(self, node: ast.Node | None, typ: Type | None) -> Location:
        """A variable that the source does not name."""
        return self.new_location(Site.TEMPORARY, node, None, typ)

    def declare(self, var: Var) -> Location:
        """A variable comes into being here."""
        typ = self.view.concrete(var.type) if var.type is not None else None
        location = self.new_location(Site.VARIABLE, None, var, typ)
        self.scope[var] = location
        return location

    def tee(self, holes: Sequence[Hole]) -> Hole:
        """One hole that leads into several."""
        if not holes:
            return self.discard_hole
        if len(holes) == 1:
            return holes[0]
        location = self.new_location(Site.TEMPORARY)
        for hole in holes:
            self.graph.flow(hole, location)
        return Hole(location)

    def heap_hole(self, why: str, node: ast.Node) -> Hole:
        """Into something that outlives the function."""
        return self.graph.heap_hole(why, self.frame, node)

    def mutate(self, x: ast.Expr) -> None:
        """What `x` points to is written."""
        self.expr(Hole(self.graph.mutator), x)

    def lookup(self, var: Var, mention: ast.Node) -> Location | None:
        """The location of a local variable; a closure that mentions it captures it."""
        location = self.scope.get(var)
        if location is None:
            frame = self.frame.lexical
            while frame is not None and location is None:
                location = self.batch.scopes.get(frame, {}).get(var)
                frame = frame.lexical
        if location is not None and location.owner is not self.owner:
            self.capture(location, mention)
        return location

    def capture(self, location: Location, mention: ast.Node) -> None:
        """Note that the present closure, and those around it, hold a variable of a function further out."""
        owner: Owner | None = self.owner
        outermost = self.owner
        while owner is not None and owner is not location.owner:
            owner.captures.setdefault(location, mention)
            outermost, owner = owner, owner.parent
        if not location.captured:
            location.captured = True
            # What was assigned in straight line before any closure could see it is still its one value.
            if location.depth == outermost.made_depth:
                location.reassigned = False

    # Facts

    def type_of(self, x: ast.Expr) -> Type | None:
        """The concrete type of an expression."""
        return self.view.type_of(x)

    def object_of(self, ident: ast.Ident) -> Object | None:
        """What a name denotes."""
        return self.info.uses.get(ident) or self.info.defs.get(ident)

    # Fields through embedded structs

    def select(self, hole: Hole, selection: Selection, node: ast.SelectorExpr, steps: int) -> Hole:
        """The hole for `x` in `x.a.b`, where `steps` fields of the selection's path are followed."""
        for is_pointer in reversed(self.steps(selection, steps)):
            if is_pointer:
                hole = dereferenced(hole, "dot of pointer", self.frame, node)
            else:
                hole = noted(hole, "dot", self.frame, node)
        return hole

    def steps(self, selection: Selection, count: int) -> list[bool]:
        """For each field on the path, whether the way to it goes through a pointer."""
        pointers = []
        typ: Type | None = selection.recv
        for index in selection.path[:count]:
            assert typ is not None
            under = underlying(typ)
            is_pointer = isinstance(under, Pointer)
            if isinstance(under, Pointer):
                under = underlying(under.element)
            pointers.append(is_pointer)
            typ = under.fields[index].type if isinstance(under, Struct) else None
        return pointers

    # Statements

    def stmt(self, node: ast.Stmt) -> None:
        """One statement."""
        rule = self.rules.stmts.get(node.__class__)
        if rule is not None:  # types, constants and empty statements have nothing to walk
            rule(self, node)


def _is_untyped_nil(typ: Type) -> bool:
    return isinstance(typ, Basic) and typ.kind is Kind.UNTYPED_NIL
