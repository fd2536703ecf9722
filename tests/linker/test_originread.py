"""What binaries say of their origin is read back as it was written; damaged ones give a LinkError or a result."""

import random
from contextlib import suppress
from pathlib import Path

import pytest

from server.linker.interface import BuildInfo, LinkError, LinkOptions
from server.linker.originread import read_build_id, read_origin
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.linking import BOTH

_TEXT = (Path(__file__).parent / "programs" / "debug.ll").read_text()
_LINES = (
    "path\texample.com/m",
    "mod\texample.com/m\tv1.2.3\t",
    "dep\texample.com/a\tv1.0.0\th1:abc=",
    "dep\texample.com/b\tv1.0.0",
    "=>\texample.com/c\tv1.1.0\th1:def=",
    "build\t-compiler=bindery",
    'build\t-ldflags="-X \\"main.v=\\\\ \\t\\u00fc\\""',
)


@BOTH
def test_round_trip(target: Target, make_program: MakeProgram) -> None:
    info = BuildInfo("go1.27.3", "".join(f"{line}\n" for line in _LINES))
    image = make_program(target, _TEXT).link(target, LinkOptions(build_info=info, build_id="an/id")).image
    found = read_origin("x", image)
    assert (found.version, found.lines, found.path) == ("go1.27.3", _LINES, "example.com/m")
    assert (found.main.path, found.main.version) == ("example.com/m", "v1.2.3")
    first, second = found.dependencies
    assert (first.sum, first.replacement) == ("h1:abc=", None)
    assert second.replacement is not None
    assert (second.replacement.path, second.replacement.sum) == ("example.com/c", "h1:def=")
    assert found.settings == [("-compiler", "bindery"), ("-ldflags", '-X "main.v=\\ \tü"')]
    assert read_build_id("x", image) == "an/id"


@BOTH
def test_without(target: Target, make_program: MakeProgram) -> None:
    image = make_program(target, _TEXT).link(target, LinkOptions()).image
    with pytest.raises(LinkError, match="x: could not read Go build info from x: not a Go executable"):
        read_origin("x", image)
    assert read_build_id("x", image) == ""


@pytest.mark.parametrize("data", [b"", b"ELF", b"#!/bin/sh\n", bytes(5000)])
def test_no_image(data: bytes) -> None:
    with pytest.raises(LinkError, match="unrecognized file format"):
        read_origin("x", data)


def test_other_formats() -> None:
    """In files of other systems the section is found by its first bytes, at a multiple of 16."""
    section = b"\xff Go buildinf:\x08\x02" + bytes(16) + b"\x08go1.27.3\x00"
    assert read_origin("x", b"MZ".ljust(64, b"\0") + section).version == "go1.27.3"
    with pytest.raises(LinkError, match="not a Go executable"):
        read_origin("x", b"MZ".ljust(65, b"\0") + section)


@BOTH
def test_damaged(target: Target, make_program: MakeProgram) -> None:
    info = BuildInfo("go1.27.3", "".join(f"{line}\n" for line in _LINES))
    good = make_program(target, _TEXT).link(target, LinkOptions(build_info=info, build_id="an/id")).image
    generator = random.Random(1)
    for _ in range(200):
        data = bytearray(good[: generator.choice((len(good), generator.randrange(len(good))))])
        for _ in range(8):
            if data:
                data[generator.randrange(len(data))] = generator.choice((0, 0x7F, 0xFF, generator.randrange(256)))
        for read in (read_origin, read_build_id):
            with suppress(LinkError):
                read("x", bytes(data))
