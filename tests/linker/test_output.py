"""Putting the image on disk."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from server.linker.interface import LinkError
from server.linker.output import write_executable
from tests.linker.conftest import MakeProgram
from tests.linker.linking import AMD64

_IMAGE = b"\x7fELF and more"


def _refused(path: Path, message: str) -> None:
    with pytest.raises(LinkError) as caught:
        write_executable(path, _IMAGE)
    assert message in str(caught.value)


def test_new_file_is_executable(tmp_path: Path) -> None:
    """Mode 0755 less the umask, and nothing else is left in the folder."""
    path = tmp_path / "app"
    old = os.umask(0o027)
    try:
        write_executable(path, _IMAGE)
    finally:
        os.umask(old)
    assert path.read_bytes() == _IMAGE
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert list(tmp_path.iterdir()) == [path]


def test_old_image_is_replaced_not_overwritten(tmp_path: Path) -> None:
    """Whoever has the old file open keeps its bytes."""
    path = tmp_path / "app"
    write_executable(path, b"MZ old")
    with path.open("rb") as old:
        write_executable(path, _IMAGE)
        assert old.read() == b"MZ old"
    assert path.read_bytes() == _IMAGE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux refuses to open a running program for writing")
def test_running_program_can_be_replaced(tmp_path: Path) -> None:
    """A program that runs does not keep the next build from its place."""
    path = tmp_path / "app"
    write_executable(path, Path("/bin/cat").read_bytes())
    with subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        write_executable(path, _IMAGE)
        assert running.communicate(b"still here")[0] == b"still here"
    assert path.read_bytes() == _IMAGE


def test_link_to_a_file_stays(tmp_path: Path) -> None:
    """A symbolic link keeps pointing where it pointed."""
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    write_executable(link, _IMAGE)
    assert link.is_symlink()
    assert target.read_bytes() == _IMAGE


def test_refusals(tmp_path: Path) -> None:
    """Directories, devices, pipes, source files and impossible paths stay as they are."""
    source, pipe, loop = tmp_path / "main.go", tmp_path / "pipe", tmp_path / "loop"
    source.write_text("package main\n")
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    _refused(tmp_path, "is a directory")
    _refused(source, "already exists and is not an object file")
    _refused(pipe, "is not a regular file")
    _refused(Path("/dev/zero"), "is not a regular file")
    _refused(source / "below", "cannot write")
    _refused(tmp_path / "no" / "such" / "folder", "cannot write")
    _refused(loop, "cannot write")
    _refused(Path("nul\0byte"), "cannot write")
    _refused(tmp_path / ("x" * 300), "cannot write")
    assert source.read_text() == "package main\n"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_null_device_and_empty_file(tmp_path: Path) -> None:
    """The null device takes anything; an empty file, as mktemp makes it, may be replaced."""
    before = Path(os.devnull).stat()
    write_executable(Path(os.devnull), _IMAGE)
    after = Path(os.devnull).stat()
    assert (after.st_ino, after.st_mode, after.st_size) == (before.st_ino, before.st_mode, before.st_size)
    empty = tmp_path / "empty"
    empty.touch(mode=0o600)
    write_executable(empty, _IMAGE)
    assert empty.stat().st_mode & stat.S_IXUSR


def test_failure_leaves_nothing(tmp_path: Path) -> None:
    """When the name cannot be taken, no temporary file stays behind."""
    _refused(tmp_path / ("y" * 255 + "z"), "cannot write")
    assert list(tmp_path.iterdir()) == []


def test_written_image_runs(make_program: MakeProgram, tmp_path: Path) -> None:
    """From program to process, if this machine can run it."""
    text = (Path(__file__).parent / "programs" / "hello.ll").read_text()
    path = tmp_path / "hello"
    write_executable(path, make_program(AMD64, text).link(AMD64).image)
    if os.uname().machine != "x86_64":
        pytest.skip("the image is for x86_64")
    assert subprocess.run([path], capture_output=True, check=False).stdout == b"hello\n"
