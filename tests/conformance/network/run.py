"""Programs about what surrounds a program: sockets, TLS, HTTP/2, other processes, threads, profiles, testing/synctest.

Each of `programs/` is built by us and by gc and run by turns; exit code and output are to be equal. Files `*.pprof`
that a program writes are read by gc's `go tool pprof`: functions of the program that have a share of `SHARE` percent
and more in gc's are to be in ours. Arguments name programs; `-goarch arm64` (or riscv64) builds them for that processor
and runs them in an emulator, all but those that count processor time. Failures are compared with `known_failures.txt`.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.target import MACHINES, find_target
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command, oracle_environment
from tests.run.oracle import build_with_oracle, lay_out_module

HERE: Final = Path(__file__).parent
PROGRAMS: Final = {path.stem: path for path in sorted((HERE / "programs").glob("*.go"))}
TIMED: Final = {"pages", "profiles"}
TIME_LIMIT: Final = 300  # seconds
SHARE: Final = 20.0
_ROW: Final = re.compile(r"([\d.]+)%\s+(main\.\S+)(?: \(inline\))?$", re.MULTILINE)


def outcome(command: Sequence[str | Path], folder: Path) -> str:
    """Exit code and output of a program that runs in a folder."""
    folder.mkdir()
    try:
        done = subprocess.run(
            command, cwd=folder, text=True, errors="replace", timeout=TIME_LIMIT, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"still running after {TIME_LIMIT} s"
    return f"exit code {done.returncode}\n{done.stdout}"


def leading_functions(profile: Path) -> set[str]:
    """The functions of package main that have a share in a profile, as gc's tool reads it."""
    done = subprocess.run(
        [go_command(), "tool", "pprof", "-top", profile],
        env=oracle_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {name for share, name in _ROW.findall(done.stdout) if float(share) >= SHARE}


def differences(ours: Sequence[str | Path], theirs: Path, folder: Path) -> list[str]:
    """What is not as with gc when a program runs."""
    found, wanted = outcome(ours, folder / "ours"), outcome([theirs], folder / "theirs")
    different = [] if found == wanted else [f"-- ours:\n{found}\n-- gc:\n{wanted}"]
    for profile in sorted((folder / "theirs").glob("*.pprof")):
        missing = leading_functions(profile) - leading_functions(folder / "ours" / profile.name)
        if missing:
            different.append(f"{profile.name} lacks {' '.join(sorted(missing))}")
    return different


def build_both(names: Sequence[str], folder: Path, goarch: str) -> tuple[Path, Path]:
    """Folders of the programs built by us for linux on `goarch`, and by gc for this machine."""
    lay_out_module([PROGRAMS[name] for name in names], folder)
    ours, theirs = folder / "ours", folder / "theirs"
    environment = {**oracle_environment(), "GOOS": "linux", "GOARCH": goarch, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-m", "server", "build", "-o", f"{ours}/", "./..."]
    subprocess.run(command, cwd=folder, check=True, env=environment)
    build_with_oracle(Path(go_command()), folder, theirs)
    return ours, theirs


def main() -> int:
    """Run the programs; 1 if one fails that is not known to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-goarch", choices=MACHINES, default="amd64")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    target = find_target("linux", options.goarch)
    assert target is not None
    emulator = [] if options.goarch == "amd64" else [f"{target.qemu}-static"]
    names = options.names or sorted(PROGRAMS.keys() - (TIMED if emulator else set()))
    failed = []
    with tempfile.TemporaryDirectory() as place:
        module = Path(place, "module")
        module.mkdir()
        ours, theirs = build_both(names, module, options.goarch)
        for name in names:
            folder = Path(place, name)
            folder.mkdir()
            different = differences([*emulator, ours / name], theirs / name, folder)
            if different:
                failed.append(name)
                print(f"== {name}", *different, sep="\n")
    good = f"{len(names) - len(failed)} of {len(names)} (all)"
    print(f"RESULT programs with sockets, processes and profiles, {options.goarch}: {good}")
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
