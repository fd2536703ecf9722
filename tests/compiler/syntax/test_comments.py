"""Doc comments and directives."""

import pytest

from server.compiler.syntax.comments import comment_above, doc_comment
from server.compiler.syntax.parse import parse_file


@pytest.mark.parametrize(
    ("above", "text"),
    [
        ("// F does.\n", "F does."),
        ("// One.\n//\n//  two\n// Three.\n", "One.\n\n two\nThree."),
        ("// Free.\n\n// F does.\n", "F does."),
        ("// F does.\n\n", ""),
        ("// F does.\n//\n//go:noinline\n", "F does."),
        ("/*\nF does.\n*/\n", "F does."),
        ("/* F does. */\n", "F does."),
        ("", ""),
        ("var x int // trailing\n", ""),
    ],
)
def test_doc_comment(above: str, text: str) -> None:
    tree = parse_file("a.go", f"package p\n\n{above}func F() {{}}\n".encode())
    assert doc_comment(tree.decls[-1]) == text


def test_comment_of_a_field() -> None:
    source = b"type T struct {\n\t// A is.\n\t// More.\n\tA int\n\n\tB int // b\n\tC int\n}"
    assert comment_above(source, source.index(b"A int")) == "A is.\nMore."
    assert comment_above(source, source.index(b"B int")) == ""
    assert comment_above(source, source.index(b"C int")) == ""


def test_directives() -> None:
    source = (
        b"//go:build linux\n\npackage p\n\n//go:linkname f runtime.g\n\n// f is.\nfunc f()\n\nvar s = `\n//go:no`\n"
    )
    tree = parse_file("a.go", source)
    assert [(d.name, d.args) for d in tree.header.directives] == [("go:build", "linux")]
    assert [[(d.name, d.args) for d in decl.directives] for decl in tree.decls] == [
        [("go:linkname", "f runtime.g")],
        [],
    ]
    directive = tree.decls[0].directives[0]
    begin = tree.bases[0] + directive.start
    assert source[begin:].startswith(b"//go:linkname")
