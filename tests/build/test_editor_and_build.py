"""The editor and a build say the same of a program that imports packages of the standard library."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from server.build import driver
from server.build.compilerflags import CompilerFlags, FlagRule, PackageFlags
from server.build.documents import Documents
from server.build.environment import resolve_environment
from server.build.functions import CompiledFunction
from server.build.request import BuildRequest, DumpRequest
from server.build.snapshot import Snapshot, Store
from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.print import print_func
from server.compiler.ssa.passes import PASS_NAMES
from server.target import TARGETS

PROGRAM = """package main

import (
	"container/list"
	"errors"
	"slices"
	"strconv"
	"strings"
)

var failed = errors.New("failed")

type item struct {
	name  string
	count int
}

func parse(line string) (*item, error) {
	name, number, found := strings.Cut(strings.TrimSpace(line), "=")
	if !found {
		return nil, failed
	}
	count, err := strconv.Atoi(number)
	return &item{strings.ToUpper(name), count}, err
}

func order(items []*item) {
	slices.SortFunc(items, func(a, b *item) int { return a.count - b.count })
}

func write(items []*item) string {
	var text strings.Builder
	for _, one := range items {
		text.WriteString(one.name)
		text.WriteByte(' ')
	}
	return text.String()
}

func chain(n int) *list.List {
	all := list.New()
	for i := range n {
		all.PushBack(i)
	}
	return all
}

func main() {
	one, err := parse("a=1")
	if errors.Is(err, failed) {
		panic(err)
	}
	items := []*item{one}
	order(items)
	println(write(items), chain(3).Len())
}
"""


def shown(folder: Path) -> list[CompiledFunction]:
    """What the editor knows of the program of a folder."""
    path = folder / "main.go"
    documents = Documents()
    documents.open(path.as_uri(), str(path), 1, path.read_text())
    package = Snapshot(documents.current(), Store(TARGETS[0])).package_of(str(path), lambda: False)
    assert package is not None
    return [package.functions.compiled(body, lambda: False) for body in package.typed.functions]


@pytest.mark.parametrize("func", ["main.parse", "main.main"])
def test_a_program(func: str, tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (folder / "main.go").write_text(PROGRAM)
    flags = PackageFlags((FlagRule("", CompilerFlags(print_decisions=1)),), folder)
    cache = resolve_environment(os.environ, folder)["BINDERY_CACHE"]
    request = BuildRequest(patterns=["."], directory=folder, target=TARGETS[0], cache=cache, compiler=flags)
    result = driver.check(request)
    assert result.ok
    said = {(item.kind, item.func, item.subject, item.verdict) for row in result.reports for item in row.decisions}
    functions = shown(folder)
    assert not [one.obstacle for one in functions if one.obstacle]
    known = {(item.kind.value, item.func, item.subject, item.verdict) for one in functions for item in one.decisions}
    assert known
    assert not known - said
    assert any(item.kind is DecisionKind.CALL and "strings." in item.subject for item in functions[0].decisions)
    ssa = next(one for each in functions for one in each.funcs if one.symbol == func)
    dumped = driver.build(replace(request, dump=DumpRequest(func, PASS_NAMES[-1])))
    assert dumped.dump == print_func(ssa)
