"""Words a syntax error as gc does: `syntax error: unexpected newline in argument list; possibly missing comma or )`.

The automaton stops at the first token that does not fit. Its stack then holds the symbols read and not yet complete:
what may begin in the top state says what was expected (`_EXPECTED`); where a construct is complete and something other
than its continuation follows, the innermost construct still open says where the token stands (`_enclosing`).

Source: the wording is that of gc 1.27.3's messages.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

from server.compiler.syntax.engine import Parser
from server.compiler.syntax.lexer import Tokens, load_kinds
from server.compiler.syntax.nodes import SyntaxProblem
from server.compiler.syntax.tables import Tables
from server.diagnostics.codes import syntax as codes

_SEMICOLON: Final = "semicolon or newline"
_PLAIN: Final = ("in ", "at ", "after ")

# Top of the stack -> message, most telling first. A row fits when the stack ends with its symbols.
_SUFFIXES: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("package",), "expected name"),
    (("func", "parameters"), "expected name"),
    (("func", "IDENT"), "expected ("),
    (("func", "parameters", "IDENT"), "expected ("),
    (("goto",), "expected name"),
    (("var",), "expected name"),
    (("const",), "expected name"),
    (("type",), "expected name"),
    (("identifier_list", ","), "expected name"),
    (("identifier_list_2", ","), "expected name"),
    (("IDENT", ","), "expected name"),
    (("IDENT", ",", "IDENT"), "expected type"),
    (("union", "|"), "expected ~ term or type"),
    (("type_parameter", "|"), "expected ~ term or type"),
    (("import",), "missing import path"),
    (("import", "IDENT"), "missing import path"),
    (("import", "."), "missing import path"),
    (("map",), "expected ["),
    (("map", "[", "any_type"), "expected ]"),
    (("struct",), "expected {"),
    (("interface",), "expected {"),
    (("chan",), "missing channel element type"),
    (("chan", "<-"), "missing channel element type"),
    (("<-", "chan"), "missing channel element type"),
    (("else",), "else must be followed by if or statement block"),
    (("select",), "missing { after select clause"),
    (("for", "optional_simple", ";"), "expected for loop condition"),
)

# What may begin in the top state -> message, most telling first.
_EXPECTED: Final[tuple[tuple[str, str], ...]] = (
    ("field", "expected field name or embedded type"),
    ("interface_element", "expected ~ term or type"),
    ("import_spec", "missing import path"),
    ("type_spec", "expected name"),
    ("var_spec", "expected name"),
    ("const_spec", "expected name"),
    ("clause", "expected case or default or }"),
    ("clauses", "expected case or default or }"),
    ("communication", "expected case or default or }"),
    ("communications", "expected case or default or }"),
    ("type_parameter", "expected ]"),
    ("parameter", "expected )"),
    ("unary", "expected expression"),
    ("type_no_receive", "missing channel element type"),
)

# An open bracket and what may begin behind it -> message when its content is complete.
_OPEN: Final[tuple[tuple[str, str, str], ...]] = (
    ("(", "import_spec", f"in grouped declaration; possibly missing {_SEMICOLON} or )"),
    ("(", "const_spec", f"in grouped declaration; possibly missing {_SEMICOLON} or )"),
    ("(", "type_spec", f"in grouped declaration; possibly missing {_SEMICOLON} or )"),
    ("(", "var_spec", f"in grouped declaration; possibly missing {_SEMICOLON} or )"),
    ("(", "expression_list", "in argument list; possibly missing comma or )"),
    ("(", "parameter_list", "in parameter list; possibly missing comma or )"),
    ("(", "any_type", "expected )"),
    ("(", "expression", "expected )"),
    ("[", "type_parameter_list", "in parameter list; possibly missing comma or ]"),
    ("[", "expression_list", "expected comma, : or ]"),
    ("[", "expression", "expected ]"),
    ("[", "any_type", "expected ]"),
    ("TYPE_PARAMS", "type_parameter_list", "in parameter list; possibly missing comma or ]"),
    ("{", "element_list", "in composite literal; possibly missing comma or }"),
    ("{", "field", f"in struct type; possibly missing {_SEMICOLON} or }}"),
    ("{", "interface_element", f"in interface type; possibly missing {_SEMICOLON} or }}"),
)
# Messages that do not begin with "syntax error: ".
_GENERIC_METHOD: Final = "interface method must have no type parameters"
_EMPTY_LIST: Final = "empty type argument list"
_OPENERS: Final = frozenset(("(", "[", "{", "TYPE_PARAMS", "BODY"))
_PARTNER: Final = {")": "(", "]": "[", "}": "{"}
_HEADERS: Final = {"if": "if clause", "for": "for clause", "switch": "switch clause"}

Place: TypeAlias = tuple[str, int]  # message and the offset it is shown at, -1 for the token's own


def explain(parser: Parser) -> SyntaxProblem:
    """The problem at the token where a run stopped."""
    message, start = _message(parser)
    token, end = _token(parser.tokens, parser.at)
    if start < 0:
        start = parser.tokens.starts[parser.at]
    else:
        end = start + 1
    if message == _EMPTY_LIST:
        parameters = parser.tokens.kinds[parser.at + 1] == load_kinds().lparen
        return SyntaxProblem(codes.EMPTY_METHOD_LIST, ("parameter" if parameters else "argument",), start, end)
    if message == _GENERIC_METHOD:
        return SyntaxProblem(codes.GENERIC_METHOD, (), start, end)
    if message.startswith("expected "):
        return SyntaxProblem(codes.UNEXPECTED, (token, ", " + message), start, end)
    if message.startswith(_PLAIN):
        return SyntaxProblem(codes.UNEXPECTED, (token, " " + message), start, end)
    return SyntaxProblem(codes.SYNTAX, (message,), start, end)


def refine(problem: SyntaxProblem, tokens: Tokens) -> SyntaxProblem:
    """Reword a problem that an action found: a condition that seems missing may stand before a stray newline."""
    if problem.row is codes.MISSING_CONDITION and tokens.text[problem.start] != ";":
        return SyntaxProblem(codes.UNEXPECTED, ("newline", ", expected { after if clause"), problem.start, problem.end)
    return problem


def _token(tokens: Tokens, at: int) -> tuple[str, int]:
    """A token in words, and the offset behind it."""
    kinds = load_kinds()
    kind, start = tokens.kinds[at], tokens.starts[at]
    if kind == kinds.end:
        return "EOF", start
    if kind == kinds.semicolon and tokens.text[start : start + 1] != ";":
        return ("newline" if start < len(tokens.text) else "EOF"), start
    if kind == kinds.semicolon:
        return "semicolon", start + 1
    value = tokens.values[at]
    if kind == kinds.ident:
        return f"name {value.name}", value.end
    if kind in (kinds.literal, kinds.string):
        return f"literal {value.value}", value.end
    text = _text(tokens, at)
    words = {",": "comma"}
    return words.get(text, f"keyword {text}" if text.isalpha() else text), start + len(text)


def _text(tokens: Tokens, at: int) -> str:
    """The text of a keyword, operator or bracket."""
    value = tokens.values[at]
    if isinstance(value, tuple):
        return str(value[1])
    kinds = load_kinds()
    kind = tokens.kinds[at]
    if kind == kinds.body:
        return "{"
    if kind == kinds.type_params:
        return "["
    return next(text for table in (kinds.operators, kinds.words) for text, number in table.items() if number == kind)


def _message(parser: Parser) -> Place:
    """What gc says about the token `parser.at`, given the stack."""
    symbols, tables = parser.symbols, parser.tables
    state = parser.states[-1]
    text = _token(parser.tokens, parser.at)[0]
    if symbols and symbols[-1] in _HEADERS and text == "keyword var":
        where = parser.tokens.starts[parser.at + 1]
        return f"var declaration not allowed in {symbols[-1]} initializer", where
    for rule in (_at_top_level, _in_header_start, _by_exception):
        message = rule(symbols, text, tables, state)
        if message:
            return message, -1
    if tables.expects(state, "statement"):
        return _statement_start(symbols, parser)
    for suffix, message in _SUFFIXES:
        if tuple(symbols[-len(suffix) :]) == suffix:
            return message, -1
    for nonterminal, message in _EXPECTED:
        if tables.expects(state, nonterminal):
            return message, -1
    if tables.expects(state, "any_type"):
        return _type_expected(symbols), -1
    return _enclosing(symbols, parser, text)


def _at_top_level(symbols: Sequence[str], text: str, _tables: Tables, _state: int) -> str:
    if not symbols:
        return "package statement must be first"
    if len(symbols) == 1 and symbols[0] in ("declaration", "package_clause"):
        return "after top level declaration"
    if symbols[-1] == ";" and len(symbols) == 2 and symbols[0] in ("declaration", "package_clause"):
        if text == "{" and symbols[0] == "declaration":
            return "unexpected semicolon or newline before {"
        return "non-declaration statement outside function body"
    return ""


def _in_header_start(symbols: Sequence[str], text: str, _tables: Tables, _state: int) -> str:
    """Right behind `if`, `for` or `switch`."""
    if symbols[-1] == "if" and text == "{":
        return "missing condition in if statement"
    return ""


def _by_exception(symbols: Sequence[str], text: str, tables: Tables, state: int) -> str:
    """Messages that depend on the offending token too."""
    top = symbols[-1]
    if top == "func":
        return "expected name or (" if len(symbols) == 1 else "expected ("
    if top == "." and not tables.expects(state, "import_spec"):
        return "expected name or (" if symbols[-2] == "primary" else "expected name"
    if top == "<-" and not tables.expects(state, "unary") and symbols[-2:-1] != ["chan"]:
        return "expected keyword chan"
    if top == "..." and tables.expects(state, "any_type"):
        return "... is missing type"
    match text:
        case ":=" if tables.actions[state][tables.literals["="]] and "statement_list" not in symbols:
            return "expected ="
        case "(" if tables.expects(state, "field"):
            return "cannot parenthesize embedded type"
        case "(" if top == "*" and tables.expects(state, "type_name") and not tables.expects(state, "any_type"):
            return "cannot parenthesize embedded type"
        case "]" if top == "[" and symbols[-2:-1] == ["IDENT"] and holder(symbols[:-2]) == "interface_elements":
            return _EMPTY_LIST
        case "]" if top == "[" and tables.expects(state, "expression_list"):
            return "expected operand"
        case "EOF":
            return _closing_bracket(symbols, tables, state)
        case _ if text.startswith("literal ") and tables.expects(state, "import_spec"):
            return "import path must be a string"
    return ""


def _closing_bracket(symbols: Sequence[str], tables: Tables, state: int) -> str:
    """At the end of the file where an item of a list could begin: gc asks for the bracket that closes the list."""
    if any(tables.expects(state, item) for item in ("parameter", "import_spec", "const_spec", "type_spec", "var_spec")):
        return "expected )"
    if tables.expects(state, "type_parameter"):
        return "expected ]"
    if any(tables.expects(state, item) for item in ("field", "interface_element", "element")):
        return "expected }"
    if symbols[-1] == "(" and tables.expects(state, "expression_list"):
        return "expected )"
    return ""


def _statement_start(symbols: Sequence[str], parser: Parser) -> Place:
    """A statement may begin here, but the token begins none."""
    at = len(symbols) - 1
    if symbols[at] == ":" and at > 0 and symbols[at - 1] == "IDENT":
        return "missing statement after label", parser.values[at]
    while at > 0 and symbols[at] in (";", "statement_list"):
        at -= 1
    return ("expected case or default or }" if symbols[at] == ":" else "expected }"), -1


def _type_expected(symbols: Sequence[str]) -> str:
    """A type may begin here: a type declaration has a message of its own."""
    before = list(symbols)
    for optional in ("=", "type_parameters_ahead"):
        if before[-1] == optional:
            before.pop()
    if before.pop() != "IDENT" or not before:
        return "expected type"
    if before[-1] in ("(", ";", "type_specs"):
        at = max(index for index, symbol in enumerate(before) if symbol == "(") if "(" in before else 0
        before = before[:at]
    return "in type declaration" if before[-1:] == ["type"] else "expected type"


def holder(symbols: Sequence[str]) -> str:
    """The list of items that the top of a stack lies in, when nothing of the item has been read before it."""
    if symbols and symbols[-1] == ";":
        symbols = symbols[:-1]
    if symbols[-2:] == ["interface", "{"]:
        return "interface_elements"
    return symbols[-1] if symbols else ""


def _enclosing(symbols: Sequence[str], parser: Parser, text: str) -> Place:
    """A construct is complete; what surrounds it?"""
    tables = parser.tables
    at = _innermost(symbols)
    if at < 0:
        return "after top level declaration", -1
    symbol, content = symbols[at], symbols[at + 1 :]
    if symbol in ("case", "default") and ":" in content:  # in the first statement of the clause
        symbol, content = "statement_list", content[content.index(":") + 1 :]
    is_list = _is_list(content, parser)
    if symbol in _HEADERS:
        return ("expected := or = or comma" if is_list else _in_header(symbol, content)), -1
    if symbol in ("case", "default"):
        select = tables.expects(parser.states[at + 1], "simple_statement")
        return ("expected := or = or comma" if select and is_list else "expected :"), -1
    after_statement = "expected := or = or comma" if is_list else "at end of statement"
    if symbol == "statement_list":
        return after_statement, -1
    if symbol == "[" and symbols[at - 1] == "IDENT" and holder(symbols[: at - 1]) == "interface_elements":
        return _GENERIC_METHOD, parser.values[at]
    row = next((row for row in _OPEN if row[0] == symbol and tables.expects(parser.states[at + 1], row[1])), None)
    if row is None:
        return after_statement, -1
    _, inside, message = row
    if inside == "expression_list" and symbol == "[":
        return ("expected ]" if {",", ":"} & set(content) else message), -1
    if message == "expected ]" and text == "comma":
        return "unexpected comma; expected ]", -1
    return message, -1


def _innermost(symbols: Sequence[str]) -> int:
    """The index of the innermost open bracket, header, clause or statement list; -1 at the top level."""
    closed = 0
    for at in range(len(symbols) - 1, -1, -1):
        symbol = symbols[at]
        if symbol in _PARTNER:
            closed += 1
        elif symbol in _OPENERS:
            if not closed:
                return at
            closed -= 1
        elif not closed and (symbol in _HEADERS or symbol in ("case", "default", "statement_list")):
            if symbol in _HEADERS and {"body", "BODY"} & set(symbols[at:]):
                continue
            return at
    return -1


def _in_header(keyword: str, content: Sequence[str]) -> str:
    """Behind a complete part of the header of `if`, `for` or `switch`."""
    semicolons = content.count(";")
    if semicolons == 0 and "range" not in content and content != ["range_clause"]:
        return "expected {"
    if keyword == "for" and semicolons == 1:
        return f"expected {_SEMICOLON}"
    if keyword == "switch":
        return "missing { after switch clause"
    return f"expected {{ after {_HEADERS[keyword]}"


def _is_list(content: Sequence[str], parser: Parser) -> bool:
    """Whether the symbols end in `a, b` that nothing has made a statement of."""
    tail = list(content)
    if ";" in tail:
        tail = tail[len(tail) - tail[::-1].index(";") :]
    if tail == ["expression_list"]:
        return len(parser.values[-1]) > 1
    return tail[:2] == ["expression_list", ","] and not {"=", ":="} & set(tail)
