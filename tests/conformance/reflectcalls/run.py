"""Functions of random types, called in every way that package reflect has: what our binaries print is what gc's print.

`run.py [SEED] [COUNT]` takes that many functions; the default is 500 from a fixed seed. Each target is tried, others
than this machine under qemu, and once with a collection at every 101st allocation.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.driver import build
from server.build.request import BuildRequest
from server.garbage import collect_rarely
from server.target import TARGETS, Target
from tests.conformance.oracle import go_command
from tests.run.oracle import build_with_oracle, lay_out_module
from tests.run.signatures import SignatureGenerator

SEED: Final = 11
COUNT: Final = 500
STRESS: Final = "gcstress=101,gcverify=1"
_NATIVE: Final = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


def output(command: list[str | Path], settings: str = "") -> str:
    """What a program prints."""
    env = {**os.environ, "GODEBUG": settings}
    done = subprocess.run(command, capture_output=True, timeout=600, check=False, env=env)
    return f"{done.returncode}\n{done.stderr.decode()}"


def differences(text: str, expected: str) -> list[str]:
    """Lines that differ."""
    pairs = zip(text.splitlines(), expected.splitlines())
    found = [f"{ours!r}, gc {theirs!r}" for ours, theirs in pairs if ours != theirs]
    return found or ([] if text == expected else ["one output goes on"])


def try_target(target: Target, root: Path, expected: str) -> list[str]:
    """Build the program for a target and run it; what differs from gc."""
    out = root / target.goarch
    out.mkdir()
    result = build(BuildRequest(["./..."], root / "module", target, output=f"{out}/", jobs=os.cpu_count() or 1))
    if result.diagnostics:
        return [diagnostic.message for diagnostic in result.diagnostics]
    command: list[str | Path] = [out / "signatures"] if target.goarch == _NATIVE else [target.qemu, out / "signatures"]
    found = differences(output(command), expected)
    return found or (differences(output(command, STRESS), expected) if target.goarch == _NATIVE else [])


def main() -> int:
    """Try all targets; 1 if one differs."""
    collect_rarely()
    given = [int(text) for text in sys.argv[1:3]]
    seed, count = (*given, *(SEED, COUNT)[len(given) :])
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        program = root / "signatures.go"
        program.write_text(SignatureGenerator(seed, count).program())
        (root / "module").mkdir()
        lay_out_module([program], root / "module")
        build_with_oracle(go_command(), root / "module", root / "gc")
        expected = output([root / "gc" / "signatures"])
        for target in TARGETS:
            if target.goarch != _NATIVE and shutil.which(target.qemu) is None:
                print(f"{target.name}: {target.qemu} is not installed")
                continue
            found = try_target(target, root, expected)
            failed += bool(found)
            print(*found[:10], sep="\n", end="\n" if found else "")
            print(f"RESULT {count} functions of random types on {target.name}: {len(found)} lines differ (target 0)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
