"""Export data: what is read back is what was written, whichever name is looked at first; and what cannot be written."""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

import pytest

from server.compiler.syntax.parse import parse_file, to_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.export_read import DamagedExportError, Decoding, read_package
from server.compiler.types.export_write import NotExportable, write_package
from server.compiler.types.identical import identical
from server.compiler.types.model import Named, Type
from server.compiler.types.objects import Package, TypeName, Var
from server.compiler.types.sizes import Sizes
from server.compiler.types.universe import UNSAFE
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.source.span import Anchor
from server.target import TARGETS
from tests.compiler.types.dumping import dump
from tests.conformance.exports.run import compare

# Packages with all that the form has: generics, cycles, constants of any size, embedded and anonymous types.
SOURCES = {
    "base": """package base

import "unsafe"

const Big = 1 << 200
const Negative = -1 << 63
const Third = 1.0 / 3
const Z = 2 + 3i
const (
	Text = "\\xff\\x00é"
	Yes = 1 < 2
	Rune = 'x'
)

type Duration int64

const Second Duration = 1e9

type node struct {
	next *node
	Value any
	tags map[string][]chan<- error `json:"x"`
	_ [unsafe.Sizeof(uintptr(0))]byte
}

type Tree[K interface{ ~int | ~string; comparable }, V any] struct {
	root *Tree[K, V]
	less func(a, b K) bool
	*node
}

func (t *Tree[Key, _]) Insert(key Key, more ...Tree[Key, int]) (ok bool) { return }

func (t Tree[K, V]) Map[W any](f func(V) W) Tree[K, W] { return Tree[K, W]{} }

type Walker interface {
	Walk(Walker) interface{ Next() Walker }
	unexported()
	error
}

type Number interface{ ~int8 | Duration; comparable }

func Sum[N Number](all ...N) (total N) { return }

type Alias[T any] = map[string]*Tree[string, T]

type Plain = struct{ x, Y int; Walker }

var Anonymous struct{ hidden Plain }

var shared, Shared = Sum[Duration], unsafe.Pointer(nil)
""",
    "user": """package user

import "base"

type Own base.Tree[string, Own]

type Wrapped struct {
	base.Alias[Own]
	base.Walker
}

var Copy = base.Anonymous

var Rows base.Alias[func(...base.Duration)]

func (Wrapped) Insert(base.Plain) {}
""",
}
SAMPLE = ["errors", "sync/atomic", "iter", "maps", "slices", "reflect", "time", "math", "go/types", "encoding/json"]


class World:
    """The checked packages, and a way to read them back."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.files = FileSet()
        self.originals: dict[str, Package] = {}
        for path, text in sources.items():
            self.originals[path] = self._check(path, text.encode())
        self.data = {path: write_package(package, self.files) for path, package in self.originals.items()}

    def _check(self, path: str, data: bytes) -> Package:
        tree = parse_file(f"/{path}/a.go", data)
        self.files.add(to_file(tree, data))
        found = Collector()
        typed = check_package(path, [tree], CheckConfig(Sizes(8), self.originals.get), found)
        assert [item.message for item in found.items] == []
        return typed.package

    def read(self) -> dict[str, Package]:
        """All packages, nothing looked at."""
        decoding, packages = Decoding(), {"unsafe": UNSAFE}
        anchors: dict[str, Anchor] = {}

        def anchor(path: str, name: str) -> Anchor:
            file = f"/{path}/{name}"
            return anchors.setdefault(file, Anchor(file))

        packages |= {path: read_package(data, packages.get, anchor, decoding) for path, data in self.data.items()}
        return packages


@pytest.fixture(scope="module")
def world() -> World:
    return World(SOURCES)


@pytest.mark.parametrize("seed", range(20))
def test_any_order(world: World, seed: int) -> None:
    packages = world.read()
    names = [(path, name) for path in world.originals for name in packages[path].members()]
    random.Random(seed).shuffle(names)
    for path, name in names:
        packages[path].members()[name]
    for path, original in world.originals.items():
        assert dump(packages[path], world.files) == dump(original, world.files)


def test_threads_see_complete_types(world: World) -> None:
    """Several threads that look at the same names at the same time all see what one alone would."""
    expected = [dump(package, world.files) for package in world.originals.values()]
    for _ in range(30):
        packages = world.read()
        found: list[list[str]] = []
        barrier = threading.Barrier(4)

        def look(packages: dict[str, Package] = packages, found: list[list[str]] = found) -> None:
            barrier.wait()  # noqa: B023  # the thread ends within the turn
            found.append([dump(packages[path], world.files) for path in world.originals])

        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)
        assert found == [expected] * 4


def test_identity(world: World) -> None:
    """A defined type is one object, whichever package mentions it; instances of one generic type are identical."""
    packages = world.read()

    def type_of(package: str, name: str) -> Type:
        obj = packages[package].members()[name]
        assert isinstance(obj, TypeName | Var)
        assert obj.type is not None
        return obj.type

    own = type_of("user", "Own")
    assert isinstance(own, Named)
    assert isinstance(own.rhs, Named | None)
    under = own.underlying
    assert own.rhs is not None
    assert isinstance(own.rhs, Named)
    assert own.rhs.origin is type_of("base", "Tree")
    assert own.rhs.type_args[1] is own
    assert under is own.rhs.underlying
    assert identical(type_of("user", "Copy"), type_of("base", "Anonymous"))


def test_nothing_is_decoded_before_it_is_looked_at(world: World) -> None:
    opened: list[str] = []

    def find(path: str) -> Package | None:
        opened.append(path)
        return None

    package = read_package(world.data["user"], find, lambda path, name: Anchor(f"/{path}/{name}"), Decoding())
    names = package.members()
    assert "Wrapped" in names
    wrapped = names["Wrapped"]
    assert isinstance(wrapped, TypeName)
    assert isinstance(wrapped.type, Named)
    assert [method.name for method in wrapped.type.methods] == ["Insert"]
    assert opened == []
    with pytest.raises(DamagedExportError, match="no package base"):
        _ = wrapped.type.underlying
    assert "nope" not in names
    assert names.get("nope") is None
    with pytest.raises(KeyError):
        names["nope"]


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x96\xa1a", b"\x00" * 9])
def test_damaged_header(damage: bytes) -> None:
    with pytest.raises(DamagedExportError):
        read_package(damage, lambda _: None, lambda *_: Anchor(""), Decoding())


def test_damaged_declaration(world: World) -> None:
    """Any byte may be wrong: what comes of it is a package, or DamagedExportError."""
    rng, data = random.Random(1), world.data["base"]
    for _ in range(2000):
        at = rng.randrange(len(data))
        broken = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        try:
            package = read_package(broken, {"unsafe": UNSAFE}.get, lambda *_: Anchor(""), Decoding())
            for name in package.members():
                package.members()[name]
        except DamagedExportError:
            pass


@pytest.mark.parametrize("text", ["var x = nope", "type T struct { f nope }", "const c = nope", "func f(nope)"])
def test_errors_are_not_exported(text: str) -> None:
    data = f"package p\n\n{text}\n".encode()
    tree = parse_file("/p/a.go", data)
    typed = check_package("p", [tree], CheckConfig(Sizes(8), lambda _: None), Collector())
    with pytest.raises(NotExportable):
        write_package(typed.package, FileSet([to_file(tree, data)]))


def test_sample_of_the_standard_library(oracle_goroot: Path) -> None:
    assert compare(oracle_goroot / "src", TARGETS[0], SAMPLE, seed=1) == {}
