"""What a program's imports cost, of a graph small enough to see: main imports a and b, both import c, a imports r."""

from array import array
from pathlib import Path

from server.build.imports import Import
from server.build.insight import make_insight
from server.build.messages import ImportCost, MethodLookup
from server.build.packages import LoadedPackage, SourceFile
from server.compiler.syntax.parse import parse_file, to_file
from server.linker.interface import KeepGraph
from server.linker.keepgraph import ANY_METHOD
from server.linker.retention import Retention
from server.source.span import Anchor, Span

IMPORTS = {"m": ["a", "b"], "a": ["c", "r"], "b": ["c"], "c": [], "r": [], "runtime": ["r"]}
STANDARD = ("c", "r", "runtime")
# Sections, the package of each, their bytes; the entry calls all initialisations.
NODES = ("_rt0", "m.init", "main.main", "a.init", "a.f", "b.init", "c.init", "c.look", "r.init", "a.only")
OWNERS = ("runtime", "m", "m", "a", "a", "b", "c", "c", "r", "a")
SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
EDGES = {0: [1, 2, 3, 5, 6, 8], 2: [4, 5], 4: [9, 7], 7: [10]}


def loaded(path: str, folder: Path) -> LoadedPackage:
    """A package of one file."""
    file = folder / path / "x.go"
    data = b"package p\n"
    tree = parse_file(str(file), data)
    span = Span(Anchor(str(file)), 0, 0)
    imports = {one: Import(one, span, span) for one in IMPORTS[path]}
    source = SourceFile(to_file(tree, data), tree)
    return LoadedPackage(path, file.parent, None, standard=path in STANDARD, files=[source], imports=imports)


def retention() -> Retention:
    """The graph."""
    first, targets = [0], []
    for node in range(len(NODES) + 1):
        targets += EDGES.get(node, [])
        first.append(len(targets))
    packages = sorted(set(OWNERS))
    return Retention(
        KeepGraph(
            [*NODES, ANY_METHOD],
            SIZES,
            packages,
            array("I", [packages.index(one) for one in OWNERS]).tobytes(),
            array("I", first).tobytes(),
            array("I", targets).tobytes(),
            b"",
            {7: ("c.go", 3)},
        )
    )


def test_costs(tmp_path: Path) -> None:
    """What only one import leads to goes with it, initialisation included; what others import stays."""
    packages = {path: loaded(path, tmp_path) for path in IMPORTS}
    found = make_insight(("prog", "linux/amd64"), "m", packages, retention(), lambda: False)
    assert found is not None
    assert (found.output, found.target) == ("prog", "linux/amd64")
    assert found.files == {str(tmp_path / name / "x.go") for name in "mab"}
    assert found.imports == {
        "a": ImportCost(8 + 16 + 512 + 128, 1, 1),  # c.look is called by a alone
        "b": ImportCost(32, 1, 1),
        "c": ImportCost(64 + 128, 1, 2),
        "r": ImportCost(0, 0, 1),  # the runtime needs it
    }
    assert found.lookups == (MethodLookup("c.look", 0, {"c": 0}),)
    assert make_insight(("prog", ""), "m", packages, retention(), lambda: True) is None
