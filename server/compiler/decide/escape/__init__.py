"""Escape analysis on the typed tree: which variables and allocations must live on the heap, and why."""
