"""Builds in bad circumstances: where the program cannot be written, must not, or the build is killed.

Each circumstance is a function from a bench to what is wrong, "" when all is as it should be. Those
that need root to set them up say that they were left out.
"""

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.conformance.hostile.program import SOURCE

ROOT: Final = Path(__file__).resolve().parents[3]
KILLS: Final = 20
SIDE_BY_SIDE: Final = 3
_TIME_LIMIT: Final = 300  # seconds for one build
_GONE: Final = 20.0  # seconds after which the workers of a killed build must have ended
_OLD: Final = 3600.0  # seconds
_EMBEDDING: Final = """package main

import "embed"

//go:embed files
var files embed.FS

func main() {
	found, _ := files.ReadDir("files")
	for _, one := range found {
		println(one.Name())
	}
}
"""


class LeftOutError(Exception):
    """A circumstance that cannot be had here; the text says why."""


@dataclass
class Bench:
    """A module in a folder, and how it is built."""

    folder: Path
    made_before: str  # a cache with the packages of the runtime; only read

    def command(self, *args: str) -> list[str]:
        """The command line of a build."""
        return [sys.executable, "-P", "-m", "server", "build", *args]

    def environment(self, cache: Path | str) -> dict[str, str]:
        """Everything else that a build depends on."""
        own = {"PYTHONPATH": str(ROOT), "BINDERY_DAEMON": "off", "GOENV": "off", "GOFLAGS": "-buildvcs=false"}
        return {**os.environ, **own, "BINDERY_CACHE": str(cache), "BINDERY_PACK": self.made_before, "GOARCH": "amd64"}

    def build(self, *args: str, cache: Path | str = "off") -> subprocess.CompletedProcess[str]:
        """One build."""
        return subprocess.run(
            self.command(*args),
            cwd=self.folder,
            env=self.environment(cache),
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT,
            check=False,
        )

    def refused(self, output: Path, *messages: str) -> str:
        """What is wrong when a build to that place does not fail as it should."""
        done = self.build("-o", str(output))
        if done.returncode != 1 or "Traceback" in done.stderr or "internal error" in done.stderr:
            return f"exit code {done.returncode}: {done.stderr}"
        missing = [text for text in (*messages, str(output)) if text not in done.stderr]
        return f"{missing} is not in: {done.stderr}" if missing else ""


@contextmanager
def _small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LeftOutError(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def full_disk(bench: Bench) -> str:
    """The program does not fit: an error that names it, and nothing is left."""
    with _small_disk(bench.folder / "disk", "size=64k") as disk:
        problem = bench.refused(disk / "program", "no space left on device")
        return problem or (f"left behind: {list(disk.iterdir())}" if any(disk.iterdir()) else "")


def full_cache(bench: Bench) -> str:
    """The cache does not fit: the build goes on."""
    with _small_disk(bench.folder / "disk", "size=64k") as disk:
        done = bench.build("-o", "program", cache=disk)
        return "" if done.returncode == 0 and (bench.folder / "program").exists() else done.stderr


def read_only_folder(bench: Bench) -> str:
    """A folder that nobody may write to."""
    with _small_disk(bench.folder / "disk", "size=1m,ro") as disk:
        return bench.refused(disk / "program", "read-only file system")


def running_program(bench: Bench) -> str:
    """A program that runs keeps its file and goes on; the name leads to the new one."""
    program = bench.folder / "sleeper"
    shutil.copy("/bin/sleep", program)
    with subprocess.Popen([program, "3600"]) as running:
        try:
            done = bench.build("-o", str(program))
            if done.returncode or running.poll() is not None:
                return f"the program ended, or the build failed: {done.stderr}"
        finally:
            running.kill()
    return (
        "" if subprocess.run([program], capture_output=True, check=False).stderr.endswith(b"done\n") else "does not run"
    )


def places_that_stay(bench: Bench) -> str:
    """A folder is written into; a pipe, a source and a link to a folder's file are what they were before."""
    pipe, link, folder = bench.folder / "pipe", bench.folder / "link", bench.folder / "linked"
    os.mkfifo(pipe)
    folder.mkdir()
    link.symlink_to(folder / "program")
    problems = [
        bench.refused(pipe, "is not a regular file"),
        bench.refused(bench.folder / "main.go", "not an object file"),
    ]
    done = bench.build("-o", str(link))
    if done.returncode or not link.is_symlink() or not (folder / "program").is_file():
        problems.append(f"the link was not followed: {done.stderr}")
    if not stat.S_ISFIFO(pipe.stat().st_mode) or (bench.folder / "main.go").read_text() != SOURCE:
        problems.append("the pipe or the source is no more")
    return " ".join(filter(None, problems))


def device(bench: Bench) -> str:
    """A device stays a device. Never the machine's own null device: a node of its own with the same numbers."""
    node = bench.folder / "device"
    try:
        os.mknod(node, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    except OSError as err:
        raise LeftOutError(f"mknod: {err.strerror}") from err
    problem = bench.refused(node, "is not a regular file")
    return problem or ("" if stat.S_ISCHR(node.stat().st_mode) else "the device is no more")


def links_out_of_the_module(bench: Bench) -> str:
    """Embedded folders with links that lead away: nothing behind them gets into the program."""
    secret = "this must never be embedded"
    outside, module = bench.folder / "outside", bench.folder / "embedding"
    outside.mkdir()
    (outside / "secret.txt").write_text(secret)
    (module / "files").mkdir(parents=True)
    (module / "go.mod").write_text("module example.com/embedding\n\ngo 1.27\n")
    (module / "main.go").write_text(_EMBEDDING)
    (module / "files/good.txt").write_text("good")
    (module / "files/bad.txt").symlink_to(outside / "secret.txt")
    (module / "files/folder").symlink_to(outside)
    (module / "files/loop").symlink_to(module / "files")
    done = Bench(module, bench.made_before).build("-o", "program", cache=bench.made_before)
    if done.returncode:
        return done.stderr
    if secret.encode() in (module / "program").read_bytes():
        return "the text behind a link is in the program"
    (module / "main.go").write_text(_EMBEDDING.replace("embed files\n", "embed files/bad.txt\n"))
    done = Bench(module, bench.made_before).build("-o", "other", cache=bench.made_before)
    return "" if "cannot embed irregular file files/bad.txt" in done.stderr else done.stderr


def side_by_side(bench: Bench) -> str:
    """Builds that share an empty cache and begin at once: the same program from all."""
    cache = bench.folder / "shared"
    names = [f"program{number}" for number in range(SIDE_BY_SIDE)]
    running = [
        subprocess.Popen(
            bench.command("-o", name),
            cwd=bench.folder,
            env=bench.environment(cache),
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    said = [process.communicate(timeout=_TIME_LIMIT)[1] for process in running]
    if any(process.returncode for process in running):
        return "".join(said)
    return "" if len({(bench.folder / name).read_bytes() for name in names}) == 1 else "the programs differ"


def killed(bench: Bench, times: int = KILLS) -> str:
    """Killed at random moments: the program is whole or not there, nothing runs on, and the next build works."""
    good, cache, output = bench.folder / "good", bench.folder / "killed-cache", bench.folder / "killed"
    began = time.monotonic()
    first = bench.build("-o", str(good))
    took = time.monotonic() - began
    if first.returncode:
        return first.stderr
    generator = random.Random(1)
    for number in range(times):
        problem = _kill_one(bench, cache, output, generator.uniform(0.05, took))
        if problem:
            return problem
        if output.exists() and output.read_bytes() != good.read_bytes():
            return f"after {number + 1} kills the program is another"
        output.unlink(missing_ok=True)
    for path in (*bench.folder.glob(".bindery-*"), *cache.glob("*/??/.new-*")):
        os.utime(path, (time.time() - 2 * _OLD,) * 2)  # a day later
    (cache / "trimmed").unlink(missing_ok=True)
    last = bench.build("-o", str(output), cache=cache)
    if last.returncode or output.read_bytes() != good.read_bytes():
        return f"the next build does not work: {last.stderr}"
    left = [*bench.folder.glob(".bindery-*"), *cache.glob("*/??/.new-*")]
    return f"left behind: {left}" if left else ""


def _kill_one(bench: Bench, cache: Path, output: Path, after: float) -> str:
    """Kill a build after some seconds; what runs on."""
    process = subprocess.Popen(
        bench.command("-o", str(output)),
        cwd=bench.folder,
        env=bench.environment(cache),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    until = time.monotonic() + _GONE
    while _runs(process.pid):
        if time.monotonic() > until:
            os.killpg(process.pid, signal.SIGKILL)
            return f"{_GONE} s after the kill some workers still run"
        time.sleep(0.05)  # nothing tells when processes that are not our children end
    return ""


def _runs(group: int) -> bool:
    """Whether a process group has members."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


ALL: Final = (
    full_disk,
    full_cache,
    read_only_folder,
    running_program,
    places_that_stay,
    device,
    links_out_of_the_module,
    side_by_side,
    killed,
)


def bench_in(folder: Path, made_before: str) -> Bench:
    """A bench with a small program."""
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text("module example.com/hostile\n\ngo 1.27\n")
    (folder / "main.go").write_text(SOURCE)
    return Bench(folder, made_before)


def circumstances(folder: Path, made_before: str) -> Iterator[tuple[str, str]]:
    """The name of each, and what is wrong."""
    for one in ALL:
        bench = bench_in(folder / one.__name__, made_before)
        try:
            yield one.__name__, one(bench)
        except LeftOutError as err:
            yield f"{one.__name__} (left out: {err})", ""
