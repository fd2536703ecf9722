"""Inlining: what functions cost, which of them can be inlined, and what becomes of each call."""
