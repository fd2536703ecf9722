"""Machine words of the assembly stubs, by architecture and link name.

Written by `runtime/asm/assemble.py` from the sources beside it; do not edit.
"""

from typing import Final

STUBS: Final[dict[str, dict[str, str]]] = {
    "amd64": {
        "runtime.syscall6": "4889f84889f74889d64889ca4d89c24d89c84c8b4c24080f05c3",
        "runtime.sigreturn": "b80f0000000f050f0b",
        "runtime.callOnStack": "4889fc31edffd60f0b",
        "runtime.setjmp": "48891f48896f084c8967104c896f184c8977204c897f28488d44240848894730488b04244889473831c0c3",
        "runtime.longjmp": "488b1f488b6f084c8b67104c8b6f184c8b77204c8b7f28488b6730b801000000ff6738",
    },
    "arm64": {
        "runtime.syscall6": "e80300aae00301aae10302aae20303aae30304aae40305aae50306aa010000d4c0035fd6",
        "runtime.sigreturn": "681180d2010000d4000020d4",
        "runtime.callOnStack": "1f000091fd031faafe031faa20003fd6000020d4",
        "runtime.setjmp": (
            "135000a9155801a9176002a9196803a91b7004a91d7805a9e1030091013000f908a4066d0aac076d0cb4086d0ebc096d"
            "000080d2c0035fd6"
        ),
        "runtime.longjmp": (
            "135040a9155841a9176042a9196843a91b7044a91d7845a9013040f93f00009108a4466d0aac476d0cb4486d0ebc496d"
            "200080d2c0035fd6"
        ),
    },
}
