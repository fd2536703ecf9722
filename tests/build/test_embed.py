"""`//go:embed`: which files a pattern stands for, against `go list`, and what is wrong with directives."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.build.constraints import BuildTags
from server.build.embed import EmbedError, match_files
from server.build.packages import LoadConfig, Loader
from server.build.patterns import load_patterns, module_for
from server.diagnostics.collector import Collector
from server.diagnostics.render import resolve_all
from server.source.file import FileSet
from server.target import TARGETS
from tests.conformance.oracle import oracle_environment

TREE = {
    "a.txt": "", "b.txt": "", ".hidden": "", "_under": "", "d/x.txt": "", "d/.h": "", "d/_u": "", "d/e/y.txt": "",
    "d/inner/go.mod": "module inner\n", "d/inner/z.txt": "", "empty/.only": "", "with space.txt": "",
    "other/go.mod": "module other\n", "other/o.txt": "", "d/e/-z": "", "a]b": "",
}  # fmt: skip
GOOD = [
    "a.txt", "*.txt", "d", "all:d", ".hidden", "_under", "d/e/*", "?.txt", "[ab].txt", "[^a].txt", "all:empty",
    "a]b", "d/[a-f]", "\\a.txt",
]  # fmt: skip
BAD = [
    "nope",
    "*.md",
    "/a.txt",
    "../a.txt",
    "d/../a.txt",
    "./a.txt",
    "d//e",
    "d/",
    "[a",
    "",
    "empty",
    "other",
    "other/o.txt",
    "d/inner",
    "link",
    "dirlink/x.txt",
    ".",
    "all:.",
    "d/*",
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "go.mod").write_text("module m.org/m\n\ngo 1.27\n")
    (tmp_path / "link").symlink_to("a.txt")
    (tmp_path / "dirlink").symlink_to("d")
    return tmp_path


def go_list(go: Path, package: Path, pattern: str) -> str:
    quoted = "`" + pattern + "`"
    (package / "m.go").write_text(f'package m\n\nimport "embed"\n\n//go:embed {quoted}\nvar f embed.FS\n')
    form = '{{join .EmbedFiles "\\n"}}{{with .Error}}ERROR {{.Err}}{{end}}'
    env = oracle_environment(GOFLAGS="-mod=mod")
    done = subprocess.run([go, "list", "-e", "-f", form, "."], cwd=package, capture_output=True, text=True, env=env)
    return done.stdout.strip()


@pytest.mark.parametrize("pattern", GOOD)
def test_same_files_as_go(pattern: str, package: Path, oracle_go: Path) -> None:
    expected = go_list(oracle_go, package, pattern)
    assert not expected.startswith("ERROR")
    assert match_files(package, pattern) == sorted(expected.splitlines())


@pytest.mark.parametrize("pattern", BAD)
def test_same_errors_as_go(pattern: str, package: Path, oracle_go: Path) -> None:
    expected = go_list(oracle_go, package, pattern)
    with pytest.raises(EmbedError) as caught:
        match_files(package, pattern)
    assert f"ERROR pattern {pattern}: {caught.value}" == expected


@dataclass
class Case:
    """One file of a package, and what is said about its directives."""

    name: str
    body: str
    errors: list[str] = field(default_factory=list)
    imports: str = 'import _ "embed"'


CASES = [
    Case("several patterns", '//go:embed a.txt "b.txt"\n//go:embed `d`\nvar f embed.FS', imports='import "embed"'),
    Case("in a group", "var (\n\t//go:embed a.txt\n\ta string\n\n\t//go:embed b.txt\n\tb string\n)"),
    Case("no match", "//go:embed a.txt nope.txt\nvar f string", ["5:18: pattern nope.txt: no matching files found"]),
    Case("badly quoted: the type checker says so", '//go:embed "nope.txt\nvar f string'),
    Case("no import: the type checker says so", "//go:embed nope.txt\nvar f string", imports=""),
    Case(
        "two files in a string",
        "//go:embed a.txt b.txt\nvar f string",
        ["6:5: invalid go:embed: multiple files for type string"],
    ),
    Case(
        "two files in bytes",
        "//go:embed d\nvar f []byte",
        ["6:5: invalid go:embed: multiple files for type []byte"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_directives(case: Case, package: Path) -> None:
    (package / "m.go").write_text(f"package m\n\n{case.imports}\n\n{case.body}\n")
    found, files = Collector(), FileSet()
    loader = Loader(LoadConfig(BuildTags.for_target(TARGETS[0]), module_for(package, [], found)), files, found)
    load_patterns(loader, package, ["."])
    lines = [f"{item.place.line}:{item.place.column}: {item.message}" for item in resolve_all(found.items, files)]
    assert [line for line in lines if "standard library" not in line] == case.errors
