"""What the reduction of each alternative of `go.lark` builds: one function per action name.

An action takes the values of the right side's symbols, left to right, and returns the value of the left side. The
value of a token is its byte offset, except: an identifier is its `Ident`, a literal its `BasicLit`, and a token whose
text matters (`+`, `+=`, `break`, `type`, ...) a pair of offset and text. An action that finds its construct wrong
raises `MalformedError`, which carries the problem and the node to go on with.
"""

from collections.abc import Callable
from typing import Any, Final

from server.compiler.syntax.actions import declarations, expressions, fields, statements, types

Action = Callable[..., Any]

ACTIONS: Final[dict[str, Action]] = {
    **types.ACTIONS,
    **fields.ACTIONS,
    **expressions.ACTIONS,
    **statements.ACTIONS,
    **declarations.ACTIONS,
}
