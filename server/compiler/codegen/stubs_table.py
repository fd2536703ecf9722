"""Machine words of the assembly stubs, by architecture and link name.

Written by `runtime/asm/assemble.py` from the sources beside it; do not edit.
"""

from typing import Final

STUBS: Final[dict[str, dict[str, str]]] = {
    "amd64": {
        "runtime.syscall6": "4889f84889f74889d64889ca4d89c24d89c84c8b4c24080f05c3",
        "runtime.sigreturn": "b80f0000000f050f0b",
        "runtime.callOnStack": "4889fc31edffd60f0b",
    },
    "arm64": {
        "runtime.syscall6": "e80300aae00301aae10302aae20303aae30304aae40305aae50306aa010000d4c0035fd6",
        "runtime.sigreturn": "681180d2010000d4000020d4",
        "runtime.callOnStack": "1f000091fd031faafe031faa20003fd6000020d4",
    },
}
