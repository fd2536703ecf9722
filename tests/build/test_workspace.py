"""Which target a file is looked at for."""

import subprocess
from pathlib import Path

import pytest

from server.build.workspace import TargetRule, Views, ViewSettings, Workspace
from server.target import PORTS, find_port
from tests.conformance.oracle import go_command, oracle_environment


def target_name(file: Path, text: str, rules: tuple[TargetRule, ...] = (), tags: tuple[str, ...] = ()) -> str:
    """The target of a file on disk, where linux/amd64 is the default."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    default = find_port("linux", "amd64")
    assert default is not None
    settings = ViewSettings(default, rules, tags=tags)
    return Workspace({}, Views(settings), [str(file.parent)]).choice(str(file)).target.name


@pytest.mark.parametrize(
    ("name", "constraint", "expected"),
    [
        ("a.go", "", "linux/amd64"),
        ("a_windows.go", "", "windows/amd64"),
        ("a_arm64.go", "", "linux/arm64"),
        ("a_windows_arm64.go", "", "windows/arm64"),
        ("a_plan9_test.go", "", "plan9/amd64"),
        ("a.go", "!linux && unix", "darwin/amd64"),
        ("a.go", "s390x", "linux/s390x"),
        ("a.go", "custom", "linux/amd64"),
        ("a.go", "custom && windows", "linux/amd64"),
        ("a.go", "linux &&", "linux/amd64"),
        ("a_nosuch.go", "", "linux/amd64"),
    ],
)
def test_constraints_choose(tmp_path: Path, name: str, constraint: str, expected: str) -> None:
    line = f"//go:build {constraint}\n\n" if constraint else ""
    assert target_name(tmp_path / name, f"{line}package a\n") == expected


def test_tags_count(tmp_path: Path) -> None:
    text = "//go:build custom && windows\n\npackage a\n"
    assert target_name(tmp_path / "a.go", text, tags=("custom",)) == "windows/amd64"


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("cmd/**", "cmd/a/b.go", True),
        ("cmd", "cmd/a/b.go", True),
        ("cmd/*", "cmd/a/b.go", True),
        ("cmd/*.go", "cmd/a.go", True),
        ("cmd/*.go", "cmd/a/b.go", False),
        ("**/agent", "x/y/agent/a.go", True),
        ("**/agent", "agent/a.go", True),
        ("cmd", "cmdx/a.go", False),
        ("a?.go", "ab.go", True),
        ("a+(.go", "a+(.go", True),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, path: str, matches: bool) -> None:
    target = find_port("darwin", "arm64")
    assert target is not None
    rule = TargetRule(pattern, target)
    assert rule.matches(str(tmp_path / path), [str(tmp_path)]) is matches
    assert TargetRule(str(tmp_path / pattern), target).matches(str(tmp_path / path), []) is matches


def test_the_ports_are_those_of_go() -> None:
    command, env = [str(go_command()), "tool", "dist", "list"], oracle_environment()
    listed = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert sorted(port.name for port in PORTS) == sorted(listed.stdout.split())
