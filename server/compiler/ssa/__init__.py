"""Naive IR in, optimised SSA out: one pass per file, rows of the table in `passes.py`."""
