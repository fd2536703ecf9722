"""`bindery version`: our version, the Go release that we implement, and the host."""

from collections.abc import Sequence

from server import GO_VERSION, __version__
from server.cli.flags import parse_flags


def run(args: Sequence[str]) -> int:
    """Print one line, as `go version` does."""
    from server.build.environment import host_platform

    parse_flags(args, ())
    print(f"bindery version {__version__} ({GO_VERSION}) {'/'.join(host_platform())}")
    return 0


def describe() -> str:
    """The long help."""
    return "Version prints the version of bindery, of the Go release it implements, and the host's GOOS/GOARCH.\n"
