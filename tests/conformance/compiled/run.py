"""The compiler as the wheel has it, compiled by mypyc, does what its sources do.

    run.py [--fast]

makes a compiled copy of the product (`--fast`: without the C compiler's optimisation, in a third of the time) and runs
there the tests of the compiler and of broken input, builds programs that nest as deeply as the parser lets them, for
compiled code recurses on the C stack, and compares what a cold build leaves in the cache with what the interpreted
sources leave there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.walk import MAX_CHAIN, MAX_DEPTH
from tests.compiled import CAN_COMPILE, compiled_copy
from tests.pack import PACK

FOLDERS: Final = (
    "tests/compiler",
    "tests/cli/test_broken_input.py",
    "tests/conformance/errors/test_sample.py",
    "tests/conformance/test_fuzz_front_end.py",
)
KINDS: Final = ("object", "package", "text", "uses")  # of cache entries; others hold times
_PROGRAM: Final = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n'
_NESTED: Final = """package main

type T struct{ p *T }

func (t T) f() T { return t }

func g(a int) int { return a }

func run(a int, s string, b bool, t T, p *T) {
	%s
}

func main() { run(1, "", true, T{}, nil) }
"""
_LEVELS: Final = MAX_DEPTH // 2
NESTED: Final = {  # the body of a function, and whether it must be accepted
    "a long sum": ("_ = a" + " + a" * 10_000, True),
    "a long concatenation": ("_ = s" + ' + "x"' * 5_000, True),
    "a long condition": ("_ = b" + " && b" * 5_000, True),
    "a chain of calls": ("t" + ".f()" * (MAX_CHAIN // 4), True),
    "a chain of fields": ("if b { return }; _ = p" + ".p" * (MAX_CHAIN - 1_000), True),
    "a chain of else": ("if b { }" + " else if b { }" * 5_000, True),
    "parentheses": ("_ = " + "(" * _LEVELS + "a" + ")" * _LEVELS, True),
    "calls in arguments": ("_ = " + "g(" * _LEVELS + "a" + ")" * _LEVELS, True),
    "operands to the right": ("_ = a" + " + (a" * (_LEVELS // 2) + ")" * (_LEVELS // 2), True),
    "signs": ("_ = " + "-^" * (_LEVELS // 2) + "a", True),
    "blocks": ("{ " * _LEVELS + "}" * _LEVELS, True),
    "loops": ("for b { " * (_LEVELS // 2) + "}" * (_LEVELS // 2), True),
    "function literals": ("func() { " * (_LEVELS // 8) + "}()" * (_LEVELS // 8), True),
    "too many parentheses": ("_ = " + "(" * 10_000 + "a" + ")" * 10_000, False),
    "too many calls": ("_ = " + "g(" * 10_000 + "a" + ")" * 10_000, False),
    "too many literals": ("func() { " * 10_000 + "}()" * 10_000, False),
}


def run_tests(folder: Path, environment: Mapping[str, str]) -> bool:
    """The tests of the compiler in the compiled copy."""
    leave_out = ["--deselect", "tests/compiler/test_compiled.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *leave_out, *FOLDERS]
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode == 0


def run_bindery(product: Path, folder: Path, cache: Path | str, *args: str) -> subprocess.CompletedProcess[str]:
    """One run of the product that stands in a folder; nothing of a pack."""
    environment = {**os.environ, "PYTHONPATH": str(product), "BINDERY_CACHE": str(cache), "BINDERY_PACK": ""}
    command = [sys.executable, "-P", "-m", "server", *args]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def broken_by_depth(product: Path, folder: Path) -> list[str]:
    """Which deep programs are not built, or refused, as they should be. Each is built without and with optimisation."""
    failed = []
    cache = folder / "cache"
    for name, (body, accepted) in NESTED.items():
        (folder / "main.go").write_text(_NESTED % body)
        for flags in ([], ["-gcflags=-N -l"]):
            done = run_bindery(product, folder, cache, "build", *flags, "-o", "main", "main.go")
            is_right = done.returncode == (0 if accepted else 1) and "Traceback" not in done.stderr
            if not is_right or (not accepted and "main.go:" not in done.stderr):
                failed.append(f"{name} {' '.join(flags)}: exit {done.returncode}: {done.stderr[-300:]}")
    return failed


def cold_build(product: Path, folder: Path) -> tuple[dict[str, bytes], float]:
    """The entries that a cold build leaves in the cache, by kind and name, and its seconds of processor time."""
    folder.mkdir()
    (folder / "main.go").write_text(_PROGRAM)
    before = os.times()
    done = run_bindery(product, folder, folder / "cache", "build", "-o", "main", "main.go")
    after = os.times()
    if done.returncode:
        raise RuntimeError(done.stderr)
    files = (path for kind in KINDS for path in (folder / "cache" / kind).rglob("*") if path.is_file())
    entries = {path.relative_to(folder / "cache").as_posix(): path.read_bytes() for path in files}
    entries["program"] = (folder / "main").read_bytes()
    return entries, after.children_user + after.children_system - before.children_user - before.children_system


def compare_builds(product: Path, folder: Path) -> list[str]:
    """Names of entries that differ between the compiled product and the sources."""
    compiled, fast = cold_build(product, folder / "compiled")
    interpreted, slow = cold_build(ROOT, folder / "interpreted")
    differing = sorted(name for name in compiled | interpreted if compiled.get(name) != interpreted.get(name))
    print(f"RESULT entries of a cold build's cache that differ: {len(differing)} of {len(interpreted)} (0)")
    print(f"RESULT cold build of hello with fmt, processor time: {fast:.1f} s, interpreted {slow:.1f} s")
    return differing


def main() -> int:
    """Make the copy and try it; 1 if something differs."""
    if not CAN_COMPILE:
        print("no C compiler, so the wheel would not be compiled either")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        product = folder / "product"
        started = time.monotonic()
        environment = compiled_copy(product, optimise="--fast" not in sys.argv[1:], back=True)
        print(f"compiled, or found compiled, in {time.monotonic() - started:.0f} s", flush=True)
        environment.setdefault("BINDERY_PACK", str(PACK))
        has_passed = run_tests(product, {**environment, "PYTHONPATH": str(product)})
        print(f"RESULT tests of the compiler, compiled: {'all pass' if has_passed else 'some fail'}", flush=True)
        (folder / "deep").mkdir()
        broken = broken_by_depth(product, folder / "deep")
        print(*broken, sep="\n", end="\n" if broken else "")
        print(f"RESULT deep programs, compiled: {2 * len(NESTED) - len(broken)} of {2 * len(NESTED)} (all)", flush=True)
        differing = compare_builds(product, folder)
        print(*differing[:20], sep="\n", end="\n" if differing else "")
        return 0 if has_passed and not broken and not differing else 1


if __name__ == "__main__":
    sys.exit(main())
