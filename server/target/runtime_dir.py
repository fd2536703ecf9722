"""Where the Go sources of our runtime are: the one place that knows a checkout from an installed wheel."""

import hashlib
from functools import cache
from pathlib import Path

_SERVER = Path(__file__).parent.parent


def runtime_sources() -> Path:
    """The folder of package runtime: beside `server/` in a checkout, inside it in a wheel."""
    installed = _SERVER / "_runtime"
    return installed if installed.is_dir() else _SERVER.parent / "runtime"


@cache
def runtime_hash() -> str:
    """sha256 over names and contents of the runtime's Go files: an edit of the runtime changes every binary."""
    digest = hashlib.sha256()
    root = runtime_sources()
    for path in sorted(root.rglob("*.go")):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
