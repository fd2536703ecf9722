"""One run of `bindery test`: from programs to lines on the terminal.

Invariant: lines about one package are written together and packages in their order, unless -json names the package in
every line or the output is shown as it comes.
"""

import json
import os
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from server.build.progress import Events, never_cancelled
from server.build.request import BuildRequest
from server.build.result import BuildResult, Output
from server.build.testing.events import Converter
from server.build.testing.remembered import Memory, cacheable_arguments, memory_key
from server.build.testing.running import Run, Running
from server.build.testing.session import Outcome, TestProgram, TestSession
from server.build.testing.variants import base_name
from server.cli.present import Presenter
from server.cli.run import runner_of
from server.cli.test_flags import TestCommand
from server.diagnostics.codes import build as codes
from server.diagnostics.data import Diagnostic
from server.linker.output import write_executable


class TestRun:
    """The state of one run."""

    def __init__(
        self, request: BuildRequest, command: TestCommand, events: Events, only_build: bool, keeps: bool
    ) -> None:
        self.request = request
        self.command = command
        self.events = events
        self.only_build = only_build
        self.keeps = keeps  # write the programs, too
        self.failed = False
        self._tests_failed = False  # a program ran, and failed
        self.local = not command.packages  # shows output as it comes, remembers nothing
        self.streams = self.local or bool(command.values.get("bench") or command.values.get("fuzz"))
        self.arguments = command.arguments(request.directory)
        self.presenter = Presenter(request, as_json=False)
        self._lock = threading.Lock()  # guards standard output
        self._waiting: deque[Future[bytes]] = deque()  # what is to be written, in order
        self._running: list[Running] = []

    def run(self) -> int:
        """Build and run everything; the exit code."""
        runner = runner_of(self.request)
        if runner is None and not self.only_build:
            target = self.request.target
            print(Diagnostic(codes.NO_RUNNER, None, (target.name, target.qemu)).message, file=sys.stderr)
            return 1
        session = TestSession(self.request, self.events, never_cancelled)
        self.presenter.show(session.result)
        if not session.packages and not session.unloadable:
            if session.result.ok:
                print("no packages to test", file=sys.stderr)
            return 1
        if objection := self._objection(session):
            print(objection, file=sys.stderr)
            return 1
        with tempfile.TemporaryDirectory(prefix="bindery-test-") as folder, session:
            self._test(session, Path(folder), runner or [])
        self.failed = self.failed or not session.result.ok
        quiet = self.local or self.only_build or self.command.json or self.command.values.get("fuzz")
        if self.failed and not quiet:
            self._write(b"FAIL\n")
        return 1 if self.failed else 0

    def _test(self, session: TestSession, folder: Path, runner: list[str]) -> None:
        """Test all packages; what cannot be set up is said first."""
        programs = [*session.unloadable, *(session.arrange(package) for package in session.packages)]
        with ThreadPoolExecutor(self.request.jobs) as pool:
            try:
                for program in programs:
                    if program.outcome is Outcome.SETUP_FAILED:
                        self._start(session, program, folder, [], pool)
                session.compile_shared(programs)
                for number, program in enumerate(programs):
                    self._write_finished()
                    if self._tests_failed and self.command.on("failfast"):
                        break
                    if program.outcome is not Outcome.SETUP_FAILED:
                        place = folder / str(number)
                        place.mkdir()
                        session.compile(program)
                        self._start(session, program, place, runner, pool)
                self._write_finished(everything=True)
            except BaseException:  # an interrupt or a fault of ours: no program outlives the command
                pool.shutdown(wait=False, cancel_futures=True)
                for running in list(self._running):
                    running.stop()
                raise

    def _objection(self, session: TestSession) -> str:
        """What go test says where flags and packages do not go together; "" if they do."""
        packages, profile = session.packages, self.command.profile
        if self.command.values.get("fuzz") and packages:
            if len(packages) > 1:
                return "cannot use -fuzz flag with multiple packages"
            if profile:
                return f"cannot use -{profile} flag with -fuzz flag"
            if packages[0].standard or (packages[0].module is not None and packages[0].module.version):
                return "cannot use -fuzz flag on package outside the main module"
        if len(packages) > 1 and profile:
            return f"cannot use -{profile} flag with multiple packages"
        output = self.request.output
        if len(packages) < 2 or output == os.devnull or (output is None and not self.only_build):
            return ""
        if output is not None and not self._is_folder(output):
            return f"with multiple packages, -o must refer to a directory or {os.devnull}"
        by_name: dict[str, list[str]] = {}
        for package in packages:
            by_name.setdefault(f"{base_name(package)}.test", []).append(package.import_path)
        same = ((name, paths) for name, paths in by_name.items() if len(paths) > 1)
        return next(
            (f"cannot write test binary {name} for multiple packages:\n" + "\n".join(p) for name, p in same), ""
        )

    def _is_folder(self, output: str) -> bool:
        return output.endswith(("/", os.sep)) or (self.request.directory / output).is_dir()

    # One package

    def _start(
        self, session: TestSession, program: TestProgram, place: Path, runner: list[str], pool: ThreadPoolExecutor
    ) -> None:
        """Take a program as far as its run, which goes on in another thread."""
        memory = self._memory(session, program)
        known = memory.recall() if memory is not None and not self.only_build else None
        output = session.link(program) if program.outcome is Outcome.READY and (known is None or self.keeps) else None
        self._show(program)
        if program.outcome in (Outcome.SETUP_FAILED, Outcome.BUILD_FAILED):
            self.failed = True
            if not self.only_build:
                self._say(program, f"FAIL\t{program.package.import_path} [{program.outcome.value}]\n", ok=False)
            return
        if program.outcome is Outcome.NO_TESTS:
            self._say(program, f"?   \t{program.package.import_path}\t[no test files]\n", ok=True)
            return
        binary = place / f"{base_name(program.package)}.test"
        if output is not None:
            self._write_program(binary, output)
        if self.only_build:
            return
        if known is not None:
            self._say(program, _cached(known), ok=True)
            return
        log = place / "testlog.txt"
        words = [*runner, str(binary), *([f"-test.testlogfile={log}"] if memory is not None and not runner else [])]
        words += ["-test.paniconexit0", *self._fuzz_folder(session, program), *self.arguments]
        path, directory = program.package.import_path, program.package.directory
        run = Run(path, directory, words, self.command.timeout, os.environ, self.streams)
        self._waiting.append(pool.submit(self._execute, run, memory, log))

    def _fuzz_folder(self, session: TestSession, program: TestProgram) -> list[str]:
        """Where a program that fuzzes keeps the inputs that it found interesting."""
        if not self.command.values.get("fuzz"):
            return []
        around = session.cache.directory if session.cache is not None else Path(tempfile.gettempdir())
        return [f"-test.fuzzcachedir={around / 'fuzz' / program.package.import_path}"]

    def _memory(self, session: TestSession, program: TestProgram) -> Memory | None:
        """What is known of earlier runs; None where go would not remember any."""
        arguments = cacheable_arguments(self.arguments)
        root = session.root_of(program.package)
        if self.local or not program.key or arguments is None or session.cache is None or root is None:
            return None
        key = memory_key(program.key, arguments)
        return Memory(session.cache, key, program.package.directory, root, os.environ)

    def _write_program(self, binary: Path, output: Output) -> None:
        if not self.only_build:
            write_executable(binary, output.image)
        if self.keeps and self.request.output != os.devnull:
            chosen = self.request.output or "."
            path = self.request.directory / chosen
            path = path / binary.name if self._is_folder(chosen) else path
            path.parent.mkdir(parents=True, exist_ok=True)
            write_executable(path, output.image)

    def _execute(self, run: Run, memory: Memory | None, log: Path) -> bytes:
        """Run a program to its end, in a thread; what is still to be written."""
        if self._tests_failed and self.command.on("failfast"):
            return b""
        converter = Converter(self._write_text, run.import_path) if self.command.json else None
        hear: Callable[[bytes], object] = converter.write if converter else self._write if self.streams else len
        running = Running(run, hear)
        self._running.append(running)
        ended = running.wait(marked=self.command.json)
        self._running.remove(running)
        if not ended.ok:
            self.failed = self._tests_failed = True
        if ended.ok and memory is not None and log.is_file():
            memory.keep(log.read_bytes(), ended.output + ended.summary)
        if converter is not None:
            converter.write(ended.summary)
            converter.exited(ended.ok)
            converter.close()
            return b""
        if self.streams:
            return ended.summary
        return ended.summary if ended.ok and not self.command.shows_passes else ended.output + ended.summary

    def _say(self, program: TestProgram, text: str | bytes, ok: bool) -> None:
        """Write about a package that is not run."""
        data = text.encode() if isinstance(text, str) else text
        future: Future[bytes] = Future()
        if self.command.json:
            converter = Converter(self._write_text, program.package.import_path)
            converter.failed_build = program.broken
            converter.write(data)
            converter.exited(ok)
            converter.close()
            data = b""
        elif ok and not self.command.shows_passes:
            data = data[data.rstrip(b"\n").rfind(b"\n") + 1 :]
        future.set_result(data)
        self._waiting.append(future)

    # The terminal

    def _show(self, program: TestProgram) -> None:
        """Print what the compiler found."""
        if not self.command.json:
            self.presenter.show(program.result)
            return
        for report in program.result.reports:
            with redirect_stderr(StringIO()) as text:
                self.presenter.show(BuildResult([report]))
            fields = {"ImportPath": report.import_path, "Action": "build-output"}
            for line in text.getvalue().splitlines(keepends=True):
                self._write_event({**fields, "Output": line})
            if any(item.is_error for item in report.diagnostics):
                self._write_event({**fields, "Action": "build-fail"})

    def _write_event(self, event: Mapping[str, str]) -> None:
        self._write_text(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")

    def _write_finished(self, everything: bool = False) -> None:
        """Write what is known by now, in order; wait with `everything`, and where output is shown as it comes."""
        while self._waiting and (everything or self.streams or self._waiting[0].done()):
            self._write(self._waiting.popleft().result())

    def _write(self, data: bytes) -> None:
        with self._lock:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def _write_text(self, text: str) -> None:
        self._write(text.encode("utf-8", "replace"))


def _cached(output: bytes) -> bytes:
    """The output of an earlier run, whose last line says that instead of a time."""
    head, _, line = output.rstrip(b"\n").rpartition(b"\n")
    ok, path, rest = line.split(b"\t", 2)
    note = rest.partition(b"s")[2]
    return (head + b"\n" if head else b"") + b"\t".join((ok, path, b"(cached)" + note)) + b"\n"
