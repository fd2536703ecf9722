"""The functions that a test program runs: tests, benchmarks, fuzz targets, examples with output, TestMain.

They are found by name and shape in the syntax trees of `_test.go` files, before any type is known, as in go. What an
example must print stands in the last comment of its body. Sources: `go help testfunc`; documentation of package
testing, "Examples"; go/ast on the text of comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from server.build.packages import SourceFile, TestFiles
from server.compiler.syntax import nodes as ast
from server.diagnostics.codes import testing as codes
from server.diagnostics.collector import Collector
from server.source.span import Span

INSIDE: Final = "_test"  # under which the program imports the package with its own tests
EXTERNAL: Final = "_xtest"  # and its external test package
_MAIN: Final = "TestMain"
_TOKEN: Final = re.compile(
    rb"""//[^\n]* | /\*(?:[^*]|\*(?!/))*\*/ | `[^`]*` | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'""", re.X
)
_OUTPUT: Final = re.compile(r"\s*(unordered )?output:", re.I | re.A)
_DIRECTIVE: Final = re.compile(r"(?:line |extern |export |[a-z0-9]+:[a-z0-9])")


@dataclass(frozen=True, slots=True)
class TestFunction:
    """One of them; `output` and `unordered` are for examples."""

    package: str  # INSIDE or EXTERNAL
    name: str
    output: str = ""
    unordered: bool = False


@dataclass(slots=True)
class TestFunctions:
    """All of a program, in source order, files by name."""

    tests: list[TestFunction] = field(default_factory=list)
    benchmarks: list[TestFunction] = field(default_factory=list)
    fuzz_targets: list[TestFunction] = field(default_factory=list)
    examples: list[TestFunction] = field(default_factory=list)
    main: TestFunction | None = None

    def uses(self, package: str) -> bool:
        """Whether the program refers to a function of INSIDE or EXTERNAL."""
        groups = (self.tests, self.benchmarks, self.fuzz_targets, self.examples, [self.main] if self.main else [])
        return any(one.package == package for group in groups for one in group)


def find_functions(files: TestFiles, diagnostics: Collector) -> TestFunctions:
    """The functions of the test files of a package; wrong signatures are reported."""
    found = TestFunctions()
    _add_all(found, files.inside, INSIDE, diagnostics)
    _add_all(found, files.external, EXTERNAL, diagnostics)
    return found


def _add_all(found: TestFunctions, sources: Iterable[SourceFile], package: str, diagnostics: Collector) -> None:
    kinds = (("Test", "T", found.tests), ("Benchmark", "B", found.benchmarks), ("Fuzz", "F", found.fuzz_targets))
    for source in sources:
        for tree in source.tree.decls:
            decl = tree.decl
            if not isinstance(decl, ast.FuncDecl) or decl.recv is not None:
                continue
            name = decl.name.name
            if name == _MAIN and not _takes(decl, "T"):
                if _is_sound(tree, decl, "M", diagnostics):
                    if found.main is not None:
                        diagnostics.report(codes.SEVERAL_TEST_MAINS, Span(tree.anchor, decl.start, decl.end))
                    found.main = TestFunction(package, name)
            elif _is_named(name, "Example"):
                example = _example(package, tree, decl)
                found.examples += [example] if example is not None else []
            else:
                kind = next((kind for kind in kinds if _is_named(name, kind[0])), None)
                if kind is not None and _is_sound(tree, decl, kind[1], diagnostics):
                    kind[2].append(TestFunction(package, name))


def _is_named(name: str, prefix: str) -> bool:
    """`Test`, `TestX` and `Test_x`, but not `Testify`."""
    rest = name.removeprefix(prefix)
    return name.startswith(prefix) and not (rest and rest[0].islower())


def _takes(decl: ast.FuncDecl, kind: str) -> bool:
    """Whether it has one parameter `*kind` or `*any.kind`, and no results."""
    fields = decl.type.params.fields
    if (decl.type.results is not None and decl.type.results.fields) or len(fields) != 1 or len(fields[0].names) > 1:
        return False
    typ = fields[0].type
    bare = typ.x if isinstance(typ, ast.StarExpr) else None
    if isinstance(bare, ast.SelectorExpr):
        bare = bare.sel
    return isinstance(bare, ast.Ident) and bare.name == kind


def _is_sound(tree: ast.DeclTree, decl: ast.FuncDecl, kind: str, diagnostics: Collector) -> bool:
    generic = decl.type.type_params is not None and bool(decl.type.type_params.fields)
    if _takes(decl, kind) and not generic:
        return True
    name = decl.name.name
    why = "test functions cannot have type parameters"
    if not generic:
        why = f"must be: func {name}({kind.lower()} *testing.{kind})"
    diagnostics.report(codes.WRONG_SIGNATURE, Span(tree.anchor, decl.start, decl.end), name, why)
    return False


# Examples


def _example(package: str, tree: ast.DeclTree, decl: ast.FuncDecl) -> TestFunction | None:
    """An example that is to be run: it has no parameters, no results, and says what it prints."""
    if decl.type.params.fields or decl.body is None:
        return None
    if decl.type.results is not None and decl.type.results.fields:
        return None
    match = _OUTPUT.match(comment := last_comment(tree.text[decl.body.start : decl.end]))
    if match is None:
        return None
    rest = comment[match.end() :].lstrip(" ")
    return TestFunction(package, decl.name.name, rest.removeprefix("\n"), match[1] is not None)


def last_comment(code: bytes) -> str:
    """The text of the last group of comments in a piece of source, which ends in a line feed unless it is empty.

    A group is a run of comments with neither code nor an empty line between them.
    """
    group: list[re.Match[bytes]] = []
    for match in _TOKEN.finditer(code):
        if match[0].startswith((b"//", b"/*")):
            between = code[group[-1].end() : match.start()] if group else b""
            # What follows code on its line is a group of that line alone.
            ends_with_line = bool(group) and bool(
                code[code.rfind(b"\n", 0, group[0].start()) + 1 : group[0].start()].strip()
            )
            if between.strip() or between.count(b"\n") > (0 if ends_with_line else 1):
                group = []
            group.append(match)
    lines: list[str] = []
    for match in group:
        lines += _lines(match[0].decode("utf-8", "replace"))
    return _squeezed(lines)


def _lines(comment: str) -> list[str]:
    """The lines of one comment without its marks; of a directive, none."""
    if comment.startswith("/*"):
        return comment[2:-2].split("\n")
    content = comment[2:]
    if content.startswith(" "):
        return [content[1:]]
    return [] if _DIRECTIVE.match(content) else [content]


def _squeezed(lines: Iterable[str]) -> str:
    """The lines without spaces at their ends, runs of empty ones made one; none of these begins or ends the text."""
    kept: list[str] = []
    for line in (line.rstrip(" \t\r\n") for line in lines):
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return "".join(f"{line}\n" for line in kept)
