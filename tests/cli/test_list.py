"""`bindery list` against `go list` on the same modules."""

import json
from pathlib import Path

import pytest

from tests.build.modules.proxy import fill_proxy, run_go, settings, write_tree
from tests.cli.bindery import bindery

PROXY = {
    "e.org/a@v1.0.0": {
        "go.mod": "module e.org/a\n\ngo 1.20\n\nrequire e.org/b v1.1.0\n",
        "a.go": 'package a\n\nimport (\n\t_ "e.org/b"\n\t_ "e.org/b/sub"\n)\n',
        "a_test.go": "package a\n",
        "a_windows.go": "package a\n",
        "a.s": "",
        "a_windows.s": "",
        "h.h": "",
    },
    "e.org/b@v1.1.0": {
        "go.mod": "module e.org/b\n\ngo 1.21\n",
        "b.go": "package b\n",
        "sub/s.go": 'package sub\n\nimport _ "e.org/b"\n',
    },
}
MAIN = {
    "go.mod": "module m.org/m\n\ngo 1.25\n\nrequire e.org/a v1.0.0\n\nrequire e.org/b v1.1.0 // indirect\n",
    "m.go": 'package m\n\nimport (\n\t_ "e.org/a"\n\t_ "embed"\n\t_ "unsafe"\n)\n\n//go:embed text\nvar text string\n',
    "text": "x",
    "m_test.go": 'package m\n\nimport _ "m.org/m/p"\n',
    "x_test.go": 'package m_test\n\nimport _ "e.org/b"\n',
    "ignored.go": "//go:build ignore\n\npackage main\n",
    "p/p.go": "package p\n",
}
# What depends on where the standard library lies, on caches, or on parts of go that we do not have.
NOT_COMPARED = {"Match", "Stale", "StaleReason", "Target", "Doc", "DefaultGODEBUG", "Time"}


@pytest.fixture
def work(tmp_path: Path, oracle_go: Path, oracle_goroot: Path) -> tuple[Path, dict[str, str]]:
    variables = settings(tmp_path, fill_proxy(tmp_path / "proxy", PROXY), GOROOT=str(oracle_goroot))
    work = write_tree(tmp_path / "work", MAIN)
    run_go(oracle_go, ["mod", "tidy"], work, variables)
    return work, variables


def objects(text: str) -> list[dict[str, object]]:
    decoder, at, found = json.JSONDecoder(), 0, []
    text = text.rstrip()
    while at < len(text):
        item, at = decoder.raw_decode(text, at)
        at += 1
        if "Module" in item:
            item["Module"].pop("Time", None)
        found.append({name: value for name, value in item.items() if name not in NOT_COMPARED})
    return found


def of_modules(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Without the standard library, whose files differ on purpose."""
    kept = [row for row in rows if not row.get("Standard")]
    for row in kept:
        deps = row.get("Deps")
        row["Deps"] = [path for path in deps if "." in path] if isinstance(deps, list) else []
    return kept


@pytest.mark.parametrize("patterns", [["./..."], ["."], ["e.org/a"], ["e.org/..."], ["all"]], ids=" ".join)
def test_packages(patterns: list[str], work: tuple[Path, dict[str, str]], oracle_go: Path) -> None:
    folder, variables = work
    expected = run_go(oracle_go, ["list", "-json", "-deps", *patterns], folder, variables)
    done = bindery(["list", "-json", "-deps", *patterns], folder, extra=variables)
    assert done.stderr == ""
    assert of_modules(objects(done.stdout)) == of_modules(objects(expected))
    plain = bindery(["list", *patterns], folder, extra=variables).stdout.splitlines()
    named = run_go(oracle_go, ["list", *patterns], folder, variables).splitlines()
    assert [path for path in plain if "." in path] == [path for path in named if "." in path]


def test_modules(work: tuple[Path, dict[str, str]], oracle_go: Path) -> None:
    folder, variables = work
    for args in (["-m"], ["-m", "all"], ["-m", "e.org/a"]):
        assert bindery(["list", *args], folder, extra=variables).stdout == run_go(
            oracle_go, ["list", *args], folder, variables
        )
    expected = objects(run_go(oracle_go, ["list", "-m", "-json", "all"], folder, variables))
    assert objects(bindery(["list", "-m", "-json", "all"], folder, extra=variables).stdout) == expected


def test_what_is_missing(tmp_path: Path) -> None:
    write_tree(tmp_path, {"go.mod": "module m\n", "m.go": 'package m\n\nimport _ "e.org/none"\n'})
    done = bindery(["list", "./..."], tmp_path)
    assert done.returncode == 1
    assert "no required module provides package e.org/none; to add it:\n\tgo get e.org/none" in done.stderr
    assert bindery(["list", "-e", "./..."], tmp_path).returncode == 0
