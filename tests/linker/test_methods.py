"""Methods that only interfaces could call: kept if somebody can, dropped otherwise.

Each method's name says what becomes of it.
"""

from pathlib import Path

from server.build.driver import build
from server.build.request import BuildRequest
from server.linker.retention import Retention
from server.target import TARGETS

PROGRAM = """package main

type called interface{ KeptCalled() }

type asserted interface{ KeptAsserted() int }

type T struct{ n int }

func (T) KeptCalled()              {}
func (T) KeptAsserted() int        { return 1 }
func (T) DroppedOtherName()        {}
func (T) DroppedUnwanted()         {}
func (*T) DroppedOfPointer()       {}
func (T) DroppedSignature(int) int { return 2 }

//go:noinline
func (T) KeptDirect() { println("direct") }

// Of no interface value.
type U struct{}

func (U) KeptCalled() {}

// In an interface as a part of another type only.
type V struct{}

func (V) KeptCalled() {}

type holder struct{ v V }

type embedding struct{ T }

type unwanted interface{ DroppedUnwanted() }

type other interface{ DroppedSignature(string) int }

func use(x any) int {
	if c, ok := x.(called); ok {
		c.KeptCalled()
	}
	if _, ok := x.(asserted); ok {
		return 1
	}
	return 0
}

func never(x other, y unwanted) int {
	y.DroppedUnwanted()
	return x.DroppedSignature("")
}

func main() {
	T{}.KeptDirect()
	var u U
	_ = u
	println(use(T{}), use(holder{}), use(embedding{}))
}
"""
KEPT = {
    *(f"main.T.{name}" for name in ("KeptCalled", "KeptAsserted", "KeptDirect")),
    *("main.V.KeptCalled", "main.embedding.KeptCalled", "main.embedding.KeptAsserted"),
}
RECEIVERS = ("T", "U", "V", "embedding", "(*T)")


def test_methods(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.27\n")
    (tmp_path / "main.go").write_text(PROGRAM)
    result = build(BuildRequest(["."], tmp_path, TARGETS[0], write=False))
    assert not result.diagnostics
    symbols = {row.name for row in result.outputs[0].rows}
    methods = {name for name in symbols if name.startswith(tuple(f"main.{receiver}." for receiver in RECEIVERS))}
    plain = {name for name in methods if not name.startswith("main.(*T).Kept")}  # wrappers for the data word
    assert plain == KEPT
    make_graph = result.outputs[0].make_graph
    assert make_graph is not None
    _check_graph(Retention(make_graph()))


def _check_graph(retention: Retention) -> None:
    """It keeps what the link kept; a method goes with what calls it and with what makes an interface of its type."""
    assert retention.without().nodes == ()

    def lost(name: str) -> set[str]:
        node = retention.find(name)
        assert node is not None, name
        return {retention.names[one] for one in retention.without(node).nodes}

    assert {"main.T.KeptCalled", "main.T.KeptAsserted", "main.V.KeptCalled"} <= lost("main.use")
    assert "main.T.KeptDirect" not in lost("main.use")
    assert lost("main.T.KeptCalled") == {"main.T.KeptCalled"}
    method = retention.find("main.V.KeptCalled")
    assert method is not None
    chain = retention.chain(method)
    assert chain[-1].also == "call of KeptCalled func()"
    assert chain[-2].name == "type:main.V in an interface"
