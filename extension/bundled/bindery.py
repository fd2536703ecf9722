"""Runs `bindery` with the packages that came with the extension: `python -I -S -X utf8 bindery.py COMMAND...`.

`site` beside this file holds them. Their extension modules are there for several versions of Python, told apart by
their names, so whether a Python is served is asked of the file system (`--objection` exits with the answer). Written in
words that old versions of Python can read: one of them has to say that it is too old.

Invariant: nothing of the Python's own environment is imported but its standard library (-I, -S), and processes that the
server starts are started alike (server/build/interpreter.py).
"""

import os
import sys

SITE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "site")
OLDEST = (3, 11)
PARTS = ("_ctypes", "_lzma", "_socket", "mmap", "zlib")  # of the standard library, which some systems package apart
WITNESS = os.path.join("msgspec", "_core")  # an extension module that is made for each version


def objection():
    """Why this Python cannot run the server; empty when it can."""
    version = "Python %d.%d" % sys.version_info[:2]
    if sys.version_info < OLDEST:
        return "%s is too old, %d.%d is needed" % ((version,) + OLDEST)
    from importlib.machinery import EXTENSION_SUFFIXES
    from importlib.util import find_spec

    if not os.path.exists(os.path.join(SITE, WITNESS + EXTENSION_SUFFIXES[0])):
        return "%s (%s) is not among those that this package serves" % (version, EXTENSION_SUFFIXES[0].strip("."))
    missing = [name for name in PARTS if find_spec(name) is None]
    return "%s lacks modules of its standard library: %s" % (version, ", ".join(missing)) if missing else ""


if __name__ == "__main__":
    reason = objection()
    if reason or sys.argv[1:] == ["--objection"]:
        sys.exit(reason or None)
    sys.path.insert(0, SITE)
    from server.cli import main

    sys.exit(main())
