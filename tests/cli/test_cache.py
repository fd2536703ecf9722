"""`bindery cache`: what it says of the cache, and what it leaves of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build.cache import CacheError, parse_size
from server.build.pack import Entry, write_pack
from tests.cli.bindery import bindery, write_files

GOROOT = {
    "go/VERSION": "go1.27.3\n",
    "go/src/errors/errors.go": "package errors\n\nfunc New(text string) error { return nil }\n",
    "go/src/fmt/fmt.go": "package fmt\n",  # by which a GOROOT is known
    "p/go.mod": "module example.com/p\n\ngo 1.27\n",
    "p/a.go": 'package main\n\nimport "errors"\n\nfunc main() { var n int = errors.New("") }\n',
}


@pytest.fixture
def extra(tmp_path: Path) -> dict[str, str]:
    write_files(tmp_path, GOROOT)
    return {"BINDERY_CACHE": str(tmp_path / "cache"), "GOROOT": str(tmp_path / "go")}


def test_fill_size_verify_clean(tmp_path: Path, extra: dict[str, str]) -> None:
    done = bindery(["cache", "fill", "errors"], tmp_path, extra=extra)
    assert (done.returncode, done.stdout) == (0, "wrote the export data of 1 packages, decisions about 1\n"), (
        done.stderr
    )
    kinds = bindery(["cache", "size"], tmp_path, extra=extra).stdout
    assert "export            1 entries" in kinds
    assert "limit" in kinds
    assert bindery(["cache", "dir"], tmp_path, extra=extra).stdout == f"{tmp_path / 'cache'}\n"
    assert bindery(["cache", "verify"], tmp_path, extra=extra).returncode == 0
    entry = next((tmp_path / "cache/export").glob("??/*"))
    entry.write_bytes(entry.read_bytes()[:-1])
    verified = bindery(["cache", "verify"], tmp_path, extra=extra)
    assert (verified.returncode, verified.stdout.splitlines()[0]) == (
        1,
        f"dropped export/{entry.name}: its content is not what its digest says",
    )
    assert not entry.exists()
    assert bindery(["cache", "clean"], tmp_path, extra=extra).stdout.startswith("removed ")
    assert "total             0 entries" in bindery(["cache"], tmp_path, extra=extra).stdout


def test_check_fills_it_and_says_the_same(tmp_path: Path, extra: dict[str, str]) -> None:
    first = bindery(["check"], tmp_path / "p", extra=extra)
    assert "cannot use errors.New" in first.stderr
    assert len(list((tmp_path / "cache/export").glob("??/*"))) == 1
    (tmp_path / "go/src/errors/errors.go").chmod(0)  # read from export data now; for root the mode means nothing
    second = bindery(["check"], tmp_path / "p", extra=extra)
    assert (second.stderr, second.returncode) == (first.stderr, first.returncode)


def test_trim(tmp_path: Path, extra: dict[str, str]) -> None:
    bindery(["cache", "fill", "errors"], tmp_path, extra=extra)
    done = bindery(["cache", "trim"], tmp_path, extra={**extra, "BINDERY_CACHE_LIMIT": "1"})
    assert done.stdout.endswith("; 0 are left of 1\n")


@pytest.mark.parametrize(
    ("args", "environment", "message"),
    [
        (["nope"], {}, "cache nope: unknown action"),
        (["-v"], {}, "cache: name an action"),
        (["clean", "x"], {}, "cache clean takes no arguments"),
        (["size"], {"BINDERY_CACHE": "off"}, "there is no cache: BINDERY_CACHE is off"),
        (["size"], {"BINDERY_CACHE_LIMIT": "much"}, "not a size: much (write 500M or 2G)"),
    ],
)
def test_refused(
    tmp_path: Path, extra: dict[str, str], args: list[str], environment: dict[str, str], message: str
) -> None:
    done = bindery(["cache", *args], tmp_path, extra={**extra, **environment})
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].endswith(message)


@pytest.mark.parametrize(
    ("text", "size"), [("", 2 << 30), ("512", 512), ("1K", 1024), ("500M", 500 << 20), ("2GiB", 2 << 30)]
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


def test_no_size() -> None:
    with pytest.raises(CacheError):
        parse_size("-1")


def test_what_is_compiled_again_is_the_same(tmp_path: Path, extra: dict[str, str]) -> None:
    kept = {name: value for name, value in extra.items() if name != "GOROOT"}
    assert bindery(["build", "errors"], tmp_path, extra=kept).returncode == 0
    again = bindery(["cache", "verify", "-rebuild", "errors"], tmp_path, extra=kept)
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("errors: ")
    assert again.stdout.endswith(" compared, 0 different\n")


def test_packs_are_verified(tmp_path: Path, extra: dict[str, str]) -> None:
    write_pack(tmp_path / "some.pack", [[Entry("kind", "ab", b"content")]])
    extra = {**extra, "BINDERY_PACK": str(tmp_path / "some.pack")}
    sound = bindery(["cache", "verify"], tmp_path, extra=extra)
    assert sound.stdout == f"0 entries, 0 damaged\n{tmp_path}/some.pack: 1 entries, 0 damaged blocks\n"
    (tmp_path / "some.pack").write_bytes((tmp_path / "some.pack").read_bytes()[:-1])
    damaged = bindery(["cache", "verify"], tmp_path, extra=extra)
    assert (damaged.returncode, damaged.stdout.splitlines()[1]) == (
        1,
        "some.pack, block 0: its content is not what its digest says",
    )
