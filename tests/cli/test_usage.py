"""Command lines: what is refused and how, and the commands that need no program."""

import json
import re
from pathlib import Path

import pytest

import server
from tests.cli.bindery import bindery

REFUSED = [
    (["bild"], "bindery bild: unknown command (did you mean build?)"),
    (["frobnicate"], "bindery frobnicate: unknown command"),
    (["help", "verzion"], "bindery help verzion: unknown help topic (did you mean version?)"),
    (["build", "-nosuchflag"], "flag provided but not defined: -nosuchflag"),
    (["build", "-gcflag=-m"], "flag provided but not defined: -gcflag (did you mean -gcflags?)"),
    (["build", "-o"], "flag needs an argument: -o"),
    (["build", "-v=maybe"], 'invalid boolean value "maybe" for -v: parse error'),
    (["build", "-p", "x"], 'invalid value "x" for flag -p: parse error'),
    (["build", "-p", "0"], "-p must be a positive integer: 0"),
    (["build", "-race"], "not supported: -race: not supported yet"),
    (["build", "-x"], "not supported: -x: no commands are run; -v names the packages"),
    (["build", "-buildmode=pie"], "not supported: -buildmode=pie; supported: exe, default"),
    (["build", "-gcflags=-W"], "-gcflags: not supported: -W; supported: -m -l -N -S -e -d=key -json=0,dir"),
    (["build", "-gcflags=-d=ssa/x"], "-gcflags: not supported: -d=ssa/x; known: -d=append -d=defer -d=nil"),
    (["check", "-gcflags=-json=0,x"], "-gcflags: -json option 'destination' should be absolute: 0,x"),
    (["check", "-gcflags=-json=1,/x"], "-gcflags: -json version 1 is not supported; supported: 0"),
    (["build", "-gcflags=fmt"], '-gcflags: missing =<value> in <pattern>=<value>: "fmt"'),
    (["build", "-gcflags=-m '"], "-gcflags: no closing quotation"),
    (["build", "-ldflags=-linkmode=external"], "-ldflags: not supported: -linkmode=external; supported: -s -w"),
    (["build", "-ldflags=-X main"], "-ldflags: -X flag requires argument of the form importpath.name=value"),
    (["build", "-ldflags=-X"], "-ldflags: flag needs an argument: -X"),
    (["build", "-dump=main"], "-dump=main: want FUNC:PASS"),
    (["build", "-C", "nosuch"], "chdir nosuch: no such file or directory"),
    (["build", "x.go", "-o", "y"], "flags must come before the packages: -o"),
    (["check", "-o", "x"], "flag provided but not defined: -o"),
    (["nm"], "nm needs a file"),
    (["nm", "-sort", "colour", "x"], "unknown sort order colour; one of address, name, none, size"),
    (["size"], "size takes one file"),
    (["size", "--by", "colour", "x"], "unknown key colour; one of package, file, function, section, kind"),
    (["lsp", "x"], "lsp takes no arguments"),
    (["version", "-x"], "flag provided but not defined: -x"),
]


@pytest.mark.parametrize(
    ("args", "message"), REFUSED, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_refused(args: list[str], message: str, tmp_path: Path) -> None:
    done = bindery(args, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message), done.stderr
    assert "Run 'bindery help" in done.stderr


ENVIRONMENTS = [
    ({"GOARCH": "nope"}, "unsupported GOOS/GOARCH pair linux/nope"),
    ({"GOOS": "nope", "GOARCH": "amd64"}, "unsupported GOOS/GOARCH pair nope/amd64"),
    (
        {"GOOS": "plan9", "GOARCH": "386"},
        "not supported yet: building for plan9/386; supported: linux/amd64, linux/arm64",
    ),
    ({"GOFLAGS": "-nosuch"}, "parsing $GOFLAGS: unknown flag -nosuch"),
    ({"GOFLAGS": "-race"}, "not supported: -race: not supported yet"),
    ({"GOFLAGS": "nosuch"}, 'parsing $GOFLAGS: non-flag "nosuch"'),
    ({"GOFLAGS": "-tags='x"}, "parsing $GOFLAGS: no closing quotation"),
    ({"BINDERY_CACHE": "relative"}, "BINDERY_CACHE is not an absolute path: relative"),
    ({"CGO_ENABLED": "1"}, "CGO_ENABLED=1 is not supported: with cgo the binary would need libc on the target"),
]


@pytest.mark.parametrize(("extra", "message"), ENVIRONMENTS, ids=str)
def test_environment_refused(extra: dict[str, str], message: str, tmp_path: Path) -> None:
    for command in ("build",) if "-race" in extra.values() else ("build", "check"):
        done = bindery([command], tmp_path, extra=extra)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(message), done.stderr


def test_version() -> None:
    done = bindery(["version"], Path.cwd())
    expected = rf"bindery version {re.escape(server.__version__)} \({server.GO_VERSION}\) \w+/\w+\n"
    assert re.fullmatch(expected, done.stdout)
    assert done.returncode == 0
    project = Path(server.__file__).parents[1] / "pyproject.toml"
    assert f'version = "{server.__version__}"' in project.read_text()


def test_help_explains_every_command(tmp_path: Path) -> None:
    overview = bindery(["help"], tmp_path)
    names = re.findall(r"^\t(\w+) {2,}\S", overview.stdout, re.M)
    every = "build cache check daemon env explain help list lsp mod nm run size test version"
    assert names == every.split()
    for name in names:
        done = bindery(["help", name], tmp_path)
        assert done.returncode == 0
        assert done.stdout.startswith(f"usage: bindery {name}")
    assert bindery([], tmp_path).stdout == overview.stdout


def test_table_of_overlays(tmp_path: Path, oracle_goroot: Path) -> None:
    table = bindery(["env", "-overlays"], tmp_path, extra={"GOROOT": str(oracle_goroot)}).stdout
    assert "\nmath: assembly of the Go toolchain" in table
    assert "\n\t+ floor_noasm.go (25 lines)\n" in table
    assert "\n\t- floor_asm.go\n" in table


def test_env(tmp_path: Path) -> None:
    written = tmp_path / "goenv"
    written.write_text("# comment\nGOARCH=arm64\nGOFLAGS=-trimpath\n")
    extra = {"GOENV": str(written), "GOFLAGS": "-tags=x"}
    assert bindery(["env", "GOARCH", "GOFLAGS", "NOPE"], tmp_path, extra=extra).stdout == "arm64\n-tags=x\n\n"
    shown = bindery(["env", "-v"], tmp_path, extra=extra).stdout
    assert f"GOARCH=arm64  # {written}\n" in shown
    assert "GOFLAGS=-tags=x  # environment\n" in shown
    assert "CGO_ENABLED=0  # default\n" in shown
    values = json.loads(bindery(["env", "-json"], tmp_path, extra=extra).stdout)
    assert values["GOVERSION"] == server.GO_VERSION
    assert values["BINDERY_CACHE"] == "off"
    (tmp_path / "go.mod").write_text("module m\n")
    assert bindery(["env", "GOMOD"], tmp_path).stdout == f"{tmp_path / 'go.mod'}\n"
