"""An edit compiles again what it concerns, and no other package; and what the cache then gives is what was compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build.artefact import PackageArtefact
from server.build.backend import back_end
from server.build.cache import Cache
from server.build.compilation import Compilation
from server.build.compilerflags import CompilerFlags, FlagRule, PackageFlags
from server.build.constraints import BuildTags
from server.build.exports import ExportStore
from server.build.frontend import FrontEnd
from server.build.graph import dependency_order
from server.build.module import find_module
from server.build.packages import LoadConfig, Loader
from server.build.patterns import load_patterns
from server.build.progress import ignore_events
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import find_target
from tests.cli.bindery import write_files

FILES = {
    "go.mod": "module m\n\ngo 1.27\n",
    "a/a.go": """package a

const Size = 8

type Pair struct{ First, Second int }

type Number interface{ ~int | ~float64 }

var Total = 0

var kept *int

//go:noinline
func Plain(p *int) int { // keeps nothing
	n := *p
	return n + Total
}

func Small(x int) int { return x + 1 }

func Unused(x int) int { return x + 2 }

func Sum[T Number](xs []T) (total T) {
	for _, x := range xs {
		total += x
	}
	return total
}
""",
    "b/b.go": """package b

import "m/a"

type Twice struct{ One, Two a.Pair }

//go:noinline
func Use() int {
	n := a.Size
	return a.Plain(&n) + a.Small(n) + a.Sum([]int{n})
}
""",
    "c/c.go": """package c

import "m/b"

func All() int { return b.Use() }
""",
}
# Name of the edit: the text in a/a.go, what takes its place, and the packages that are compiled again.
EDITS = {
    "nothing": ("package a", "package a", ""),
    "body": ("return n + Total", "return n - Total", "a"),
    "comment above the copied functions": ("keeps nothing", "keeps nothing at all", "a"),
    "line above the copied functions": ("n := *p", "n := *p\n\tn++", "a b"),
    "initial value": ("Total = 0", "Total = 2", "a"),
    "inlined body": ("return x + 1", "return x + 3", "a b"),
    "inlinable body that nobody copies": ("return x + 2", "return x + 4", "a"),
    "generic body": ("total += x", "total -= x", "a b"),
    "constant": ("Size = 8", "Size = 16", "a b c"),
    "field": ("First, Second", "First, Second, Third", "a b c"),
    "leak": ("n := *p\n", "kept = p; n := *p\n", "a b c"),
    "directive": ("//go:noinline", "//go:nosplit", "a b c"),
    "new function": ("func Unused", "func More() {}; func Unused", "a b c"),
}


def _build(
    folder: Path, cache: Cache | None, flags: CompilerFlags, trimpath: bool = False
) -> tuple[dict[str, PackageArtefact], str]:
    """All artefacts, and the names of the packages that were compiled."""
    problems, files = Collector(), FileSet()
    target = find_target("linux", "amd64")
    assert target is not None
    module = find_module(folder)
    loader = Loader(
        LoadConfig(BuildTags.for_target(target, ()), module, trimpath=trimpath, skim=True, skim_named=True),
        files,
        problems,
    )
    load_patterns(loader, folder, ["./..."])
    tags = BuildTags.for_target(target, ())
    front = FrontEnd(loader.packages, files, target, lambda: False, exports=ExportStore(cache, target, tags))
    rules = PackageFlags((FlagRule("all", flags),))
    compilation = Compilation(
        loader.packages,
        front,
        cache,
        lambda package: back_end(package, files, target, rules.of(package), 2),
        rules.of,
        ignore_events,
    )
    artefacts, compiled = {}, []
    for package in dependency_order(loader.packages, problems):
        artefact, cached = compilation.artefact(package)
        assert artefact is not None
        artefacts[package.name] = artefact
        compiled += [] if cached else [package.name]
        assert all(chunk.key for chunk in artefact.record.chunks)
        decisions = compilation.decisions(package)
        assert bool(decisions) == flags.wants_decisions
        assert all(Path(item.place.path).is_relative_to(folder) for item in decisions if item.place.line)
    assert not problems.items
    return artefacts, " ".join(compiled)


@pytest.mark.parametrize("name", EDITS)
def test_edit(tmp_path: Path, name: str) -> None:
    before, after, expected = EDITS[name]
    write_files(tmp_path, FILES)
    cache = Cache(tmp_path / "cache")
    first = _build(tmp_path, cache, CompilerFlags())
    assert first[1] == "a b c"
    source = tmp_path / "a/a.go"
    text = source.read_text()
    assert before in text
    source.write_text(text.replace(before, after))
    artefacts, compiled = _build(tmp_path, cache, CompilerFlags())
    assert compiled == expected
    assert artefacts == _build(tmp_path, None, CompilerFlags())[0]
    assert _build(tmp_path, cache, CompilerFlags()) == (artefacts, "")
    source.write_text(text)
    assert _build(tmp_path, cache, CompilerFlags()) == (first[0], ""), "what was compiled before is there still"


@pytest.mark.parametrize("name", ["b", "c"])
def test_imports_from_export_data(tmp_path: Path, name: str) -> None:
    """A package that is compiled alone, from the export data and records of the others, gives the same artefact."""
    write_files(tmp_path, FILES)
    cache = Cache(tmp_path / "cache")
    _build(tmp_path, cache, CompilerFlags())
    source = tmp_path / name / f"{name}.go"
    source.write_text(f"{source.read_text()}\n//go:noinline\nfunc More() {{}}\n")
    artefacts, compiled = _build(tmp_path, cache, CompilerFlags())
    assert name in compiled.split()
    assert "a" not in compiled.split()
    assert artefacts == _build(tmp_path, None, CompilerFlags())[0]


def test_log_alone(tmp_path: Path) -> None:
    """Decisions are made visible when somebody asks, and change nothing."""
    write_files(tmp_path, FILES)
    cache = Cache(tmp_path / "cache")
    plain = _build(tmp_path, cache, CompilerFlags())
    told = _build(tmp_path, cache, CompilerFlags(print_decisions=1))
    assert told == plain == (plain[0], "a b c")
    assert _build(tmp_path, cache, CompilerFlags(print_decisions=1)) == (plain[0], "")


def test_elsewhere(tmp_path: Path) -> None:
    """Artefacts do not depend on where sources stand, unless binaries shall name the place."""
    write_files(tmp_path, {f"{folder}/{name}": text for folder in ("x", "y") for name, text in FILES.items()})
    cache, flags = Cache(tmp_path / "cache"), CompilerFlags(print_decisions=1)
    there = _build(tmp_path / "x", cache, flags, trimpath=True)
    assert _build(tmp_path / "y", cache, flags, trimpath=True) == (there[0], "")
    assert _build(tmp_path / "y", cache, flags)[1] == "a b c"
