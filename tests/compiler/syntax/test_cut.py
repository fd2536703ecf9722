"""Cutting a file into declarations, and keeping the trees of those that did not change."""

import pytest

from server.compiler.syntax.cut import cut
from server.compiler.syntax.nodes import BadDecl, FileTree, FuncDecl
from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file
from server.source.file import FileSet

SOURCE = b"""package p

import "fmt"

// F is first.
func F() { fmt.Println(1) }

var x = `
func inside() {}
`

type T struct {
	a int // }
}

func G() { F() }
"""


def pieces(data: bytes) -> list[bytes]:
    return [data[piece.start : piece.end] for piece in cut(data)[1]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"package p", []),
        (b"", []),
        (
            b"package p; var x int; func f() { var y int }; type T int",
            [b"var x int;", b"func f() { var y int };", b"type T int"],
        ),
        (b"package p\nvar f =\nfunc() {}\nvar g int", [b"var f =\nfunc() {}", b"var g int"]),
        (b"package p\nfunc f() {\nvar x int\n}\nvar y int", [b"func f() {\nvar x int\n}", b"var y int"]),
        (b"package p\n\n// free\n\n// doc\nvar x int // trailing\n\n// end", [b"// doc\nvar x int"]),
        (b"package p\nvar x int // trailing\n// doc\nvar y int", [b"var x int", b"// doc\nvar y int"]),
        (b"package p\n//go:linkname f g\n\n// doc\nfunc f()", [b"//go:linkname f g\n\n// doc\nfunc f()"]),
        (b"package p\n/* a */ var x int /* b */\nvar y int", [b"/* a */ var x int", b"var y int"]),
        (b"package p\nvar s = \"{\"\nvar r = '{'\nvar t = 1 // {\n", [b'var s = "{"', b"var r = '{'", b"var t = 1"]),
        (
            b"package p\nfunc f() { if a {\nfunc g() {}\ntype T int",
            [b"func f() { if a {", b"func g() {}", b"type T int"],
        ),
        (b"package p\nfunc f() { } }\nfunc g() {}", [b"func f() { } }", b"func g() {}"]),
    ],
)
def test_pieces(source: bytes, expected: list[bytes]) -> None:
    assert pieces(source) == expected


def identities(before: FileTree, after: FileTree) -> list[bool]:
    return [any(one is other for other in before.decls) for one in after.decls]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (b"Println(1)", b"Println(22)", [True, False, True, True, True]),
        (b"F is first", b"F is the first", [True, False, True, True, True]),
        (b"a int // }", b"b int // }", [True, True, True, False, True]),
        (b'"fmt"\n', b'"fmt"\n\n// A free comment.\n\n', [True, True, True, True, True]),
        (b"{ F() }", b"{ F( }", [True, True, True, True, False]),
        (b"package p", b"package q", [True, True, True, True, True]),
        (b"func G", b"func H() {}\n\nfunc G", [True, True, True, True, False, True]),
    ],
)
def test_edit_keeps_other_declarations(old: bytes, new: bytes, kept: list[bool]) -> None:
    before = parse_file("a.go", SOURCE)
    after = parse_file("a.go", SOURCE.replace(old, new), before)
    assert identities(before, after) == kept


def test_unbalanced_brace_spoils_one_declaration() -> None:
    before = parse_file("a.go", SOURCE)
    after = parse_file("a.go", SOURCE.replace(b"Println(1) }", b"Println(1)"), before)
    assert identities(before, after) == [True, False, True, True, True]
    assert [bool(decl.errors) for decl in after.decls] == [False, True, False, False, False]


def test_a_tree_is_taken_over_once() -> None:
    source = b"package p\n\nfunc _() {}\n\nfunc _() {}\n"
    before = parse_file("a.go", source)
    after = parse_file("a.go", source + b"\nfunc _() {}\n", before)
    assert len({id(decl) for decl in after.decls}) == 3
    assert after.decls[:2] == before.decls


def test_places_of_anchors() -> None:
    tree = parse_file("a.go", SOURCE)
    files = FileSet([to_file(tree, SOURCE)])
    for decl, base in zip(tree.decls, tree.bases, strict=True):
        assert SOURCE[base:].startswith(decl.text)
        file = files.file("a.go")
        assert file is not None
        assert file.bases[decl.anchor] == base


def test_skimmed_trees_are_not_taken_over_by_a_full_parse() -> None:
    skimmed = parse_file("a.go", SOURCE, skim=True)
    function = skimmed.decls[1]
    assert function.skimmed
    assert isinstance(function.decl, FuncDecl)
    assert function.decl.body is not None
    assert not function.decl.body.stmts
    assert identities(skimmed, parse_file("a.go", SOURCE, skimmed)) == [True, False, False, False, False]
    assert all(not decl.errors for decl in skimmed.decls)  # looks at all of them
    assert identities(skimmed, parse_file("a.go", SOURCE, skimmed)) == [True, False, True, True, False]


def test_skimmed_declarations_are_parsed_once_when_looked_at() -> None:
    source = SOURCE + b"\n//go:noinline\nvar broken = )\n"
    skimmed, full = parse_file("a.go", source, skim=True), parse_file("a.go", source)
    assert [decl.parsed for decl in skimmed.decls] == [True, False, False, False, False, False]
    assert [decl.errors for decl in skimmed.decls] == [decl.errors for decl in full.decls]
    assert [[found.name for found in decl.directives] for decl in skimmed.decls][-1] == ["go:noinline"]
    assert all(decl.parsed and decl.decl is decl.decl for decl in skimmed.decls)
    assert [decl.keyword for decl in skimmed.decls] == ["import", "func", "var", "type", "func", "var"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [(b"var x = " + b"(" * 20000 + b"1", b")" * 20000), (b"func f() {" + b"if x {" * 20000, b"}" * 20001)],
)
@pytest.mark.parametrize("closed", [True, False])
def test_deep_nesting(opening: bytes, closing: bytes, closed: bool) -> None:
    source = b"package p\n" + opening + (closing if closed else b"") + b"\n"
    tree = parse_file("a.go", source)
    assert isinstance(tree.decls[0].decl, BadDecl)
    codes = {diagnostic.row.code for diagnostic in syntax_diagnostics(tree)}
    assert codes == {"TooDeep"} if closed else codes


def test_import_behind_other_declarations() -> None:
    first = parse_file("a.go", b'package p\nimport "a"\nvar x int\n')
    moved = parse_file("a.go", b'package p\nvar x int\nimport "a"\n', first)
    assert [d.message for d in syntax_diagnostics(moved)] == [
        "syntax error: imports must appear before other declarations"
    ]
    back = parse_file("a.go", b'package p\nimport "a"\nvar x int\n', moved)
    assert syntax_diagnostics(back) == []
