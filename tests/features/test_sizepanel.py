"""The size panel: what is summed up, how two programs are brought together, where data is declared."""

from pathlib import Path

from server.build.account import Account
from server.features.sizepanel import baseline_of, size_report, size_source
from server.linker.interface import MapRow


def row(name: str, package: str, kind: str, size: int, file: str = "") -> MapRow:
    """A piece of an image."""
    return MapRow(name, package, file, ".text", kind, 64, 0, size, size)


def account(*rows: MapRow) -> Account:
    """A program of these pieces."""
    return Account("tool", bytes(sum(one.size for one in rows)), rows, True, None)


OLD = account(row("m.f", "m", "func", 10), row("m.gone", "m", "func", 5), row("go:string.aa", "m", "string", 3))
NEW = account(
    row("m.f", "m", "func", 12),
    row("go:string.aa", "m", "string", 3),
    row("go:string.bb", "m", "string", 4),
    row("type:.namedata.cc", "m", "type", 2),
    row("(padding)", "", "padding", 1),
    row("(padding)", "", "padding", 2),
)


def test_rows_of_two_programs() -> None:
    report = size_report(NEW, baseline_of(OLD))
    rows = report["rows"]
    columns = zip(rows["name"], rows["size"], rows["old"], rows["count"], strict=True)
    assert [(report["names"][name], *numbers) for name, *numbers in columns] == [
        ("m.f", 12, 10, 1),
        ("(strings)", 7, 3, 2),
        ("(names of fields, methods and types)", 2, 0, 1),
        ("(padding)", 3, 0, 2),
        ("m.gone", 0, 5, 0),
    ]
    assert (report["size"], report["baselineSize"], report["baseline"]) == (24, 18, "tool")
    assert report["estimated"] is False


def test_declarations_of_data(tmp_path: Path) -> None:
    source = tmp_path / "src" / "x" / "y.go"
    source.parent.mkdir(parents=True)
    source.write_text("package y\n\nvar other = 1\n\nvar (\n\ta, table = f()\n)\n")
    program = account(
        row("x/y.table", "x/y", "data", 8, "x/y.go"),
        row("m.own", "m", "bss", 8, str(source)),
        row("m.lost", "m", "bss", 8, "/nowhere/m.go"),
    )
    assert size_source(program, "x/y.table", tmp_path) == {"path": str(source), "line": 6}
    assert size_source(program, "x/y.table", None) is None
    assert size_source(program, "m.own", None) == {"path": str(source), "line": 1}
    assert size_source(program, "m.lost", tmp_path) is None
