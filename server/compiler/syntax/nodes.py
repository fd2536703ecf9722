"""The syntax tree of Go 1.27: one dataclass per construct, named as in Go's own `go/ast`.

Positions are byte offsets relative to the anchor of the enclosing top-level declaration (`source.span`); every node
has `start` and `end` with the extent that `go/ast` documents as Pos() and End(). Nodes compare by identity, so that
they serve as keys of the checker's maps. A tree is not changed once it has been parsed.

The nodes that are made most often spell out `__init__`, which mypyc then compiles; one that `dataclass` makes stays
interpreted. That is a third of the time of parsing.

Source: the Go Programming Language Specification, Go 1.27, whose order the sections below follow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from server.diagnostics.codes import syntax as codes
from server.diagnostics.data import Row
from server.source.span import Anchor


@dataclass(slots=True, eq=False)
class Node:
    """What all nodes share: the extent in bytes."""

    start: int
    end: int


# Expressions and types. As in the language, a type is an expression until the checker says otherwise.


@dataclass(slots=True, eq=False)
class BadExpr(Node):
    """Stands where an expression could not be parsed; already reported."""


@dataclass(slots=True, eq=False, init=False)
class Ident(Node):
    """`name`"""

    name: str

    def __init__(self, start: int, end: int, name: str) -> None:
        self.start = start
        self.end = end
        self.name = name


@dataclass(slots=True, eq=False, init=False)
class BasicLit(Node):
    """`42`, `3.14`, `2i`, `'x'`, `"text"`; kind is INT, FLOAT, IMAG, CHAR or STRING, value the source text."""

    kind: str
    value: str

    def __init__(self, start: int, end: int, kind: str, value: str) -> None:
        self.start = start
        self.end = end
        self.kind = kind
        self.value = value


@dataclass(slots=True, eq=False)
class CompositeLit(Node):
    """`T{elements}`; type is None where the enclosing literal implies it."""

    type: Expr | None
    lbrace: int
    elements: list[Expr]
    rbrace: int


@dataclass(slots=True, eq=False)
class FuncLit(Node):
    """`func(params) results { body }`"""

    type: FuncType
    body: BlockStmt


@dataclass(slots=True, eq=False)
class ParenExpr(Node):
    """`(x)`"""

    x: Expr


@dataclass(slots=True, eq=False, init=False)
class SelectorExpr(Node):
    """`x.sel`"""

    x: Expr
    sel: Ident

    def __init__(self, start: int, end: int, x: Expr, sel: Ident) -> None:
        self.start = start
        self.end = end
        self.x = x
        self.sel = sel


@dataclass(slots=True, eq=False)
class IndexExpr(Node):
    """`x[indices]`: an index, or the instantiation of a generic function or type (one or more type arguments)."""

    x: Expr
    lbrack: int
    indices: list[Expr]
    rbrack: int


@dataclass(slots=True, eq=False)
class SliceExpr(Node):
    """`x[low:high]` or `x[low:high:max]`"""

    x: Expr
    lbrack: int
    low: Expr | None
    high: Expr | None
    max: Expr | None
    three: bool  # whether the second colon stands there
    rbrack: int


@dataclass(slots=True, eq=False)
class TypeAssertExpr(Node):
    """`x.(type_)`; type is None in `x.(type)`, which only a type switch may hold."""

    x: Expr
    lparen: int
    type: Expr | None
    rparen: int


@dataclass(slots=True, eq=False, init=False)
class CallExpr(Node):
    """`fun(args)` or a conversion; ellipsis is the offset of `...`, or -1."""

    fun: Expr
    lparen: int
    args: list[Expr]
    ellipsis: int
    rparen: int

    def __init__(
        self, start: int, end: int, fun: Expr, lparen: int, args: list[Expr], ellipsis: int, rparen: int
    ) -> None:
        self.start = start
        self.end = end
        self.fun = fun
        self.lparen = lparen
        self.args = args
        self.ellipsis = ellipsis
        self.rparen = rparen


@dataclass(slots=True, eq=False)
class StarExpr(Node):
    """`*x`: an indirection or a pointer type."""

    x: Expr


@dataclass(slots=True, eq=False)
class UnaryExpr(Node):
    """`op x` for op in `+ - ! ^ & <- ~` (`~` in constraints only)"""

    op: str
    x: Expr


@dataclass(slots=True, eq=False)
class BinaryExpr(Node):
    """`x op y`; in a constraint, `x | y` is a union."""

    x: Expr
    op: str
    op_pos: int
    y: Expr


@dataclass(slots=True, eq=False)
class KeyValueExpr(Node):
    """`key: value` in a composite literal"""

    key: Expr
    colon: int
    value: Expr


@dataclass(slots=True, eq=False)
class ArrayType(Node):
    """`[length]element`; length is None for a slice type, an Ellipsis for `[...]T`."""

    lbrack: int
    length: Expr | None
    element: Expr


@dataclass(slots=True, eq=False)
class Ellipsis(Node):
    """`...T` as the type of a final parameter, or the bare `...` of an array length (element None)"""

    element: Expr | None


@dataclass(slots=True, eq=False)
class Field(Node):
    """Names sharing a type: parameters, results, type parameters, struct fields, interface elements.

    No names: an unnamed parameter, an embedded field, an embedded interface element.
    A method of an interface has one name and a FuncType.
    """

    names: list[Ident]
    type: Expr
    tag: BasicLit | None = None


@dataclass(slots=True, eq=False)
class FieldList(Node):
    """`(fields)`, `[fields]` or `{fields}`; start and end include the brackets where they are written."""

    fields: list[Field]


@dataclass(slots=True, eq=False)
class StructType(Node):
    """`struct { fields }`"""

    fields: FieldList


@dataclass(slots=True, eq=False)
class FuncType(Node):
    """`func[type_params](params) results`; results is None when there are none.

    `func_pos` is the offset of `func`, or -1 for an interface's method.
    """

    func_pos: int
    type_params: FieldList | None
    params: FieldList
    results: FieldList | None


@dataclass(slots=True, eq=False)
class InterfaceType(Node):
    """`interface { methods and type elements }`"""

    methods: FieldList


@dataclass(slots=True, eq=False)
class MapType(Node):
    """`map[key]value`"""

    key: Expr
    value: Expr


@dataclass(slots=True, eq=False)
class ChanType(Node):
    """`chan T`, `chan<- T` (dir "send"), `<-chan T` (dir "recv"); dir is "both" for the first."""

    dir: str
    arrow: int  # offset of `<-`, or -1
    value: Expr


# Statements


@dataclass(slots=True, eq=False)
class BadStmt(Node):
    """Stands where a statement could not be parsed; already reported."""


@dataclass(slots=True, eq=False)
class EmptyStmt(Node):
    """`;` or nothing before `}` (implicit)"""

    implicit: bool


@dataclass(slots=True, eq=False)
class DeclStmt(Node):
    """A const, type or var declaration inside a function"""

    decl: GenDecl


@dataclass(slots=True, eq=False)
class LabeledStmt(Node):
    """`label: stmt`"""

    label: Ident
    colon: int
    stmt: Stmt


@dataclass(slots=True, eq=False)
class ExprStmt(Node):
    """An expression evaluated for its effect"""

    x: Expr


@dataclass(slots=True, eq=False)
class SendStmt(Node):
    """`chan <- value`"""

    chan: Expr
    arrow: int
    value: Expr


@dataclass(slots=True, eq=False)
class IncDecStmt(Node):
    """`x++`, `x--`"""

    x: Expr
    tok: str
    tok_pos: int


@dataclass(slots=True, eq=False)
class AssignStmt(Node):
    """`lhs tok rhs` for tok in `= := += -= ...`"""

    lhs: list[Expr]
    tok: str
    tok_pos: int
    rhs: list[Expr]


@dataclass(slots=True, eq=False)
class GoStmt(Node):
    """`go call` (the parser accepts any expression; the checker wants a call)"""

    call: Expr


@dataclass(slots=True, eq=False)
class DeferStmt(Node):
    """`defer call`"""

    call: Expr


@dataclass(slots=True, eq=False)
class ReturnStmt(Node):
    """`return results`"""

    results: list[Expr]


@dataclass(slots=True, eq=False)
class BranchStmt(Node):
    """`break`, `continue`, `goto` or `fallthrough`, with an optional label"""

    tok: str
    label: Ident | None


@dataclass(slots=True, eq=False)
class BlockStmt(Node):
    """`{ stmts }`"""

    stmts: list[Stmt]
    rbrace: int


@dataclass(slots=True, eq=False)
class IfStmt(Node):
    """`if init; cond body else else_`"""

    init: Stmt | None
    cond: Expr
    body: BlockStmt
    else_: Stmt | None  # a BlockStmt or an IfStmt


@dataclass(slots=True, eq=False)
class CaseClause(Node):
    """`case exprs: body`; exprs is None for `default`."""

    exprs: list[Expr] | None
    colon: int
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class SwitchStmt(Node):
    """`switch init; tag { clauses }`"""

    init: Stmt | None
    tag: Expr | None
    body: list[CaseClause]
    lbrace: int
    rbrace: int


@dataclass(slots=True, eq=False)
class TypeSwitchStmt(Node):
    """`switch init; assign { clauses }`, assign being `x.(type)` or `v := x.(type)`"""

    init: Stmt | None
    assign: Stmt
    body: list[CaseClause]
    lbrace: int
    rbrace: int


@dataclass(slots=True, eq=False)
class CommClause(Node):
    """`case comm: body`; comm is None for `default`, else a SendStmt, ExprStmt or AssignStmt."""

    comm: Stmt | None
    colon: int
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class SelectStmt(Node):
    """`select { clauses }`"""

    body: list[CommClause]
    lbrace: int
    rbrace: int


@dataclass(slots=True, eq=False)
class ForStmt(Node):
    """`for init; cond; post body`"""

    init: Stmt | None
    cond: Expr | None
    post: Stmt | None
    body: BlockStmt


@dataclass(slots=True, eq=False)
class RangeStmt(Node):
    """`for key, value tok range x body`; tok is ":=", "=" or "" when there are no variables."""

    key: Expr | None
    value: Expr | None
    tok: str
    tok_pos: int
    x: Expr
    body: BlockStmt


# Declarations


@dataclass(slots=True, eq=False)
class ImportSpec(Node):
    """`name "path"`; name may be `.` or `_`."""

    name: Ident | None
    path: BasicLit


@dataclass(slots=True, eq=False)
class ValueSpec(Node):
    """`names type = values` of a const or var declaration.

    In a const group, `iota` is the index of the spec, and a spec without type and values repeats the one before it
    (the checker does that; the tree shows what is written).
    """

    names: list[Ident]
    type: Expr | None
    values: list[Expr]
    iota: int


@dataclass(slots=True, eq=False)
class TypeSpec(Node):
    """`name[type_params] type`, or `name = type` (assign_pos is then the offset of `=`, else -1)"""

    name: Ident
    type_params: FieldList | None
    assign_pos: int
    type: Expr


@dataclass(slots=True, eq=False)
class BadDecl(Node):
    """Stands where a declaration could not be parsed; already reported."""


@dataclass(slots=True, eq=False)
class GenDecl(Node):
    """`import`, `const`, `type` or `var`, single or in parentheses (lparen is -1 without them)."""

    tok: str
    lparen: int
    specs: list[Spec]
    rparen: int


@dataclass(slots=True, eq=False)
class FuncDecl(Node):
    """`func (recv) name[type params](params) results { body }`; body is None for an external function."""

    recv: FieldList | None
    name: Ident
    type: FuncType
    body: BlockStmt | None


@dataclass(slots=True, eq=False)
class Directive(Node):
    """A `//go:name args` or `//bindery:name` comment line; name includes what precedes the colon."""

    name: str
    args: str


@dataclass(slots=True, eq=False)
class PackageClause(Node):
    """`package name`"""

    name: Ident


Expr: TypeAlias = (
    BadExpr
    | Ident
    | BasicLit
    | CompositeLit
    | FuncLit
    | ParenExpr
    | SelectorExpr
    | IndexExpr
    | SliceExpr
    | TypeAssertExpr
    | CallExpr
    | StarExpr
    | UnaryExpr
    | BinaryExpr
    | KeyValueExpr
    | ArrayType
    | Ellipsis
    | StructType
    | FuncType
    | InterfaceType
    | MapType
    | ChanType
)
Stmt: TypeAlias = (
    BadStmt
    | EmptyStmt
    | DeclStmt
    | LabeledStmt
    | ExprStmt
    | SendStmt
    | IncDecStmt
    | AssignStmt
    | GoStmt
    | DeferStmt
    | ReturnStmt
    | BranchStmt
    | BlockStmt
    | IfStmt
    | SwitchStmt
    | TypeSwitchStmt
    | SelectStmt
    | ForStmt
    | RangeStmt
    | CaseClause
    | CommClause
)
Spec: TypeAlias = ImportSpec | ValueSpec | TypeSpec
Decl: TypeAlias = BadDecl | GenDecl | FuncDecl


# Files


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A syntax error: a row of `diagnostics.codes.syntax`, its arguments, the extent relative to the anchor."""

    row: Row
    args: tuple[str, ...]
    start: int
    end: int

    @property
    def spoils(self) -> bool:
        """Whether the declaration has no more to say to the type checker: gc goes on after all other problems."""
        return self.row in (codes.TOO_DEEP, codes.LEXICAL) or self.row.template.startswith("syntax error")


@dataclass(slots=True, eq=False)
class DeclContent:
    """What parsing a declaration found; offsets count from the start of its text."""

    decl: Decl
    directives: list[Directive] = field(default_factory=list)
    errors: list[SyntaxProblem] = field(default_factory=list)  # syntax errors inside this declaration


class DeclTree:
    """One top-level declaration of a file: the unit of reuse.

    `text` is the bytes from the declaration's first (doc comments included) to its last. Equal text in the next
    version of a file keeps the same DeclTree. A declaration of a skimmed file is parsed when its content is first
    asked for, from whichever thread; the content is the same object ever after.
    """

    __slots__ = ("_content", "_read", "anchor", "keyword", "skimmed", "text")

    def __init__(
        self,
        anchor: Anchor,
        text: bytes,
        content: Decl | DeclContent | Callable[[], DeclContent],
        keyword: str = "",
        skimmed: bool = False,
    ) -> None:
        """A declaration that is parsed already (alone, it has no directives and no errors), or how to parse it."""
        self.anchor = anchor
        self.text = text
        self.keyword = keyword  # "func", "import", ...; "package" for a header, "" for none
        self.skimmed = skimmed  # a FuncDecl has an empty block in place of its body, which was not parsed
        self._content: DeclContent | None = None
        self._read: Callable[[], DeclContent] | None = None
        if isinstance(content, DeclContent):
            self._content = content
        elif isinstance(content, Node):
            self._content = DeclContent(content)
        else:
            self._read = content

    @property
    def content(self) -> DeclContent:
        """The parsed declaration."""
        return self._content or self._parse()

    def _parse(self) -> DeclContent:
        with _PARSING:  # of two threads, the second takes what the first has made
            if self._content is None:
                assert self._read is not None
                self._content = self._read()
                self._read = None
            return self._content

    @property
    def parsed(self) -> bool:
        """Whether the content is there already."""
        return self._content is not None

    @property
    def decl(self) -> Decl:
        """The declaration; a BadDecl when it could not be parsed at all."""
        return (self._content or self._parse()).decl

    @property
    def directives(self) -> list[Directive]:
        """The compiler directives in the text, in order."""
        return (self._content or self._parse()).directives

    @property
    def errors(self) -> list[SyntaxProblem]:
        """The syntax errors inside this declaration, in order."""
        return (self._content or self._parse()).errors

    @property
    def spoiled(self) -> bool:
        """Whether one of them hides a part of the declaration."""
        return any(error.spoils for error in self.errors)


_PARSING: Final = threading.RLock()


@dataclass(slots=True, eq=False)
class FileTree:
    """One version of one file: header (package clause and what precedes it), then declarations in order.

    Imports are ordinary declarations (GenDecl with tok "import"). `bases[i]` is the byte offset at which the text
    of `decls[i]` starts in this version; the header starts at 0.
    """

    path: str
    header: DeclTree  # decl is a BadDecl; directives hold //go:build and friends
    package: PackageClause | None
    decls: list[DeclTree]
    bases: list[int]
