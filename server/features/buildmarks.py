"""What the last build marks in the source: the price of imports, and calls that keep code which nobody calls.

A call of reflection that looks a method up by a name which is no constant keeps all exported methods of all values in
interfaces. It is marked where it stands while it stands there; one in a foreign package is marked at the import that
leads there on the shortest way. Prices are those of the build; what it did not see has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lsprotocol import types

from server.build.messages import ImportCost, Insight, MethodLookup
from server.build.snapshot import CheckedPackage
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import FuncBody, Info
from server.compiler.types.linkname import function_symbol
from server.compiler.types.objects import Func
from server.diagnostics.codes import marks as codes
from server.diagnostics.data import Diagnostic
from server.features.describe import object_of
from server.source.file import File
from server.source.span import Span

_UNITS: Final = ("kB", "MB", "GB")
_LOOKS_UP: Final = ("Method", "MethodByName")
_SHOW: Final = "goBindery.showSize"  # the extension's command; its argument is the path of the program


def amount(size: int) -> str:
    """`312 B`, `1.8 MB`, `36 kB`, in powers of 1000, as the extension writes sizes."""
    if size < 1000:
        return f"{size} B"
    value, unit = size / 1000, _UNITS[0]
    for larger in _UNITS[1:]:
        if value >= 999.5:
            value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if value >= 9.95 else f"{value:.1f} {unit}"


def import_hints(
    decl: ast.DeclTree, file: File, insight: Insight, with_command: bool
) -> Iterator[tuple[int, types.InlayHint]]:
    """What each import costs, behind it; by offset in the file."""
    base = file.bases[decl.anchor]
    for spec in _imports(decl):
        cost = insight.imports.get(spec.path.value[1:-1])
        if cost is None or not cost.packages:
            continue
        label: str | list[types.InlayHintLabelPart] = _price(cost)
        if with_command:
            command = types.Command("Show Size", _SHOW, None, [insight.output])
            label = [types.InlayHintLabelPart(_price(cost), None, None, command)]
        position = types.Position(*file.lines.utf16_position(base + spec.end))
        yield (
            base + spec.end,
            types.InlayHint(position, label, tooltip=_price_in_words(cost, insight), padding_left=True),
        )


def _imports(decl: ast.DeclTree) -> list[ast.ImportSpec]:
    node = decl.decl
    if not isinstance(node, ast.GenDecl) or node.tok != "import":
        return []
    return [spec for spec in node.specs if isinstance(spec, ast.ImportSpec)]


def _price(cost: ImportCost) -> str:
    return f"+{amount(cost.size)}, {cost.packages} package{'' if cost.packages == 1 else 's'}"


def _price_in_words(cost: ImportCost, insight: Insight) -> str:
    others = "this package alone imports" if cost.importers == 1 else f"{cost.importers} packages import"
    return (
        f"{cost.size:,} bytes of code and data would go if nobody imported it; {others} it in the program.\n\n"
        f"{insight.output}, {insight.target}, when it was last built."
    )


def build_marks(package: CheckedPackage, path: str, insight: Insight) -> Iterator[Diagnostic]:
    """The calls of a file that keep code which nobody calls, and the imports that bring such calls."""
    for body in package.typed.functions:
        if body.tree.anchor.path == path:
            yield from _marks_of(body, package, insight)
    specs = [(tree, spec) for tree in package.trees[path].decls for spec in _imports(tree)]
    for lookup in insight.lookups:
        near = [(lookup.imports.get(spec.path.value[1:-1]), at) for at, (_, spec) in enumerate(specs)]
        ways = [(distance, at) for distance, at in near if distance is not None]
        if ways:
            tree, spec = specs[min(ways)[1]]
            span = Span(tree.anchor, spec.path.start, spec.path.end)
            yield Diagnostic(codes.LOOKUP_IMPORTED, span, (lookup.function, _saving(lookup, insight)))


def _marks_of(body: FuncBody, package: CheckedPackage, insight: Insight) -> Iterator[Diagnostic]:
    symbol = function_symbol(body.obj)
    inside = (symbol, f"{symbol}.", f"{symbol}[")  # literals and instances carry its name
    lookups = [one for one in insight.lookups if one.function == symbol or one.function.startswith(inside[1:])]
    if not lookups:
        return
    dearest = max(lookups, key=lambda one: one.size)
    for name in _lookups(body, package.typed.info):
        span = Span(body.tree.anchor, name.start, name.end)
        yield Diagnostic(codes.LOOKUP, span, (name.name, _saving(dearest, insight)))


def _lookups(body: FuncBody, info: Info) -> Iterator[ast.Ident]:
    """The names of reflection's look-ups of methods in a function, but for those by a constant name."""
    for node in preorder(body.decl):
        if not isinstance(node, ast.SelectorExpr) or node.sel.name not in _LOOKS_UP:
            continue
        obj = object_of(info, node.sel)
        of_reflect = isinstance(obj, Func) and obj.package is not None and obj.package.path == "reflect"
        if of_reflect and not _is_by_constant(body.decl, node, info):
            yield node.sel


def _is_by_constant(decl: ast.FuncDecl, selector: ast.SelectorExpr, info: Info) -> bool:
    if selector.sel.name != "MethodByName":
        return False
    call = next((one for one in preorder(decl) if isinstance(one, ast.CallExpr) and one.fun is selector), None)
    known = info.types.get(call.args[0]) if call is not None and call.args else None
    return known is not None and known.value is not None


def _saving(lookup: MethodLookup, insight: Insight) -> str:
    """What it is worth to do without."""
    if lookup.size or len(insight.lookups) == 1:
        return f"{amount(lookup.size)} would go without it"
    return f"{amount(insight.lookups_size)} would go without it and all others that do so"
