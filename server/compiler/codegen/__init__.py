"""Code generation: IR to LLVM IR text, and that to objects. `emit.py` is the way in, `compile.py` the way out."""
