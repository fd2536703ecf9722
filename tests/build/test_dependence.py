"""Which functions of a package an edit may concern, by the names in their text."""

import pytest

from server.build.dependence import Dependence, Identities
from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import written_name
from server.compiler.types.objects import Package, Scope
from server.compiler.types.universe import UNSAFE
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES

SOURCE = """package main

import "unsafe"
import other "example.com/other"

type inner struct{ é int }

type outer struct{ inner }

type number = int

const (
	small = 1
	large = small + 1
)

var table = map[string]func(){"a": called}
var width = unsafe.Sizeof(outer{})

func (i *inner) method() int { return i.é }

func (number2) method() {}

type number2 int

func called() { uses() }

func uses() int { return large }

func lookup() { table["a"]() }

func promoted(o *outer) int { return o. /* a comment */ method() }

func field(o outer) uintptr { return uintptr(o.é) + width }

func imported() { other.Do() }

func named(n number) number { return n }

func shadow() int { small := 2; return small }

func apart() {}
"""
EVERYTHING = "all"


def check(text: str, packages: dict[str, Package]) -> TypedPackage:
    """The package of a text; trees are new each time, keys are by the names of functions."""
    parsed = parse_file("main.go", text.encode())
    known = {"unsafe": UNSAFE, **packages}
    return check_package("main", [parsed], CheckConfig(SIZES, lambda path: known.get(path)), Collector())


def keys(text: str, package: Package, identities: Identities) -> dict[str, bytes]:
    """The digests by name of the function."""
    typed = check(text, {"example.com/other": package})
    found = Dependence(typed, (), b"", identities)
    return {written_name(body.obj): found.key(body.tree) for body in typed.functions}


def stand_in() -> Package:
    """A package of which nothing is known."""
    return Package("example.com/other", "other", Scope(None), fake=True)


@pytest.mark.parametrize(
    ("old", "new", "concerned"),
    [
        ("type inner struct{ é int }", "type inner struct{ é, x int }", "(*inner).method promoted field"),
        ("small = 1", "small = 3", "uses called shadow"),
        ("return i.é }", "return i.é + 1 }", "(*inner).method promoted"),
        ("func (number2) method() {}", "func (number2) method() int { return 1 }", "number2.method promoted"),
        ("func uses() int { return large }", "func uses() int { return large + 1 }", "uses called"),
        ("func uses() int", "func uses() (n int)", "uses called"),
        ("func called() {", "//go:noinline\nfunc called() {", "called lookup"),
        ('"a": called', '"b": called', "lookup"),
        ("unsafe.Sizeof(outer{})", "unsafe.Sizeof(inner{})", "field"),
        ("type number = int", "type number = int8", "named"),
        ("type number = int", "type int int8\n\ntype number = int", f"{EVERYTHING} but apart lookup imported number2"),
        ('other "example.com/other"', 'io "example.com/other"', "imported"),
        ("func apart() {}", "//go:linkname uses other.uses\nfunc apart() {}", "apart uses called"),
        ("func apart() {}", "func apart() {}\n\nfunc fresh() {}", ""),
        ("func apart() {}", "\n\n// A comment.\n\nfunc apart() { }", "apart"),
    ],
)
def test_what_an_edit_concerns(old: str, new: str, concerned: str) -> None:
    package, identities = stand_in(), Identities()
    before = keys(SOURCE, package, identities)
    assert SOURCE.count(old) == 1
    after = keys(SOURCE.replace(old, new), package, identities)
    changed = {name for name in before if before[name] != after[name]}
    if concerned.startswith(EVERYTHING):
        kept = set(concerned.split()[2:])
        assert not {name for name in before.keys() - changed if name.split(".")[0] not in kept}
    else:
        assert changed == set(concerned.split())


def test_another_package_of_the_same_path() -> None:
    identities = Identities()
    package = stand_in()
    before, again = keys(SOURCE, package, identities), keys(SOURCE, package, identities)
    assert before == again
    after = keys(SOURCE, stand_in(), identities)
    assert {name for name in before if before[name] != after[name]} == {"imported"}


def test_an_error_concerns_callers() -> None:
    typed = check(SOURCE, {"example.com/other": stand_in()})
    uses = next(body.tree for body in typed.functions if body.obj.name == "uses")
    identities = Identities()
    fine, blocked = (Dependence(typed, trees, b"", identities) for trees in ((), (uses,)))
    changed = {body.obj.name for body in typed.functions if fine.key(body.tree) != blocked.key(body.tree)}
    assert changed == {"uses", "called"}


def test_cycles() -> None:
    text = "package main\n\nfunc a() { b() }\n\nfunc b() { a() }\n\nfunc above() { a() }\n\nfunc self() { self() }\n"
    typed = check(text, {})
    found = Dependence(typed, (), b"", Identities())
    assert {body.obj.name for body in typed.functions if found.in_cycles(body.tree)} == {"a", "b", "above"}
