"""Decisions on the typed tree: what is inlined, and what may live on the stack."""
