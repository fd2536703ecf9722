"""A program that is there already is not linked again, and whatever else is there is replaced."""

from pathlib import Path

from tests.cli.bindery import bindery, write_files

_HELLO = 'package main\n\nvar name = "one"\n\nfunc main() {\n\tprintln(name)\n}\n'


def _build(folder: Path, cache: Path, *flags: str) -> int:
    """Build; the number of the file that is there then, which another file does not have."""
    before = folder / "kept"  # its number stays taken
    if (folder / "main").exists():
        before.unlink(missing_ok=True)
        before.hardlink_to(folder / "main")
    done = bindery(["build", *flags, "main.go"], folder, cache)
    assert done.returncode == 0, done.stderr
    return (folder / "main").stat().st_ino


def test_only_the_very_program_stays(tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path, {"main.go": _HELLO})
    program = tmp_path / "main"
    first = _build(tmp_path, cache)
    image = program.read_bytes()
    assert _build(tmp_path, cache) == first

    # Other flags, another text, and back.
    assert _build(tmp_path, cache, "-ldflags=-s") != first
    assert len(program.read_bytes()) < len(image)
    write_files(tmp_path, {"main.go": _HELLO.replace("one", "two")})
    _build(tmp_path, cache)
    assert program.read_bytes() != image
    write_files(tmp_path, {"main.go": _HELLO})
    _build(tmp_path, cache)
    assert program.read_bytes() == image

    # A file that somebody has changed, or taken the right to run from.
    program.write_bytes(image + b"x")
    _build(tmp_path, cache)
    assert program.read_bytes() == image
    program.chmod(0o644)
    _build(tmp_path, cache)
    assert program.stat().st_mode & 0o100
