"""Functions of the standard library that are made of the processor's own instructions."""
