"""Checks the wheel: its parts, and that what it installs runs.

    python scripts/check_wheel.py FILE.whl [--without-packs]

It is installed into a folder of its own, without what it depends on, which this environment has.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from check_vsix import Wrong

_PARTS = (
    *(f"server/{name}" for name in ("__main__.py", "_runtime/proc.go", "_std/std.tar.xz", "_std/std.tar.xz.sha256")),
    "server/compiler/syntax/go.lark",
)
_PACKS = tuple(f"server/_pack/linux_{arch}.pack" for arch in ("amd64", "arm64"))


def main() -> int:
    """Check it; 1 when it is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--without-packs", action="store_true", help="the packs of the standard library may be missing")
    options = parser.parse_args()
    try:
        print(f"{options.wheel.name}: {check(options.wheel, not options.without_packs)}")
    except Wrong as wrong:
        print(f"{options.wheel.name}: {wrong}", file=sys.stderr)
        return 1
    return 0


def check(wheel: Path, with_packs: bool) -> str:
    """What was found, in a line. Raises Wrong."""
    with zipfile.ZipFile(wheel) as archive:
        missing = {*_PARTS, *(_PACKS if with_packs else ())} - set(archive.namelist())
    if missing:
        raise Wrong(f"missing: {', '.join(sorted(missing))}")
    with tempfile.TemporaryDirectory() as folder:
        install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
        _run([*install, "--no-compile", "--target", folder, str(wheel.resolve())], folder)
        boot = "import sys; sys.path.insert(0, sys.argv[1]); from server.cli import main; sys.exit(main(sys.argv[2:]))"
        version = _run([sys.executable, "-P", "-c", boot, folder, "version"], folder)
        entry = (Path(folder) / "bin" / "bindery").exists()
    if not entry:
        raise Wrong("it installs no command bindery")
    return f"{wheel.stat().st_size / 1e6:.1f} MB, {version.strip()}"


def _run(command: list[str], folder: str) -> str:
    result = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if result.returncode:
        raise Wrong(f"{' '.join(command)}: {result.stderr.strip()}")
    return result.stdout


if __name__ == "__main__":
    sys.exit(main())
