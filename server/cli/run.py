"""`bindery run`: compile a program, run it, and leave with its exit code."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from server.build.environment import host_platform
from server.build.request import BuildRequest
from server.build.result import Output
from server.cli.build_flags import BUILD_FLAGS, make_request, read_invocation
from server.cli.help import flag_table
from server.cli.present import Presenter
from server.cli.progress_line import progress_line
from server.diagnostics.codes import build as codes
from server.diagnostics.data import Diagnostic
from server.linker.output import write_executable

_FORWARDED = (signal.SIGTERM, signal.SIGHUP) if os.name == "posix" else ()


def run(args: Sequence[str]) -> int:
    """Build the program that the first arguments name and run it with the others."""
    invocation = read_invocation(args, BUILD_FLAGS)
    flags = invocation.flags
    patterns, arguments = _split(flags.args)
    if not patterns:
        return _fail(Diagnostic(codes.NO_FILES_LISTED, None))
    request = make_request(invocation, patterns, write=bool(flags.text("o")), to_run=True, download=True)
    from server.build.driver import build  # the whole compiler: not needed to refuse a command line

    with progress_line(flags.on("v"), steps=flags.on("x") or flags.on("n")) as events:
        result = build(request, events)
    Presenter(request, flags.on("json")).show(result)
    if request.dry or not result.ok:
        return 0 if result.ok else 1
    return _execute(request, result.outputs[0], arguments)


def _split(args: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Go's rule: the leading .go files, or one package; the program gets the rest."""
    files = 0
    while files < len(args) and args[files].endswith(".go"):
        files += 1
    cut = files or min(len(args), 1)
    return args[:cut], args[cut:]


def _fail(problem: Diagnostic) -> int:
    print(problem.message, file=sys.stderr)
    return 1


def _execute(request: BuildRequest, output: Output, arguments: Sequence[str]) -> int:
    """Run the image as a child with our standard streams; its exit code, or 128 + the signal that ended it."""
    runner = runner_of(request)
    if runner is None:
        return _fail(Diagnostic(codes.NO_RUNNER, None, (request.target.name, request.target.qemu)))
    with tempfile.TemporaryDirectory(prefix="bindery-run-") as folder:
        program = Path(folder) / output.name
        write_executable(program, output.image)
        child = subprocess.Popen([*runner, str(program), *arguments])
        code = _wait(child)
    return code if code >= 0 else 128 - code


def runner_of(request: BuildRequest) -> list[str] | None:
    """What to put in front of the program: nothing here, qemu for another processor; None when that is missing."""
    target = request.target
    if (target.goos, target.goarch) == host_platform():
        return []
    emulator = shutil.which(target.qemu) or shutil.which(f"{target.qemu}-static")
    return [emulator] if emulator else None


def _wait(child: subprocess.Popen[bytes]) -> int:
    """Wait for the program. Ctrl-C is the program's business; other requests to end are passed on to it."""

    def forward(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _FORWARDED:
        signal.signal(number, forward)
    return child.wait()


def describe() -> str:
    """The long help."""
    return (
        "Run compiles the named main package, or the .go files, and runs the program with the arguments that\n"
        "follow. Its exit code becomes bindery's. A program for another processor runs under qemu-user.\n\n"
        f"The flags are:\n\n{flag_table(BUILD_FLAGS)}\n"
    )
