"""`...` in package patterns. Source: `go help packages`."""

import re
from collections.abc import Callable


def wildcard(pattern: str) -> Callable[[str], bool]:
    """`...` stands for any text; `x/...` matches x as well."""
    text = re.escape(pattern).replace(re.escape("..."), ".*")
    if text.endswith("/.*"):
        text = text.removesuffix("/.*") + "(/.*)?"
    expression = re.compile(f"{text}\\Z")
    return lambda path: expression.match(path) is not None
