"""Which GOROOT is chosen, what is said about the others, and the bundled source."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server import GO_VERSION
from server.build import bundle
from server.build.bundle import BundleError
from server.build.environment import Environment, resolve_environment
from server.build.goroot import find_goroot

LOCAL = "golang.org/toolchain@v0.0.1-{}.linux-amd64"


@dataclass
class Case:
    """Folders with their versions, how they are named, and what comes of it."""

    name: str
    roots: dict[str, str]  # folder -> text of VERSION
    expected: str  # `describe()`, $DIR stands for the folder
    environ: dict[str, str] = field(default_factory=dict)
    toolchain: str = ""
    setting: str = ""
    on_path: str = ""


CASES = [
    Case("nothing but ours", {}, f"bundled {GO_VERSION}"),
    Case("setting", {"a": "go1.27.1", "b": "go1.27.2"}, "setting go1.27.1", {"GOROOT": "$DIR/b"}, setting="$DIR/a"),
    Case("GOROOT", {"a": "go1.27.0\ntime 2026", "p": "go1.27.3"}, "GOROOT go1.27.0", {"GOROOT": "$DIR/a"}, on_path="p"),
    Case("release candidate", {"a": "go1.27rc1"}, "GOROOT go1.27rc1", {"GOROOT": "$DIR/a"}),
    Case("PATH", {"p": "go1.27.3"}, "PATH go1.27.3", on_path="p"),
    Case(
        "others are skipped by name",
        {"a": "go1.26.8", "p": "go1.270.1"},
        f"bundled {GO_VERSION}; $DIR/a (GOROOT) is not used: it is go1.26.8, and bindery implements go1.27; "
        "$DIR/p (PATH) is not used: it is go1.270.1, and bindery implements go1.27",
        {"GOROOT": "$DIR/a"},
        on_path="p",
    ),
    Case(
        "no VERSION",
        {},
        f"bundled {GO_VERSION}; $DIR/none (GOROOT) is not used: it has no VERSION file",
        {"GOROOT": "$DIR/none"},
    ),
    Case("toolchain line", {LOCAL.format("go1.27.1"): "go1.27.1"}, "toolchain go1.27.1", {}, "go1.27.1"),
    Case("not on disk", {LOCAL.format("go1.27.1"): "go1.27.1"}, f"bundled {GO_VERSION}", {}, "go1.27.2"),
    Case(
        "GOTOOLCHAIN=local",
        {LOCAL.format("go1.27.1"): "go1.27.1"},
        f"bundled {GO_VERSION}",
        {"GOTOOLCHAIN": "local"},
        "go1.27.1",
    ),
    Case(
        "GOTOOLCHAIN names one",
        {LOCAL.format("go1.27.1"): "go1.27.1", LOCAL.format("go1.27.2"): "go1.27.2"},
        "toolchain go1.27.2",
        {"GOTOOLCHAIN": "go1.27.2"},
        "go1.27.1",
    ),
    Case(
        "the newer of both",
        {LOCAL.format("go1.27.1"): "go1.27.1", LOCAL.format("go1.27.2"): "go1.27.2"},
        "toolchain go1.27.2",
        {"GOTOOLCHAIN": "go1.27.1+auto"},
        "go1.27.2",
    ),
]


def environment(folder: Path, extra: dict[str, str]) -> Environment:
    """An environment in which nothing of this machine shows."""
    base = {"GOENV": "off", "BINDERY_CACHE": str(folder / "cache"), "GOMODCACHE": str(folder)}
    resolved = resolve_environment({**base, **extra}, folder)
    host = {name: resolved.settings[name] for name in ("GOHOSTOS", "GOHOSTARCH")}
    settings = {**resolved.settings}
    for name, value in (("GOHOSTOS", "linux"), ("GOHOSTARCH", "amd64")):
        settings[name] = type(host[name])(name, value, "test")
    return Environment(settings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_choice(case: Case, tmp_path: Path) -> None:
    for name, version in case.roots.items():
        (tmp_path / name / "src" / "fmt").mkdir(parents=True)
        (tmp_path / name / "bin").mkdir()
        (tmp_path / name / "VERSION").write_text(f"{version}\n")
    search = tmp_path / "bin"
    search.mkdir()
    if case.on_path:
        program = tmp_path / case.on_path / "bin" / "go"
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o755)
        (search / "go").symlink_to(program)
    extra = {name: value.replace("$DIR", str(tmp_path)) for name, value in case.environ.items()}
    setting = case.setting.replace("$DIR", str(tmp_path))
    found = find_goroot(environment(tmp_path, extra), case.toolchain, setting, str(search))
    assert found.describe().replace(str(tmp_path), "$DIR") == case.expected


def test_pack_and_unpack(tmp_path: Path) -> None:
    goroot = tmp_path / "goroot"
    kept = {
        "src/fmt/print.go": "package fmt\n",
        "src/vendor/modules.txt": "# x\n",
        "VERSION": "go1.27.3\n",
        "go.env": "",
    }
    dropped = ("src/fmt/fmt_test.go", "src/cmd/go/main.go", "src/fmt/testdata/x.go", "src/race/race.syso", "bin/go")
    for name in (*kept, *dropped):
        (goroot / name).parent.mkdir(parents=True, exist_ok=True)
        (goroot / name).write_text(kept.get(name, "dropped"))
    licence = tmp_path / "LICENSE"
    licence.write_text("as Go's")
    archives = [tmp_path / "one.tar.xz", tmp_path / "two.tar.xz"]
    for archive in archives:
        bundle.pack(goroot, licence, archive)
        os.utime(goroot / "VERSION", (1, 1))
    assert archives[0].read_bytes() == archives[1].read_bytes()

    root = bundle.location(tmp_path / "cache", archives[0])
    bundle.unpack(root, archives[0])
    found = {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}
    assert found == {**kept, "LICENSE": "as Go's"}
    assert [path.name for path in root.parent.iterdir()] == [root.name], "nothing temporary stays"


def test_damaged_archive(tmp_path: Path) -> None:
    archive = tmp_path / "std.tar.xz"
    with pytest.raises(BundleError, match="missing"):
        bundle.location(tmp_path, archive)
    archive.write_bytes(b"damaged")
    bundle.digest_file(archive).write_text("0" * 64)
    with pytest.raises(BundleError, match="damaged"):
        bundle.unpack(bundle.location(tmp_path, archive), archive)


def test_bundled_source_is_complete() -> None:
    """The archive that this checkout has: packages of all kinds are in it, tests and commands are not."""
    import tarfile

    with tarfile.open(bundle.ARCHIVE) as tar:
        names = set(tar.getnames())
    assert {"LICENSE", "VERSION", "go.env", "src/fmt/print.go", "src/vendor/modules.txt"} <= names
    assert not [name for name in names if name.endswith("_test.go") or name.startswith("src/cmd/")]
    assert len([name for name in names if name.endswith(".go")]) > 3000
