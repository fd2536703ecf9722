"""`bindery lsp`: the language server on standard input and output."""

import gc
from collections.abc import Sequence

from server.cli.flags import UsageError, parse_flags


def run(args: Sequence[str]) -> int:
    """Serve until the client says exit."""
    if parse_flags(args, ()).args:
        raise UsageError("lsp takes no arguments")
    gc.disable()
    from server.lsp import main  # pygls takes half a second to import

    # What was imported lives as long as the server: no look for garbage ever has to go through it.
    gc.freeze()
    gc.enable()
    return main()


def describe() -> str:
    """The long help."""
    return "Lsp runs the language server. Editors start it; it speaks the protocol on standard input and output.\n"
