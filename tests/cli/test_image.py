"""`bindery image`: the program of an image runs, and the same inputs give the same image."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.cli.bindery import bindery, write_files

FILES = {
    "go.mod": "module example.com/hello\n\ngo 1.27\n",
    "main.go": 'package main\n\nfunc main() { println("hello") }\n',
    "lib/lib.go": "package lib\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A module with a program and a package that is none."""
    write_files(tmp_path, FILES)
    return tmp_path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for these tests."""
    return tmp_path_factory.mktemp("cache")


def test_the_program_in_the_image_runs(folder: Path, cache: Path) -> None:
    done = bindery(["image", "-label", "a=b", "-tag", "x:1", "-arg=serve"], folder, cache, {"GOARCH": "amd64"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("hello.tar: ")
    assert sorted(path.name for path in folder.iterdir()) == ["go.mod", "hello.tar", "lib", "main.go"]
    with tarfile.open(folder / "hello.tar") as image:
        blobs = {member.name: image.extractfile(member) for member in image}
        [entry] = json.loads(_read(blobs["manifest.json"]))
        config = json.loads(_read(blobs[entry["Config"]]))["config"]
        assert (entry["RepoTags"], config["Labels"], config["Cmd"]) == (["x:1"], {"a": "b"}, ["serve"])
        with tarfile.open(fileobj=io.BytesIO(_read(blobs[entry["Layers"][0]]))) as layer:
            layer.extract("hello", folder, filter="data")
    assert subprocess.run([folder / "hello"], capture_output=True, check=True).stderr == b"hello\n"
    again = bindery(["image", "-o", "again.tar", "-label=a=b", "-tag=x:1", "-arg=serve"], folder, cache)
    assert again.returncode == 0, again.stderr
    assert (folder / "again.tar").read_bytes() == (folder / "hello.tar").read_bytes()


def _read(file: object) -> bytes:
    assert isinstance(file, io.BufferedReader | tarfile.ExFileObject)
    return file.read()


@pytest.mark.parametrize(
    ("args", "env", "code", "reason"),
    [
        (["-label=x"], {}, 2, "-label=x: want name=value"),
        ([], {"GOOS": "windows"}, 2, ""),
        (["-user=me"], {}, 1, "the user is not UID or UID:GID"),
        (["./lib"], {}, 1, "package example.com/hello/lib is not a main package"),
    ],
)
def test_refusals(folder: Path, cache: Path, args: list[str], env: dict[str, str], code: int, reason: str) -> None:
    done = bindery(["image", *args], folder, cache, env)
    assert (done.returncode, reason in done.stderr) == (code, True), done.stderr
    assert not (folder / "hello.tar").exists()
