"""A revision laid over the working tree."""

import subprocess
from pathlib import Path

import pytest

from server.build.revision import HIDDEN, RevisionError, overlay_of


def git(folder: Path, *command: str) -> None:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *command], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A module in a folder of a repository: one commit."""
    folder = tmp_path / "r" / "module"
    (folder / "sub").mkdir(parents=True)
    git(tmp_path, "init", "-q", "r")
    for name in ("a.go", "b.go", "sub/c.go"):
        (folder / name).write_text(f"package p // {name} é\n")
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (folder / "notes.txt").write_text("x")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    return folder


def test_an_unchanged_tree_has_no_overlay(repository: Path) -> None:
    assert overlay_of(repository, "HEAD") == {}


def test_changed_deleted_and_new_files(repository: Path) -> None:
    (repository / "a.go").write_text("package p\n")
    (repository / "sub" / "c.go").unlink()
    (repository / "new.go").write_text("package p\n")
    (repository / "notes.txt").write_text("y")
    assert overlay_of(repository, "HEAD") == {
        str(repository / "a.go"): "package p // a.go é\n".encode(),
        str(repository / "sub" / "c.go"): "package p // sub/c.go é\n".encode(),
        str(repository / "new.go"): HIDDEN,
    }


def test_committed_changes_count_against_an_older_revision(repository: Path) -> None:
    (repository / "a.go").write_text("package p\n")
    git(repository, "commit", "-q", "-a", "-m", "two")
    assert overlay_of(repository, "HEAD") == {}
    assert list(overlay_of(repository, "HEAD~1")) == [str(repository / "a.go")]


@pytest.mark.parametrize("revision", ["nowhere", "--help", ""])
def test_no_such_revision(repository: Path, revision: str) -> None:
    with pytest.raises(RevisionError, match="revision"):
        overlay_of(repository, revision)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="not a git repository"):
        overlay_of(tmp_path, "HEAD")


def test_monitors_and_filters_of_the_repository_do_not_run(repository: Path) -> None:
    trap = repository.parent / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {repository.parent}/ran\n")
    trap.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(trap))
    git(repository, "config", "filter.trap.smudge", str(trap))
    git(repository, "config", "diff.trap.textconv", str(trap))
    (repository / ".gitattributes").write_text("*.go filter=trap diff=trap\n")
    (repository / "a.go").write_text("package p\n")
    assert len(overlay_of(repository, "HEAD")) == 1
    assert not (repository.parent / "ran").exists()
