"""Bodies of imported packages are found when somebody asks, under the names of another check."""

from server.compiler.decide.demand import BodiesOnDemand
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector

LIBRARY = """package lib
type Box[T any] struct{ item T }
type Count int
func Add(a, b int) int { return a + b }
func Least[T int | string](a, b T) T { if a < b { return a }; return b }
func (b *Box[T]) Put(x T) { b.item = x }
func (c Count) Next() Count { return c + 1 }
func Unsound() int { return "" }
"""
USER = """package user
import "lib"
func plain() int { return lib.Add(1, 2) }
func generic() int { return lib.Least(1, 2) }
func method(b *lib.Box[string]) { b.Put("x") }
func value(c lib.Count) lib.Count { return c.Next() }
func unsound() int { return lib.Unsound() }
"""


def check(path: str, source: str, imported: Package | None, ignore_bodies: bool = False) -> TypedPackage:
    """One package that imports at most one other."""
    config = CheckConfig(Sizes(8), lambda _path: imported, ignore_bodies=ignore_bodies)
    return check_package(path, [parse_file(f"{path}.go", source.encode())], config, Collector())


def test_bodies_of_another_check() -> None:
    """Calls of functions known without bodies are inlined; the package is checked once; an unsound body is none."""
    loads: list[str] = []

    def load(path: str) -> TypedPackage:
        loads.append(path)
        return check(path, LIBRARY, None)

    surface = check("lib", LIBRARY, None, ignore_bodies=True).package
    user = check("user", USER, surface)
    bodies = BodiesOnDemand([user], load)
    inliner = Inliner(bodies, Sizes(8), "amd64")
    found = {}
    for body in user.functions:
        routine = bodies.routine_of(body.obj)
        assert routine is not None
        found[body.obj.name] = [frame.name for frame in inliner.expand(routine).inlined.values()]
    assert found == {
        "plain": ["Add"],
        "generic": ["Least[go.shape.int]"],
        "method": ["(*Box[go.shape.string]).Put"],
        "value": ["Count.Next"],
        "unsound": [],
    }
    assert loads == ["lib"]


def test_packages_that_cannot_be_had() -> None:
    """Their functions have no bodies."""
    surface = check("lib", LIBRARY, None, ignore_bodies=True).package
    user = check("user", USER, surface)
    bodies = BodiesOnDemand([user], lambda _path: None)
    inliner = Inliner(bodies, Sizes(8), "amd64")
    for body in user.functions:
        routine = bodies.routine_of(body.obj)
        assert routine is not None
        assert not inliner.expand(routine).inlined
