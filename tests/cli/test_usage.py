"""Command lines: what is refused and how, and the commands that need no program."""

import json
import re
from pathlib import Path

import pytest

import server
from server.cli import main
from server.cli.command import COMMANDS
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
    (["build", "-toolexec", "x"], "not supported: -toolexec: no commands are run"),
    (["build", "-buildvcs=x"], 'invalid boolean value "x" for -buildvcs: value is neither bool nor "auto"'),
    (["build", "-target=linux"], '-target: want GOOS/GOARCH, not "linux"'),
    (["build", "-target=linux/amd64,linux/amd64"], "-target: linux/amd64 is named twice"),
    (["build", "-target=plan9/386"], "not supported yet: building for plan9/386; supported: linux/amd64"),
    (["build", "-buildmode=pie"], "not supported: -buildmode=pie; supported: exe, default"),
    (["build", "-gcflags=-W"], "-gcflags: not supported: -W; supported: -m -l -N -S -e -d=key -json=0,dir"),
    (["build", "-gcflags=-d=ssa/x"], "-gcflags: not supported: -d=ssa/x; known: -d=append -d=defer -d=nil"),
    (["check", "-gcflags=-json=0,x"], "-gcflags: -json option 'destination' should be absolute: 0,x"),
    (["check", "-gcflags=-json=1,/x"], "-gcflags: -json version 1 is not supported; supported: 0"),
    (["build", "-gcflags=fmt"], '-gcflags: missing =<value> in <pattern>=<value>: "fmt"'),
    (["build", "-gcflags=-m '"], "-gcflags: no closing quotation"),
    (
        ["build", "-ldflags=-linkmode=external"],
        "-ldflags: not supported: -linkmode=external; supported: internal, auto",
    ),
    (["build", "-ldflags=-X main"], "-ldflags: -X flag requires argument of the form importpath.name=value"),
    (["build", "-ldflags=-X"], "-ldflags: flag needs an argument: -X"),
    (["build", "-ldflags=-s=maybe"], '-ldflags: invalid boolean value "maybe" for -s: parse error'),
    (["build", "-ldflags==-s"], '-ldflags: missing <pattern> in <pattern>=<value>: "=-s"'),
    (["build", "-ldflags=-randlayout=1"], "-ldflags: not supported: -randlayout=1; supported: -s -w"),
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
    (["version", "-m"], "'bindery version' only accepts -m flag with arguments"),
    (["version", "-json", "x"], "'bindery version' with -json flag requires -m flag"),
    (["clean"], "clean: name what to remove: -cache, -testcache or -modcache"),
    (["clean", "-cache", "x"], "clean -cache cannot be used with package arguments"),
    (["clean", "-r"], "not supported: -r: builds leave nothing in packages"),
    (["env", "-w", "GOOS=linux"], "not supported: -w: bindery reads the file that GOENV names"),
    (["tool", "compile"], 'tool: no such tool "compile"'),
    (["tool", "dist"], "tool dist: only 'dist list [-json]' is there"),
    (["tool", "buildid"], "tool buildid needs one file"),
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
        "not supported yet: building for plan9/386; supported: linux/amd64, linux/arm64, linux/riscv64",
    ),
    ({"GOFLAGS": "-nosuch"}, "parsing $GOFLAGS: unknown flag -nosuch"),
    ({"GOFLAGS": "-race"}, "not supported: -race: not supported yet"),
    ({"GOFLAGS": "nosuch"}, 'parsing $GOFLAGS: non-flag "nosuch"'),
    ({"GOFLAGS": "-tags='x"}, "parsing $GOFLAGS: no closing quotation"),
    ({"BINDERY_CACHE": "relative"}, "BINDERY_CACHE is not an absolute path: relative"),
    ({"GOFLAGS": "-ldflags='-s"}, "parsing $GOFLAGS: no closing quotation"),
    ({"GOAMD64": "v3", "GOARCH": "amd64"}, "not supported: GOAMD64=v3; supported: v1"),
    ({"GOEXPERIMENT": "jsonv2"}, "not supported: GOEXPERIMENT=jsonv2; supported: none"),
    ({"GOFIPS140": "latest"}, "not supported: GOFIPS140=latest; supported: off"),
    ({"GO111MODULE": "off"}, "not supported: GO111MODULE=off; supported: on, auto"),
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
    every = (
        "addr2line build cache check clean daemon env explain help image list lsp mod nm objdump run size test tool"
        " version"
    )
    assert names == every.split()
    for name in names:
        done = bindery(["help", name], tmp_path)
        assert done.returncode == 0
        assert done.stdout.startswith(f"usage: bindery {name}")
    assert bindery([], tmp_path).stdout == overview.stdout


def test_commands_in_one_process(capsys: pytest.CaptureFixture[str]) -> None:
    """Modules of commands become names of the package: none may be one that the package's own functions use."""
    for command in (*COMMANDS, "help"):
        assert main(["help", command]) == 0
        assert capsys.readouterr().out.startswith(f"usage: bindery {command}")


HELP = ["-h", "-help", "--help"]


@pytest.mark.parametrize("flag", HELP)
@pytest.mark.parametrize("command", ["build", "cache", "nm", "test", "tool", "version"])
def test_help_flag(command: str, flag: str, tmp_path: Path) -> None:
    """As for go's commands: how it is written, where to read on, and the exit code of a wrong command line."""
    done = bindery([command, flag], tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(f"usage: bindery {command}")
    assert second == f"Run 'bindery help {command}' for details."


def test_help_behind_other_flags(tmp_path: Path) -> None:
    assert bindery(["build", "-v", "-h"], tmp_path).stderr.startswith("usage: bindery build")


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
    changed = bindery(["env", "-changed"], tmp_path, extra=extra).stdout.splitlines()
    assert {"GOARCH=arm64", "GOFLAGS=-tags=x", "BINDERY_CACHE=off"} <= set(changed)
    assert not any(line.startswith(("GOOS=", "GOVERSION=")) for line in changed)
    assert "GOARM64" in shown
    assert "GOAMD64" not in shown
    values = json.loads(bindery(["env", "-json"], tmp_path, extra=extra).stdout)
    assert values["GOVERSION"] == server.GO_VERSION
    assert values["BINDERY_CACHE"] == "off"
    (tmp_path / "go.mod").write_text("module m\n")
    assert bindery(["env", "GOMOD"], tmp_path).stdout == f"{tmp_path / 'go.mod'}\n"
