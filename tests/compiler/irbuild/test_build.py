"""Naive IR of small programs against goldens, and what is not lowered yet."""

from pathlib import Path

import pytest

from server.compiler.decide.bodies import type_parameters
from server.compiler.ir.print import print_func
from server.compiler.irbuild.build import build_function, build_package
from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, build_source, check_source, only_unsafe

TESTDATA = Path(__file__).parent / "testdata"
FILES = sorted(TESTDATA.glob("*.go"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path, update_goldens: bool) -> None:
    package, _ = build_source(path)
    text = "\n".join(print_func(func) for func in package.funcs)
    text += "".join(f"\nvar {item.symbol} = {item.data!r}\n" for item in package.globals)
    text += "".join(f"\nextern {item.symbol}\n" for item in package.externals)
    golden = path.with_suffix(".golden")
    if update_goldens:
        golden.write_text(text)
    assert text == golden.read_text()


def test_one_function_on_demand_equals_the_package() -> None:
    for path in FILES:
        typed, _ = check_source(path.name, path.read_bytes())
        package = build_package(typed, Collector())
        built = {func.symbol: print_func(func) for func in package.funcs}
        for body in typed.functions:
            funcs = build_function(typed, body, Collector())
            assert bool(funcs) == (not type_parameters(body.obj))  # a generic function has IR as its instances only
            assert [print_func(func) for func in funcs] == [built[func.symbol] for func in funcs]


BROKEN = b"""package p
func f() int { return "x" }
func g() int { return f() }
func other() {}
"""


def test_a_broken_function_has_no_ir() -> None:
    """Every other function is built, those that call it as well."""
    problems = Collector()
    typed = check_package("p", [parse_file("x.go", BROKEN)], CheckConfig(SIZES, only_unsafe), problems)
    assert len(problems.items) == 1
    package = build_package(typed, Collector())
    assert {func.symbol for func in package.funcs} == {"p.g", "p.other", "p.init"}


def test_loop_variables_are_per_iteration_from_go_1_22() -> None:
    text = b"package main\nvar p *int\nfunc f() { for i := 0; i < 3; i++ { p = &i } }\n"
    typed, _ = check_source("x.go", text)
    counts = []
    for minor in (21, 22):
        typed.file_versions = {"x.go": (1, minor)}
        package = build_package(typed, Collector())
        counts.append(print_func(package.funcs[0]).count("new i *int"))
    assert counts == [1, 2]


DEEP = {
    "sum": lambda n: "func f(a int) int { return a" + " + a" * n + " }",
    "concat": lambda n: "func f(a string) string { return a" + " + a" * n + " }",
    "conditions": lambda n: "func f(a bool) { if a" + " && a" * n + " { println() } }",
    "else if": lambda n: "func f(a int) { if a == 0 {}" + " else if a == 1 {}" * n + " }",
    "statements": lambda n: "func f(a int) { " + "a++; " * n + "}",
}


@pytest.mark.parametrize("shape", DEEP)
def test_long_chains(shape: str) -> None:
    typed, _ = check_source("x.go", f"package main\n{DEEP[shape](1000)}\n".encode())
    problems = Collector()
    package = build_package(typed, problems)
    assert problems.items == []
    assert package.funcs[0].name == "f"
