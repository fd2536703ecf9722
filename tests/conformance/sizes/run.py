"""Sizes of programs beside gc's, and the account of each file: its rows add up to its size, to the byte.

Each program of `programs/` is built by us for all targets, plain, with -w and with -s -w, and by gc for linux/amd64
with -s -w. The programs `status` (http.StatusText alone) and `fmt` say what an import costs that is hardly used;
`generics` says what instances cost, in bytes of text. Arguments name programs.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from elftools.elf.elffile import ELFFile

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.target import TARGETS
from tests.conformance.oracle import go_command, oracle_environment

PROGRAMS: Final = sorted((Path(__file__).parent / "programs").glob("*.go"))
FLAGS: Final = ("", "-w", "-s -w")
STRIPPED: Final = "-s -w"


def bindery(args: Sequence[str], cache: str, goarch: str = "amd64") -> str:
    """What a run of the command prints."""
    settings = {"GOOS": "linux", "GOARCH": goarch, "PYTHONPATH": str(ROOT), "BINDERY_CACHE": cache}
    command = [sys.executable, "-P", "-m", "server", *args]
    environment = {**oracle_environment(), **settings}
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout


def build(source: Path, output: Path, flags: str, goarch: str, cache: str) -> bytes:
    """A program of ours."""
    bindery(["build", "-no-daemon", f"-ldflags={flags}", "-o", str(output), str(source)], cache, goarch)
    return output.read_bytes()


def build_with_gc(source: Path, output: Path) -> bytes:
    """The program that gc makes."""
    command = [go_command(), "build", f"-ldflags={STRIPPED}", "-o", output, source]
    subprocess.run(command, check=True, env=oracle_environment(GOOS="linux", GOARCH="amd64"))
    return output.read_bytes()


def difference(output: Path, size: int, cache: str) -> int:
    """Bytes by which the account of a file is off; the linker's own account, not an estimate."""
    account = json.loads(bindery(["size", "-json", str(output)], cache))
    if account["estimated"]:
        raise SystemExit(f"the map of {output} is not in the cache")
    return abs(sum(row["size"] for row in account["symbols"]) - size)


def text_of(image: bytes) -> int:
    """Bytes of a program's text."""
    return int(ELFFile(BytesIO(image)).get_section_by_name(".text")["sh_size"])


def measure(programs: Sequence[Path], folder: Path, cache: str) -> int:
    """Build, print; how many accounts are off."""
    off = count = 0
    stripped: dict[str, int] = {}
    for source in programs:
        for target in TARGETS:
            for flags in FLAGS:
                output = folder / f"{source.stem}.{target.goarch}{flags.replace(' ', '')}"
                image = build(source, output, flags, target.goarch, cache)
                count += 1
                off += difference(output, len(image), cache) != 0
                if target is TARGETS[0] and flags == STRIPPED:
                    gc = build_with_gc(source, folder / "gc")
                    stripped[source.stem] = len(image)
                    print(f"RESULT {source.stem}: {len(image):,} bytes, {len(image) / len(gc):.2f} of gc's {len(gc):,}")
                    if source.stem == "generics":
                        ours, theirs = text_of(image), text_of(gc)
                        print(f"RESULT text of generics: {ours:,}, {ours / theirs:.2f} times gc's {theirs:,} (1.3)")
    if {"status", "fmt"} <= stripped.keys():
        print(f"RESULT http.StatusText adds {stripped['status'] - stripped['fmt']:,} bytes to hello (20,000)")
    print(f"RESULT accounts that do not add up to the size of the file: {off} of {count} (0)")
    return off


def main(names: Sequence[str]) -> int:
    """Measure the programs named, or all."""
    programs = [path for path in PROGRAMS if not names or path.stem in names]
    with tempfile.TemporaryDirectory() as folder:
        cache = os.environ.get("GOBINDERY_TEST_CACHE", "") or f"{folder}/cache"
        return 1 if measure(programs, Path(folder), cache) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
