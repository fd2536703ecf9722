"""`//line` directives: where messages say that text stands. The expectations are what gc 1.27.3 prints."""

import pytest

from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file
from server.diagnostics.render import plain, resolve_all
from server.source.file import FileSet


def printed(source: str, mark: str = "@") -> str:
    """What a message about the character behind the mark begins with."""
    data = source.replace(mark, "").encode()
    file = to_file(parse_file("dir/a.go", data), data)
    path, line, column = file.printed(source.encode().index(mark.encode()))
    return f"{path}:{line}:{column}" if column else f"{path}:{line}"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("package p\nvar @x int\n", "dir/a.go:2:5"),
        ("package p\n//line foo.y:10\nvar @x int\n", "dir/foo.y:10"),
        ("package p\n//line foo.y:10\nvar x int\n\nvar @y int\n", "dir/foo.y:12"),
        ("package p\n//line foo.y:10:4\nvar @x int\n", "dir/foo.y:10:8"),
        ("package p\n//line foo.y:10:4\n\nvar @x int\n", "dir/foo.y:11:5"),
        ("package p\nvar x int /*line bar.y:20:5*/; var @z int\n", "dir/bar.y:20:11"),
        ("package p\n//line foo.y:10\nvar x int\n/*line :7:3*/ var @y int\n", "dir/foo.y:7:8"),
        ("package p\n//line /abs/x.y:3\nvar @x int\n", "/abs/x.y:3"),
        ("package p\n//line sub/../z.y:3\nvar @x int\n", "dir/z.y:3"),
        ("package p\n//line C:7\nvar @x int\n", "dir/C:7"),
        ("package p\n//line nothing\nvar @x int\n", "dir/a.go:3:5"),
        ("package p\nfunc f() {\n  //line q.y:9\n\tx@ := 1\n}\n", "dir/a.go:4:3"),
        ("package p\nvar s = `\n//line no.y:1\n`\nvar @x int\n", "dir/a.go:5:5"),
        ("//line head.y:5\npackage p\n\nvar @x int\n", "dir/head.y:7"),
        ("package p\nfunc f() {\n//line in.y:9\n\tx@ := 1\n}\n", "dir/in.y:9"),
        ("package p\n\n//line free.y:9\n\nfunc @f() {\n}\n", "dir/free.y:10"),
        ("package p\n//line foo.y:0\nvar @x int\n", "dir/a.go:3:5"),
    ],
)
def test_places(source: str, place: str) -> None:
    assert printed(source) == place


def test_messages() -> None:
    data = b"package p\n//line foo.y:10\nvar x = )\n//line bar.y:0\nvar y int\n//line baz.y:1:0\nvar z int\n"
    tree = parse_file("dir/a.go", data)
    found = resolve_all(syntax_diagnostics(tree), FileSet([to_file(tree, data)]))
    assert [plain(item, str) for item in found] == [
        "dir/foo.y:10: syntax error: unexpected ), expected expression",
        "dir/foo.y:11: invalid line number: 0",
        "dir/foo.y:13: invalid column number: 0",
    ]
