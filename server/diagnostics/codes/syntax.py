"""Syntax errors, in gc's wording.

Source: wording measured from the messages that gc 1.27.3 prints.
"""

from typing import Final

from server.diagnostics.data import Row

UNEXPECTED: Final = Row("SyntaxError", "syntax error: unexpected {0}{1}", "package p\nvar x = )\n")
SYNTAX: Final = Row("SyntaxError", "syntax error: {0}", "package p\nx := 1\n")
MISSING_PARAMETER_NAME: Final = Row(
    "SyntaxError", "syntax error: missing parameter name", "package p\nfunc f(a int, []string)\n"
)
MISSING_PARAMETER_TYPE: Final = Row(
    "SyntaxError", "syntax error: missing parameter type", "package p\nfunc f(a int, b)\n"
)
MISSING_CONSTRAINT: Final = Row(
    "SyntaxError", "syntax error: missing type constraint", "package p\nfunc f[P any, Q]()\n"
)
EXPECTED_ASSIGNMENT: Final = Row(
    "SyntaxError", "syntax error: unexpected {0}, expected := or = or comma", "package p\nfunc f() { a, b }\n"
)
MISSING_CONDITION: Final = Row(
    "SyntaxError", "syntax error: missing condition in if statement", "package p\nfunc f() { if x := 1; {} }\n"
)
NOT_A_VALUE: Final = Row(
    "SyntaxError", "syntax error: cannot use {0} as value", "package p\nfunc f(x int) { if x = 1 {} }\n"
)
DECLARE_IN_POST: Final = Row(
    "SyntaxError",
    "syntax error: cannot declare in post statement of for loop",
    "package p\nfunc f() { for i := 0; i < 1; j := 1 {} }\n",
)
RANGE_VARIABLES: Final = Row(
    "InvalidIterVar",
    "range clause permits at most two iteration variables",
    "package p\nfunc f(m map[int]int) { for a, b, c := range m {} }\n",
)
TOO_DEEP: Final = Row("TooDeep", "nested too deeply (more than {0} levels)", "")
LEXICAL: Final = Row("SyntaxError", "{0}", "package p\nvar x = 'ab'\n")
