"""Programs as services and tools are: servers and clients in processes of their own, under load, under a collector that
hardly rests, and where there are no files.

    run.py [-goarch ARCH] [-seconds N] [-ways WAY,...] [NAME ...]

A program is a file of `programs/`, or a folder of `modules/` with a go.mod of its own, whose requirements come from the
module proxy. Each is built by us and by gc; exit code, output and the files that it writes are to be the same:

plain   as it is. A program with a comment `// Root: FILE ...` runs where / holds nothing but itself and these files of
        its folder; that takes the rights to do so.
peers   programs that start a server (they ask for PEER): our client with gc's server, and the other way round
stress  ours with GOGC=1, eight threads, the heap verifier, and a step of a collection at every 101st allocation

`-goarch arm64` (or riscv64) runs only `plain`, in an emulator. `-seconds` says how long clients work under load.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.target import MACHINES, find_target
from tests.conformance.gcstress.run import settings_of
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command, oracle_environment
from tests.conformance.programs.program import first_difference
from tests.run.oracle import lay_out_module

HERE: Final = Path(__file__).parent
WAYS: Final = ("plain", "peers", "stress")
TIME_LIMIT: Final = 600  # seconds
# Where another way takes minutes: keys are made under each collection.
UNFIT: Final = {"stress": {"keys"}, "emulated": {"stops", "rpc", "chat", "service"}}
_FILES: Final = re.compile(r"^// Root:(.*)$", re.MULTILINE)
_NOT_COMPARED: Final = ".count"


@dataclass(frozen=True, slots=True)
class Case:
    """A program; `path` is its file, or main.go of its module."""

    path: Path

    @property
    def name(self) -> str:
        """The name of the file, or of the module's folder."""
        return self.path.parent.name if self.path.name == "main.go" else self.path.stem

    @property
    def root_files(self) -> list[str] | None:
        """What there is beside it where it runs; None: everything."""
        found = _FILES.search(self.path.read_text())
        return found[1].split() if found is not None else None

    @property
    def has_peer(self) -> bool:
        """Whether it starts a server."""
        return 'Getenv("PEER")' in self.path.read_text()

    def lay_out(self, folder: Path) -> None:
        """The module in which it is built."""
        if self.path.name == "main.go":
            shutil.copytree(self.path.parent, folder)
        else:
            folder.mkdir()
            lay_out_module([self.path], folder)


def cases(names: Sequence[str]) -> list[Case]:
    """The programs with these names, or all."""
    paths = [*sorted(HERE.glob("programs/*.go")), *sorted(HERE.glob("modules/*/main.go"))]
    return [case for case in map(Case, paths) if not names or case.name in names]


@dataclass(frozen=True, slots=True)
class Programs:
    """Both executables of a case, and how they are run."""

    case: Case
    ours: Path
    theirs: Path
    place: Path  # of the folders in which they run
    emulator: str  # for our executable; "" where it runs as it is
    seconds: float

    def run(self, folder: str, executable: Path, settings: Mapping[str, str]) -> dict[str, bytes]:
        """Exit code and output, and all files that it leaves behind, by name."""
        here = self.place / folder
        here.mkdir()
        emulator = shutil.which(self.emulator) if self.emulator and executable == self.ours else None
        command: list[str | Path] = [executable] if emulator is None else [emulator, executable]
        env = {**os.environ, "LOAD_SECONDS": str(self.seconds), **settings}
        root_files = self.case.root_files
        if root_files is not None:
            for name in root_files:
                (here / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.case.path.parent / name, here / name)
            shutil.copy(executable, here / "program")
            if emulator is not None:
                shutil.copy(emulator, here / "emulator")
            command = ["/emulator", "/program"] if emulator is not None else ["/program"]
            env = dict(settings)
        try:
            done = subprocess.run(
                command, cwd=here, env=env, timeout=TIME_LIMIT, check=False, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                preexec_fn=(lambda: os.chroot(here)) if root_files is not None else None,
            )  # fmt: skip
        except subprocess.TimeoutExpired as err:
            return {"output": b"no end\n" + (err.stdout or b"")}
        left = {} if root_files is not None else _files(here)
        shutil.rmtree(here)
        return {"output": f"exit code {done.returncode}\n".encode() + done.stdout, **left}

    def differences(self, ways: Sequence[str]) -> dict[str, str]:
        """What is not as with gc, by way."""
        wanted = self.run("gc", self.theirs, {})
        tries: dict[str, tuple[Path, dict[str, str]]] = {}
        if "plain" in ways:
            tries["plain"] = self.ours, {}
        if "peers" in ways and self.case.has_peer and not self.emulator:
            tries["client"] = self.ours, {"PEER": str(self.theirs)}
            tries["server"] = self.theirs, {"PEER": str(self.ours)}
        if "stress" in ways and not self.emulator and self.case.name not in UNFIT["stress"]:
            tries["stress"] = self.ours, {**settings_of("101-step"), "LOAD_SECONDS": "0"}
        found = {way: self.run(way, executable, settings) for way, (executable, settings) in tries.items()}
        texts = {way: _difference(result, wanted) for way, result in found.items()}
        return {way: text for way, text in texts.items() if text}


def _files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != _NOT_COMPARED]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def _difference(found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> str:
    if found["output"] != wanted["output"]:
        return first_difference(found["output"].decode(errors="replace"), wanted["output"].decode(errors="replace"))
    return " ".join(f"file {name}" for name in sorted({*found, *wanted}) if found.get(name) != wanted.get(name))


def build_both(case: Case, place: Path, goarch: str, cache: str) -> tuple[Path, Path] | str:
    """The executables by us and by gc, or what prevents it."""
    module = place / "module"
    case.lay_out(module)
    package = "." if case.path.name == "main.go" else f"./{case.name}"
    ours, theirs = place / "ours.bin", place / "theirs.bin"
    env = oracle_environment()
    done = subprocess.run([go_command(), "build", "-o", theirs, package], cwd=module, env=env, capture_output=True)
    if done.returncode:
        return f"gc: {done.stderr.decode()}"
    env = {
        **env,
        "GOOS": "linux",
        "GOARCH": goarch,
        "PYTHONPATH": str(ROOT),
        **({"BINDERY_CACHE": cache} if cache else {}),
    }
    command: list[str | Path] = [sys.executable, "-P", "-m", "server", "build", "-o", ours, package]
    done = subprocess.run(command, cwd=module, env=env, capture_output=True)
    return done.stderr.decode() if done.returncode else (ours, theirs)


def compare(case: Case, ways: Sequence[str], place: Path, cache: str, goarch: str, seconds: float) -> dict[str, str]:
    """What is not as with gc when a program is built and run in these ways."""
    built = build_both(case, place, goarch, cache)
    if isinstance(built, str):
        return {"build": built}
    target = find_target("linux", goarch)
    assert target is not None
    emulator = "" if goarch == "amd64" else f"{target.qemu}-static"
    return Programs(case, *built, place, emulator, seconds).differences(ways)


def main() -> int:
    """Compare all; 1 if one differs that is not known to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-goarch", choices=MACHINES, default="amd64")
    parser.add_argument("-seconds", type=float, default=30)
    parser.add_argument("-ways", default=",".join(WAYS))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    emulated = options.goarch != "amd64"
    chosen = [case for case in cases(options.names) if not (emulated and case.name in UNFIT["emulated"])]
    chosen = [case for case in chosen if case.root_files is None or os.geteuid() == 0]
    failed: dict[str, str] = {}
    for case in chosen:
        with tempfile.TemporaryDirectory(prefix="services") as place:
            cache = os.environ.get("GOBINDERY_TEST_CACHE", "")
            found = compare(
                case, options.ways.split(","), Path(place).resolve(), cache, options.goarch, options.seconds
            )
        failed |= {f"{case.name}/{way}": text for way, text in found.items()}
        print(f"{case.name}:", "; ".join(f"{way}: {text}" for way, text in found.items()) or "equal", flush=True)
    good = len(chosen) - len({name.partition("/")[0] for name in failed})
    print(f"RESULT services and tools that do what gc's do, {options.goarch}: {good} of {len(chosen)} (all)")
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
