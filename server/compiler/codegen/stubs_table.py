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
        "runtime.setThreadPointer": "4889febf02100000b89e0000000f05c3",
        "runtime.setStackLimit": "6448893c25f0ffffffc3",
        "runtime.clone": "4989c94989d031d24531d2b8380000000f054885c07401c331ed41ffd10f0b",
        "runtime.gswitch": (
            "55534154415541564157488967106448893425f8ffffff488b46086448890425f0ffffff488b6610415f415e415d415c5b5dc3"
        ),
        "runtime.morestack": (
            "4889e74889ee488b142464488b0425f8ffffff488b4018488b08488b61104883e4f06448c70425f0ffffff0000000031"
            "edff50080f0b"
        ),
        "runtime.sigresume": "4889fcb80f0000000f050f0b",
        "syscall.rawVforkSyscall": (
            "4889f84889f74889d64889ca4531d24531c041590f05415131d2483d01f0ffff720d48f7d84889c248c7c0ffffffffc3"
        ),
        "runtime.pause": "f390c3",
        "runtime.callRegisters": (
            "554889e5534883ec084889fb488b4320488928488b4b18488d41014883e0fe48c1e0034829c4488b7310eb08488b04ce"
            "488904cc4883e90173f2488b7b28488b7330488b5338488b4b404c8b43484c8b4b50f20f104368f20f104b70f20f1053"
            "78f20f109b80000000f20f10a388000000f20f10ab90000000f20f10b398000000f20f10bba00000004c8b5308ff1348"
            "8943284889533048894b38f20f114368f20f114b70488d65f85b5dc3"
        ),
        "runtime.callWithRoom": "554889e54883c70f4883e7f04829fc4889e74989f2ff164889ec5dc3",
        "runtime.Breakpoint": "ccc3",
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
        "runtime.setThreadPointer": "fc0300aac0035fd6",
        "runtime.setStackLimit": "800700f9c0035fd6",
        "runtime.clone": (
            "e90303aaea0302aae2031faae3031faae4031faa881b80d2010000d4400000b4c0035fd6fc030aaafd031faafe031faa"
            "20013fd6000020d4"
        ),
        "runtime.gswitch": (
            "ff8302d1fd7b00a9f35301a9f55b02a9f76303a9f96b04a9fb7305a9e827066dea2f076dec37086dee3f096de2030091"
            "020800f9220840f95f000091fc0301aafd7b40a9f35341a9f55b42a9f76343a9f96b44a9fb2b40f9e827466dea2f476d"
            "ec37486dee3f496dff830291c0035fd6"
        ),
        "runtime.morestack": (
            "e0030091e1031daae2031eaa850f40f9a30040f9630840f963ec7c927f0000919f0700f9fd031faafe031faaa40440f9"
            "80003fd6000020d4"
        ),
        "runtime.sigresume": "1f000091681180d2010000d4000020d4",
        "syscall.rawVforkSyscall": (
            "e80300aae00301aae10302aae20303aae3031faae4031faae5031faa010000d4e1031faa1ffc3fb163000054e10300cb"
            "00008092c0035fd6"
        ),
        "runtime.pause": "3f2003d5c0035fd6",
        "runtime.callRegisters": (
            "fd7bbea9fd030091f30b00f9f30300aa611240f9e2031daa220000f9630e40f96404009184f87f92ff6f24cb650a40f9"
            "e603009103000014a77863f8c77823f8630400f1a2ffff54690240f96f0640f9608642a9628e43a9649644a9669e45a9"
            "6086466d628e476d6496486d669e496d20013fd6608602a9628e03a9649604a9669e05a96086066d628e076d6496086d"
            "669e096dbf030091f30b40f9fd7bc2a8c0035fd6"
        ),
        "runtime.callWithRoom": (
            "fd7bbfa9fd030091003c009100ec7c92ff6320cbe0030091ef0301aa290040f920013fd6bf030091fd7bc1a8c0035fd6"
        ),
        "runtime.Breakpoint": "000020d4c0035fd6",
    },
}
