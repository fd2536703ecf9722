"""The programs of the workspace: all folders of its modules whose package is main, for the target of builds.

Source of the names: `extension/src/protocol.ts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from server.build.constraints import BuildTags, ConstraintError, admits
from server.build.documents import Document
from server.build.images import name_of_path
from server.build.importers import Folder, user_folders
from server.build.membership import TEST, package_clause
from server.features.positions import uri_of

_MAIN: Final = "main"


def main_packages(
    roots: Sequence[str], documents: Mapping[str, Document], tags: BuildTags, cancelled: Callable[[], bool]
) -> list[dict[str, Any]]:
    """The `MainPackage`s of the protocol, by import path."""
    overlay = {path: document.data for path, document in documents.items()}
    found = [folder for folder in user_folders(map(Path, roots), overlay, cancelled) if _is_program(folder.files, tags)]
    return [_described(folder) for folder in sorted(found, key=lambda folder: folder.import_path)]


def _is_program(files: Mapping[Path, bytes], tags: BuildTags) -> bool:
    return any(package_clause(data) == _MAIN and _counts(path, data, tags) for path, data in files.items())


def _counts(path: Path, data: bytes, tags: BuildTags) -> bool:
    """Whether a file is of the package that is built."""
    if path.name[0] in "_." or path.name.endswith(TEST):
        return False
    try:
        return admits(path.name, data, tags)
    except ConstraintError:
        return False  # said where the file is opened


def _described(folder: Folder) -> dict[str, Any]:
    return {
        "name": name_of_path(folder.import_path),
        "importPath": folder.import_path,
        "uri": uri_of(str(folder.directory)),
    }
