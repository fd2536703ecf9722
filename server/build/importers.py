"""Which files of the user's modules may use a package: a search over source text, before anything is checked.

A folder counts when its files import the package, or a package of the user's that counts: values of a type reach code
that does not name the package. Imports are found by their quotes above the first other declaration, which may find too
much but never too little.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.build.module import Module, ModuleError, parse_module

_DECLARATION: Final = re.compile(rb"^(?:func|type|var|const)\b", re.MULTILINE)
_QUOTED: Final = re.compile(rb'"([^"\n]+)"|`([^`\n]+)`')
_IGNORED: Final = frozenset(("testdata", "vendor", "node_modules"))


@dataclass(slots=True, eq=False)
class Folder:
    """A folder with Go files."""

    directory: Path
    import_path: str
    files: dict[Path, bytes] = field(default_factory=dict)

    @property
    def imports(self) -> set[str]:
        """What its files import, tests included."""
        found: set[str] = set()
        for data in self.files.values():
            end = _DECLARATION.search(data)
            for quoted in _QUOTED.finditer(data, 0, end.start() if end else len(data)):
                found.add((quoted[1] or quoted[2]).decode("utf-8", "replace"))
        return found


def user_folders(
    bases: Iterable[Path], overlay: Mapping[str, bytes], cancelled: Callable[[], bool]
) -> Iterator[Folder]:
    """The folders of all modules in and below the bases, unsaved text included; ends early when cancelled."""
    seen: set[Path] = set()
    for base in bases:
        module = _module_of(base)
        for directory, inner in _walk(base, module, overlay):
            if cancelled():
                return
            if directory not in seen and inner is not None:
                seen.add(directory)
                folder = _read(directory, inner.import_path(directory), overlay)
                if folder.files:
                    yield folder


def users_of(import_path: str, folders: Iterable[Folder]) -> list[Folder]:
    """The folders that import a package, directly or through each other, and its own."""
    waiting = [(folder, {folder.import_path, *folder.imports}) for folder in folders]
    reached = {import_path}
    found: list[Folder] = []
    while more := [folder for folder, paths in waiting if not reached.isdisjoint(paths)]:
        found += more
        waiting = [(folder, paths) for folder, paths in waiting if reached.isdisjoint(paths)]
        reached.update(folder.import_path for folder in more)
    return found


def _walk(base: Path, module: Module | None, overlay: Mapping[str, bytes]) -> Iterator[tuple[Path, Module | None]]:
    """Each folder with the module that it is of."""
    modules = {base.parent: module}
    for current, names, files in os.walk(base):
        directory = Path(current)
        own = modules[directory.parent]
        if "go.mod" in files:
            own = _parsed(directory / "go.mod", overlay) or own
        modules[directory] = own
        names[:] = sorted(name for name in names if name[0] not in "_." and name not in _IGNORED)
        yield directory, own


def _module_of(directory: Path) -> Module | None:
    """The module that a folder lies in, if it has no go.mod of its own."""
    for parent in directory.parents:
        if (parent / "go.mod").is_file():
            return _parsed(parent / "go.mod", {})
    return None


def _parsed(file: Path, overlay: Mapping[str, bytes]) -> Module | None:
    try:
        return parse_module(file, overlay.get(str(file)) or file.read_bytes())
    except (ModuleError, OSError):
        return None  # said where it is opened


def _read(directory: Path, import_path: str, overlay: Mapping[str, bytes]) -> Folder:
    folder = Folder(directory, import_path)
    for file in sorted(directory.glob("*.go")):
        try:
            folder.files[file] = overlay.get(str(file)) or file.read_bytes()
        except OSError:
            continue  # it has just gone
    for file, data in ((Path(name), data) for name, data in overlay.items()):
        if file.parent == directory and file.suffix == ".go":
            folder.files[file] = data
    return folder
