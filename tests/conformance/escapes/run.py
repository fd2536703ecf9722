"""Escape analysis against gc, with inlining on: `tests/conformance/decisions/escape.py` as a suite of its own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.conformance.decisions.escape import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
