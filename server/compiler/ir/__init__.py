"""The IR as data: ops table, functions, printer and verifier. Naive IR and SSA are one language; see `func.py`."""
