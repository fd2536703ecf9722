"""Quick fixes: for a finding of the compiler, the edits that would remove it.

`FIXES` maps codes to functions from a `Problem` to fixes; what a fix cannot do safely it does not offer. A variable is
removed with its initialiser only where evaluating that cannot be noticed; otherwise its value goes to the blank
identifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lsprotocol import types

from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.syntax import nodes as ast
from server.diagnostics.data import Diagnostic
from server.features.diagnostics import to_protocol
from server.features.enclosing import declaration_at, nodes_at
from server.features.imports import import_edit
from server.features.positions import path_of, range_of
from server.features.stubs import method_stubs
from server.features.zero import zero_value
from server.source.file import File

_UNNOTICED: Final = (ast.BasicLit, ast.Ident, ast.FuncLit)  # initialisers that may be dropped


@dataclass(frozen=True, slots=True)
class Change:
    """Replace the bytes [start, end) of the file."""

    start: int
    end: int
    text: str


def applied(data: bytes, changes: Sequence[Change]) -> bytes:
    """The file with changes that do not touch each other."""
    for change in sorted(changes, key=lambda one: one.start, reverse=True):
        data = data[: change.start] + change.text.encode() + data[change.end :]
    return data


def without_line(data: bytes, start: int, end: int) -> Change:
    """Delete a piece of a file, with its line when nothing else stands there."""
    line = data.rfind(b"\n", 0, start) + 1
    stop = data.find(b"\n", end)
    stop = len(data) if stop < 0 else stop
    if not data[line:start].strip() and not data[end:stop].strip():
        return Change(line, min(stop + 1, len(data)), "")
    return Change(start, end, "")


@dataclass(frozen=True, slots=True)
class Fix:
    """A title for the menu and the changes, all in the file of the finding."""

    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding and what stands at its place."""

    snapshot: Snapshot
    package: CheckedPackage
    file: File
    diagnostic: Diagnostic
    base: int  # offset of the declaration in the file
    path: list[ast.Node]  # outermost first; positions count from `base`
    cancelled: Callable[[], bool]

    def innermost(self, *kinds: type[ast.Node]) -> ast.Node | None:
        """The smallest node of one of the kinds."""
        return next((node for node in reversed(self.path) if isinstance(node, kinds)), None)

    def change(self, start: int, end: int, text: str) -> Change:
        """A change given by offsets in the declaration."""
        return Change(self.base + start, self.base + end, text)

    def without_line(self, start: int, end: int) -> Change:
        """Delete a piece of the declaration, with its line when nothing else stands there."""
        return without_line(self.file.data, self.base + start, self.base + end)


def code_actions(
    snapshot: Snapshot, params: types.CodeActionParams, cancelled: Callable[[], bool]
) -> list[types.CodeAction]:
    """The fixes of all findings that touch the range."""
    path = path_of(params.text_document.uri)
    package = snapshot.package_of(path, cancelled)
    file = package.files.file(path) if package else None
    if package is None or file is None or path not in package.trees:
        return []
    first = file.lines.offset_of_utf16(params.range.start.line, params.range.start.character)
    last = file.lines.offset_of_utf16(params.range.end.line, params.range.end.character)
    actions = []
    for item in package.diagnostics:
        if item.span is None or item.span.anchor.path != path or item.row.code not in FIXES:
            continue
        where = package.files.locate(item.span)
        if where.start <= last and first <= where.end:
            problem = _problem(snapshot, package, file, item, where.start, cancelled)
            fixes = FIXES[item.row.code](problem) if problem else ()
            actions += [_action(params.text_document.uri, file, item, fix, package) for fix in fixes]
    return actions


def _problem(
    snapshot: Snapshot,
    package: CheckedPackage,
    file: File,
    item: Diagnostic,
    offset: int,
    cancelled: Callable[[], bool],
) -> Problem | None:
    found = declaration_at(package.trees[file.path], offset)
    if found is None:
        return None
    decl, inside = found
    return Problem(snapshot, package, file, item, offset - inside, nodes_at(decl, inside), cancelled)


def _action(uri: str, file: File, item: Diagnostic, fix: Fix, package: CheckedPackage) -> types.CodeAction:
    edits = [types.TextEdit(range_of(file.lines, one.start, one.end), one.text) for one in fix.changes]
    return types.CodeAction(
        fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[to_protocol(item, package.files)],
        edit=types.WorkspaceEdit({uri: edits}),
    )


def _unused_import(problem: Problem) -> Iterator[Fix]:
    spec, decl = problem.innermost(ast.ImportSpec), problem.path[0]
    if isinstance(spec, ast.ImportSpec) and isinstance(decl, ast.GenDecl):
        gone: ast.Node = decl if len(decl.specs) == 1 else spec
        yield Fix(f"Remove import {spec.path.value}", (problem.without_line(gone.start, gone.end),))


def _unused_label(problem: Problem) -> Iterator[Fix]:
    stmt = problem.innermost(ast.LabeledStmt)
    if isinstance(stmt, ast.LabeledStmt):
        change = problem.without_line(stmt.label.start, stmt.colon + 1)
        yield Fix(f"Remove label {stmt.label.name}", (change,))


def _unused_variable(problem: Problem) -> Iterator[Fix]:
    name, holder = problem.path[-1], problem.innermost(ast.AssignStmt, ast.RangeStmt, ast.DeclStmt)
    if not isinstance(name, ast.Ident):
        return
    title = f"Remove variable {name.name}"
    match holder:
        case ast.AssignStmt() if _is_type_switch(holder):
            yield Fix(title, (problem.change(name.start, holder.rhs[0].start, ""),))
        case ast.AssignStmt():
            yield Fix(title, tuple(_without_assigned(problem, holder, name)))
        case ast.RangeStmt():
            yield Fix(f"Replace {name.name} by _", (problem.change(name.start, name.end, "_"),))
        case ast.DeclStmt():
            spec = problem.innermost(ast.ValueSpec)
            if isinstance(spec, ast.ValueSpec) and len(spec.names) > 1:
                yield Fix(f"Replace {name.name} by _", (problem.change(name.start, name.end, "_"),))
            elif isinstance(spec, ast.ValueSpec):
                if all(isinstance(value, _UNNOTICED) for value in spec.values):
                    gone: ast.Node = holder if len(holder.decl.specs) == 1 else spec
                    yield Fix(title, (problem.without_line(gone.start, gone.end),))
                else:
                    yield Fix(title, (problem.change(name.start, name.end, "_"),))


def _is_type_switch(stmt: ast.AssignStmt) -> bool:
    """Whether it is the `x := v.(type)` of a type switch."""
    return isinstance(stmt.rhs[0], ast.TypeAssertExpr) and stmt.rhs[0].type is None


def _without_assigned(problem: Problem, stmt: ast.AssignStmt, name: ast.Ident) -> Iterator[Change]:
    if len(stmt.lhs) == 1 and isinstance(stmt.rhs[0], _UNNOTICED) and isinstance(problem.path[-3], ast.BlockStmt):
        yield problem.without_line(stmt.start, stmt.end)
        return
    yield problem.change(name.start, name.end, "_")
    defs = problem.package.typed.info.defs
    others = [one for one in stmt.lhs if one is not name and isinstance(one, ast.Ident) and one.name != "_"]
    if stmt.tok == ":=" and not any(defs.get(one) for one in others if isinstance(one, ast.Ident)):
        yield problem.change(stmt.tok_pos, stmt.tok_pos + 2, "=")  # nothing new is left on the left


def _no_new_variables(problem: Problem) -> Iterator[Fix]:
    stmt = problem.innermost(ast.AssignStmt)
    if isinstance(stmt, ast.AssignStmt) and stmt.tok == ":=":
        yield Fix("Replace := by =", (problem.change(stmt.tok_pos, stmt.tok_pos + 2, "="),))


def _undefined(problem: Problem) -> Iterator[Fix]:
    name = problem.path[-1]
    around = problem.path[-2] if len(problem.path) > 1 else None
    if not isinstance(name, ast.Ident):
        return
    if isinstance(around, ast.SelectorExpr) and around.x is name:
        for path in problem.snapshot.importable(problem.file.path, name.name, around.sel.name, problem.cancelled):
            change = import_edit(problem.package.trees[problem.file.path], path)
            yield Fix(f'Add import "{path}"', (Change(change[0], change[0], change[1]),))
    assigned = around.lhs if isinstance(around, ast.AssignStmt) else []
    if isinstance(around, ast.RangeStmt):
        assigned = [one for one in (around.key, around.value) if one is not None]
    if isinstance(around, ast.AssignStmt | ast.RangeStmt) and around.tok == "=" and name in assigned:
        yield Fix("Replace = by :=", (problem.change(around.tok_pos, around.tok_pos + 1, ":="),))


def _missing_return(problem: Problem) -> Iterator[Fix]:
    function = problem.innermost(ast.FuncDecl, ast.FuncLit)
    body = function.body if isinstance(function, ast.FuncDecl | ast.FuncLit) else None
    if not isinstance(function, ast.FuncDecl | ast.FuncLit) or body is None or function.type.results is None:
        return
    values = []
    for group in function.type.results.fields:
        found = problem.package.typed.info.types.get(group.type) if group.type else None
        if found is None:
            return
        value = zero_value(
            found.type, problem.file.data[problem.base + group.type.start : problem.base + group.type.end]
        )
        values += [value] * max(1, len(group.names))
    indent = _indent(problem.file.data, problem.base + body.rbrace)
    yield Fix("Add missing return", (_before_brace(problem, body.rbrace, f"return {', '.join(values)}", indent),))


def _before_brace(problem: Problem, brace: int, statement: str, indent: str) -> Change:
    at, data = problem.base + brace, problem.file.data
    line = data.rfind(b"\n", 0, at) + 1
    if data[line:at].strip():  # the brace shares its line with code
        code = data[:at].rstrip()
        return Change(len(code), at, f"{'' if code.endswith(b'{') else ';'} {statement} ")
    return Change(line, line, f"{indent}\t{statement}\n")


def _indent(data: bytes, offset: int) -> str:
    line = data[data.rfind(b"\n", 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip())].decode()


def _missing_method(problem: Problem) -> Iterator[Fix]:
    found = method_stubs(problem.package, problem.file, problem.diagnostic)
    if found is not None:
        title, offset, text = found
        yield Fix(title, (Change(offset, offset, text),))


FIXES: Final[Mapping[str, Callable[[Problem], Iterator[Fix]]]] = {
    "UnusedImport": _unused_import,
    "UnusedLabel": _unused_label,
    "UnusedVar": _unused_variable,
    "NoNewVar": _no_new_variables,
    "UndeclaredName": _undefined,
    "MissingReturn": _missing_return,
    "InvalidIfaceAssign": _missing_method,
    "InvalidConversion": _missing_method,
    "ImpossibleAssert": _missing_method,
    "CannotInferTypeArgs": _missing_method,
    "InvalidTypeArg": _missing_method,
}
