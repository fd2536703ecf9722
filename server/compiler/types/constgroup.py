"""Constant groups: which type and values each line has, and whether names and values match in number.

Spec: "Constant declarations", "Iota".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.diagnostics.codes import types as rows


@dataclass(slots=True)
class ConstLine:
    """A line of a const (or var) declaration with the type and values that hold for it."""

    spec: ast.ValueSpec
    type: ast.Expr | None
    values: Sequence[ast.Expr]
    inherited: bool  # type and values are those of an earlier line
    constant: bool = True


def const_lines(decl: ast.GenDecl) -> Iterator[ConstLine]:
    """The lines of a const declaration; one without type and values repeats the line before it."""
    last: ast.ValueSpec | None = None
    for spec in decl.specs:
        if not isinstance(spec, ast.ValueSpec):
            continue
        inherited = False
        if spec.type is not None or spec.values:
            last = spec
        elif last is not None:
            inherited = True
        source = last or spec
        yield ConstLine(spec, source.type, source.values, inherited)


def report_arity(c: Checker, line: ConstLine) -> None:
    """Report names without values and values without names."""
    names, values = line.spec.names, line.values
    if len(names) < len(values):
        extra = values[len(names)]
        if line.inherited:
            c.error(rows.EXTRA_INHERITED, line.spec, c.place_of(c.span_of(extra)))
        else:
            c.error(rows.EXTRA_INIT, extra, extra)
    elif len(names) > len(values) and (line.constant or len(values) != 1):
        # One value may be a call with several results, which is checked elsewhere.
        name = names[len(values)]
        c.error(rows.MISSING_INIT, name, name.name)
