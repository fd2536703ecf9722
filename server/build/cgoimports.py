"""Imports that would bring cgo, marked where they stand: in the user's file, however far away the `import "C"` is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.build.cgo import alternative
from server.build.packages import LoadedPackage
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector


def report_cgo_imports(main: LoadedPackage, needed: Sequence[LoadedPackage], diagnostics: Collector) -> None:
    """Report the imports of a package that lead to one which has no files without cgo.

    `needed` are the packages that it imports, directly or not, imports first.
    """
    leads: dict[str, str] = {}  # import path -> the package with cgo that it leads to
    for package in needed:
        if package.cgo and not package.files:
            leads[package.import_path] = package.import_path
        elif (found := _lead(package, leads)) is not None:
            leads[package.import_path] = found
    for path, spec in main.imports.items():
        if path in leads:
            through = f" (through {leads[path]})" if leads[path] != path else ""
            diagnostics.report(codes.IMPORT_BRINGS_C, spec.span, path, through, alternative(leads[path]))


def _lead(package: LoadedPackage, leads: Mapping[str, str]) -> str | None:
    return next((leads[path] for path in package.imports if path in leads), None)
