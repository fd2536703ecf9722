"""The language server: pygls around snapshots and features. `main` serves one client over standard input and output."""

from server.lsp.server import main

__all__ = ["main"]
