"""What the compiler cannot turn into code yet, and what it refuses after type checking."""

from typing import Final

from server.diagnostics.data import Row

NOT_SUPPORTED: Final = Row(
    "NotSupportedYet",
    "not supported yet: {0}",
    "package main\n\nfunc main() { defer println() }\n",
)
