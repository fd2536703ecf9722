"""The same bytes from every build of the same sources, whatever the circumstances.

    run.py [--targets amd64,arm64,riscv64] [PROGRAM ...]

Each program is built as it is built first (the reference: one job, a cache of its own that is empty for its own
packages), and then again with one thing changed each time: the folder, the number of jobs, locale, time zone, umask,
the cache (warm, none, `-a`), the resident builder, the file system's order and times. All images must be equal, byte by
byte; without -trimpath, where positions name the folder, all but the one from another folder.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

SOURCES: Final = Path(__file__).with_name("programs")
_TIME_LIMIT: Final = 1800  # seconds


@dataclass(frozen=True)
class Way:
    """How one build differs from the first."""

    name: str
    flags: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = False  # in another folder, whose files are written in another order and at another time
    umask: int = 0o022
    fresh: bool = False  # with an empty cache in front of the one made before


WAYS: Final = (
    Way("first", ("-p", "1"), fresh=True),
    Way("warm cache", ("-p", "1")),
    Way("two jobs", ("-p", "2"), fresh=True),
    Way("another folder", elsewhere=True),
    Way("another folder, nothing kept", elsewhere=True, fresh=True),
    Way("locale", variables={"LANG": "tr_TR.UTF-8", "LC_ALL": "C", "PYTHONUTF8": "0"}, fresh=True),
    Way("time zone", variables={"TZ": "Pacific/Kiritimati"}, fresh=True),
    Way("umask", umask=0o077, fresh=True),
    Way("order of hashes", variables={"PYTHONHASHSEED": "12345"}, fresh=True),
    Way("resident builder", variables={"BINDERY_DAEMON": "on"}),
    Way("resident builder again", variables={"BINDERY_DAEMON": "on"}),
    Way("all compiled again", ("-a",)),
)
_DEAR: Final = ("all compiled again",)  # compiles the standard library, too: for the program without imports alone


@dataclass
class Bench:
    """Where the builds of one program for one target take place."""

    program: Path
    goarch: str
    folder: Path
    made_before: str  # a cache with packages of the standard library, only read

    def digest(self, way: Way, trimpath: bool) -> str:
        """The digest of what one build makes; a message where it makes nothing."""
        module = self.folder / ("there" if way.elsewhere else "here")
        if not module.exists():
            self._lay_out(module, backwards=way.elsewhere)
        cache = self.folder / ("fresh" if way.fresh else "warm")
        if way.fresh:
            shutil.rmtree(cache, ignore_errors=True)
        output = module / "program"
        output.unlink(missing_ok=True)
        flags = [*way.flags, *(["-trimpath"] if trimpath else [])]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "server", "build", *flags, "-o", str(output), "."],
            cwd=module,
            env=self._environment(way, cache),
            umask=way.umask,
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT,
            check=False,
        )
        return hashlib.sha256(output.read_bytes()).hexdigest() if done.returncode == 0 else done.stderr

    def _lay_out(self, module: Path, backwards: bool) -> None:
        for source in sorted(self.program.rglob("*"), reverse=backwards):
            if source.is_file():
                path = module / source.relative_to(self.program)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(source.read_bytes())
                if backwards:
                    os.utime(path, (time.time() - 10**6,) * 2)

    def _environment(self, way: Way, cache: Path) -> dict[str, str]:
        own = {
            "PYTHONPATH": str(ROOT),
            "BINDERY_CACHE": str(cache),
            "BINDERY_PACK": self.made_before,
            "BINDERY_DAEMON": "off",
            "GOARCH": self.goarch,
            "GOENV": "off",
            "GOFLAGS": "-buildvcs=false -mod=mod",
            "XDG_RUNTIME_DIR": str(self.folder),
        }
        return {**os.environ, **own, **way.variables}


def differing(bench: Bench, trimpath: bool, ways: tuple[Way, ...]) -> list[str]:
    """The ways that do not give what the first one gives."""
    digests = {way.name: bench.digest(way, trimpath) for way in ways}
    reference = digests["first"]
    allowed = {way.name for way in ways if way.elsewhere and not trimpath}
    found = [f"{name}: {digest}" for name, digest in digests.items() if digest != reference and name not in allowed]
    if len(reference) != hashlib.sha256().digest_size * 2 or " " in reference:
        found.append(f"does not build: {reference}")
    return found


def main() -> int:
    """Build all; 1 if something differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--targets", default="amd64,arm64,riscv64")
    parser.add_argument("programs", nargs="*")
    options = parser.parse_args()
    count = failed = 0
    with tempfile.TemporaryDirectory(prefix="reproducible") as folder:
        before = os.environ.get("GOBINDERY_TEST_CACHE", str(Path(folder, "before")))
        for program in sorted(SOURCES.iterdir()):
            if options.programs and program.name not in options.programs:
                continue
            for goarch in options.targets.split(","):
                for trimpath in (True, False):
                    bench = Bench(program, goarch, Path(folder, f"{program.name}-{goarch}-{trimpath}"), before)
                    ways = tuple(way for way in WAYS if way.name not in _DEAR or program.name == "plain")
                    found = differing(bench, trimpath, ways)
                    count, failed = count + len(ways), failed + len(found)
                    print(
                        f"{program.name} {goarch}{' -trimpath' if trimpath else ''}:", *(found or ["equal"]), flush=True
                    )
                    subprocess.run(
                        [sys.executable, "-P", "-m", "server", "daemon", "stop"],
                        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": str(bench.folder)},
                        capture_output=True,
                        check=False,
                    )
    print(f"RESULT builds that give the same bytes in other circumstances: {count - failed} of {count} (all)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
