"""The linker: objects in, one static executable and the account of its bytes out. `link.py` shows the passes."""
