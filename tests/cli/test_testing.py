"""`bindery test` against `go test` on one module: what is printed, where, and the exit code."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from server.cli.build_flags import OF_TESTS
from server.cli.test_flags import PROGRAM_FLAGS, read_test_command
from tests.cli.bindery import bindery, write_files

MODULE = {
    "go.mod": "module e.org/m\n\ngo 1.27\n",
    "good/good.go": "package good\n\nfunc Add(a, b int) int { return a + b }\n\ntype T struct{}\n\n"
    "func Twice[E any](f func(E) E, e E) E { return f(f(e)) }\n",
    "good/export_test.go": 'package good\n\nvar Hidden = 7\n\nfunc (T) Extra() string { return "extra" }\n',
    "good/good_test.go": """package good_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"e.org/m/between"
	"e.org/m/good"
)

func TestMain(m *testing.M) {
	fmt.Println("before")
	m.Run()
}

func TestAdd(t *testing.T) {
	for _, n := range []int{1, 2} {
		t.Run(fmt.Sprint("n=", n), func(t *testing.T) {
			t.Parallel()
			if good.Add(n, n) != 2*n {
				t.Error("wrong")
			}
		})
	}
	if _, err := os.ReadFile("testdata/input"); err != nil {
		t.Fatal(err)
	}
	t.Log("added", os.Getenv("SEEN"))
}

func TestWorld(t *testing.T) {
	var v any = between.Outer{}
	if v.(interface{ Extra() string }).Extra() != "extra" || between.Seven() != good.Hidden {
		t.Fatal("another package")
	}
	if !testing.Testing() || testing.Short() {
		t.Fatal("flags")
	}
}

func TestSkipped(t *testing.T) { t.Skip("not today") }

func ExampleAdd() {
	fmt.Println(good.Add(1, 2)) // three
	// Output: 3
}

func ExampleT() {
	fmt.Print("b\\na\\n")
	// Unordered output:
	// a
	// b
}

func FuzzUpper(f *testing.F) {
	f.Add("abc")
	f.Fuzz(func(t *testing.T, text string) {
		if len(strings.Repeat(text, 2)) != 2*len(text) {
			t.Error(text)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	for b.Loop() {
		good.Add(1, 2)
	}
}
""",
    "good/testdata/input": "",
    "between/between.go": 'package between\n\nimport "e.org/m/good"\n\ntype Outer struct {\n\tgood.T\n}\n\n'
    "func Seven() int { return good.Twice(func(n int) int { return good.Add(n, 1) }, 5) }\n",
    "bad/bad_test.go": 'package bad\n\nimport (\n\t"fmt"\n\t"testing"\n)\n\n'
    'func TestOne(t *testing.T) { t.Errorf("one: %d", 1) }\nfunc TestTwo(t *testing.T) {}\n'
    'func ExampleOne() {\n\tfmt.Println("two")\n\t// Output: one\n}\n',
    "broken/broken.go": "package broken\n",
    "broken/broken_test.go": 'package broken\n\nimport "testing"\n\nfunc TestX(t *testing.T) { undefined() }\n',
    "signature/s_test.go": 'package signature\n\nimport "testing"\n\nfunc TestX(b *testing.B) {}\n',
    "cycle/c.go": "package cycle\n",
    "cycle/c_test.go": 'package cycle\n\nimport _ "e.org/m/cycle/inner"\n',
    "cycle/inner/i.go": 'package inner\n\nimport _ "e.org/m/cycle"\n',
    "prog/main.go": "package main\n\nfunc main() { println(answer()) }\n\nfunc answer() int { return 42 }\n",
    "prog/main_test.go": 'package main\n\nimport "testing"\n\nfunc TestAnswer(t *testing.T) {\n\tif answer() != 42 {\n'
    "\t\tt.Fatal()\n\t}\n\tmain()\n}\n",
    "dies/d_test.go": 'package dies\n\nimport (\n\t"os"\n\t"testing"\n)\n\n'
    'func TestExit(t *testing.T) {\n\tprint("no line")\n\tos.Exit(3)\n}\n',
}
COMMANDS = {
    "all": ["./..."],
    "verbose": ["-v", "./good", "./prog"],
    "chosen": ["-run", "TestAdd/n=1|Fuzz", "-skip=TestWorld", "-v", "-count=2", "./good"],
    "nothing to run": ["./good", "-run=Nothing"],
    "benchmarks": ["-bench=.", "-benchtime=10x", "-run=^$", "./good"],
    "list": ["-list", ".", "./good"],
    "fail fast": ["-failfast", "-v", "./bad"],
    "to the program": ["./good", "-args", "-test.v", "x"],
    "no such flag": ["./good", "-nonsense"],
    "in its folder": ["-C=bad"],
    "no such packages": ["./nowhere", "e.org/m/none", "./prog"],
    "wildcards": ["./p...", "./...og"],
    "fuzz several": ["-fuzz=Upper", "./good", "./bad"],
    "build several into one": ["-c", "-o=one", "./good", "./bad"],
}
_TIMES = re.compile(r"\d+\.\d+s\b|[ \t]+[0-9.]+ ns/op|(?<=cpu: ).*|(?<=Usage of )\S+")


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("module")
    write_files(folder, MODULE)
    return folder


def go_test(go: Path, args: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    # Not as an argument: -C must stand first.
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOROOT": "", "CGO_ENABLED": "0", "GOFLAGS": "-vet=off"}
    return subprocess.run([go, "test", *args], cwd=folder, env=env, capture_output=True, text=True, check=False)


def masked(text: str, folder: Path) -> str:
    """Without times and places of programs, and with paths that begin at the folder."""
    return re.sub(r" +\t", "\t", _TIMES.sub("T", text.replace(f"{folder}/", "")))


@pytest.mark.parametrize("name", COMMANDS)
def test_as_go_prints_it(name: str, module: Path, cache: Path, oracle_go: Path) -> None:
    theirs, ours = go_test(oracle_go, COMMANDS[name], module), bindery(["test", *COMMANDS[name]], module, cache)
    assert masked(ours.stdout, module) == masked(theirs.stdout, module)
    assert masked(ours.stderr, module) == masked(theirs.stderr, module)
    assert ours.returncode == theirs.returncode


def test_results_are_remembered(tmp_path: Path, cache: Path) -> None:
    """What passed does not run again, unless a file or variable that it read has changed, or -count asks for it."""
    write_files(
        tmp_path, {name: text for name, text in MODULE.items() if name.startswith(("go.mod", "good", "between"))}
    )
    # The package is known, but not the one between it and its tests.
    assert bindery(["build", "./good"], tmp_path, cache).returncode == 0
    old = 1_600_000_000
    os.utime(tmp_path / "good/testdata/input", (old, old))

    def last_line(*flags: str, seen: str = "") -> str:
        done = bindery(["test", *flags, "./good"], tmp_path, cache, {"SEEN": seen} if seen else None)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()[-1].split("\t")[2]

    assert last_line() != "(cached)"
    assert last_line() == "(cached)"
    assert last_line("-count=1") != "(cached)"
    assert last_line(seen="1") != "(cached)"
    os.utime(tmp_path / "good/testdata/input", (old + 1, old + 1))
    assert last_line() != "(cached)"
    assert last_line("-v") != "(cached)"


def test_goflags(module: Path, cache: Path) -> None:
    """GOFLAGS may hold flags of tests; other commands pass them over."""
    extra = {"GOFLAGS": "-count=2 -run=TestAdd/n=1"}
    done = bindery(["test", "-v", "-count=1", "./good"], module, cache, extra)
    assert re.findall(r"^=== RUN +(\S+)", done.stdout, re.M) == ["TestAdd", "TestAdd/n=1"]
    assert bindery(["list", "./good"], module, cache, extra).stdout == "e.org/m/good\n"
    assert {flag.name for flag in PROGRAM_FLAGS} == OF_TESTS


def test_program_alone(module: Path, cache: Path, tmp_path: Path) -> None:
    """-c writes the program and runs nothing; it runs in any folder."""
    done = bindery(["test", "-c", "-o", f"{tmp_path}/", "./prog", "./bad"], module, cache)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.test", "prog.test"]
    ran = subprocess.run([tmp_path / "prog.test", "-test.v"], capture_output=True, text=True, check=True)
    assert masked(ran.stdout, module) == "=== RUN   TestAnswer\n--- PASS: TestAnswer (T)\nPASS\n"


def test_named_files(module: Path, cache: Path, oracle_go: Path) -> None:
    args = ["main.go", "main_test.go"]
    theirs, ours = go_test(oracle_go, args, module / "prog"), bindery(["test", *args], module / "prog", cache)
    assert masked(ours.stdout, module) == masked(theirs.stdout, module) == "ok\tcommand-line-arguments\tT\n"


def test_events(module: Path, cache: Path, oracle_go: Path) -> None:
    """-json: the same events, but for times, and what the linker says of broken packages."""
    args = ["-json", "-p=1", "./bad", "./between", "./broken"]
    theirs, ours = go_test(oracle_go, args, module), bindery(["test", *args], module, cache)

    def events(text: str) -> list[dict[str, object]]:
        found = [json.loads(masked(line, module)) for line in text.splitlines()]
        return [{name: value for name, value in event.items() if name not in ("Time", "Elapsed")} for event in found]

    assert sorted(map(str, events(ours.stdout))) == sorted(map(str, events(theirs.stdout)))
    assert ours.returncode == theirs.returncode == 1


def test_program_that_does_not_end(tmp_path: Path, cache: Path) -> None:
    source = 'package p\n\nimport "testing"\n\nfunc TestLong(t *testing.T) { select {} }\n'
    write_files(tmp_path, {"go.mod": "module e.org/p\n\ngo 1.27\n", "p_test.go": source})
    done = bindery(["test", "-timeout=200ms", "."], tmp_path, cache)
    assert done.stdout.startswith("panic: test timed out after 200ms\n\trunning tests:\n\t\tTestLong (")
    assert "\ngoroutine " in done.stdout
    assert re.search(r"\nFAIL\te.org/p\t[0-9.]+s\nFAIL\n\Z", done.stdout)
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-cover"], "not supported: -cover: coverage is not measured yet"),
        (["-c", "-nonsense"], "unknown flag -nonsense cannot be used with -c"),
        (["-timeout=soon"], 'invalid value "soon" for flag -timeout: parse error'),
        (["-run"], "flag needs an argument: -run"),
    ],
)
def test_refused(args: list[str], message: str, module: Path, cache: Path) -> None:
    done = bindery(["test", *args], module, cache)
    assert done.stderr.splitlines()[0] == message
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("-count=x", 'invalid value "x" for flag -count: parse error'),
        ("-parallel=1.5", 'invalid value "1.5" for flag -parallel: parse error'),
        ("-timeout=1", 'invalid value "1" for flag -timeout: parse error'),
        ("-failfast=maybe", 'invalid boolean value "maybe" for -failfast: parse error'),
        ("-shuffle=x", 'invalid value "x" for flag -shuffle: -shuffle argument must be "on", "off", or an int64'),
    ],
)
def test_wrong_values_are_refused_first(word: str, message: str, tmp_path: Path) -> None:
    """Nothing is loaded: there is no module here."""
    done = bindery(["test", word, "./..."], tmp_path)
    assert (done.returncode, done.stderr.splitlines()[0][: len(message)]) == (2, message)


def test_fuzz(module: Path, cache: Path) -> None:
    """Inputs are made up; how fast is not compared with go."""
    done = bindery(["test", "-fuzz=Upper", "-run=^$", "-fuzztime=5x", "./good"], module, cache)
    assert (done.returncode, done.stderr) == (0, "")
    assert "execs: 5 " in done.stdout
    assert done.stdout.splitlines()[-2:-1] == ["PASS"]


def test_output_folder_is_relative_to_the_command(tmp_path: Path) -> None:
    command = read_test_command(["-outputdir=x", "-cpuprofile=c", "./a"])
    assert command.arguments(tmp_path)[-2:] == [f"-test.outputdir={tmp_path}/x", "-test.cpuprofile=c"]
