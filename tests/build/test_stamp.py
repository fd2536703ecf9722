"""The stamp of version control: what a repository's own configuration names is never run, and no version is wrong."""

import os
import subprocess
from pathlib import Path

import pytest

from server.build.git import GitError, run_git_on_files
from server.build.module import Module
from server.build.packages import LoadedPackage
from server.build.stamp import Stamp, Stamper, StampError

WHEN = "2024-05-06T07:08:09+02:00"


def git(folder: Path, *args: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    dates = {"GIT_AUTHOR_DATE": WHEN, "GIT_COMMITTER_DATE": WHEN, "GIT_CONFIG_GLOBAL": os.devnull}
    env = {**os.environ, **dates}
    done = subprocess.run(["git", *identity, *args], cwd=folder, env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def repository(folder: Path, module: str = "example.com/m") -> Path:
    """A repository with a module and one commit."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text(f"module {module}\n")
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "one")
    return folder


def stamp(folder: Path, mode: str = "auto", module: str = "example.com/m") -> Stamp | None:
    package = LoadedPackage(module, folder, Module(module, folder, "1.27"))
    return Stamper(folder, mode).stamp(package)


def test_settings(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    name = git(folder, "rev-parse", "HEAD")
    found = stamp(folder)
    assert found is not None
    settings = {"vcs": "git", "vcs.revision": name, "vcs.time": "2024-05-06T05:08:09Z", "vcs.modified": "false"}
    assert found.settings == settings
    assert list(found.settings) == list(settings)
    assert found.version == f"v0.0.0-20240506050809-{name[:12]}"
    (folder / "new").touch()
    found = stamp(folder)
    assert found is not None
    assert found.version == f"v0.0.0-20240506050809-{name[:12]}+dirty"


# Tags on the commit before and on the commit itself -> version, "@" for time and revision.
VERSIONS = [
    ("example.com/m", "", "", "v0.0.0-@"),
    ("example.com/m", "v1.2.3", "", "v1.2.4-0.@"),
    ("example.com/m", "v1.2.3-rc.1", "", "v1.2.3-rc.1.0.@"),
    ("example.com/m", "v1.2.3 v1.10.0 v1.9.0", "", "v1.10.1-0.@"),
    ("example.com/m", "v1.2.3", "v1.3.0", "v1.3.0"),
    ("example.com/m", "", "v1.3.0 v1.4.0-pre", "v1.4.0-pre"),
    ("example.com/m", "", "v1.3.0+meta", "v1.3.1-0.@"),
    ("example.com/m", "", "v2.0.0", "v0.0.0-@"),
    ("example.com/m", "", "v1.2 1.2.3 v01.2.3 release", "v0.0.0-@"),
    ("example.com/m/v2", "v1.9.0", "", "v2.0.0-@"),
    ("example.com/m/v2", "v2.1.0 v3.0.0", "", "v2.1.1-0.@"),
    ("gopkg.in/m.v3", "v3.1.0", "", ""),
]


@pytest.mark.parametrize(("module", "before", "here", "expected"), VERSIONS)
def test_versions(module: str, before: str, here: str, expected: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, module)
    for tag in before.split():
        git(folder, "tag", tag)
    git(folder, "commit", "--allow-empty", "-m", "two")
    for tag in here.split():
        git(folder, "tag", tag)
    found = stamp(folder, module=module)
    assert found is not None
    assert found.version == expected.replace("@", f"20240506050809-{git(folder, 'rev-parse', 'HEAD')[:12]}")


def test_nothing_of_the_repository_is_run(tmp_path: Path) -> None:
    """Filters, monitors, hooks and signatures are set; each would leave a trace."""
    folder, trace = repository(tmp_path / "r"), tmp_path / "trace"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {trace}\ncat\n")
    evil.chmod(0o755)
    (folder / "file.txt").write_text("text\n")
    (folder / ".gitattributes").write_text("*.txt filter=own\n*.bin filter=other diff=own\n")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "two")
    for setting in ("core.fsmonitor", "filter.own.clean", "filter.other.process", "diff.own.textconv", "gpg.program"):
        git(folder, "config", setting, str(evil))
    git(folder, "config", "filter.own.required", "true")
    git(folder, "config", "log.showSignature", "true")
    for hook in ("post-index-change", "reference-transaction"):
        (folder / ".git/hooks").mkdir(exist_ok=True)
        (folder / ".git/hooks" / hook).symlink_to(evil)
    (folder / "file.txt").write_text("other\n")  # git must look at its content
    (folder / "new.bin").write_text("new\n")
    found = stamp(folder)
    assert found is not None
    assert found.modified
    assert not trace.exists()
    git(folder, "status")
    assert trace.exists(), "the trap does not work"


def test_no_connection_is_made(tmp_path: Path) -> None:
    """A repository that lacks objects would fetch them with a command of its own choice."""
    folder, trace = repository(tmp_path / "r"), tmp_path / "trace"
    for setting, value in (
        ("remote.origin.url", f"ext::sh -c 'touch {trace}'"),
        ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"),
        ("protocol.ext.allow", "always"),
        ("core.repositoryFormatVersion", "1"),
    ):
        git(folder, "config", setting, value)
    tree = git(folder, "rev-parse", "HEAD^{tree}")
    (folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(StampError):
        stamp(folder)
    assert not trace.exists()


def test_driver_that_cannot_be_switched_off(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    with (folder / ".git/config").open("a") as config:
        config.write('[filter "a=b"]\n\tclean = false\n')
    with pytest.raises(GitError, match="cannot be switched off"):
        run_git_on_files(folder, "status")


def test_who_gets_none(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r")
    assert stamp(folder, "false") is None
    assert stamp(tmp_path) is None
    (folder / ".hg").mkdir()
    with pytest.raises(StampError, match=r'multiple VCS detected: hg in ".*", and git in'):
        stamp(folder)
    other = tmp_path / "other"
    (other / ".svn").mkdir(parents=True)
    assert stamp(other) is None
    with pytest.raises(StampError, match="not supported yet: stamps of svn"):
        stamp(other, "true")


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path)
    monkeypatch.setenv("PATH", "")
    assert stamp(folder) is None
    with pytest.raises(StampError, match='exec: "git": executable file not found'):
        stamp(folder, "true")
