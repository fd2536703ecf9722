"""The code action that puts the fields of a struct into their best order, with what it gains.

Fields move with their comments, tags and blank lines above. Literals without keys get keys, in all packages of the
user's modules. Whether the program is still right is not guessed: the packages are checked again with the new text, and
an error that was not there before (a conversion between two structs, an assignment from an unnamed one) forbids the
action. So does what may know the order without the checker's knowledge: C, package unsafe, encoding/binary,
structs.HostLayout, padding made by hand. An action that is forbidden is shown with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lsprotocol import types

from server.build.documents import Document
from server.build.importers import users_of
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.model import Basic, Kind, Named, Struct, unalias, underlying
from server.compiler.types.objects import TypeName, Var
from server.compiler.types.sizes import Sizes
from server.diagnostics.data import Severity
from server.features.fixes import Change, applied
from server.features.hover import Place, find_place
from server.features.positions import range_of, uri_of
from server.features.references import place_of
from server.features.structlayout import Gain, best_order, gain_of, has_one_layout, struct_of
from server.source.file import File
from server.target import Target

# Packages with which a program can depend on the order of fields.
_ORDERED: Final = ("C", "encoding/binary", "unsafe")
_ATOMIC: Final = "sync/atomic"
_MARKER: Final = ("structs", "HostLayout")
_WIDE: Final = (Kind.INT64, Kind.UINT64)
KIND: Final = types.CodeActionKind.RefactorRewrite


class Refused(Exception):
    """Why the fields cannot be moved."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A declared struct type, and the order that its fields should have."""

    place: Place
    node: ast.StructType
    obj: TypeName
    struct: Struct
    order: list[int]
    gain: Gain


def reorder_actions(
    snapshot: Snapshot, params: types.CodeActionParams, cancelled: Callable[[], bool]
) -> list[types.CodeAction]:
    """The action for the struct type that is declared around the position; none where nothing can be gained."""
    place = find_place(snapshot, params.text_document.uri, params.range.start, cancelled)
    wanted = _wanted(place, snapshot.target) if place is not None else None
    if wanted is None:
        return []
    title = f"Reorder the fields of {wanted.obj.name}: {wanted.gain}"
    try:
        edit = _edit(snapshot, wanted, cancelled)
    except Refused as refusal:
        return [types.CodeAction(title, KIND, disabled=types.CodeActionDisabled(str(refusal)))]
    return [types.CodeAction(title, KIND, edit=edit)]


def _wanted(place: Place, target: Target) -> Wanted | None:
    spec = next((node for node in reversed(place.path) if isinstance(node, ast.TypeSpec)), None)
    node = spec.type if spec is not None else None
    if spec is None or not isinstance(node, ast.StructType) or spec.assign_pos >= 0:
        return None
    if any(isinstance(inner, ast.StructType) and inner is not node for inner in place.path):
        return None  # a struct within the struct has no name to find its literals by
    obj = place.package.typed.info.defs.get(spec.name)
    struct = underlying(obj.type) if isinstance(obj, TypeName) and obj.type is not None else None
    if not isinstance(obj, TypeName) or not isinstance(struct, Struct) or not has_one_layout(obj.type):
        return None
    groups = [max(1, len(field.names)) for field in node.fields.fields]
    if sum(groups) != len(struct.fields):
        return None  # reported as an error
    order = best_order(struct, groups, target)
    gain = gain_of(struct, order, target, groups)
    return Wanted(place, node, obj, struct, order, gain) if gain.size >= 0 and gain.is_gain else None


def _edit(snapshot: Snapshot, wanted: Wanted, cancelled: Callable[[], bool]) -> types.WorkspaceEdit:
    """The edit in all files. Raises Refused."""
    _look_at_struct(wanted, snapshot.target)
    packages: list[CheckedPackage] = []
    for package in _packages(snapshot, wanted, cancelled):
        _look_at_imports(package, wanted, snapshot.target)  # before the next is checked, which may take long
        packages.append(package)
    own = wanted.place.file
    files, changes = {own.path: own}, {own.path: {_moved(wanted)}}
    for package in packages:
        for file, change in _keys(package, wanted):
            files.setdefault(file.path, file)
            changes.setdefault(file.path, set()).add(change)
    ordered = {path: sorted(found, key=_start) for path, found in changes.items()}
    texts = {path: applied(files[path].data, found) for path, found in ordered.items()}
    _check(snapshot, packages, texts, cancelled)
    return types.WorkspaceEdit(
        {
            uri_of(path): [
                types.TextEdit(range_of(files[path].lines, change.start, change.end), change.text) for change in found
            ]
            for path, found in ordered.items()
        }
    )


def _packages(snapshot: Snapshot, wanted: Wanted, cancelled: Callable[[], bool]) -> Iterator[CheckedPackage]:
    """The packages that can have literals without keys, or conversions: only this one where a field is not exported."""
    own, home = wanted.place.package, wanted.obj.package
    yield own
    if home is None or home.members().get(wanted.obj.name) is not wanted.obj:
        return  # a type of a function
    path = home.path.removesuffix("_test")
    outside = all(field.name[0].isupper() for field in wanted.struct.fields)
    seen = set(own.trees)
    for folder in users_of(path, snapshot.user_folders(cancelled)):
        for file in folder.files if outside or folder.import_path == path else ():
            if str(file) not in seen:
                package = snapshot.package_at(str(file), cancelled)
                seen |= {str(file), *package.trees}
                yield package


def _start(change: Change) -> int:
    return change.start


def _look_at_struct(wanted: Wanted, target: Target) -> None:
    """Refuse a struct whose declaration says that its order matters."""
    for field in wanted.struct.fields:
        typ = unalias(field.type) if field.type is not None else None
        if isinstance(typ, Named) and typ.obj.package and (typ.obj.package.path, typ.obj.name) == _MARKER:
            raise Refused("it is marked structs.HostLayout")
        if field.name == "_" and field.type is not None and Sizes.of_target(target).size_of(field.type):
            raise Refused("it has padding of its own (a field _)")


def _look_at_imports(package: CheckedPackage, wanted: Wanted, target: Target) -> None:
    """Refuse where a package could know the order without the checker's knowledge."""
    for tree in package.trees.values():
        for decl in tree.decls:
            for path in _imports(decl.decl):
                if path in _ORDERED:
                    raise Refused(f"package {package.typed.package.name} imports {path}, and may rely on the order")
                if path == _ATOMIC and target.pointer_size == 4 and any(map(_is_wide, wanted.struct.fields)):
                    raise Refused("its 64-bit fields may have to stay aligned for sync/atomic on this target")


def _imports(node: ast.Node | None) -> Iterator[str]:
    if isinstance(node, ast.GenDecl) and node.tok == "import":
        yield from (spec.path.value[1:-1] for spec in node.specs if isinstance(spec, ast.ImportSpec))


def _is_wide(field: Var) -> bool:
    under = underlying(field.type) if field.type is not None else None
    return isinstance(under, Basic) and under.kind in _WIDE


def _moved(wanted: Wanted) -> Change:
    """The change of the declaration. Raises Refused when fields share lines."""
    place, data = wanted.place, wanted.place.file.data
    base = place.file.bases[place.decl.anchor]
    extents = [(base + field.start, base + field.end) for field in wanted.node.fields.fields]
    start, end = base + wanted.node.fields.start + 1, base + wanted.node.fields.end - 1
    if b"\n" not in data[start:end]:
        return _on_one_line(data, extents, wanted.order)
    return _on_lines(data, start, end, extents, wanted.order)


def _on_one_line(data: bytes, extents: Sequence[tuple[int, int]], order: Sequence[int]) -> Change:
    """`struct{ a bool; b int }`"""
    first, last = extents[0][0], extents[-1][1]
    between = [data[end:start] for (_, end), (start, _) in pairwise(extents)]
    if any(text.strip() != b";" for text in between):
        raise Refused("there are comments between its fields, which stand on one line")
    moved = "; ".join(data[slice(*extents[index])].decode() for index in order)
    return Change(first, last, moved)


def _on_lines(data: bytes, start: int, end: int, extents: Sequence[tuple[int, int]], order: Sequence[int]) -> Change:
    """Each field with the lines above it that belong to no other, and what follows on its own line."""
    cut = _line_end(data, start)
    chunks: list[bytes] = []
    first = cut
    for begin, close in extents:
        if begin < cut:
            raise Refused("two of its fields share a line")
        stop = _line_end(data, close)
        if stop > end or (b"/*" in data[close:stop] and b"*/" not in data[close:stop]):
            raise Refused("its last field shares a line with the closing brace")
        chunks.append(data[cut:stop])
        cut = stop
    moved = b"".join(chunks[index] for index in order)
    blank = len(moved) - len(moved.lstrip(b"\r\n"))
    return Change(first, cut, moved[blank:].decode())


def _line_end(data: bytes, offset: int) -> int:
    """Behind the end of the line."""
    found = data.find(b"\n", offset)
    return len(data) if found < 0 else found + 1


def _keys(package: CheckedPackage, wanted: Wanted) -> Iterator[tuple[File, Change]]:
    """The keys that literals of the type need."""
    info = package.typed.info
    home = place_of(wanted.struct.fields[0], wanted.place.package.files)
    for tree in package.trees.values():
        file = package.files.file(tree.path)
        for decl in tree.decls:
            for node in preorder(decl.decl):
                found = info.types.get(node) if isinstance(node, ast.CompositeLit) else None
                struct = struct_of(found.type) if found is not None else None
                if not isinstance(node, ast.CompositeLit) or struct is None or file is None or not struct.fields:
                    continue
                if place_of(struct.fields[0], package.files) != home or len(node.elements) != len(struct.fields):
                    continue
                for element, field in zip(node.elements, struct.fields):
                    if not isinstance(element, ast.KeyValueExpr):
                        at = file.bases[decl.anchor] + element.start
                        yield file, Change(at, at, f"{field.name}: ")


def _check(
    snapshot: Snapshot, packages: Sequence[CheckedPackage], texts: dict[str, bytes], cancelled: Callable[[], bool]
) -> None:
    """Refuse when the new text has an error that the old one has not."""
    changed = {path: Document(uri_of(path), path, 0, data) for path, data in texts.items()}
    after = snapshot.beside({**snapshot.documents, **changed})
    for package in packages:
        path = next(iter(package.trees), None)
        known = {item.message for item in package.diagnostics}
        for item in after.package_at(path, cancelled).diagnostics if path is not None else ():
            if item.row.severity is Severity.ERROR and item.message not in known:
                raise Refused(f"the order of its fields matters elsewhere: {item.message}")
