"""`bindery image`: compile a program and write a container image of it, without Docker."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from server.build.container import ImageError
from server.build.imagefiles import SYSTEM, write_image
from server.build.imageoptions import NOBODY, ImageOptions
from server.build.loading import look_around
from server.build.request import BuildRequest
from server.build.result import Output
from server.cli.build_flags import BUILD_FLAGS, make_request, read_invocation
from server.cli.flags import Flag, FlagKind, ParsedFlags, UsageError
from server.cli.help import flag_table
from server.cli.present import Presenter
from server.cli.progress_line import progress_line
from server.diagnostics.collector import Collector

_TEXT: Final = FlagKind.TEXT
_OWN: Final = (
    Flag("o", _TEXT, "write the image to this file; without it, to the program's name and .tar", "file"),
    Flag("arg", _TEXT, "an argument that the program gets when none are given; may be repeated", "text"),
    Flag("certs", _TEXT, "put certificates into the image: a file in PEM, or system for this machine's", "file"),
    Flag("entrypoint", _TEXT, "path of the program in the image, without it /NAME", "path"),
    Flag("label", _TEXT, "a label of the image; may be repeated", "name=value"),
    Flag("port", _TEXT, "a port that the program listens on, for tools to show; may be repeated", "number[/udp]"),
    Flag("tag", _TEXT, "what the image is called when it is loaded; without it NAME:latest", "name:tag"),
    Flag("tz", FlagKind.BOOL, "put all time zones into the image"),
    Flag("user", _TEXT, f"user and group that the program runs as, without it {NOBODY}", "uid[:gid]"),
)
_FLAGS: Final = (*_OWN, *(flag for flag in BUILD_FLAGS if flag.name not in {"json", "n", "o", "separate-debug"}))


def run(args: Sequence[str]) -> int:
    """Build what the arguments name and write its image."""
    invocation = read_invocation(args, _FLAGS)
    flags = invocation.flags
    options = _options(flags)
    request = make_request(invocation, flags.args, write=False, to_run=True, download=True)
    if request.target.goos != "linux":
        raise UsageError(f"container images hold programs for linux, not for {request.target.goos}: set GOOS=linux")
    from server.build.driver import build  # the whole compiler: not needed to refuse a command line

    with progress_line(flags.on("v")) as events:
        result = build(request, events)
    Presenter(request, False).show(result)
    return _write(request, result.outputs[0], options) if result.ok else 1


def _options(flags: ParsedFlags) -> ImageOptions:
    """What the flags ask for. Raises UsageError."""
    labels = dict(_label(text) for text in flags.every("label"))
    return ImageOptions(
        output=flags.text("o"),
        tag=flags.text("tag"),
        certificates=flags.text("certs"),
        time_zones=flags.on("tz"),
        user=flags.text("user", NOBODY),
        entrypoint=flags.text("entrypoint"),
        arguments=flags.every("arg"),
        labels=labels,
        ports=flags.every("port"),
    )


def _label(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise UsageError(f"-label={text}: want name=value")
    return name, value


def _write(request: BuildRequest, output: Output, options: ImageOptions) -> int:
    source = look_around(request, Collector()).std if options.time_zones else None
    std = source.source if source is not None else None
    try:
        path = write_image(output.name, output.image, options, request.target, request.directory, std, os.environ)
    except ImageError as err:
        print(f"bindery image: {err}", file=sys.stderr)
        return 1
    print(f"{_shown(path, request.directory)}: {path.stat().st_size:,} bytes, {request.target.name}")
    return 0


def _shown(path: Path, directory: Path) -> str:
    return str(path.relative_to(directory)) if path.is_relative_to(directory) else str(path)


def describe() -> str:
    """The long help."""
    return (
        "Image compiles a main package to a static binary and writes a container image of it: an archive in the OCI\n"
        "image layout, which 'podman load', 'skopeo copy oci-archive:FILE' 'docker load' read; Docker is not needed.\n"
        "The image has one layer on nothing: the program, an empty /tmp and one user, and what -certs and -tz add.\n"
        "The same inputs give the same bytes; times in it are zero, or those of SOURCE_DATE_EPOCH.\n"
        "GOARCH chooses the processor; the system is linux.\n\n"
        f"-certs {SYSTEM} takes the certificates of this machine, from where Go looks for them.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
