"""Functions, blocks and values.

A function is a graph of basic blocks; a block is a list of values in execution order and one way to leave it. Naive IR
keeps variables in LOCAL slots; lifting turns those whose address does not escape into values and PHIs. Both are one
data structure, so that every pass, the printer and the verifier work on either.

Invariants (checked by verify.py): blocks[0] is the entry and has no predecessor; succs and preds agree, edge for edge;
PHIs come first in a block and have one operand per predecessor; a value is defined on every path to its use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Final, TypeAlias

from server.compiler.ir.ops import Barrier, BoundsKind, Op
from server.compiler.types.constant import ComplexValue, Constant
from server.compiler.types.model import Signature, Type
from server.source.span import Anchor, Span


@dataclass(frozen=True, slots=True)
class Param:
    """Which parameter a PARAM is; the receiver is parameter 0 of a method."""

    index: int
    name: str


@dataclass(slots=True, eq=False)
class Variable:
    """The source variable (or temporary) behind a LOCAL or NEW, by identity."""

    name: str
    type: Type
    span: Span | None
    implicit: bool = False  # stands for an expression: `&T{...}`, `new(T)`, a slice literal, a closure
    number: int = 0  # of a parameter of the source, from 1, the receiver first
    visible: tuple[int, int] | None = None  # offsets between which the name can be used; None: anywhere, or not asked
    whole: Variable | None = None  # the struct variable that was split, of a part of it
    index: int = 0  # which of its fields that part is


@dataclass(frozen=True, slots=True)
class Callee:
    """A function called by symbol."""

    symbol: str
    signature: Signature = field(repr=False)
    no_return: bool = False  # it panics or exits: nothing after it is executed


@dataclass(frozen=True, slots=True)
class Method:
    """A method called through an interface."""

    name: str
    index: int  # among the methods of the interface in the order of its itabs
    signature: Signature  # without receiver


@dataclass(frozen=True, slots=True)
class Itab:
    """Which table of methods an ITAB is."""

    concrete: Type
    interface: Type


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The content of a struct, array or interface; what it leaves out is zero."""

    parts: tuple[tuple[int, StaticData], ...]  # by number of the field, element or word


@dataclass(frozen=True, slots=True)
class AddressOf:
    """An address in a variable; as the content of a slice, with its length and capacity."""

    symbol: str
    length: int = 0  # of a slice
    offset: int = 0  # bytes behind the variable's beginning


@dataclass(frozen=True, slots=True)
class FuncValue:
    """The function value of a function that captures nothing."""

    symbol: str
    signature: Signature = field(repr=False)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """The address of a type's descriptor."""

    type: Type


# A Callee is where its code begins, the first word of a closure; an interface is an Aggregate of its two words.
StaticData: TypeAlias = "Constant | Aggregate | AddressOf | FuncValue | Callee | Itab | Descriptor"


Aux: TypeAlias = (
    bool
    | int
    | Fraction
    | bytes
    | str
    | ComplexValue
    | Param
    | Variable
    | Callee
    | Method
    | Itab
    | BoundsKind
    | Barrier
    | Type
    | None
)


class Value:
    """One operation and its result; compared by identity.

    There are more of them than of anything else: written out, for what `dataclass` generates is never compiled.
    """

    __slots__ = ("args", "aux", "block", "id", "op", "span", "type")

    def __init__(
        self, number: int, op: Op, type_: Type | None, args: list[Value], aux: Aux, span: Span | None, block: Block
    ) -> None:
        self.id = number  # unique in its function; printed as t<id>
        self.op = op
        self.type = type_  # None when the op has no result; a Tuple for a call with several results
        self.args = args
        self.aux: Aux = aux
        self.span = span  # the expression it computes; lines of panics and of debug information come from here
        self.block = block


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """From a place in a block on, a variable of the source has a value. For debuggers; see notes.py."""

    rank: int  # behind the values of its block that have a lower one, in front of those that have a higher one
    variable: Variable
    value: Value | None  # None: nobody knows


class Exit(Enum):
    """How a block is left."""

    JUMP = "jump"  # succs[0]
    IF = "if"  # control true: succs[0], false: succs[1]
    RETURN = "return"  # controls are the results
    UNREACHABLE = "unreachable"  # after a call that does not return


@dataclass(slots=True, eq=False)
class Block:
    """A basic block."""

    id: int  # unique in its function; printed as b<id>
    comment: str  # what it is for: "for.body", "if.else"
    values: list[Value] = field(default_factory=list)
    exit: Exit = Exit.UNREACHABLE
    controls: list[Value] = field(default_factory=list)  # the condition of IF, the results of RETURN
    exit_span: Span | None = None
    succs: list[Block] = field(default_factory=list)
    preds: list[Block] = field(default_factory=list)  # preds[i] is where edge i of the PHIs comes from
    odds: tuple[int, int] | None = None  # of an IF: how often succs[0] and succs[1] are taken; set by the last passes
    rank: int = 0  # of its start, for notes
    notes: list[Note] = field(default_factory=list)


# Among the pragmas of a function that stands between a caller and the function that the programmer wrote.
WRAPPER: Final = "wrapper"


@dataclass(slots=True, eq=False)
class Func:
    """One function in IR."""

    symbol: str  # link name: "main.f", "main.(*T).Get", "main.T.Get", "main.f.func1", "main.init"
    name: str  # as a person writes it: "f", "(*T).Get"
    signature: Signature
    params: list[Variable]  # receiver first
    results: list[Variable]
    span: Span | None  # the function's name
    blocks: list[Block] = field(default_factory=list)
    pragmas: frozenset[str] = frozenset()  # "noinline", "nosplit", ..., WRAPPER
    sources: dict[Anchor, bytes] = field(default_factory=dict)  # text of the declarations that spans count from
    weak: bool = False  # every package that needs it carries a copy, of which the linker keeps one
    title: str = ""  # what traces call it, if not by its link name
    ranks: dict[Value, int] = field(default_factory=dict)  # of values, for notes
    places: dict[Value, Variable] = field(default_factory=dict)  # addresses of captured variables, for debuggers
    serves: str = ""  # the variable that it initialises, and without which nobody needs it
    next_value: int = 0
    next_block: int = 0

    def text_of(self, span: Span | None) -> str:
        """The source text of a span, "" when it is not known."""
        if span is None or span.anchor not in self.sources:
            return ""
        return self.sources[span.anchor][span.start : span.end].decode("utf-8", "replace")

    def new_block(self, comment: str) -> Block:
        """A fresh block at the end of the list."""
        block = Block(self.next_block, comment)
        self.next_block += 1
        self.blocks.append(block)
        return block

    def new_value(
        self,
        block: Block,
        op: Op,
        type_: Type | None,
        args: list[Value],
        aux: Aux = None,
        span: Span | None = None,
    ) -> Value:
        """A fresh value that belongs to `block`; the caller puts it in its place there."""
        value = Value(self.next_value, op, type_, args, aux, span, block)
        self.next_value += 1
        return value


@dataclass(slots=True, eq=False)
class Global:
    """A package-level variable. `data` is its initial content when that is static, else it starts as zero.

    A shared one is read-only, named after its content, and one for all packages that have it.
    """

    symbol: str
    type: Type
    span: Span | None
    data: StaticData | None = None
    shared: bool = False
    weak: bool = False  # another package may define it too


@dataclass(slots=True, eq=False)
class ExternalFunc:
    """A function declared without a body: an assembly stub or another package's function."""

    symbol: str
    signature: Signature


@dataclass(slots=True, eq=False)
class IRPackage:
    """All IR of one package. The function `<path>.init` initialises it: variables in order, then init functions."""

    path: str
    name: str
    funcs: list[Func]
    globals: list[Global]
    externals: list[ExternalFunc] = field(default_factory=list)
    types: list[Type] = field(default_factory=list)  # declared at package level, whose descriptors are here
