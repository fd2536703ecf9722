"""The pool of worker processes: the front half of the compiler, and LLVM, run there (worker.py).

Each process has a thread here that sends it one task after the other; the caller's thread collects results, polls for
cancellation and reports progress. A worker that dies fails the task it had and is replaced. Processes are spawned,
never forked, with safe paths: nothing in the current directory or in a workspace can be imported by them.

Invariant: when the pool is closed or cancelled, none of its processes is left.
"""

import os
import queue
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from server.build.interpreter import python_command
from server.build.progress import Cancelled
from server.build.worker import PackageTask, Reply, Task, read_message, write_message

_POLL: Final = 0.05  # seconds between looks at `cancelled`
_STDERR_LIMIT: Final = 500  # characters of a dead worker's last words
# The folder that holds `server` comes last on the path: found from a checkout too, and in nobody's way.
_BOOT: Final = "import sys; sys.path.append(sys.argv[1]); from server.build.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that gave no result; `died` says that the process ended without a reply."""

    reason: str
    died: bool


def worker_environment() -> dict[str, str]:
    """The environment of a worker: safe paths, and no entry of PYTHONPATH that depends on the current directory."""
    env = {**os.environ, "PYTHONSAFEPATH": "1"}
    entries = [entry for entry in env.pop("PYTHONPATH", "").split(os.pathsep) if Path(entry).is_absolute()]
    if entries:
        env["PYTHONPATH"] = os.pathsep.join(entries)
    return env


class _Worker:
    """One process, started when first needed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.words = tempfile.TemporaryFile()  # noqa: SIM115 - its standard error; the pool closes it
        self.lock = threading.Lock()  # guards the two below against `kill`
        self.killed = False

    def start(self) -> subprocess.Popen[bytes] | None:
        """The running process; None after `kill`."""
        with self.lock:
            if self.process is None and not self.killed:
                self.words.seek(0)
                self.words.truncate()
                root = str(Path(__file__).resolve().parents[2])
                self.process = subprocess.Popen(
                    python_command(_BOOT, root),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self.words,
                    env=worker_environment(),
                    cwd=root,
                )
            return self.process

    def kill(self) -> None:
        """End the process at once and start no other; the thread that waits for it finds out."""
        with self.lock:
            self.killed = True
            if self.process is not None:
                self.process.kill()

    def run(self, task: Task) -> bytes | Failure:
        """Have one task done."""
        process = self.start()
        if process is None or process.stdin is None or process.stdout is None:
            return Failure("the build was stopped", died=True)
        try:
            write_message(process.stdin, task)
            body = read_message(process.stdout)
        except OSError:
            body = None
        if body is None:
            return Failure(self._bury(process), died=True)
        reply = msgspec.msgpack.decode(body, type=Reply)
        return Failure(reply.error, died=False) if reply.error else reply.data

    def _bury(self, process: subprocess.Popen[bytes]) -> str:
        """Why the process died: its last words, or its exit code."""
        self.stop()
        self.words.seek(0)
        words = self.words.read().decode("utf-8", "replace").strip()
        code = process.returncode
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"{how}: {words.splitlines()[0][:_STDERR_LIMIT]}" if words else how

    def stop(self) -> None:
        """Close the process's input, which ends it, and wait for its end."""
        with self.lock:
            process, self.process = self.process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    pass  # what was still to be written cannot reach a dead process
        process.wait()


class WorkerPool:
    """Up to `jobs` worker processes; a context manager that leaves none behind."""

    def __init__(self, jobs: int, cancelled: Callable[[], bool]) -> None:
        self.jobs = max(jobs, 1)
        self.cancelled = cancelled
        self._tasks: queue.SimpleQueue[tuple[int, Task] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[int, bytes | Failure]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._threads: list[threading.Thread] = []
        self._waiting = 0  # tasks without a result
        self._read_packages = False  # whether workers know packages as they were

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After a failure nobody waits for the results of what still runs.
        if kind is not None:
            for worker in self._workers:
                worker.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.stop()
            worker.words.close()

    def can_serve_again(self, limit: int) -> bool:
        """Whether another build may use the pool: few workers, none of which knows files that may change."""
        return not self._read_packages and len(self._workers) <= limit

    def warm_up(self) -> None:
        """Start the first worker now, because it will be needed: its start overlaps with the front end."""
        if not self._workers:
            self._add_worker()
            self._workers[0].start()

    def compile(self, tasks: Sequence[Task], progress: Callable[[int], None]) -> list[bytes | Failure]:
        """Compile all tasks, side by side; `progress` is called with the index of each that is done.

        Raises Cancelled when `cancelled` says so.
        """
        for number, task in enumerate(tasks):
            self.submit(number, task)
        done: dict[int, bytes | Failure] = {}
        while len(done) < len(tasks):
            number, result = self.next_result()
            done[number] = result
            progress(number)
        return [done[number] for number in range(len(tasks))]

    def submit(self, number: int, task: Task) -> None:
        """Have a task done; the number comes back with its result."""
        self._waiting += 1
        self._read_packages |= isinstance(task, PackageTask)
        if len(self._workers) < min(self.jobs, self._waiting):
            self._add_worker()
        self._tasks.put((number, task))

    def next_result(self) -> tuple[int, bytes | Failure]:
        """The next result of those that are waited for. Raises Cancelled when `cancelled` says so."""
        while True:
            if self.cancelled():
                raise Cancelled
            try:
                found = self._results.get(timeout=_POLL)
            except queue.Empty:
                continue
            self._waiting -= 1
            return found

    def _add_worker(self) -> None:
        worker = _Worker()
        thread = threading.Thread(target=self._serve, args=(worker,), daemon=True)
        self._workers.append(worker)
        self._threads.append(thread)
        thread.start()

    def _serve(self, worker: _Worker) -> None:
        """One thread's life: tasks until the end mark."""
        while (item := self._tasks.get()) is not None:
            index, task = item
            self._results.put((index, worker.run(task)))
