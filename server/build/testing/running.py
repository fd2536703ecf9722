"""Runs one test program and says how it ended, in the words of `go test`.

The program runs in the folder of its package, with both output streams in one pipe. It ends itself when its time is up
(-test.timeout) and prints its goroutines; one that does not is asked to by SIGQUIT a minute later, and killed then.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

_GRACE: Final = 60.0  # seconds that a program has to print its goroutines
_CHUNK: Final = 1 << 16
_NO_TESTS: Final = b"testing: warning: no tests to run\n"
_NO_FUZZ: Final = b"testing: warning: no fuzz tests to fuzz\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be run."""

    import_path: str
    directory: Path  # of the package: the working directory
    command: Sequence[str]  # the program, what runs it for another processor, and the arguments
    timeout: float  # seconds; 0 for none
    environment: Mapping[str, str]
    streamed: bool = False  # its output is shown as it comes, and not looked at when it has ended


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended. `output` is what the program printed, if not streamed, `summary` what go test says below."""

    ok: bool
    output: bytes
    summary: bytes


class Running:
    """A test program while it runs; `stop` may be called from another thread."""

    def __init__(self, run: Run, hear: Callable[[bytes], object]) -> None:
        """`hear` gets the output as it comes."""
        self._run = run
        self._hear = hear
        self._parts: list[bytes] = []
        self._asked = False  # for its goroutines, because it was late
        self._incomplete = False
        self._process: subprocess.Popen[bytes] | None = None

    def wait(self, marked: bool = False) -> Ended:
        """Run it to its end; `marked` puts the mark of framing before the line that says FAIL."""
        started = time.monotonic()
        try:
            process = self._process = subprocess.Popen(
                list(self._run.command),
                cwd=self._run.directory,
                env={**self._run.environment, "PWD": str(self._run.directory)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            assert process.stdout is not None  # it is a pipe
        except OSError as err:
            return self._failed(b"", f"{err.strerror or err}\n".encode(), started, marked)
        reader = threading.Thread(target=self._listen, args=(process.stdout,), daemon=True)
        reader.start()
        code = self._await(process)
        reader.join(self._delay)
        if reader.is_alive():  # a process that the program left behind holds the pipe
            self._incomplete = True
        output = b"".join(self._parts)
        if code == 0 and not self._incomplete:
            return Ended(True, output, self._success(output, started))
        return self._failed(output, self._reason(output, code), started, marked)

    def _await(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the end of the program; one that is late is asked for its goroutines, then killed."""
        try:
            return process.wait(self._limit)
        except subprocess.TimeoutExpired:
            self._asked = True
            process.send_signal(signal.SIGQUIT)
        try:
            return process.wait(self._delay)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    @property
    def _delay(self) -> float | None:
        """Seconds that are given for writing and reading what the program prints at its end."""
        return max(5.0, self._run.timeout / 10) if self._run.timeout else None

    @property
    def _limit(self) -> float | None:
        """Seconds after which the program is late."""
        return self._run.timeout + max(_GRACE, self._delay or 0.0) if self._run.timeout else None

    def stop(self) -> None:
        """End it now."""
        if self._process is not None:
            self._process.kill()

    def _listen(self, stream: IO[bytes]) -> None:
        while data := os.read(stream.fileno(), _CHUNK):
            if not self._run.streamed:
                self._parts.append(data)
            self._hear(data)
        stream.close()

    def _success(self, output: bytes, started: float) -> bytes:
        note = ""
        if output.startswith(_NO_TESTS) or b"\n" + _NO_TESTS in output:
            note = " [no tests to run]"
        elif output.startswith(_NO_FUZZ) or b"\n" + _NO_FUZZ in output:
            note = " [no fuzz tests to fuzz]"
        gap = "\n" if output and not output.endswith(b"\n") else ""
        return f"{gap}ok  \t{self._run.import_path}\t{time.monotonic() - started:.3f}s{note}\n".encode()

    def _reason(self, output: bytes, code: int) -> bytes:
        """What stands between the program's output and the line that says FAIL."""
        text = ""
        if self._asked:
            text = f"*** Test killed with quit: ran too long ({duration_text(self._limit or 0)}).\n"
        elif self._incomplete:
            text = f"*** Test I/O incomplete {duration_text(self._delay or 0)} after exiting.\n"
        if code < 0:
            text += f"signal: {(signal.strsignal(-code) or str(-code)).lower()}\n"
        elif not output:
            text += f"exit status {code}\n"
        elif not output.endswith(b"\n"):
            text += "\n"
        return text.encode()

    def _failed(self, output: bytes, reason: bytes, started: float, marked: bool) -> Ended:
        mark = "\x16" if marked else ""
        line = f"{mark}FAIL\t{self._run.import_path}\t{time.monotonic() - started:.3f}s\n"
        return Ended(False, output, reason + line.encode())


def duration_text(seconds: float) -> str:
    """A duration as Go prints it, to the millisecond: `11m0s`, `1h0m1.5s`, `250ms`."""
    whole = round(seconds * 1000)
    if 0 < whole < 1000:
        return f"{whole}ms"
    minutes, rest = divmod(whole, 60_000)
    text = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{text}"
    return f"{minutes}m{text}" if minutes else text
