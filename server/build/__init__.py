"""The driver: what to build, from which files, in which order, in which processes, and what is remembered of it."""
