"""Syntax errors, in gc's wording.

Source: the messages that gc 1.27.3 prints.
"""

from typing import Final

from server.diagnostics.data import Row


def _row(template: str, example: str) -> Row:
    return Row("SyntaxError", template, example)


# A token that does not fit: the token in words, and what would have fitted or where it stands.
UNEXPECTED: Final = _row("syntax error: unexpected {0}{1}", "package p\nvar x = )\n")
# A token that does not fit where gc has a sentence of its own.
SYNTAX: Final = _row("syntax error: {0}", "package p\nx := 1\n")

MISSING_PARAMETER_NAME: Final = _row("syntax error: missing parameter name", "package p\nfunc f(a int, []string)\n")
MISSING_PARAMETER_TYPE: Final = _row("syntax error: missing parameter type", "package p\nfunc f(a int, b)\n")
MISSING_TYPE_PARAMETER_NAME: Final = _row(
    "syntax error: missing type parameter name", "package p\nfunc f[P any, []int]()\n"
)
MISSING_NAME_OR_LENGTH: Final = _row(
    "syntax error: missing type parameter name or invalid array length", "package p\ntype T[P[int]] int\n"
)
NO_TYPE_PARAMETERS: Final = _row("syntax error: empty type parameter list", "package p\nfunc f[]()\n")
GENERIC_FUNCTION_TYPE: Final = _row(
    "syntax error: function type must have no type parameters", "package p\nvar f = func[P any]() {}\n"
)
GENERIC_METHOD: Final = _row(
    "interface method must have no type parameters", "package p\ntype T interface{ m[P any]() }\n"
)
EMPTY_METHOD_LIST: Final = _row("empty type {0} list", "package p\ntype T interface{ m[]() }\n")
MISSING_CONSTRAINT: Final = _row("syntax error: missing type constraint", "package p\nfunc f[P any, Q]()\n")
DOTS_NOT_FINAL: Final = _row("can only use ... with final parameter", "package p\nfunc f(a ...int, b int)\n")
DOTS_INVALID: Final = _row("invalid use of ...", "package p\nfunc f() (...int)\n")
NO_RECEIVER: Final = _row("method has no receiver", "package p\nfunc () m() {}\n")
MANY_RECEIVERS: Final = _row("method has multiple receivers", "package p\ntype T int\nfunc (a, b T) m() {}\n")
PARENTHESISED_CALL: Final = _row("expression in {0} must not be parenthesized", "package p\nfunc f() { defer (f()) }\n")
PARENTHESISED_LITERAL_TYPE: Final = _row(
    "syntax error: cannot parenthesize type in composite literal", "package p\ntype T struct{}\nvar x = (T){}\n"
)
MISSING_CONDITION: Final = _row(
    "syntax error: missing condition in if statement", "package p\nfunc f() { if x := 1; {} }\n"
)
NOT_A_VALUE: Final = _row("syntax error: cannot use {0} as value", "package p\nfunc f(x int) { if x = 1 {} }\n")
MISSING_STATEMENT: Final = _row(
    "syntax error: missing statement after label", "package p\nfunc f() { switch { case true: L: case false: } }\n"
)
MIDDLE_INDEX: Final = _row("middle index required in 3-index slice", "package p\nvar x = y[::1]\n")
FINAL_INDEX: Final = _row("final index required in 3-index slice", "package p\nvar x = y[:1:]\n")
DECLARE_IN_POST: Final = _row(
    "syntax error: cannot declare in post statement of for loop",
    "package p\nfunc f() { for i := 0; i < 1; j := 1 {} }\n",
)
MISORDERED_IMPORT: Final = _row(
    "syntax error: imports must appear before other declarations", 'package p\nvar x int\nimport "fmt"\n'
)
RANGE_VARIABLES: Final = Row(
    "InvalidIterVar",
    "range clause permits at most two iteration variables",
    "package p\nfunc f(m map[int]int) { for a, b, c := range m {} }\n",
)
LEXICAL: Final = _row("{0}", "package p\nvar x = 'ab'\n")
# gc has no such limit; ours keeps later stages, which walk trees recursively, safe.
TOO_DEEP: Final = Row("TooDeep", "nested too deeply (more than {0} levels)", "")
