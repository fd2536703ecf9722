"""Checks source text for the tests of this folder."""

from dataclasses import dataclass

from server.compiler.syntax.parse import parse_file, to_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Package, Scope, TypeName
from server.compiler.types.sizes import Sizes
from server.compiler.types.universe import INVALID, UNIVERSE
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.source.span import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """A reported error."""

    line: int
    column: int
    code: str
    message: str  # with related places, as gc prints them


@dataclass(slots=True)
class Checked:
    """A checked package and what was found."""

    typed: TypedPackage
    findings: list[Finding]


EMBED = Package("embed", "embed", Scope(UNIVERSE))
EMBED.scope.names["FS"] = TypeName("FS", EMBED, None, INVALID)


def check_source(*sources: str, **config: object) -> Checked:
    """Check one package made of files a.go, b.go, ..."""
    data = {f"{chr(97 + i)}.go": text.encode("utf-8", "surrogateescape") for i, text in enumerate(sources)}
    trees = [parse_file(path, text) for path, text in data.items()]
    for tree in trees:
        problems = [problem for decl in (tree.header, *tree.decls) for problem in decl.errors]
        assert not problems, problems
    files = FileSet(to_file(tree, text) for tree, text in zip(trees, data.values()))

    def place(span: Span) -> str:
        where = files.locate(span)
        file = files.file(where.path)
        assert file is not None
        line, column = file.lines.line_column(where.start)
        return f"{where.path}:{line}:{column}"

    collector = Collector()
    options = CheckConfig(Sizes(8), {"embed": EMBED}.get, reports_imports=True, place=place)
    for name, value in config.items():
        setattr(options, name, value)
    typed = check_package("p", trees, options, collector)
    findings = []
    for item in collector.items:
        assert item.span is not None
        line, column = map(int, place(item.span).split(":")[1:])
        text = "\n\t".join([item.message, *(f"{place(one.span)}: {one.message}" for one in item.related)])
        findings.append(Finding(line, column, item.row.code, text))
    return Checked(typed, sorted(findings, key=lambda one: (one.line, one.column)))
