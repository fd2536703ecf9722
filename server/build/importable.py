"""What a file could import to use `name.Member`: of the standard library, the user's modules, the modules required.

Only source text is read. A package counts when its clause says the name; where some of the packages found declare the
member, the others are left out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from server.build.importers import Folder
from server.build.locate import may_import_internal
from server.build.membership import package_clause
from server.build.modules.moduleset import Found, ModuleSet
from server.build.stdlib import StandardLibrary

_LEFT_OUT: Final = frozenset(("testdata", "vendor", "internal", "node_modules"))
_DEPENDENCIES: Final = 256  # whose folders are remembered: the module cache does not change


@dataclass(frozen=True, slots=True)
class Sources:
    """Where packages may come from, as the importing file sees it."""

    importer: str  # import path of its package
    std: StandardLibrary | None
    std_named: Callable[[str], list[str]]
    modules: ModuleSet | None
    folders: Callable[[], Iterable[Folder]]  # of the user's modules


def importable(name: str, member: str, sources: Sources, cancelled: Callable[[], bool]) -> list[str]:
    """The import paths, the standard library's first."""
    found: dict[str, bool] = {}  # path -> whether it declares the member
    for path, texts in _candidates(name, sources):
        if cancelled():
            return []
        if path not in found and path != sources.importer:
            found[path] = any(_declares(text, member) for text in texts)
    sure = [path for path, declares in found.items() if declares]
    return sure or list(found)


def _candidates(name: str, sources: Sources) -> Iterator[tuple[str, list[bytes]]]:
    """Packages of that name, and their files."""
    if sources.std is not None:
        for path in sources.std_named(name):
            yield path, _texts(sources.std.directory(path))
    if sources.modules is None:
        return
    for folder in sources.folders():
        texts = [data for file, data in folder.files.items() if not file.name.endswith("_test.go")]
        if texts and package_clause(texts[0]) == name and _can_import(sources, folder.import_path, folder.directory):
            yield folder.import_path, texts
    for path, directory in _dependencies(name, sources.modules):
        texts = _texts(directory)
        if texts and package_clause(texts[0]) == name:
            yield path, texts


def _can_import(sources: Sources, path: str, directory: Path) -> bool:
    """Whether the path means that folder, and whether the importer may."""
    assert sources.modules is not None
    if not may_import_internal(sources.importer, path, same_world=True):
        return False
    found = sources.modules.resolve(path)
    return isinstance(found, Found) and found.directory == directory


def _dependencies(name: str, modules: ModuleSet) -> Iterator[tuple[str, Path]]:
    """Folders of required modules whose path has the name in its end."""
    for path, directory in modules.dependencies():
        kept = directory.is_relative_to(modules.cache.root)
        for rest in _kept_folders(directory) if kept else _folders(directory):
            whole = f"{path}/{rest}" if rest else path
            if name in "/".join(whole.split("/")[-2:]):  # `name/v2`, `go-name`, `name.v3`
                yield whole, directory / rest


def _folders(directory: Path) -> tuple[str, ...]:
    """The folders with Go files that others may import, relative to the module's."""
    found = []
    for current, names, files in os.walk(directory):
        names[:] = sorted(name for name in names if name[0] not in "_." and name not in _LEFT_OUT)
        if any(file.endswith(".go") for file in files):
            rest = Path(current).relative_to(directory).as_posix()
            found.append("" if rest == "." else rest)
    return tuple(found)


_kept_folders = lru_cache(_DEPENDENCIES)(_folders)


def _texts(directory: Path) -> list[bytes]:
    """The files of a package, tests left out."""
    found = []
    for file in sorted(directory.glob("*.go")):
        if not file.name.endswith("_test.go"):
            try:
                found.append(file.read_bytes())
            except OSError:
                continue  # not readable: nothing to import there
    return found


def _declares(text: bytes, member: str) -> bool:
    """Whether a file declares a name at package level, in a declaration of its own or in a group."""
    name = re.escape(member.encode())
    return (
        re.search(rb"^(?:(?:func|type|var|const)[ \t]+|\t)(?:\w+, )*" + name + rb"\b", text, re.MULTILINE) is not None
    )
