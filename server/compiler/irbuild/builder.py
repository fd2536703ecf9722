"""The builder of one function: the block under construction, the variables in scope, and how values are emitted.

What each construct becomes is written in the files by language area; they receive the builder as their first
argument and call each other through `Rules`, the table that dispatch.py fills.

Invariant: `block` is always open. After a return or jump it is a fresh block that nothing reaches; such blocks are
dropped when the function is finished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from server.compiler.decide.routine import Frame
from server.compiler.ir import graph
from server.compiler.ir.decisions import Decision, DecisionKind
from server.compiler.ir.func import Aux, Block, Exit, Func, Value, Variable
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ir.runtime_calls import runtime_callee
from server.compiler.ir.types import BOOL, INT, UINTPTR, UNSAFE_POINTER, field_type, pointee, struct_of
from server.compiler.irbuild.constants import constant_for
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.inrange import is_within
from server.compiler.irbuild.visible import visible_range
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.identical import identical
from server.compiler.types.info import Mode, Selection, TypeAndValue
from server.compiler.types.model import Array, Pointer, Slice, Tuple, Type, underlying
from server.compiler.types.objects import Object, Var
from server.compiler.types.predicates import is_interface
from server.compiler.types.version import GO1_22, allows
from server.compiler.types.view import BodyView
from server.source.span import Inlined, Span

_ELIDED: Final = "index bounds check elided"  # in gc's words
_MISSING: Final = "expression without a type"


@dataclass(frozen=True, slots=True)
class Rules:
    """The entry points of the language areas."""

    expr: Callable[[FuncBuilder, ast.Expr], Value]
    values: Callable[[FuncBuilder, ast.Expr], list[Value]]  # a call with any number of results
    address: Callable[[FuncBuilder, ast.Expr], Value]
    stmt: Callable[[FuncBuilder, ast.Stmt], None]
    to_interface: Callable[[FuncBuilder, Value, Type, ast.Node | None], Value]
    inline_loop_body: Callable[[FuncBuilder, Frame, list[Value]], list[Value]]
    map_literal: Callable[[FuncBuilder, ast.CompositeLit, Type], Value]
    map_place: Callable[[FuncBuilder, ast.IndexExpr], Place]


class Site(Enum):
    """What allocates, where one node may stand for several things."""

    VALUE = "value"
    BOX = "box"  # of a value that becomes an interface value
    VARIADIC = "variadic"  # the slice of variadic arguments of a call


@dataclass(slots=True)
class Place:
    """Somewhere to store: `address` performs the checks and yields a valid pointer."""

    type: Type
    address: Callable[[], Value]


@dataclass(slots=True)
class Targets:
    """Where break and continue lead inside a statement; `label` is its label, if it has one."""

    label: str
    break_: Block
    continue_: Block | None


@dataclass(slots=True)
class LoopBody:
    """A function made of the body of a range over a function, as its builder sees the function around it.

    exits: numbers of the ways to leave the loop further than its end, `(tok, label)`; one table for all bodies inside
    an outermost loop. used: the ways that this body takes.
    """

    outer: FuncBuilder
    state: Value  # address of what the loop is doing
    next: Value  # address of the number of the way that was taken
    results: list[Value]  # addresses of the results of the function around everything
    exits: dict[tuple[str, str], int]
    used: set[tuple[str, str]] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)  # those inside the body
    label: str = ""  # of the loop


@dataclass(slots=True)
class Continuation:
    """Where the returns of an inlined body lead, and where its results go."""

    block: Block
    results: list[Value]  # addresses


@dataclass(slots=True)
class Shared:
    """What all bodies in one function share: its own and those that are inlined into it."""

    bodies: dict[Frame, FuncBuilder] = field(default_factory=dict)
    loops: dict[tuple[Frame, ast.RangeStmt], LoopBody] = field(default_factory=dict)  # whose bodies are inlined
    literals: int = 0  # function literals so far that are not named by their place in the function
    adaptors: int = 0  # functions so far that stand between this one and a method
    with_array: set[object] = field(default_factory=set)  # slots of slices that begin in an array in the frame
    seen: dict[tuple[Frame | None, ast.Node], set[Var]] = field(default_factory=dict)  # shared variables of bodies


@dataclass(slots=True)
class FuncBuilder:
    """State of the construction of one body: that of a function, or one that is inlined into it."""

    context: PackageContext
    rules: Rules
    func: Func
    tree: ast.DeclTree
    view: BodyView  # what the checker knows about the body under construction, type arguments put in
    block: Block
    slots: dict[Var, Value] = field(default_factory=dict)  # address of each local variable
    results: list[Value] = field(default_factory=list)  # addresses of the result variables
    targets: list[Targets] = field(default_factory=list)  # innermost last
    labels: dict[str, Block] = field(default_factory=dict)  # blocks of labels, made at first mention
    pending_label: str = ""  # label of the statement about to be built
    next_case: Block | None = None  # where fallthrough leads
    root: ast.Node | None = None  # body of the declared function around everything
    is_literal: bool = False
    evaluated: dict[ast.Expr, Value] = field(default_factory=dict)  # operands whose values are known already
    several: dict[ast.CallExpr, list[Value]] = field(default_factory=dict)  # the same for calls with several results
    spread: dict[ast.CallExpr, list[ast.Expr]] = field(
        default_factory=dict
    )  # operands in the place of `f()` in `g(f())`
    defers: Value | None = None  # address of the list of deferred calls, in a function that has defer statements
    loop_body: LoopBody | None = None  # set while building the body of a range over a function
    changed: set[Var] | None = None  # variables assigned to after their declaration, once somebody asked
    result_types: list[Type] = field(default_factory=list)  # of the body's return statements
    frame: Frame | None = None  # what was decided about the body; None: nothing
    inlined: Inlined | None = None  # the call that brought the body here
    continuation: Continuation | None = None  # of an inlined body
    shared: Shared = field(default_factory=Shared)
    hidden: Op = Op.LOCAL  # NEW if results and states of loops live on the heap, for loop bodies there write to them

    @property
    def shares_loop_variables(self) -> bool:
        """Whether all iterations of a loop share its variables, by the language version of the text."""
        language = self.frame.routine.language if self.frame is not None else self.context.typed.language_of(self.tree)
        return not allows(language, GO1_22)

    # Spans and types

    def span(self, node: ast.Node) -> Span:
        """The extent of a node."""
        return Span(self.tree.anchor, node.start, node.end, self.inlined)

    def span_at(self, offset: int) -> Span:
        """The extent of one byte, such as a brace."""
        return Span(self.tree.anchor, offset, offset + 1, self.inlined)

    def here(self, span: Span | None) -> Span | None:
        """The span of a declared variable as part of the code that mentions it."""
        if span is None or self.inlined is None:
            return span
        return Span(span.anchor, span.start, span.end, self.inlined)

    def info(self, expr: ast.Expr) -> TypeAndValue | None:
        """What the checker recorded about an expression."""
        found = self.view.of(expr)
        if found is None and (value := self.evaluated.get(expr)) is not None and value.type is not None:
            return TypeAndValue(Mode.VALUE, value.type)
        return found

    def type_of(self, expr: ast.Expr) -> Type:
        """The type of an expression; an untyped one has its default type."""
        typ = self.view.type_of(expr)
        if typ is None and (value := self.evaluated.get(expr)) is not None:
            typ = value.type
        assert typ is not None, _MISSING
        return typ

    def args(self, call: ast.CallExpr) -> list[ast.Expr]:
        """The operands of a call of a built-in function, one expression for each."""
        return self.spread.get(call, call.args)

    def spread_results(self, call: ast.CallExpr) -> None:
        """Evaluate the only operand of a built-in function if it has several results. Spec, "Calls"."""
        only = call.args[0] if len(call.args) == 1 else None
        if only is None or call in self.spread or not isinstance(self.view.type_of(only), Tuple):
            return
        values = self.rules.values(self, only)
        operands: list[ast.Expr] = [ast.Ident(only.start, only.end, "") for _ in values]
        self.evaluated.update(zip(operands, values))
        self.spread[call] = operands

    def type_of_var(self, var: Var) -> Type:
        """The type of a variable of the body, type arguments put in."""
        assert var.type is not None
        return self.view.concrete(var.type)

    def object_of(self, ident: ast.Ident) -> Object | None:
        """What an identifier denotes."""
        return self.view.object_of(ident)

    def selected(self, expr: ast.SelectorExpr) -> Selection:
        """What a selector that is no qualified identifier selects."""
        selection = self.view.selection(expr)
        assert selection is not None, _MISSING
        return selection

    def is_nil(self, expr: ast.Expr) -> bool:
        """Whether an expression is the predeclared nil."""
        info = self.info(expr)
        return info is not None and info.mode is Mode.NIL

    def note(self, kind: DecisionKind, span: Span, verdict: str, reason: str, message: str = "") -> None:
        """Record the form that a construct gets; `message` is gc's line about it."""
        subject = self.func.text_of(span)
        self.context.log.add(Decision(kind, self.func.symbol, span, subject, verdict, reason, message=message))

    # Values

    def emit(self, op: Op, typ: Type | None, *args: Value, aux: Aux = None, span: Span | None = None) -> Value:
        """Append a value to the current block."""
        value = self.func.new_value(self.block, op, typ, list(args), aux, span)
        self.block.values.append(value)
        return value

    def constant(self, value: Constant, typ: Type, span: Span | None = None) -> Value:
        """A constant, rounded to what the type holds."""
        return self.emit(Op.CONST, typ, aux=constant_for(value, typ), span=span)

    def count(self, value: int) -> Value:
        """A constant of type int."""
        return self.emit(Op.CONST, INT, aux=value)

    def size(self, typ: Type) -> Value:
        """The size of a type in bytes, a uintptr."""
        return self.emit(Op.CONST, UINTPTR, aux=self.context.config.sizes.size_of(typ))

    def zero(self, typ: Type, span: Span | None = None) -> Value:
        """The zero value of a type."""
        return self.emit(Op.ZERO, typ, span=span)

    def local(self, name: str, typ: Type, span: Span | None = None, *, implicit: bool = False) -> Value:
        """The address of a fresh zeroed variable."""
        return self.emit(Op.LOCAL, Pointer(typ), aux=Variable(name, typ, span, implicit), span=span)

    def local_at_entry(self, typ: Type) -> Value:
        """The address of a variable that is zeroed at the entry of the function."""
        entry = self.func.blocks[0]
        variable = Variable("", typ, None, implicit=True)
        value = self.func.new_value(entry, Op.LOCAL, Pointer(typ), [], variable, None)
        entry.values.insert(0, value)
        return value

    def declare(self, var: Var, number: int = 0) -> Value:
        """Make the slot of a declared local variable; `number` is that of a parameter, from 1."""
        typ, span = self.type_of_var(var), self.here(var.span)
        variable = Variable(var.name, typ, span, number=number)
        if self.context.config.notes and self.root is not None and var.span is not None:
            variable.visible = visible_range(self.root, var.span.start)
        address = self.emit(self.op_of_variable(var), Pointer(typ), aux=variable, span=span)
        self.slots[var] = address
        return address

    def op_of_variable(self, var: Var) -> Op:
        """LOCAL or NEW; what nobody has looked at is on the heap."""
        where, key = self.context.plan.placement, (self.frame, var)
        hidden = var.role == "result variable" and self.hidden is Op.NEW
        return Op.LOCAL if key in where.stack_variables and key not in where.variables and not hidden else Op.NEW

    def hidden_slot(self, typ: Type, span: Span | None) -> Value:
        """The address of a variable that the source does not name and functions made of loop bodies may share."""
        return self.emit(self.hidden, Pointer(typ), aux=Variable("", typ, span), span=span)

    def allocate(self, name: str, typ: Type, node: ast.Node, span: Span | None, what: Site = Site.VALUE) -> Value:
        """The address of fresh zeroed memory for an expression that allocates, where the plan wants it."""
        variable = Variable(name, typ, span, implicit=True)
        return self.emit(self.op_of_site(node, what), Pointer(typ), aux=variable, span=span)

    def op_of_site(self, node: ast.Node | None, what: Site = Site.VALUE, frame: Frame | None = None) -> Op:
        """LOCAL or NEW; what nobody has looked at is on the heap."""
        where = self.context.plan.placement
        stack, heap = {
            Site.VALUE: (where.stack_sites, where.sites),
            Site.BOX: (where.stack_boxes, where.boxes),
            Site.VARIADIC: (where.stack_variadic, where.variadic),
        }[what]
        key = (frame or self.frame, node)
        return Op.LOCAL if key in stack and key not in heap else Op.NEW

    def load(self, address: Value, span: Span | None = None) -> Value:
        """What a valid pointer points to."""
        return self.emit(Op.LOAD, pointee(address.type), address, span=span)

    def store(self, address: Value, value: Value, span: Span | None = None) -> None:
        """Store through a valid pointer; converts between types of one representation."""
        self.emit(Op.STORE, None, address, self.retype(value, pointee(address.type)), span=span)

    def retype(self, value: Value, typ: Type) -> Value:
        """The same representation as another type."""
        if value.type is not None and identical(value.type, typ):
            return value
        return self.emit(Op.CHANGE_TYPE, typ, value, span=value.span)

    def assigned(self, value: Value, typ: Type, node: ast.Node | None = None) -> Value:
        """A value as it is assigned to a variable of type `typ`; `node` stands for it. Spec, "Assignability"."""
        assert value.type is not None
        if is_interface(typ) and not identical(value.type, typ):
            return self.rules.to_interface(self, value, typ, node)
        return self.retype(value, typ)

    def expr(self, expr: ast.Expr) -> Value:
        """The value of an expression that has exactly one."""
        return self.rules.expr(self, expr)

    def expr_as(self, expr: ast.Expr, typ: Type) -> Value:
        """The value of an expression as it is assigned to a variable of type `typ`."""
        if self.is_nil(expr):
            return self.zero(typ, self.span(expr))
        while isinstance(expr, ast.ParenExpr):
            expr = expr.x
        return self.assigned(self.expr(expr), typ, expr)

    def field_addr(self, address: Value, index: int, span: Span | None = None) -> Value:
        """The address of a field, given a valid address of a struct."""
        typ = field_type(struct_of(pointee(address.type)), index)
        return self.emit(Op.FIELD_ADDR, Pointer(typ), address, aux=index, span=span)

    def element_addr(self, pointer: Value, index: Value, span: Span | None = None) -> Value:
        """The address of an element, given the address of the first one and an index in range."""
        return self.emit(Op.INDEX_ADDR, pointer.type, pointer, index, span=span)

    def first_element(self, array: Value) -> Value:
        """The address of the first element, given the address of an array."""
        under = underlying(pointee(array.type))
        assert isinstance(under, Array)
        return self.emit(Op.CHANGE_TYPE, Pointer(under.element), array)

    def nil_check(self, pointer: Value, span: Span | None) -> None:
        """Panic if a pointer is nil; addresses of variables never are."""
        if pointer.op not in (Op.LOCAL, Op.GLOBAL, Op.NEW, Op.FIELD_ADDR):
            self.emit(Op.NIL_CHECK, None, pointer, span=span)

    def bounds_check(self, index: Value, limit: Value, kind: BoundsKind, span: Span | None) -> None:
        """Panic unless `index` is in range of `limit`; constants in range need no check."""
        if index.op is Op.CONST and limit.op is Op.CONST and kind is not BoundsKind.CONVERT:
            low, high = index.aux, limit.aux
            assert isinstance(low, int)
            assert isinstance(high, int)
            if 0 <= low < high + (kind is not BoundsKind.INDEX):
                return
        elif kind is BoundsKind.INDEX and span is not None and is_within(index, limit, self.context.config.sizes):
            self.note(DecisionKind.BOUNDS_CHECK, span, "removed", "the form of the index shows it", _ELIDED)
            return
        self.emit(Op.BOUNDS_CHECK, None, index, limit, aux=kind, span=span)

    def slice_make(self, typ: Type, pointer: Value, length: Value, capacity: Value, span: Span | None = None) -> Value:
        """A slice from its three words."""
        return self.emit(Op.SLICE_MAKE, typ, pointer, length, capacity, span=span)

    def slice_ptr(self, value: Value) -> Value:
        """The address of a slice's first element."""
        assert value.type is not None
        under = underlying(value.type)
        assert isinstance(under, Slice)
        return self.emit(Op.SLICE_PTR, Pointer(under.element), value)

    def slice_len(self, value: Value, span: Span | None = None) -> Value:
        """The length of a slice."""
        return self.emit(Op.SLICE_LEN, INT, value, span=span)

    def type_addr(self, typ: Type) -> Value:
        """The address of a type descriptor."""
        return self.emit(Op.TYPE_ADDR, UNSAFE_POINTER, aux=typ)

    def pointer(self, value: Value) -> Value:
        """A pointer as an unsafe.Pointer."""
        return self.retype(value, UNSAFE_POINTER)

    def runtime(self, name: str, *args: Value, span: Span | None = None) -> Value:
        """Call a function of the run-time."""
        callee = runtime_callee(name)
        results = callee.signature.results
        typ = results if len(results.vars) > 1 else results.vars[0].type if results.vars else None
        call = self.emit(Op.CALL, typ, *args, aux=callee, span=span)
        if callee.no_return:
            self.unreachable()
        return call

    def extract(self, tuple_: Value, index: int) -> Value:
        """One of a call's several results."""
        assert isinstance(tuple_.type, Tuple)
        return self.emit(Op.EXTRACT, tuple_.type.vars[index].type, tuple_, aux=index, span=tuple_.span)

    # Control flow

    def new_block(self, comment: str) -> Block:
        """A fresh block; it joins the function when it is started."""
        block = Block(self.func.next_block, comment)
        self.func.next_block += 1
        return block

    def start(self, block: Block) -> None:
        """Go on building in `block`. Blocks stand in the order in which they are started, that of the source."""
        self.func.blocks.append(block)
        self.block = block

    def jump(self, target: Block, span: Span | None = None) -> None:
        """End the current block by going to `target`."""
        graph.jump(self.block, target, span)

    def branch(self, condition: Value, then: Block, otherwise: Block, span: Span | None = None) -> None:
        """End the current block by a condition."""
        graph.branch(self.block, condition, then, otherwise, span)

    def unreachable(self) -> None:
        """End the current block where execution never arrives."""
        self.block.exit = Exit.UNREACHABLE
        self.start(self.new_block("unreachable"))

    def return_values(self, values: list[Value], span: Span | None) -> None:
        """End the current block by returning from the body."""
        if self.continuation is not None:
            for address, value in zip(self.continuation.results, values):
                self.store(address, value, span)
            self.jump(self.continuation.block, span)
            self.start(self.new_block("unreachable"))
            return
        self.block.exit, self.block.controls, self.block.exit_span = Exit.RETURN, values, span
        self.start(self.new_block("unreachable"))

    def choose(self, condition: Value, then: Callable[[], Value], otherwise: Callable[[], Value], typ: Type) -> Value:
        """`condition ? then : otherwise`, each computed only when it is wanted."""
        result = self.local("", typ)
        blocks = [self.new_block(f"choose.{name}") for name in ("then", "else", "done")]
        self.branch(condition, blocks[0], blocks[1])
        for block, compute in zip(blocks, (then, otherwise)):
            self.start(block)
            self.store(result, compute())
            self.jump(blocks[2])
        self.start(blocks[2])
        return self.load(result)

    def compare(self, op: Op, left: Value, right: Value, span: Span | None = None) -> Value:
        """A comparison of two scalars of one type."""
        return self.emit(op, BOOL, left, right, span=span)
