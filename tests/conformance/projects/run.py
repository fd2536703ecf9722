"""Modules of several packages, built as users build them: the programs do what those that gc builds do.

    run.py [NAME ...]

Each text of `sources/` is a project: files one after the other, each below a line `-- path --`, before them comments;
`# Build: ...` gives what `bindery build` and `go build` are told (otherwise `./...`). Every program that comes out is
run. Both builds must give the same programs, and these must print and end the same.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command, oracle_environment
from tests.conformance.programs.program import first_difference
from tests.run.oracle import run

HERE: Final = Path(__file__).parent
SOURCES: Final = HERE / "sources"
BUILD_LIMIT: Final = 900  # seconds
_FILE: Final = re.compile(r"^-- (.+) --\n", re.MULTILINE)
_BUILD: Final = re.compile(r"^# Build: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Project:
    """One text of a project."""

    path: Path

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.stem

    def lay_out(self, folder: Path) -> list[str]:
        """Write its files; what the build is told."""
        head, *parts = _FILE.split(self.path.read_text())
        for name, text in zip(parts[::2], parts[1::2], strict=True):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        told = _BUILD.search(head)
        return shlex.split(told[1]) if told else ["./..."]


def projects(names: Sequence[str]) -> list[Project]:
    """The projects with these names, or all."""
    return [Project(path) for path in sorted(SOURCES.glob("*.txt")) if not names or path.stem in names]


def programs(
    command: Sequence[str | Path], told: Sequence[str], folder: Path, out: Path, env: Mapping[str, str]
) -> dict[str, str]:
    """Build into `out`; what each program does, by name, or what the build says, by "build"."""
    out.mkdir()
    words = [*command, "-o", f"{out}/", *told]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=BUILD_LIMIT, check=False)
    if done.returncode:
        return {"build": f"{done.stdout}{done.stderr}"}
    return {path.name: run([path]).golden() for path in sorted(out.iterdir())}


def compare(project: Project, root: Path, cache: str) -> str:
    """What differs between the two builds of a project, "" if nothing."""
    folder = root / "project"
    folder.mkdir()
    told = project.lay_out(folder)
    env = {**oracle_environment(), "GOFLAGS": ""}
    theirs = programs([go_command(), "build"], told, folder, root / "theirs", env)
    ours_env = {**env, "BINDERY_CACHE": cache, "PYTHONPATH": str(ROOT)}
    ours = programs([sys.executable, "-P", "-m", "server", "build"], told, folder, root / "ours", ours_env)
    if sorted(ours) != sorted(theirs):
        return f"{sorted(ours)}, gc {sorted(theirs)}: {ours.get('build') or theirs.get('build', '')}"
    for name, text in ours.items():
        if text != theirs[name]:
            return f"{name}: {first_difference(text, theirs[name])}"
    return ""


def main() -> int:
    """Compare all; 1 if one differs that is not known to."""
    chosen = projects(sys.argv[1:])
    failed = {}
    with tempfile.TemporaryDirectory(prefix="projects") as place:
        cache = os.environ.get("GOBINDERY_TEST_CACHE", "") or f"{place}/cache"
        for project in chosen:
            root = Path(place).resolve() / project.name
            root.mkdir()
            if problem := compare(project, root, cache):
                failed[project.name] = problem
            print(f"{project.name}: {problem or 'equal'}", flush=True)
    passed = len(chosen) - len(failed)
    print(f"RESULT projects of several packages that do what gc's do: {passed} of {len(chosen)} (all)")
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
