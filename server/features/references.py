"""References: where the name under the cursor is used, in all modules of the user.

Packages are checked separately, and each check has objects of its own for what it imports; the place of the declaration
tells whether two of them are one. A file is only checked when its text has the name, and when it can reach the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lsprotocol import types

from server.build.importers import users_of
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.objects import Func, Object, PkgName, Var
from server.features.describe import object_of
from server.features.hover import find_place
from server.features.positions import location_of
from server.source.file import FileSet
from server.source.span import Span


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a declaration, by its place where it has one."""

    obj: Object
    place: tuple[str, int] | None  # path and offset

    @classmethod
    def of(cls, obj: Object, files: FileSet) -> Wanted:
        """The object, which files of the set declare."""
        return cls(_origin(obj), place_of(_origin(obj), files))

    def is_meant(self, obj: Object | None, files: FileSet) -> bool:
        """Whether an object of any check is this one; methods of instances count as the generic type's."""
        if obj is None or obj.name != self.obj.name:
            return False
        found = _origin(obj)
        return found is self.obj or (self.place is not None and place_of(found, files) == self.place)


def references(
    snapshot: Snapshot, params: types.ReferenceParams, cancelled: Callable[[], bool]
) -> list[types.Location]:
    """The places by file and position; the declaration among them if the client wants it."""
    place = find_place(snapshot, params.text_document.uri, params.position, cancelled)
    if place is None or not place.path or not isinstance(place.path[-1], ast.Ident):
        return []
    obj = object_of(place.package.typed.info, place.path[-1])
    if obj is None:
        return []
    wanted = Wanted.of(obj, place.package.files)
    found: dict[tuple[str, int, int], types.Location] = {}
    for package in _packages(snapshot, place.package, wanted.obj, cancelled):
        for span, declares in _uses(package, wanted):
            location = location_of(package.files, span)
            if location is not None and (params.context.include_declaration or not declares):
                start = location.range.start
                found[location.uri, start.line, start.character] = location
    return [found[key] for key in sorted(found)]


def place_of(obj: Object, files: FileSet) -> tuple[str, int] | None:
    """Where an object is declared: path and offset."""
    if obj.span is None:
        return None
    place = files.locate(obj.span)
    return place.path, place.start


def _packages(
    snapshot: Snapshot, own: CheckedPackage, obj: Object, cancelled: Callable[[], bool]
) -> Iterator[CheckedPackage]:
    """The document's package, and those that may use the object, each once."""
    yield own
    if obj.package is None or isinstance(obj, PkgName) or not _leaves_function(obj):
        return
    seen = set(own.trees)
    name, exported = obj.name.encode(), obj.name[0].isupper()
    for folder in users_of(obj.package.path.removesuffix("_test"), snapshot.user_folders(cancelled)):
        if not exported and folder.import_path != obj.package.path.removesuffix("_test"):
            continue
        for file, text in folder.files.items():
            if str(file) not in seen and name in text:
                package = snapshot.package_at(str(file), cancelled)
                seen |= package.trees.keys()
                yield package


def _leaves_function(obj: Object) -> bool:
    """Whether other files can see an object: it is of a package, or a member of a type."""
    assert obj.package is not None
    member = isinstance(obj, Func) or (isinstance(obj, Var) and obj.is_field)
    return member or obj.package.members().get(obj.name) is obj


def _uses(package: CheckedPackage, wanted: Wanted) -> Iterator[tuple[Span, bool]]:
    """Each use, and whether it is the declaration."""
    info = package.typed.info
    for tree in package.trees.values():
        for decl in tree.decls:
            for node in preorder(decl.decl):
                if isinstance(node, ast.Ident) and wanted.is_meant(object_of(info, node), package.files):
                    yield Span(decl.anchor, node.start, node.end), info.defs.get(node) is not None


def _origin(obj: Object) -> Object:
    while isinstance(obj, Func) and obj.origin is not None:
        obj = obj.origin
    return obj
