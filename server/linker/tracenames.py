"""What traces call a function: without type arguments, so that all instances of a generic function have one name.

Source: runtime/traceprint.go (`typeArguments`), as gc's runtime does.
"""


def trace_name(name: str) -> str:
    """`main.F[...]` for `main.F[int]`; a name without brackets stays."""
    start, end = name.find("["), name.rfind("]") + 1
    return f"{name[:start]}[...]{name[end:]}" if 0 <= start < end else name
