"""How Python is started again: as we were ourselves, and with safe paths.

The server that comes with the extension runs with its own packages and the standard library alone (`-I -S`); what it
starts must not take others. Elsewhere the environment's packages are needed, so there -P alone keeps the current
directory out.
"""

import sys


def python_command(code: str, *arguments: str) -> list[str]:
    """The command line that runs `code`, the folder that holds `server` being its first argument or in the code."""
    alone = ["-I", "-S"] if sys.flags.isolated and sys.flags.no_site else []
    encoding = ["-X", "utf8"] if sys.flags.utf8_mode else []
    return [sys.executable, *alone, *encoding, "-P", "-c", code, *arguments]
