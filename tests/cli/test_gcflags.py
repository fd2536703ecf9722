"""-gcflags: how it is read, which packages its rules hold for, and what -S and -d print."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.build.compilerflags import CompilerFlags
from server.cli.flags import UsageError
from server.cli.gcflags import parse_gcflags
from tests.cli.bindery import bindery, environment, write_files

HERE = Path("/work")


@dataclass
class Package:
    """What a rule may match."""

    import_path: str
    directory: Path
    named: bool = False
    standard: bool = False


MAIN = Package("m.org/m", HERE, named=True)
INNER = Package("m.org/m/in/ner", HERE / "in" / "ner")
FMT = Package("fmt", Path("/goroot/src/fmt"), standard=True)
NET = Package("net/http", Path("/goroot/src/net/http"), standard=True)

# values of -gcflags, and the level of -m in each package
RULES: list[tuple[list[str], dict[str, int]]] = [
    (["-m"], {"main": 1}),
    (["-m -m"], {"main": 2}),
    (["-m=2 -m"], {"main": 3}),
    (["all=-m"], {"main": 1, "inner": 1, "fmt": 1, "net": 1}),
    (["std=-m"], {"fmt": 1, "net": 1}),
    (["fmt=-m"], {"fmt": 1}),
    (["net/...=-m=2"], {"net": 2}),
    (["./...=-m"], {"main": 1, "inner": 1}),
    (["./in/ner=-m"], {"inner": 1}),
    (["./in/...=-m"], {"inner": 1}),
    (["../work=-m"], {"main": 1}),
    (["m.org/...=-m"], {"main": 1, "inner": 1}),
    (["all=-m=2", "fmt=-m", "m.org/m="], {"inner": 2, "fmt": 1, "net": 2}),
    (["fmt=-m", "all=-m=2"], {"main": 2, "inner": 2, "fmt": 2, "net": 2}),
    (["  fmt = -m "], {"fmt": 1}),
    ([""], {}),
]


@pytest.mark.parametrize(("values", "expected"), RULES)
def test_last_matching_rule_holds(values: list[str], expected: dict[str, int]) -> None:
    flags = parse_gcflags(values, HERE)
    packages = {"main": MAIN, "inner": INNER, "fmt": FMT, "net": NET}
    levels = {name: flags.of(package).print_decisions for name, package in packages.items()}
    assert {name: level for name, level in levels.items() if level} == expected


WORDS = [
    ("-m '-json=0,/a b/c'", CompilerFlags(print_decisions=1, log_folder=Path("/a b/c"))),
    ('-m "-json=0,/it\'s"', CompilerFlags(print_decisions=1, log_folder=Path("/it's"))),
    ("-json 0,file:///a%20b", CompilerFlags(log_folder=Path("/a b"))),
    ("-d=ssa/check_bce/debug=1,nil", CompilerFlags(debug=frozenset({"ssa/check_bce", "nil"}))),
    ("-d nil=1,nil=0", CompilerFlags()),
    (
        "-d=ssa/cse/off,ssa/dead_stores/off,ssa/bounds/off -d=ssa/bounds/on",
        CompilerFlags(passes_off=frozenset({"cse", "dead stores"})),
    ),
    (
        "-d=ssa/phiopt/debug=3,defer,panic -d=ssa/opt/debug,ssa/opt/off",
        CompilerFlags(debug=frozenset({"ssa/phiopt", "defer"})),
    ),
    ("-d=ssa/insert_resched_checks/off,inlfuncswithclosures=1", CompilerFlags()),
    ("-N -l -S -e", CompilerFlags(True, 0, True, print_assembly=True)),
    ("-l=4", CompilerFlags(inline_level=4)),
    ("-N=false -m=false", CompilerFlags()),
    ("\t-c=4\n-m", CompilerFlags(print_decisions=1)),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: CompilerFlags) -> None:
    assert parse_gcflags([text], HERE).of(MAIN) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("fmt", 'missing =<value> in <pattern>=<value>: "fmt"'),
        ("=-m", 'missing <pattern> in <pattern>=<value>: "=-m"'),
        ("'all'=-m", "parameter may not start with quote character '"),
        ("-m '", "no closing quotation"),
        ("-m=x", 'invalid value "x" for flag -m'),
        ("-d=nil,wp=1", "-gcflags: not supported: -d=wp=1; known: -d=append -d=defer -d=nil "),
        ("-d=ssa/opt/time", "-gcflags: not supported: -d=ssa/opt/time; known: -d=append "),
    ],
)
def test_refused(value: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        parse_gcflags([value], HERE)


FILES = {
    "go.mod": "module m.org/m\n\ngo 1.27\n",
    "m.go": 'package m\n\nimport "m.org/m/sub"\n\nfunc At(s []int, i int) int {\n\treturn s[i] + sub.Two\n}\n'
    "\nfunc New() *int {\n\tx := 1\n\treturn &x\n}\n",
    "sub/s.go": "package sub\n\nvar Two = 2\n\nfunc Cut(s []int) []int { return s[1:2] }\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path / "m", FILES)
    return tmp_path / "m"


@pytest.mark.parametrize("command", ["build", "check"])
def test_checks_of_chosen_packages(command: str, folder: Path, tmp_path: Path, oracle_go: Path) -> None:
    flags = ["-gcflags=all=-l", "-gcflags=m.org/...=-d=ssa/check_bce", "-gcflags=./sub="]
    done = bindery([command, *flags, "."], folder, tmp_path / "cache")
    assert (done.returncode, done.stderr) == (0, "# m.org/m\n./m.go:6:10: Found IsInBounds\n")
    both = ["-gcflags=m.org/...=-d=ssa/check_bce"]
    env = environment(tmp_path / "cache", {"GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false"})
    expected = subprocess.run(
        [oracle_go, "build", *both, "./..."], cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    ours = bindery([command, *both, "./..."], folder, tmp_path / "cache")
    assert sorted(ours.stderr.splitlines()) == sorted(expected.stderr.splitlines())


def test_decisions(folder: Path, tmp_path: Path) -> None:
    """The same from the source and from the cache, by build and by check."""
    first = bindery(["build", "-gcflags=-m", "."], folder, tmp_path / "cache")
    assert first.stderr.splitlines()[0] == "# m.org/m"
    assert "./m.go:10:2: moved to heap: x" in first.stderr.splitlines()
    assert bindery(["build", "-gcflags=-m", "."], folder, tmp_path / "cache").stderr == first.stderr
    assert bindery(["check", "-gcflags=-m", "."], folder).stderr == first.stderr


def test_the_lines_of_gc(folder: Path, tmp_path: Path, oracle_go: Path) -> None:
    """Inlining and escapes, across packages."""
    (folder / "use.go").write_text(
        'package m\n\nimport "m.org/m/sub"\n\ntype T struct{ p *int }\n\nvar kept *T\n\n'
        "func Use(s []int) *T {\n\tt := &T{sub.First(s)}\n\tif len(sub.Cut(s)) > 0 {\n\t\tkept = t\n\t}\n"
        "\treturn &T{New()}\n}\n\nfunc Call(f func(int) int) int { return f(At(make([]int, 3), 1)) }\n"
    )
    with (folder / "sub" / "s.go").open("a") as file:
        file.write("\n//go:noinline\nfunc First(s []int) *int { return &s[0] }\n")
    env = environment(tmp_path / "cache", {"GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false"})
    expected = subprocess.run(
        [oracle_go, "build", "-gcflags=-m", "."], cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    ours = bindery(["check", "-gcflags=-m", "."], folder)
    assert sorted(ours.stderr.splitlines()) == sorted(expected.stderr.splitlines())
    assert bindery(["build", "-gcflags=-m", "."], folder, tmp_path / "cache").stderr == ours.stderr


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("arch", ["amd64", "arm64"])
def test_assembly(command: str, arch: str, folder: Path, tmp_path: Path) -> None:
    done = bindery([command, "-gcflags=-S", "."], folder, tmp_path / "cache", {"GOARCH": arch, "GOOS": "linux"})
    heading, syntax, *lines = done.stderr.splitlines()
    assert heading == "# m.org/m"
    assert syntax.startswith(f"# assembly of linux/{arch}, {'Intel' if arch == 'amd64' else 'A64'} syntax")
    start = next(at for at, line in enumerate(lines) if line.startswith("m.org/m.At STEXT size="))
    body = [line for line in lines[start + 1 :] if re.match(r"\t0x[0-9a-f]{4} \d{5} \(", line)]
    assert body[0].startswith(f"\t0x0000 00000 ({folder}/m.go:6)\t")
    assert any("runtime.panicIndex" in line for line in body)
    assert "m.org/m/sub.Cut STEXT" not in done.stderr
