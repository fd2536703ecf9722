"""The benches of parser and checker with these modules compiled by mypyc, as in the wheel.

Compiling takes some minutes the first time; tests/compiled.py keeps what comes of it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.compiled import CAN_COMPILE, compiled_copy


def main() -> None:
    """Run them, one after the other."""
    if not CAN_COMPILE:
        print("no C compiler, so the wheel would not be compiled either")
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = compiled_copy(Path(folder), optimise=True)
        for name in ("bench_parse", "bench_check"):
            subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], cwd=folder, env=environment, check=True)


if __name__ == "__main__":
    main()
