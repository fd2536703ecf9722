"""`bindery test` against `go test` on one module: what is printed, where, and the exit code."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.bindery import bindery, write_files

MODULE = {
    "go.mod": "module e.org/m\n\ngo 1.27\n",
    "good/good.go": "package good\n\nfunc Add(a, b int) int { return a + b }\n\ntype T struct{}\n",
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
	if _, err := os.ReadFile("testdata/input"); err != nil {
		panic(err)
	}
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
		if len(strings.ToUpper(text)) != len(text) {
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
    "func Seven() int { return good.Add(3, 4) }\n",
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
}
_TIMES = re.compile(r"\d+\.\d+s\b|\d+\.\d+ ns/op|(?<=cpu: ).*|0x[0-9a-f]+|(?<=\(run \d)\.")


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("module")
    write_files(folder, MODULE)
    return folder


def go_test(go: Path, args: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOROOT": "", "CGO_ENABLED": "0", "GOFLAGS": ""}
    return subprocess.run(
        [go, "test", "-vet=off", *args], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def masked(text: str) -> str:
    return re.sub(r" +\t", "\t", _TIMES.sub("T", text))


@pytest.mark.parametrize("name", COMMANDS)
def test_as_go_prints_it(name: str, module: Path, cache: Path, oracle_go: Path) -> None:
    theirs, ours = go_test(oracle_go, COMMANDS[name], module), bindery(["test", *COMMANDS[name]], module, cache)
    assert masked(ours.stdout) == masked(theirs.stdout)
    assert masked(ours.stderr) == masked(theirs.stderr)
    assert ours.returncode == theirs.returncode
