"""The two tokens whose kind depends on where they stand: the "{" of a control clause and the "[" of type parameters.

Spec, "Composite literals", notes the ambiguity of `if x == T{...`: gc reads a "{" in the header of an `if`, `for`,
`switch` or `select`, outside brackets, as the block, unless it follows a literal type (`[]T{`, `map[K]V{`, `struct{`)
or closes the signature of a function literal. `BracketContext` follows a token stream and decides exactly that.

Invariant: `_stack` holds one entry per open bracket: the state to return to behind its closing partner.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.compiler.syntax.tables import Tables


@dataclass(frozen=True)
class Kinds:
    """Terminal numbers that the lexer treats by name, and sets of them."""

    ident: int
    literal: int
    string: int
    semicolon: int
    body: int
    type_params: int
    end: int
    lparen: int
    rparen: int
    lbrack: int
    rbrack: int
    lbrace: int
    rbrace: int
    comma: int
    star: int
    arrow: int
    func: int
    struct: int
    interface: int
    type: int
    words: dict[str, int]  # keywords
    operators: dict[str, int]
    paired: frozenset[int]  # kinds whose value is a pair of offset and text
    control: frozenset[int]  # if for switch select
    ends_statement: frozenset[int]  # a newline behind one of these is a semicolon
    ends_operand: frozenset[int]  # "[" behind one of these is an index
    infix: frozenset[int]  # binary operators that no constraint contains
    in_literal_type: frozenset[int]  # what a literal type in a header may consist of
    decides_type_params: frozenset[int]  # what no array length contains


BINARY = ("||", "&&", "==", "!=", "<", "<=", ">", ">=", "/", "%", "<<", ">>", "&^")
ASSIGN = ("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&^=")


def make_kinds(tables: Tables) -> Kinds:
    """Name the terminals of a set of tables."""
    literals = tables.literals
    named = tables.terminals.index
    operators = {text: kind for text, kind in literals.items() if not text.isalpha()}
    operators |= {text: named("BINARY_OP") for text in BINARY}
    operators |= {text: named("ASSIGN_OP") for text in ASSIGN}
    operators |= {text: named("INC_DEC") for text in ("++", "--")}

    def kinds(texts: str) -> frozenset[int]:
        return frozenset(operators.get(text, literals.get(text, -1)) for text in texts.split())

    operand = frozenset((named("IDENT"), named("LITERAL"), named("STRING"))) | kinds(") ] }")
    return Kinds(
        ident=named("IDENT"),
        literal=named("LITERAL"),
        string=named("STRING"),
        semicolon=literals[";"],
        body=named("BODY"),
        type_params=named("TYPE_PARAMS"),
        end=named("$END"),
        lparen=literals["("],
        rparen=literals[")"],
        lbrack=literals["["],
        rbrack=literals["]"],
        lbrace=literals["{"],
        rbrace=literals["}"],
        comma=literals[","],
        star=literals["*"],
        arrow=literals["<-"],
        func=literals["func"],
        struct=literals["struct"],
        interface=literals["interface"],
        type=literals["type"],
        words={text: kind for text, kind in literals.items() if text.isalpha()},
        operators=operators,
        paired=kinds("+ - * & ^ | ! ~ / += ++ break continue goto fallthrough import type var const"),
        control=kinds("if for switch select"),
        ends_statement=operand | kinds("break continue fallthrough return ++"),
        ends_operand=operand,
        infix=kinds("/ + - * & ^"),
        in_literal_type=frozenset((named("IDENT"),)) | kinds(". * map chan <- func struct interface"),
        decides_type_params=kinds("~ interface func map chan struct"),
    )


class BracketContext:
    """State of the innermost bracket of a token stream."""

    __slots__ = ("_function", "_kinds", "_literal_type", "_stack", "control", "group")

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self._stack: list[tuple[bool, bool, bool, bool]] = []
        self.control = False  # in the header of a control clause, outside brackets
        self.group = False  # directly inside `type (`
        self._literal_type = False  # the tokens just read form a type that a "{" would continue
        self._function = False  # a `func` waits for its body

    @property
    def depth(self) -> int:
        """Number of open brackets."""
        return len(self._stack)

    def enter_header(self) -> None:
        """A control keyword was read."""
        self.control = True
        self._literal_type = self._function = False

    def inside_header(self, kind: int) -> None:
        """A keyword or operator other than a bracket was read in a header."""
        if kind == self._kinds.func:
            self._function = True
        elif kind not in self._kinds.in_literal_type:
            self._literal_type = False

    def bracket(self, kind: int, last: int) -> int:
        """A bracket was read behind a token of kind `last`; its kind, BODY for the "{" of a control clause."""
        kinds = self._kinds
        if kind == kinds.lparen:
            self._push(self.control, self._literal_type and self._function, self._function)
            self.control = False
            self.group = last == kinds.type
        elif kind == kinds.lbrace:
            return self._open_brace(last)
        elif kind == kinds.lbrack:
            literal_type = self.control and (last not in kinds.ends_operand or self._literal_type)
            self._push(self.control, literal_type, self._function)
            self.control = self.group = False
        elif self._stack:
            self.control, self._literal_type, self._function, self.group = self._stack.pop()
        return kind

    def _open_brace(self, last: int) -> int:
        kinds = self._kinds
        kind = kinds.lbrace
        if not self.control:
            self._push(False, False, False)
        elif last in (kinds.struct, kinds.interface):
            self._push(True, True, self._function)
        elif self._literal_type or self._function:
            self._push(True, False, False)
        else:
            self._push(False, False, False)
            kind = kinds.body
        self.control = self.group = False
        return kind

    def _push(self, control: bool, literal_type: bool, function: bool) -> None:
        self._stack.append((control, literal_type, function, self.group))


def opens_type_parameters(kinds: Kinds, tokens: Sequence[int], at: int) -> bool:
    """Whether the "[" at index `at`, behind the name of a type declaration, opens type parameters.

    Spec, "Type parameter declarations": `type T[P *C] ...` could be an array length and is read as one, unless a
    comma or a piece of type that is no expression (`interface`, `~`, `[]T`, ...) says otherwise.
    """
    if tokens[at + 1] != kinds.ident:
        return False
    after = tokens[at + 2]
    if after not in (kinds.star, kinds.lparen):
        return after in (kinds.ident, kinds.comma, kinds.lbrack, kinds.arrow) or after in kinds.decides_type_params
    depth = 0
    decided = False
    for index in range(at + 2, len(tokens)):
        kind = tokens[index]
        if kind in (kinds.lparen, kinds.lbrack, kinds.lbrace):
            decided = decided or (kind == kinds.lbrack and tokens[index - 1] not in kinds.ends_operand)
            depth += 1
        elif kind in (kinds.rparen, kinds.rbrack, kinds.rbrace):
            if depth == 0:
                return decided
            depth -= 1
        elif kind in kinds.decides_type_params:
            decided = True
        elif depth == 0 and kind == kinds.comma:
            return True
        elif depth == 0 and kind in kinds.infix and tokens[index - 1] in kinds.ends_operand and index > at + 2:
            return False  # `P*T - T` is no `P` followed by a type
    return False
