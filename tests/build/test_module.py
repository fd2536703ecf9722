"""Reading go.mod."""

from pathlib import Path

import pytest

from server.build.module import ModuleError, find_module, parse_module

FILE = Path("/w/go.mod")

GOOD = [
    ("module example.com/m\n", "example.com/m", "go1.16"),
    ("module example.com/m // comment\ngo 1.27.3\n", "example.com/m", "go1.27"),
    ('module "example.com/m"\n\ngo 1.22rc1\n', "example.com/m", "go1.22"),
    ("module (\n\texample.com/m\n)\ngo 1.27\ntoolchain go1.27.3\n", "example.com/m", "go1.27"),
    ("go 1.27\nmodule `m`\nrequire (\n\ta.b/c v1.2.3 // indirect\n)\nreplace a.b/c => ../c\n", "m", "go1.27"),
]
BAD = [
    ("", 1, "no module declaration in go.mod"),
    ("module\n", 1, "usage: module module/path"),
    ("modul x\n", 1, "unknown directive: modul"),
    ("module x\nmodule y\n", 2, "repeated module statement"),
    ("module x\ngo 1.2x\n", 2, "invalid go version '1.2x'"),
    ("module x\nrequire a b c\n", 2, "usage: require module/path v1.2.3"),
]


@pytest.mark.parametrize(("text", "path", "language"), GOOD)
def test_reads(text: str, path: str, language: str) -> None:
    module = parse_module(FILE, text.encode())
    assert (module.path, module.language, module.directory) == (path, language, Path("/w"))


@pytest.mark.parametrize(("text", "line", "message"), BAD)
def test_refuses(text: str, line: int, message: str) -> None:
    with pytest.raises(ModuleError) as caught:
        parse_module(FILE, text.encode())
    assert caught.value.line == line
    assert caught.value.message.startswith(message)


def test_not_utf8() -> None:
    with pytest.raises(ModuleError, match="invalid UTF-8") as caught:
        parse_module(FILE, b"module x\n\xff\n")
    assert caught.value.line == 2


def test_finds_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "inner" / "deep").mkdir(parents=True)
    (tmp_path / "go.mod").write_text("module outer\n")
    (tmp_path / "inner" / "go.mod").write_text("module inner\n")
    found = find_module(tmp_path / "inner" / "deep")
    assert found is not None
    assert found.path == "inner"
    assert found.import_path(tmp_path / "inner" / "deep") == "inner/deep"
    assert found.directory_of("inner/deep") == tmp_path / "inner" / "deep"
    assert found.directory_of("innermost") is None
