"""Test programs: what they are made of, how they are built and run, and what is remembered of their results."""
