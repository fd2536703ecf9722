"""Our package runtime has what the standard library links to: every symbol, with the signature that gc's has."""

from pathlib import Path

import pytest

from server.build.unfinished import FEATURE_OF
from server.compiler.codegen.reflectstubs import ANSWERS
from server.compiler.codegen.stubs_table import STUBS
from server.compiler.ir.intrinsics import find_intrinsic
from server.compiler.types.model import underlying
from server.compiler.types.objects import Const, Func, Object, TypeName, Var
from server.compiler.types.typestring import by_path, type_string
from server.target import TARGETS, Target
from tests.compiler.codegen.hardware import names_made
from tests.runtime.linknames import RUNTIME, World, load_world, shape, signature_shape

# Declarations that nobody calls (one makes gc write an adaptor, one has a wrong name), and a test package's assembly.
UNUSED = {"runtime.memequal_varlen", "reflect.(*Value).pointer", "internal/runtime/startlinetest.AsmFunc"}


@pytest.fixture(scope="module", params=TARGETS, ids=lambda target: target.goarch)
def world(request: pytest.FixtureRequest, oracle_goroot: Path) -> World:
    target: Target = request.param
    return load_world(oracle_goroot / "src", target)


def test_every_function_without_a_body_is_somewhere(world: World) -> None:
    target = world.front.target
    goarch = target.goarch
    ours = {symbol for symbol, places in world.bodyless.items() if any(path == RUNTIME for path, _ in places)}
    made = names_made(target)
    missing = [
        symbol
        for symbol in world.bodyless
        if symbol not in world.bodies
        and not symbol.startswith("unsafe.")  # documentation
        and symbol not in ours | UNUSED
        and symbol not in STUBS[goarch] | ANSWERS
        and symbol not in made
        and find_intrinsic(symbol, goarch) is None
    ]
    assert missing == []


def test_the_table_of_features_has_what_is_only_declared(world: World) -> None:
    """And nothing else, but what internal/runtime/maps defines."""
    goarch = world.front.target.goarch
    declared = {
        symbol
        for symbol, places in world.bodyless.items()
        if any(path == RUNTIME for path, _ in places)
        and symbol not in world.bodies
        and symbol not in STUBS[goarch] | ANSWERS
        and find_intrinsic(symbol, goarch) is None
    }
    theirs = {symbol for symbol, places in world.bodies.items() if places[0][0] == "internal/runtime/maps"}
    assert declared - {"main.main", "main.init", "runtime.init"} == FEATURE_OF.keys() - theirs


def test_no_function_is_defined_twice(world: World) -> None:
    several = {symbol: places for symbol, places in world.bodies.items() if len(places) > 1 and _is_named(symbol)}
    assert several == {}


def _is_named(symbol: str) -> bool:
    return symbol.rpartition(".")[2] not in ("init", "_")


def test_signatures_agree(world: World) -> None:
    """Both sides of each link have the same parameters and results, as the machine sees them."""
    different = []
    for symbol, wanting in world.bodyless.items():
        having = [place for place in (*world.bodies.get(symbol, ()), *wanting) if place[0] == RUNTIME]
        for path, name in wanting:
            if path == RUNTIME or not having:
                continue
            ours, theirs = world.object(*having[0]), world.object(path, name)
            assert isinstance(ours, Func)
            assert isinstance(theirs, Func)
            if signature_shape(ours.type) != signature_shape(theirs.type):
                different.append((symbol, signature_shape(ours.type), signature_shape(theirs.type)))
    assert different == []


def test_variables_agree(world: World) -> None:
    """A variable that others see under another name has the size that they think it has."""
    linked = {symbol: places for symbol, places in world.variables.items() if len(places) > 1}
    assert {"runtime.zeroVal", "runtime.overflowError", "runtime.divideError"} <= linked.keys()
    for symbol, places in linked.items():
        shapes = {shape(world.object(*place).type) for place in places}
        assert len(shapes) == 1, symbol


def _exported(world: World) -> dict[str, Object]:
    package = world.front.types_of(RUNTIME)
    assert package is not None
    return {name: obj for name, obj in package.scope.names.items() if name[:1].isupper()}


def _text(obj: Object) -> str:
    """What an importer can see of an object."""
    if isinstance(obj, TypeName) and obj.type is not None:
        methods = sorted(
            f"{method.name} {type_string(method.type, by_path, param_names=False)}"
            for method in getattr(obj.type, "methods", ())
            if method.name[:1].isupper() and method.type is not None
        )
        fields = [
            f"{item.name} {type_string(item.type, by_path)}"
            for item in getattr(underlying(obj.type), "fields", ())
            if item.name[:1].isupper() and item.type is not None
        ]
        return f"type {methods} {fields}"
    assert isinstance(obj, Const | Func | Var)
    assert obj.type is not None
    return f"{type(obj).__name__} {type_string(obj.type, by_path, param_names=False)}"


def test_exported_names_are_those_of_gc(world: World, oracle_goroot: Path) -> None:
    ours = _exported(world)
    theirs = _exported(load_world(oracle_goroot / "src", world.front.target, ours=False))
    assert sorted(ours) == sorted(theirs)
    different = {
        name: (_text(ours[name]), _text(theirs[name])) for name in ours if _text(ours[name]) != _text(theirs[name])
    }
    assert different == {}
