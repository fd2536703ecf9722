"""Makes the packs of the standard library that the wheel carries (`server/_pack`), one per target.

    python scripts/make_packs.py

The first run takes a quarter of an hour of two processors; what it compiles stays in `build-out/pack-cache`, so that
another run compiles what has changed. Modules are compiled first where there is a C compiler (`build-out/compiled`,
which the build hook takes into the wheel). The source is the bundled one, whatever GOROOT the machine has.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from compile_modules import ROOT, compile_modules, has_compiler

_OUT = ROOT / "build-out"
_ARCHITECTURES = ("amd64", "arm64")
_LIMIT = "20G"  # of the cache, which must hold all of it


def main() -> int:
    """Make them all, one after the other: each uses all processors."""
    product = _product()
    for arch in _ARCHITECTURES:
        print(f"linux/{arch}", flush=True)
        pack = ROOT / "server/_pack" / f"linux_{arch}.pack"
        command = [sys.executable, "-P", "-m", "server", "cache", "pack", "-o", str(pack), "std"]
        code = subprocess.run(command, cwd=_OUT, env=_environment(product, arch), check=False).returncode
        if code:
            return code
    return 0


def _product() -> Path:
    """A copy of the product whose modules are compiled; the checkout where there is no compiler."""
    if not has_compiler():
        return ROOT
    folder = _OUT / "compiled"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print("compiling modules", flush=True)
    compile_modules(folder)
    shutil.copytree(ROOT / "runtime", folder / "runtime")
    shutil.copytree(ROOT / "server/_std", folder / "server/_std")
    return folder


def _environment(product: Path, arch: str) -> dict[str, str]:
    """Of a build that depends on nothing that the user has set."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PATH": "",  # no `go` of the machine
        "PYTHONPATH": str(product),
        "BINDERY_CACHE": str(_OUT / "pack-cache"),
        "BINDERY_CACHE_LIMIT": _LIMIT,
        "BINDERY_DAEMON": "off",
        "BINDERY_PACK": "off",
        "GOENV": "off",
        "GOOS": "linux",
        "GOARCH": arch,
        "GOTOOLCHAIN": "local",
    }


if __name__ == "__main__":
    sys.exit(main())
