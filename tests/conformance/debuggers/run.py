"""gdb and Delve on our binaries: breakpoints, variables, types, stepping and backtraces; sessions say what must appear.

A session (`NAME.session`) has lines `> command` with, behind each, `~ regexp` for what its output must show and
`! regexp` for what it must not. `{kinds}` stands for the line with the comment `at: kinds` of the program. Each `~` and
`!` is a step; those that fail are compared with `known_failures.txt`. Programs for foreign processors run
under qemu, and gdb-multiarch is connected to them. Arguments name sessions, whose dialogues are then shown.
Sessions for Delve (`NAME.delve`) are of the same form.

A suite that lacks a tool is skipped and says so.
"""

import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.driver import build
from server.build.request import BuildRequest
from server.cli.gcflags import parse_gcflags
from server.target import MACHINES, find_target
from tests.conformance.debuggers.delve import ask_delve, build_delve
from tests.conformance.known import compare_with_known

HERE: Final = Path(__file__).parent
PROGRAM: Final = HERE / "program"
TIME_LIMIT: Final = 180  # seconds for one session
_MARK: Final = "@@@"
_RETURNS: Final = "asyncpreemptoff=1"  # of GODEBUG: return addresses stay what they are (docs/debugging.md)
_ONE: Final = "GOMAXPROCS=1"  # with more processors qemu reports a step of one thread as one of another
_SETTINGS: Final = (
    "set pagination off",
    "set confirm off",
    "set width 0",
    "set style enabled off",
    f"set environment GODEBUG {_RETURNS}",
)


@dataclass(slots=True)
class Step:
    """One command, and what is known of its output."""

    command: str
    checks: list[tuple[str, bool]] = field(default_factory=list)  # regexp, whether it must match


@dataclass(slots=True)
class Session:
    """One file."""

    name: str
    flags: list[str]
    steps: list[Step]


def read_session(path: Path) -> Session:
    """A session, names of lines replaced."""
    source = (PROGRAM / "main.go").read_text().splitlines()
    places = {m[1]: n for n, line in enumerate(source, 1) if (m := re.search(r"// at: (\w+)", line))}

    def line_number(match: re.Match[str]) -> str:
        return str(places[match[1]] + int(match[2] or 0))

    session = Session(path.stem, [], [])
    for raw in path.read_text().splitlines():
        line = re.sub(r"\{([a-z]+)(\+\d+)?\}", line_number, raw)
        kind, _, rest = line.partition(" ")
        if kind == "flags":
            session.flags.append(rest)
        elif kind == ">":
            session.steps.append(Step(rest))
        elif kind in ("~", "!"):
            session.steps[-1].checks.append((rest, kind == "~"))
        elif line and kind != "#":
            raise ValueError(f"{path.name}: {raw}")
    return session


def build_program(session: Session, goarch: str, output: Path, cache: str, jobs: int = 1) -> None:
    """The program as a session wants it. Raises RuntimeError if it does not build."""
    target = find_target("linux", goarch)
    assert target is not None
    flags = [flag.removeprefix("-gcflags=") for flag in session.flags]
    compiler = parse_gcflags(flags, PROGRAM)
    result = build(BuildRequest(["."], PROGRAM, target, cache=cache, output=str(output), compiler=compiler, jobs=jobs))
    if result.diagnostics:
        raise RuntimeError(f"{session.name}: {result.diagnostics[0]}")


def dialogue(session: Session, program: Path, goarch: str) -> list[str]:
    """What gdb answers to each command."""
    before, words = list(_SETTINGS), ["gdb"]
    remote = None
    if not is_native(goarch):
        port = _free_port()
        command = [_emulator(goarch), "-E", f"GODEBUG={_RETURNS}", "-E", _ONE, "-g", str(port), str(program)]
        remote = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        before, words = [*before, f"target remote :{port}"], ["gdb-multiarch"]
    words += ["-nx", "-batch", str(program)]
    for command in before:
        words += ["-ex", command]
    for step in session.steps:
        command = "continue" if remote is not None and step.command == "run" else step.command
        words += ["-ex", f"echo {_MARK}\\n", "-ex", command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=TIME_LIMIT, stdin=subprocess.DEVNULL)
        answers = _merged(done.stdout, done.stderr).split(f"{_MARK}\n")[1:]
    except subprocess.TimeoutExpired as problem:
        answers = bytes(problem.stdout or b"").decode("utf-8", "replace").split(f"{_MARK}\n")[1:]
    finally:
        if remote is not None:
            remote.kill()
            remote.wait()
    return [*answers, *["(no answer)"] * (len(session.steps) - len(answers))]


def _merged(out: str, err: str) -> str:
    """Answers stand in the output; errors of commands are listed at its end, for their order is lost."""
    return out if not err else f"{out}\n(errors)\n{err}"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def is_native(goarch: str) -> bool:
    """Whether a program runs here without an emulator."""
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine()) == goarch


def _emulator(goarch: str) -> str:
    target = find_target("linux", goarch)
    assert target is not None
    return f"{target.qemu}-static"


def missing_tools(goarch: str) -> list[str]:
    """What is not installed of what a target needs."""
    tools = ["gdb"] if is_native(goarch) else ["gdb-multiarch", _emulator(goarch)]
    return [tool for tool in tools if shutil.which(tool) is None]


def failures(session: Session, answers: Sequence[str], goarch: str) -> Iterator[tuple[str, str]]:
    """The steps that fail: their names, and what was answered."""
    number = 0
    for step, answer in zip(session.steps, answers, strict=True):
        for pattern, wanted in step.checks:
            number += 1
            if (re.search(pattern, answer, re.MULTILINE) is not None) is not wanted:
                yield f"{session.name}/{goarch}/{number}", f"{step.command}: {pattern}\n{answer}"


def run_delve(chosen: Sequence[str]) -> dict[str, str]:
    """Run the sessions of Delve; the steps that fail."""
    failed: dict[str, str] = {}
    count = 0
    with tempfile.TemporaryDirectory() as place:
        delve = build_delve(Path(place))
        if delve is None:
            print("skipped Delve: it cannot be fetched and built")
            return {}
        cache = os.environ.get("GOBINDERY_TEST_CACHE", "") or f"{place}/cache"
        for path in sorted(HERE.glob("*.delve")):
            if chosen and path.stem not in chosen:
                continue
            session, output = read_session(path), Path(place) / path.stem
            build_program(session, "amd64", output, cache)
            found = ask_delve(delve, output, [step.command for step in session.steps], {"GODEBUG": _RETURNS})
            if chosen:
                print(*(f"> {s.command}\n{a}" for s, a in zip(session.steps, found)), sep="")
            failed |= dict(failures(session, found, "delve"))
            count += sum(len(step.checks) for step in session.steps)
    print(f"RESULT Delve: steps that show what they must, amd64: {count - len(failed)} of {count}")
    return failed


def main() -> int:
    """Run the sessions on all targets; 1 if a step fails that is not known to."""
    chosen = sys.argv[1:]
    failed: dict[str, str] = {}
    for goarch in MACHINES:
        missing = missing_tools(goarch)
        if missing:
            print(f"skipped {goarch}: {', '.join(missing)} is not installed")
            continue
        count = bad = 0
        with tempfile.TemporaryDirectory() as place:
            cache = os.environ.get("GOBINDERY_TEST_CACHE", "") or f"{place}/cache"
            for path in sorted(HERE.glob("*.session")):
                if chosen and path.stem not in chosen:
                    continue
                session = read_session(path)
                output = Path(place) / f"{path.stem}_{goarch}"
                build_program(session, goarch, output, cache)
                answers = dialogue(session, output, goarch)
                if chosen:
                    print(*(f"> {s.command}\n{a}" for s, a in zip(session.steps, answers)), sep="")
                found = dict(failures(session, answers, goarch))
                failed |= found
                count, bad = count + sum(len(step.checks) for step in session.steps), bad + len(found)
        print(f"RESULT gdb: steps that show what they must, {goarch}: {count - bad} of {count}")
    if is_native("amd64"):
        failed |= run_delve(chosen)
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
