"""Tests of the linker: small modules of LLVM IR are compiled, linked, read back and run."""
