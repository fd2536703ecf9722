"""Downloading: what arrives is what go would have, and nothing that is not vouched for is used."""

import io
import os
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from server.build.modules.download import Downloader, open_downloader
from server.build.modules.errors import DownloadError
from server.build.modules.hashes import GoSum
from server.build.modules.modfile import ModuleVersion
from server.build.modules.proxies import ProxyEntry, parse_proxies, try_each
from server.build.modules.transport import FetchError, NotThereError
from server.build.modules.vcs import go_imports
from tests.build.modules.proxy import Tree, environment, fill_proxy, run_go, settings, write_tree
from tests.cli.bindery import bindery

A = ModuleVersion("e.org/a", "v1.0.0")
MODULES: dict[str, Tree] = {
    "e.org/a@v1.0.0": {
        "go.mod": "module e.org/a\n\ngo 1.20\n\nrequire e.org/b v1.2.0\n",
        "a.go": "package a\n",
        "d/d.go": "package d\n",
    },
    "e.org/b@v1.2.0": {"go.mod": "module e.org/b\n\ngo 1.20\n", "b.go": "package b\n", "LICENSE": "free\n"},
}
MAIN: Tree = {
    "go.mod": "module m.org/m\n\ngo 1.25\n\nrequire e.org/a v1.0.0\n\nrequire e.org/b v1.2.0 // indirect\n",
    "m.go": 'package m\n\nimport _ "e.org/a/d"\n',
}


def downloader(tmp_path: Path, variables: dict[str, str], sums: GoSum | None = None) -> Downloader:
    return open_downloader(environment(variables, tmp_path), {}, sums or GoSum())


def test_same_as_go(tmp_path: Path, oracle_go: Path) -> None:
    """The same hashes, the same trees, and the go command is content with them."""
    proxy = fill_proxy(tmp_path / "proxy", MODULES)
    theirs = settings(tmp_path / "theirs", proxy)
    run_go(oracle_go, ["mod", "download"], write_tree(tmp_path / "theirs" / "m", MAIN), theirs)
    work = write_tree(tmp_path / "ours" / "m", MAIN)
    ours = settings(tmp_path / "ours", proxy)
    before = bindery(["check", "-json"], work, extra=ours)
    assert "nothing is downloaded unasked" in before.stdout
    done = bindery(["mod", "download"], work, extra=ours)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    # go leaves it to `go get` and `go mod tidy` to state the hashes of whole modules.
    assert len((work / "go.sum").read_text().splitlines()) == 2 * len(MODULES)
    assert set((tmp_path / "theirs" / "m" / "go.sum").read_text().splitlines()) <= set(
        (work / "go.sum").read_text().splitlines()
    )
    for name, files in MODULES.items():
        found = {
            str(p.relative_to(tmp_path / "ours" / "modcache" / name))
            for p in (tmp_path / "ours" / "modcache" / name).rglob("*")
            if p.is_file()
        }
        assert found == set(files)
    run_go(oracle_go, ["mod", "verify"], work, {**ours, "GOPROXY": "off"})
    assert bindery(["check"], work, extra={**ours, "GOPROXY": "off"}).returncode == 0


def test_mod_mod_downloads(tmp_path: Path) -> None:
    """With -mod=mod the user asks for what is missing; go.sum gets its hashes."""
    work = write_tree(tmp_path / "m", MAIN)
    variables = settings(tmp_path, fill_proxy(tmp_path / "proxy", MODULES))
    assert bindery(["check"], work, extra=variables).returncode == 1
    done = bindery(["check", "-mod=mod"], work, extra=variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "bindery: downloading e.org/a v1.0.0\n")
    assert "e.org/a v1.0.0 h1:" in (work / "go.sum").read_text()
    assert bindery(["check"], work, extra={**variables, "GOPROXY": "off"}).returncode == 0
    (work / "go.sum").unlink()
    listed = bindery(["list", "-mod=mod", "-deps"], work, extra={**variables, "GOPROXY": "off"})
    assert "e.org/a/d" in listed.stdout.splitlines()
    assert (work / "go.sum").exists()


def hostile(name: str, **more: object) -> bytes:
    """A zip of e.org/a@v1.0.0 with one more entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("e.org/a@v1.0.0/go.mod", "module e.org/a\n")
        info = zipfile.ZipInfo(name)
        info.external_attr = int(str(more.get("mode", 0))) << 16
        archive.writestr(info, "x")
    return out.getvalue()


P = "e.org/a@v1.0.0/"
HOSTILE = [
    ("path traversal", hostile(f"{P}../../evil")),
    ("absolute", hostile("/etc/evil")),
    ("another module", hostile("e.org/b@v1.0.0/x")),
    ("backslash", hostile(f"{P}a\\b")),
    ("differs in case only", hostile(f"{P}GO.MOD")),
    ("the same twice", hostile(f"{P}go.mod/x")),
    ("symbolic link", hostile(f"{P}link", mode=stat.S_IFLNK | 0o777)),
    ("reserved name", hostile(f"{P}con.go")),
    ("no zip", b"nothing"),
    ("cut off", hostile(f"{P}x")[:60]),
]


@pytest.mark.parametrize("data", [data for _, data in HOSTILE], ids=[name for name, _ in HOSTILE])
def test_hostile_zips_leave_nothing(data: bytes, tmp_path: Path) -> None:
    proxy = fill_proxy(tmp_path / "proxy", MODULES)
    (tmp_path / "proxy" / "e.org" / "a" / "@v" / "v1.0.0.zip").write_bytes(data)
    with pytest.raises(DownloadError):
        downloader(tmp_path, settings(tmp_path, proxy)).tree(A)
    assert not list((tmp_path / "modcache").rglob("evil"))
    assert not (tmp_path / "modcache" / "e.org" / "a@v1.0.0").exists()
    assert [p.suffix for p in (tmp_path / "modcache").rglob("*") if p.is_file()] == []


def test_go_sum_outranks_the_proxy(tmp_path: Path) -> None:
    proxy = fill_proxy(tmp_path / "proxy", MODULES)
    sums = GoSum()
    sums.add(A, "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    with pytest.raises(DownloadError, match="checksum mismatch"):
        downloader(tmp_path, settings(tmp_path, proxy), sums).tree(A)
    assert not (tmp_path / "modcache" / "e.org" / "a@v1.0.0").exists()


def test_interrupted_extraction_is_made_anew(tmp_path: Path) -> None:
    fetching = downloader(tmp_path, settings(tmp_path, fill_proxy(tmp_path / "proxy", MODULES)))
    tree = fetching.tree(A)
    (tree / "d" / "d.go").unlink()
    fetching.cache.download(A, "partial").write_text("")
    assert (fetching.tree(A) / "d" / "d.go").read_text() == "package d\n"
    assert fetching.cache.has_tree(A)


def test_off_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="module lookup disabled by GOPROXY=off; set GOPROXY"):
        downloader(tmp_path, settings(tmp_path, "off")).go_mod(A)


N, F, G = NotThereError("n"), FetchError("f"), b"good"
LISTS: list[tuple[str, dict[str, object], object]] = [
    ("https://a,https://b", {"https://a": N, "https://b": G}, G),
    ("https://a,https://b", {"https://a": F, "https://b": G}, F),
    ("https://a|https://b", {"https://a": F, "https://b": G}, G),
    ("https://a|https://b,https://c", {"https://a": F, "https://b": F, "https://c": G}, F),
    ("https://a,https://b", {"https://a": N, "https://b": F}, F),
    ("https://a,off", {"https://a": N, "off": F}, F),
    ("a.org/x/", {"https://a.org/x": G}, G),
    ("direct,https://b", {"direct": N, "https://b": G}, N),
]


@pytest.mark.parametrize(("setting", "answers", "expected"), LISTS)
def test_proxy_lists(setting: str, answers: dict[str, object], expected: object) -> None:
    def fetch(entry: ProxyEntry) -> object:
        answer = answers[entry.url]
        if isinstance(answer, Exception):
            raise answer
        return answer

    if isinstance(expected, Exception):
        with pytest.raises(type(expected), match=str(expected)):
            try_each(parse_proxies(setting), fetch)
    else:
        assert try_each(parse_proxies(setting), fetch) == expected


def git(folder: Path, *args: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@e.org", "-c", "init.defaultBranch=main"]
    env = {**os.environ, "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z"}
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True, env=env)


def test_version_control(tmp_path: Path, oracle_go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository with a module in a folder, a nested one and a vendor folder: the same hashes as go's."""
    files = {
        "LICENSE": "free\n",
        "go.mod": "module github.com/o/r\n",
        "r.go": "package r\n",
        ".gitattributes": "r.go export-ignore\n",
        "sub/go.mod": "module github.com/o/r/sub\n",
        "sub/s.go": "package sub\n",
        "vendor/modules.txt": "",
        "vendor/x.org/x/x.go": "package x\n",
    }
    repository = write_tree(tmp_path / "repository", files)
    git(repository, "init")
    git(repository, "add", ".")
    git(repository, "commit", "-m", "one")
    for tag in ("v1.0.0", "sub/v0.3.0"):
        git(repository, "tag", tag)
    (repository / "new.go").write_text("package r\n")
    git(repository, "add", ".")
    git(repository, "commit", "-m", "two")
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=repository, capture_output=True, text=True).stdout[:12]
    config = tmp_path / "gitconfig"
    config.write_text(f'[url "{repository.as_uri()}"]\n\tinsteadOf = https://github.com/o/r\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))

    pseudo = f"v1.0.1-0.20260102030405-{revision}"
    wanted = [("github.com/o/r", "v1.0.0"), ("github.com/o/r/sub", "v0.3.0"), ("github.com/o/r", pseudo)]
    fetching = downloader(tmp_path, settings(tmp_path / "ours", "direct"))
    theirs = settings(tmp_path / "theirs", "direct", GIT_ALLOW_PROTOCOL="file:https")
    (tmp_path / "theirs").mkdir()
    for path, version in wanted:
        module = ModuleVersion(path, version)
        fetching.tree(module)
        run_go(oracle_go, ["mod", "download", str(module)], tmp_path / "theirs", theirs)
        expected = tmp_path / "theirs" / "modcache" / "cache" / "download" / path / "@v" / f"{version}.ziphash"
        assert fetching.cache.zip_hash(module) == expected.read_text(), module
    with pytest.raises(DownloadError, match=r"unknown revision v9\.9\.9"):
        fetching.tree(ModuleVersion("github.com/o/r", "v9.9.9+incompatible"))


def test_meta_tags() -> None:
    page = """<html><head><META content='e.org/a git https://host/a' name="go-import">
    <meta name=go-import content="e.org/b mod https://proxy"><meta name="go-source" content="x y z"></head>"""
    assert list(go_imports(page)) == [("e.org/a", "git", "https://host/a"), ("e.org/b", "mod", "https://proxy")]
