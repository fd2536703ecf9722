"""Stubs of the methods that a type lacks to implement an interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from server.build.snapshot import CheckedPackage
from server.compiler.types.lookup import find_declared
from server.compiler.types.model import Interface, Named, Type, underlying
from server.compiler.types.objects import Package, PkgName, TypeName
from server.compiler.types.typeset import type_set
from server.compiler.types.typestring import type_string
from server.compiler.types.universe import ERROR
from server.diagnostics.data import Diagnostic
from server.source.file import File

_CAUSE: Final = re.compile(r"(\*?)([\w.]+)\)? does not (?:implement|satisfy) ([\w.]+) \(missing method")


def method_stubs(package: CheckedPackage, file: File, item: Diagnostic) -> tuple[str, int, str] | None:
    """Title, offset and text of the stubs behind the type's declaration, where that is in the same file."""
    cause = _CAUSE.search(item.message)
    if cause is None:
        return None
    pointer, name, wanted = cause.groups()
    obj = package.typed.package.scope.names.get(name)
    interface = _interface(package, wanted)
    if interface is None or not isinstance(obj, TypeName) or obj.span is None or not isinstance(obj.type, Named):
        return None
    tree = package.trees[file.path]
    at = next((i for i, decl in enumerate(tree.decls) if decl.anchor is obj.span.anchor), None)
    if at is None or obj.type.type_params:
        return None
    receiver = f"({name[0].lower()} {pointer}{name})"
    stubs = [
        f'\n\nfunc {receiver} {text} {{\n\tpanic("not implemented")\n}}'
        for text in _missing(obj.type, interface, package, file)
    ]
    return f"Add missing methods of {wanted}", tree.bases[at] + len(tree.decls[at].text), "".join(stubs)


def _interface(package: CheckedPackage, name: str) -> Interface | None:
    """What an interface's name in a message means."""
    qualifier, _, base = name.rpartition(".")
    names = package.typed.package.members()
    if qualifier:
        imports = [one for one in package.typed.package.imports if one.name == qualifier]
        names = imports[0].members() if imports else {}
    obj = ERROR.obj if base == "error" and not qualifier else names.get(base)
    goal = underlying(obj.type) if isinstance(obj, TypeName) and obj.type is not None else None
    return goal if isinstance(goal, Interface) else None


def _missing(typ: Type, goal: Interface, package: CheckedPackage, file: File) -> Iterator[str]:
    """Name and signature of each method that is not there, with packages named as the file does."""
    names = _package_names(package, file)

    def qualify(other: Package) -> str:
        return "" if other is package.typed.package else names.get(other, other.name)

    for method in type_set(goal).methods:
        if find_declared(typ, True, method.package, method.name).obj is None and method.type is not None:
            yield method.name + type_string(method.type, qualify).removeprefix("func")


def _package_names(package: CheckedPackage, file: File) -> dict[Package, str]:
    info = package.typed.info
    objects = [*info.implicits.values(), *info.defs.values()]
    imports = (obj for obj in objects if isinstance(obj, PkgName) and obj.span)
    return {obj.imported: obj.name for obj in imports if obj.span and obj.span.anchor.path == file.path}
