"""Diagnostics: the table of what can be wrong, the collector, and rendering. A leaf above `source` alone."""
