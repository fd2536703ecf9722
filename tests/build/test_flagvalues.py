"""What variables in the linker flags and the output of an editor stand for."""

import subprocess
from pathlib import Path

import pytest

from server.build.flagvalues import expand, with_values
from server.build.flagwords import FlagError
from server.build.ldflags import parse_ldflags
from server.build.outputname import OutputError, output_path
from server.target import find_target


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a tag, whose hooks and monitor leave a trace when they run."""
    folder = tmp_path / "repository"
    folder.mkdir()
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\n")
    trap.chmod(0o755)
    (folder / "main.go").write_text("package main\n")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for command in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "one"), (*who, "tag", "v1.2.0")):
        subprocess.run(("git", *command), cwd=folder, check=True, capture_output=True)
    for name in ("core.fsmonitor", "filter.x.clean"):
        subprocess.run(("git", "config", name, str(trap)), cwd=folder, check=True)
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "attributes").write_text("*.go filter=x\n")
    return folder


def test_values_of_git(repository: Path) -> None:
    commit = expand("${gitCommit}", repository, {})
    assert len(commit) == 40
    assert expand("${gitDescribe}", repository, {}) == "v1.2.0"
    (repository / "main.go").write_text("package main // edited\n")
    rules = with_values(parse_ldflags(["-X main.v=<${gitDescribe}>"], repository), repository, {})
    [flags] = {flags for _, flags in rules.rules if flags.string_values}
    assert flags.string_values == (("main.v", "<v1.2.0-dirty>"),)
    assert not (repository.parent / "sprung").exists()


def test_values_without_git(tmp_path: Path) -> None:
    assert expand("${date}", tmp_path, {"SOURCE_DATE_EPOCH": "1000000000"}) == "2001-09-09T01:46:40Z"
    for text, reason in {"${gitDescribe}": "git in ", "${home}": "unknown variable", "${date}": "SOURCE_DATE"}.items():
        with pytest.raises(FlagError, match=reason):
            expand(text, tmp_path, {"SOURCE_DATE_EPOCH": "soon", "GIT_CEILING_DIRECTORIES": str(tmp_path)})


@pytest.mark.parametrize(
    ("text", "per_target", "expected"),
    [
        ("", False, None),
        ("", True, "module/tool-linux-arm64"),
        ("app", False, "app"),
        ("app", True, "app-linux-arm64"),
        ("bin/", False, "bin/tool"),
        ("bin/", True, "bin/tool-linux-arm64"),
        ("${goos}/${goarch}/${name}", True, "linux/arm64/tool"),
        ("/tmp/x", False, "/tmp/x"),
    ],
)
def test_outputs(text: str, per_target: bool, expected: str | None, tmp_path: Path) -> None:
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/tool/v2\n\ngo 1.27\n")
    target = find_target("linux", "arm64")
    assert target is not None
    found = output_path(text, folder / "main.go", tmp_path, target, per_target)
    assert found == (tmp_path / expected if expected else None)
    with pytest.raises(OutputError, match="unknown variable"):
        output_path("${user}", folder, tmp_path, target, per_target)
