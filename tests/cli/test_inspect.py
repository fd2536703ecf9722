"""Commands that look at binaries and at what is kept: version -m, tool, clean."""

import json
import subprocess
from pathlib import Path

import pytest

from server.target import TARGETS
from tests.cli.bindery import bindery, write_files
from tests.conformance.oracle import oracle_environment

MAIN = 'package main\n\nvar v = "none"\n\nfunc main() { println(v) }\n'


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """A program with a build id and settings."""
    folder = tmp_path_factory.mktemp("inspected")
    write_files(folder, {"go.mod": "module example.com/p\n\ngo 1.27\n", "main.go": MAIN})
    done = bindery(["build", "-tags=a,b", "-ldflags=-buildid=one/two -X 'main.v=a b'", "-o", "p"], folder, cache)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "p"


def test_version_as_go_prints_it(program: Path, oracle_go: Path) -> None:
    folder = program.parent
    for args in (["p"], ["-m", "p"], ["-m", "-json", "p"], ["-v", "."]):
        theirs = subprocess.run(
            [oracle_go, "version", *args],
            cwd=folder,
            env=oracle_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        ours = bindery(["version", *args], folder)
        assert ours.returncode == theirs.returncode
        assert ours.stdout == theirs.stdout
    assert json.loads(bindery(["version", "-m", "-json", "p"], folder).stdout)["Path"] == "example.com/p"


def test_version_of_what_is_none(program: Path) -> None:
    folder = program.parent
    (folder / "script").write_text("#!/bin/sh\n")
    (folder / "script").chmod(0o755)
    done = bindery(["version", "-m", "script", "nosuch", "main.go"], folder)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "script: could not read Go build info from script: unrecognized file format",
        "open nosuch: no such file or directory",
    ]


def test_tools(program: Path) -> None:
    folder = program.parent
    assert bindery(["tool", "buildid", "p"], folder).stdout == "one/two\n"
    assert bindery(["tool", "nm", "p"], folder).stdout == bindery(["nm", "p"], folder).stdout != ""
    listed = bindery(["tool", "dist", "list"], folder).stdout.splitlines()
    assert listed == sorted(target.name for target in TARGETS)
    rows = json.loads(bindery(["tool", "dist", "list", "-json"], folder).stdout)
    assert [f"{row['GOOS']}/{row['GOARCH']}" for row in rows] == listed
    assert bindery(["tool", "buildid", "main.go"], folder).stderr.startswith("main.go: not supported yet: ")
    assert bindery(["tool", "buildid", "nosuch"], folder).stderr == "open nosuch: no such file or directory\n"


def test_clean(tmp_path: Path) -> None:
    cache, modules = tmp_path / "cache", tmp_path / "modules"
    write_files(cache, {"package/ab/abc": "x", "testlog/cd/cde": "x", "testoutput/ef/.new-1": "x", "mine/ab/xyz": "x"})
    write_files(modules, {"example.com/a@v1.0.0/a.go": "package a\n"})
    (modules / "example.com/a@v1.0.0").chmod(0o555)
    extra = {"GOMODCACHE": str(modules)}
    done = bindery(["clean", "-n", "-cache", "-modcache"], tmp_path, cache, extra)
    assert done.stdout == f"rm -rf {cache}/*\nrm -rf {modules}\n"
    assert (modules / "example.com/a@v1.0.0/a.go").exists()
    assert bindery(["clean", "-testcache"], tmp_path, cache, extra).returncode == 0
    left = sorted(str(path.relative_to(cache)) for path in cache.rglob("*") if path.is_file())
    assert left == ["mine/ab/xyz", "package/ab/abc"]
    done = bindery(["clean", "-x", "-cache", "-modcache"], tmp_path, cache, extra)
    assert (done.returncode, done.stderr) == (0, "")
    assert not modules.exists()
    assert [path.name for path in cache.rglob("*") if path.is_file()] == ["xyz"], "that is no entry of ours"
    done = bindery(["clean", "-modcache"], tmp_path, cache, {"GOMODCACHE": "/"})
    assert done.stderr.startswith("cannot clean -modcache: / is no folder for it alone")


def test_several_targets(program: Path, cache: Path) -> None:
    folder = program.parent
    targets = "linux/amd64,linux/arm64"
    done = bindery(["build", "-target", targets, "-o", "out/"], folder, cache)
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    for line, name in zip(lines, targets.split(","), strict=True):
        made = folder / "out" / f"p-{name.replace('/', '-')}"
        assert line == f"{name}: out/{made.name}, {made.stat().st_size:,} bytes"
        assert f"GOARCH={name.partition('/')[2]}" in bindery(["version", "-m", str(made)], folder).stdout
    done = bindery(["build", "-json", "-target=linux/arm64", "-o", "one"], folder, cache)
    (output,) = json.loads(done.stdout.splitlines()[-1])["outputs"]
    assert (output["target"], output["output"]) == ("linux/arm64", str(folder / "one"))


def test_steps(cache: Path, tmp_path: Path) -> None:
    """-n says what -x says while it is done, and does nothing."""
    write_files(tmp_path, {"go.mod": "module example.com/p\n\ngo 1.27\n", "main.go": MAIN + "\nvar fresh = 1\n"})
    foreseen = bindery(["build", "-n"], tmp_path, cache).stderr.splitlines()
    assert "compile example.com/p" in foreseen
    assert foreseen[-2:] == ["link example.com/p", f"write {tmp_path / 'p'}"]
    assert not (tmp_path / "p").exists()
    done = bindery(["build", "-x"], tmp_path, cache).stderr.splitlines()
    assert sorted(done) == sorted(foreseen)
    assert (tmp_path / "p").exists()
    again = bindery(["build", "-x"], tmp_path, cache).stderr.splitlines()
    assert "reuse example.com/p" in again
    assert again[-1] == f"keep {tmp_path / 'p'}"
