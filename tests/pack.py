"""Fills the pack that tests build with: the standard library as programs of the tests need it, for two targets, and for
this machine what test programs need.

`make test` runs it first; without it every test that builds with a cache of its own compiles the runtime anew. The pack
is a cache like any other (BINDERY_PACK), so that what is out of date in it is merely not found.

Run: python -m tests.pack
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from server.target import TARGETS
from tests.cli.bindery import environment

PACK = Path(__file__).resolve().parents[1] / "build-out" / "test-pack"
_IMPORTS = (
    "bufio bytes cmp container/heap container/list context embed errors flag fmt io io/fs iter log maps math math/bits "
    "os os/exec os/signal path/filepath reflect regexp runtime/debug slices sort strconv strings sync sync/atomic time "
    "unicode unique weak"
)
# The targets that tests build large programs for; for the others a few small ones must do (tests/run/test_riscv64.py).
PACKED = tuple(target for target in TARGETS if target.goarch in ("amd64", "arm64"))
_LIMIT = 1 << 30  # bytes; an older pack that has grown beyond goes away


def main() -> int:
    """Fill it for both targets at once."""
    if PACK.is_dir() and sum(path.stat().st_size for path in PACK.rglob("*") if path.is_file()) > _LIMIT:
        shutil.rmtree(PACK)
    imports = "".join(f'import _ "{path}"\n' for path in _IMPORTS.split())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.go").write_text(
            f'package main\n\n{imports}import "fmt"\n\nfunc main() {{ fmt.Println(1) }}\n'
        )
        command = [sys.executable, "-P", "-m", "server", "build", "-p", "1", "-o"]
        runs = [
            subprocess.Popen(
                [*command, arch, "main.go"], cwd=folder, env=environment(PACK, {"GOOS": "linux", "GOARCH": arch})
            )
            for arch in (target.goarch for target in PACKED)
        ]
        code = max([run.wait() for run in runs])
        Path(folder, "main_test.go").write_text('package main\n\nimport _ "testing"\n')
        # Afterwards, since it needs most of what the others do.
        test = [sys.executable, "-P", "-m", "server", "test", "-p", "1", "main.go", "main_test.go"]
        return code or subprocess.run(test, cwd=folder, env=environment(PACK), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
