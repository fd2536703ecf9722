"""`strconv.Itoa(n)` in the place of `fmt.Sprintf("%d", n)`, whose operand has to be put into an interface.

`"a" + name + ":" + strconv.Itoa(n)` is that for `fmt.Sprintf("a%s:%d", name, n)`. Operands are of predeclared types,
which have no methods of their own to be printed by, and verbs have no flags; then the text is the same (package fmt,
"Printing").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import Info
from server.compiler.types.model import Basic, Kind, unalias
from server.compiler.types.objects import Func, PkgName
from server.features.describe import object_of
from server.features.fixes import Change, without_line
from server.features.hover import Place
from server.features.imports import import_edit

_PIECE: Final = re.compile(r"%(.?)", re.DOTALL)
_SIGNED: Final = (Kind.INT8, Kind.INT16, Kind.INT32, Kind.INT64)
_UNSIGNED: Final = (Kind.UINT, Kind.UINT8, Kind.UINT16, Kind.UINT32, Kind.UINT64)
_CONVERT: Final = "strconv"
# Where a sum can stand without parentheses.
_LOOSE: Final = (ast.CallExpr, ast.AssignStmt, ast.ReturnStmt, ast.ValueSpec, ast.KeyValueExpr, ast.CompositeLit)


def plain_text(place: Place) -> tuple[str, tuple[Change, ...]] | None:
    """Title and changes for the call around the place; None where it is none of fmt that can be replaced."""
    info = place.package.typed.info
    calls = ((at, node) for at, node in enumerate(place.path) if isinstance(node, ast.CallExpr))
    for at, call in reversed(list(calls)):
        name = _function(call, info)
        pieces = _pieces(place, call, name, info) if name else None
        if pieces is None:
            continue
        known = next((one for one in _imports(place) if one[1].path.value == f'"{_CONVERT}"'), None)
        convert = known[1].name.name if known is not None and known[1].name is not None else _CONVERT
        text = " + ".join(piece.replace("\0", convert) for piece in pieces)
        if len(pieces) > 1 and not isinstance(place.path[at - 1], _LOOSE):
            text = f"({text})"
        base = place.file.bases[place.decl.anchor]
        needed = any("\0" in piece for piece in pieces)
        imports = _import_changes(place, call, needed and known is None)
        title = f"Make the text without fmt.{name}" + (f", by {_CONVERT}" if needed else "")
        return title, (Change(base + call.start, base + call.end, text), *imports)
    return None


def _function(call: ast.CallExpr, info: Info) -> str:
    """ "Sprint" or "Sprintf" of package fmt; "" for other calls."""
    obj = object_of(info, call.fun.sel) if isinstance(call.fun, ast.SelectorExpr) else None
    if not isinstance(obj, Func) or obj.package is None or obj.package.path != "fmt" or call.ellipsis >= 0:
        return ""
    return obj.name if obj.name in ("Sprint", "Sprintf") else ""


def _pieces(place: Place, call: ast.CallExpr, name: str, info: Info) -> list[str] | None:
    """The operands of the sum, a NUL in the place of strconv's name; None for what cannot be written so."""
    if name == "Sprint":
        piece = _operand(place, call.args[0], "v", info) if len(call.args) == 1 else None
        return [piece] if piece is not None else None
    known = info.types.get(call.args[0]) if call.args else None
    if known is None or not isinstance(known.value, bytes):
        return None
    try:
        form = known.value.decode()
    except UnicodeDecodeError:
        return None
    operands: Iterator[ast.Expr] = iter(call.args[1:])
    found: list[str] = []
    text = ""
    for at, part in enumerate(_PIECE.split(form)):
        if at % 2 == 0 or part == "%":
            text += part
            continue
        operand = next(operands, None)
        piece = _operand(place, operand, part, info) if operand is not None else None
        if piece is None:
            return None
        found += [_literal(text), piece] if text else [piece]
        text = ""
    found += [_literal(text)] if text else []
    return found if next(operands, None) is None and found else None


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # all of its escapes are Go's, too


def _operand(place: Place, node: ast.Expr, verb: str, info: Info) -> str | None:
    """An operand as text, as a verb prints it."""
    known = info.types.get(node)
    typ = unalias(known.type) if known is not None else None
    if not isinstance(typ, Basic):
        return None
    text = place.decl.text[node.start : node.end].decode("utf-8", "replace")
    match typ.kind, verb:
        case Kind.STRING, "s" | "v":
            return f"({text})" if isinstance(node, ast.BinaryExpr) else text
        case Kind.STRING, "q":
            return f"\0.Quote({text})"
        case Kind.BOOL, "t" | "v":
            return f"\0.FormatBool({text})"
        case Kind.INT, "d" | "v":
            return f"\0.Itoa({text})"
        case kind, "d" | "v" if kind in _SIGNED:
            return f"\0.FormatInt({text if kind is Kind.INT64 else f'int64({text})'}, 10)"
        case kind, "d" | "v" if kind in _UNSIGNED:
            return f"\0.FormatUint({text if kind is Kind.UINT64 else f'uint64({text})'}, 10)"
    return None


def _imports(place: Place) -> list[tuple[ast.DeclTree, ast.ImportSpec]]:
    found = []
    for tree in place.package.trees[place.file.path].decls:
        if isinstance(tree.decl, ast.GenDecl) and tree.decl.tok == "import":
            found += [(tree, spec) for spec in tree.decl.specs if isinstance(spec, ast.ImportSpec)]
    return found


def _import_changes(place: Place, call: ast.CallExpr, wants_convert: bool) -> Sequence[Change]:
    """Import strconv if that is wanted, and fmt no more if this was its last use in the file."""
    data, tree = place.file.data, place.package.trees[place.file.path]
    unused = next((one for one in _imports(place) if one[1].path.value == '"fmt"'), None)
    if unused is None or _used_elsewhere(place, call):
        if not wants_convert:
            return ()
        offset, text = import_edit(tree, _CONVERT)
        return (Change(offset, offset, text),)
    decl, spec = unused
    base = place.file.bases[decl.anchor]
    if wants_convert:
        return (Change(base + spec.start, base + spec.end, f'"{_CONVERT}"'),)
    alone = isinstance(decl.decl, ast.GenDecl) and len(decl.decl.specs) == 1
    gone: ast.Node = decl.decl if alone and decl.decl is not None else spec
    return (without_line(data, base + gone.start, base + gone.end),)


def _used_elsewhere(place: Place, call: ast.CallExpr) -> bool:
    """Whether the file uses the package of a call besides."""
    assert isinstance(call.fun, ast.SelectorExpr)
    info, own = place.package.typed.info, call.fun.x
    for tree in place.package.trees[place.file.path].decls:
        for node in preorder(tree.decl):
            obj = info.uses.get(node) if isinstance(node, ast.Ident) and node is not own else None
            if isinstance(obj, PkgName) and obj.imported.path == "fmt":
                return True
    return False
