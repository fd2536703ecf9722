"""`vendor/modules.txt`: which packages the vendor folder holds, of which modules, and whether go.mod agrees.

Source: Go Modules Reference, "Vendoring". A line `# path version [=> path [version]]` begins a module, `## ...`
annotates it, any other line is a package of it.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.build.modules.modfile import ModFile, ModuleVersion, Replace

_LISTED: Final = "vendor/modules.txt"


@dataclass(slots=True)
class VendoredModule:
    """One module of a vendor folder."""

    module: ModuleVersion
    replaced: str = ""  # "path version" or "../folder"
    explicit: bool = False
    go: str = ""  # language: "1.17"
    packages: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Vendor:
    """A vendor folder."""

    directory: Path
    modules: dict[str, VendoredModule] = field(default_factory=dict)  # by module path
    owner: dict[str, str] = field(default_factory=dict)  # import path -> module path
    replaced: dict[ModuleVersion, str] = field(default_factory=dict)  # as listed; the version is "" for all versions
    workspace: bool = False  # made by `go work vendor`


def read_vendor(directory: Path) -> Vendor | None:
    """What a vendor folder holds; None when there is none with a modules.txt."""
    try:
        text = (directory / "modules.txt").read_text("utf-8", "replace")
    except OSError:
        return None
    vendor = Vendor(directory)
    current: VendoredModule | None = None
    for line in text.splitlines():
        if line.startswith("## "):
            _annotate(vendor, current, line[3:])
        elif line.startswith("# "):
            current = _module_line(line[2:])
            if current.replaced:
                vendor.replaced[current.module] = current.replaced
            known = vendor.modules.setdefault(current.module.path, current)
            # A replacement for all versions is stated once more at the end.
            current = known if current.module.version else current
        elif current is not None and line.strip():
            current.packages.append(line.strip())
            vendor.owner[line.strip()] = current.module.path
    return vendor


def _module_line(text: str) -> VendoredModule:
    left, _, right = text.partition(" => ")
    path, _, version = left.strip().partition(" ")
    return VendoredModule(ModuleVersion(path, version), right.strip())


def _annotate(vendor: Vendor, current: VendoredModule | None, text: str) -> None:
    for word in (part.strip() for part in text.split(";")):
        if word == "workspace" and current is None:
            vendor.workspace = True
        elif current is not None and word == "explicit":
            current.explicit = True
        elif current is not None and word.startswith("go "):
            current.go = word[3:].strip()


@dataclass(frozen=True, slots=True)
class Stated:
    """A file that states requirements and replacements, and the folder that its relative paths start from."""

    file: ModFile
    folder: Path
    shown: str  # its path in messages


def inconsistencies(vendor: Vendor, mains: Sequence[Stated], work: Stated | None) -> list[str]:
    """How vendor/modules.txt and the go.mod and go.work files differ, as go words it."""
    return [
        *_requirements_not_listed(vendor, mains),
        *_replacements_differing(vendor, mains, work),
        *_listed_not_required(vendor, mains, work is not None),
        *_listed_not_replaced(vendor, mains, work),
    ]


def _requirements_not_listed(vendor: Vendor, mains: Sequence[Stated]) -> Iterator[str]:
    explicit = {entry.module for entry in vendor.modules.values() if entry.explicit}
    for item in (item for main in mains for item in main.file.requires):
        module = ModuleVersion(item.path, item.version)
        if module not in explicit:
            yield f"{module}: is explicitly required in go.mod, but not marked as explicit in {_LISTED}"


def _replacements_differing(vendor: Vendor, mains: Sequence[Stated], work: Stated | None) -> Iterator[str]:
    seen: set[ModuleVersion] = set()
    in_force = [*([work] if work else []), *mains]  # those of go.work come first
    for item in (item for owner in (*mains, *([work] if work else [])) for item in owner.file.replaces):
        old = ModuleVersion(item.old, item.version)
        if old in seen:
            continue  # said once
        seen.add(old)
        owner, effective = next(
            (owner, found)
            for owner in in_force
            for found in owner.file.replaces
            if (found.old, found.version) == (item.old, item.version)
        )
        listed = vendor.replaced.get(old, "")
        target = _target(effective, owner, work)
        if not listed:
            yield f"{old}: is replaced in {owner.shown}, but not marked as replaced in {_LISTED}"
        elif listed != target:
            new = f"{effective.new}@{effective.new_version}" if effective.new_version else effective.new
            marked = listed.replace(" ", "@")
            yield f"{old}: is replaced by {new} in {owner.shown}, but marked as replaced by {marked} in {_LISTED}"


def _target(item: Replace, owner: Stated, work: Stated | None) -> str:
    """A replacement as modules.txt has it: folders are relative to the folder that holds `vendor`."""
    if item.new_version or work is None or Path(item.new).is_absolute():
        return f"{item.new} {item.new_version}".strip()
    relative = os.path.relpath(owner.folder / item.new, work.folder)
    return relative if relative.startswith(".") else f"./{relative}"


def _listed_not_required(vendor: Vendor, mains: Sequence[Stated], workspace: bool) -> Iterator[str]:
    required = {ModuleVersion(item.path, item.version) for main in mains for item in main.file.requires}
    for entry in vendor.modules.values():
        if entry.explicit and entry.module.version and entry.module not in required and entry.packages:
            where = f"{'a ' if workspace else ''}go.mod"
            yield f"{entry.module}: is marked as explicit in {_LISTED}, but not explicitly required in {where}"


def _listed_not_replaced(vendor: Vendor, mains: Sequence[Stated], work: Stated | None) -> Iterator[str]:
    replaces = [item for owner in (*mains, *([work] if work else [])) for item in owner.file.replaces]
    for module in vendor.replaced:
        if not any(item.old == module.path and item.version in ("", module.version) for item in replaces):
            where = "the workspace" if work else "go.mod"
            yield f"{module}: is marked as replaced in {_LISTED}, but not replaced in {where}"
