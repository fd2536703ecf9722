"""`bindery test`: build the test programs of packages, run them, and say how they ended, as `go test` does.

Programs are built one after the other and run side by side; what they print comes in the order of the packages. In the
mode without packages, and for benchmarks, it comes as it is printed.
"""

from collections.abc import Sequence
from dataclasses import replace

from server.cli.build_flags import make_request, read_invocation
from server.cli.flags import UsageError
from server.cli.help import flag_table
from server.cli.progress_line import progress_line
from server.cli.test_flags import OWN_FLAGS, PROGRAM_FLAGS, read_test_command


def run(args: Sequence[str]) -> int:
    """Test what the arguments name."""
    command = read_test_command(args)
    invocation = read_invocation(command.build, OWN_FLAGS)
    flags = invocation.flags
    command.json = flags.on("json")
    command.take_defaults(invocation.environment.flags)
    only_build = flags.on("c")
    if only_build and command.unknown:
        raise UsageError(f"unknown flag {command.unknown} cannot be used with -c")
    request = make_request(invocation, command.packages, write=False, download=True)
    command.timeout  # noqa: B018 - refuses what is no duration
    keeps = only_build or bool(command.profile) or flags.given("o")
    if not keeps:
        request = replace(request, linker=request.linker.stripped())
    from server.cli.test_run import TestRun  # the whole compiler: not needed to refuse a command line

    with progress_line(verbose=False) as events:
        return TestRun(request, command, events, only_build=only_build, keeps=keeps).run()


def describe() -> str:
    """The long help."""
    return (
        "Test compiles the named packages together with their files *_test.go, and runs the tests, examples and\n"
        "seeds of fuzz targets in them, each package as a program in its own folder. It prints one line per package:\n"
        "ok, FAIL, or ? for one without tests. Without arguments it tests the package in the current folder and\n"
        "shows its output as it comes. With packages it shows the output of failing ones only (-v shows all), and\n"
        "does not run again what passed before, if the program, its flags, and the files and variables that it\n"
        "looked at are the same; -count=1 does. Modules that are missing are fetched as by build.\n\n"
        f"The flags for the build are:\n\n{flag_table(OWN_FLAGS)}\n\n"
        "The flags for the test program are as follows; others that nobody knows, and all that follows -args, are\n"
        f"passed to it as they are:\n\n{flag_table(PROGRAM_FLAGS)}\n"
    )
