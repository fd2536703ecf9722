"""One case of the suite: files, and steps that both toolchains take side by side.

A case is a text file: lines of steps, then files as `-- name --` and their text. The steps are

    in DIR                 the steps that follow run in this folder
    with NAME=VALUE        and with this variable
    git ARGS, write FILE TEXT, remove FILE
    go ARGS                by gc alone, to prepare
    proxy MODULE VERSION FOLDER   make a version of a module from a folder, in the proxy file://$WORK/proxy
    build ARGS             by both, each to a file of its own; what `go version -m` says must be equal
    run                    the two programs; what they print must be equal
    fails ARGS             a build by both, which must fail with the same message

$WORK stands for the folder of the case.
"""

import json
import os
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.conformance.oracle import go_command, oracle_environment

ROOT: Final = Path(__file__).resolve().parents[3]
CASES: Final = Path(__file__).with_name("cases")
_COMMITTED: Final = "2024-05-06T07:08:09+02:00"
_TIME_LIMIT: Final = 600  # seconds


@dataclass
class Case:
    """A case in a folder of its own."""

    path: Path
    work: Path
    cache: str
    directory: Path = field(init=False)
    variables: dict[str, str] = field(default_factory=dict)
    compared: int = 0  # builds

    def __post_init__(self) -> None:
        self.directory = self.work

    def differences(self) -> Iterator[str]:
        """What is not equal; empty when all is."""
        steps = self._lay_out()
        for line in steps:
            words = shlex.split(line.replace("$WORK", str(self.work)))
            yield from (f"{line}: {problem}" for problem in self._take(words))

    def _lay_out(self) -> list[str]:
        """Write the files; the steps."""
        head, *parts = self.path.read_text().split("\n-- ")
        for part in parts:
            name, _, text = part.partition(" --\n")
            file = self.work / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text + "\n")
        return [line for line in head.splitlines() if line and not line.startswith("#")]

    def _take(self, words: list[str]) -> Iterator[str]:
        match words:
            case ["in", folder]:
                self.directory = self.work / folder
            case ["with", setting]:
                name, _, value = setting.partition("=")
                self.variables[name] = value
            case ["write", name, text]:
                (self.directory / name).write_text(text)
            case ["remove", name]:
                (self.directory / name).unlink()
            case ["proxy", module, version, folder]:
                self._publish(module, version, self.work / folder)
            case ["git" | "go", *_]:
                self._prepare(words)
            case ["build", *args]:
                yield from self._build(args)
            case ["fails", *args]:
                yield from self._fail(args)
            case ["run"]:
                yield from self._run()
            case _:
                raise ValueError(f"{self.path.name}: {' '.join(words)}")

    def _publish(self, module: str, version: str, folder: Path) -> None:
        at = self.work / "proxy" / module / "@v"
        at.mkdir(parents=True, exist_ok=True)
        (at / f"{version}.info").write_text(json.dumps({"Version": version, "Time": "2024-01-02T03:04:05Z"}))
        (at / f"{version}.mod").write_bytes((folder / "go.mod").read_bytes())
        with (at / "list").open("a") as known:
            known.write(f"{version}\n")
        with zipfile.ZipFile(at / f"{version}.zip", "w") as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{module}@{version}/{file.name}")

    def _environment(self, **settings: str) -> dict[str, str]:
        own = {
            "PYTHONPATH": str(ROOT),
            "BINDERY_CACHE": self.cache,
            "BINDERY_DAEMON": "off",
            "GOENV": "off",
            "GOARCH": "amd64",
            "HOME": f"{self.work}-home",
            "GOCACHE": self.cache + "-go",
            "GOMODCACHE": f"{self.work}-modcache",
            "GOFLAGS": "-modcacherw",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        return {**oracle_environment(), **own, **self.variables, **settings}

    def _prepare(self, words: list[str]) -> None:
        program, *args = words
        command = [str(go_command()), *args]
        if program == "git":
            identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
            command = ["git", *identity, *args]
        when = {"GIT_AUTHOR_DATE": _COMMITTED, "GIT_COMMITTER_DATE": _COMMITTED}
        subprocess.run(command, cwd=self.directory, env=self._environment(**when), check=True, capture_output=True)

    def _commands(self, args: list[str]) -> dict[str, list[str]]:
        out = self.work / "out"
        first, rest = (args[:2], args[2:]) if args[:1] == ["-C"] else ([], args)  # go wants -C in front
        return {
            "gc": [str(go_command()), "build", *first, "-o", str(out / "gc"), *rest],
            "ours": [sys.executable, "-P", "-m", "server", "build", *first, "-o", str(out / "ours"), *rest],
        }

    def _build(self, args: list[str]) -> Iterator[str]:
        for who, command in self._commands(args).items():
            done = self._call(command)
            if done.returncode:
                yield f"{who} failed: {done.stderr.strip()}"
                return
        self.compared += 1
        listed = [self._listed(who) for who in ("gc", "ours")]
        yield from _differing(*listed)

    def _listed(self, who: str) -> list[str]:
        done = self._call([str(go_command()), "version", "-m", str(self.work / "out" / who)])
        return [line for line in done.stdout.splitlines()[1:] if "\t-compiler=" not in line]

    def _fail(self, args: list[str]) -> Iterator[str]:
        said = []
        for who, command in self._commands(args).items():
            done = self._call(command)
            if not done.returncode:
                yield f"{who} succeeded"
            said.append([line.removeprefix("go: ") for line in done.stderr.splitlines() if not line.startswith("#")])
        self.compared += 1
        yield from _differing(*said)

    def _run(self) -> Iterator[str]:
        programs = [self.work / "out" / who for who in ("gc", "ours")]
        if not all(program.is_file() for program in programs):
            yield "nothing to run"
            return
        printed = [self._call([str(program)]) for program in programs]
        lines = [[row for row in (done.stdout + done.stderr).splitlines() if "compiler" not in row] for done in printed]
        yield from _differing(*lines)

    def _call(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.directory,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT,
            check=False,
        )


def _differing(theirs: list[str], ours: list[str]) -> Iterator[str]:
    """The lines that only one has."""
    yield from (f"only gc: {line.strip()}" for line in theirs if line not in ours)
    yield from (f"only ours: {line.strip()}" for line in ours if line not in theirs)
    if sorted(theirs) == sorted(ours) and theirs != ours:
        yield f"another order: {ours}"


def read_cases(names: list[str]) -> list[Path]:
    """The files of the cases named; all when none is."""
    return [path for path in sorted(CASES.glob("*.txt")) if not names or path.stem in names]


def has_git() -> bool:
    """Whether git is there."""
    return any(os.access(Path(folder, "git"), os.X_OK) for folder in os.get_exec_path())
