"""`vendor/modules.txt`: which packages the vendor folder holds, of which modules, and whether go.mod agrees.

Source: Go Modules Reference, "Vendoring". A line `# path version [=> path [version]]` begins a module, `## ...`
annotates it, any other line is a package of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from server.build.modules.modfile import ModFile, ModuleVersion, Replace


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


def inconsistencies(vendor: Vendor, files: Iterable[ModFile], replaces: Iterable[Replace]) -> list[str]:
    """How vendor/modules.txt and go.mod differ, as go words it."""
    listed = "vendor/modules.txt"
    found = []
    required = {ModuleVersion(item.path, item.version) for file in files for item in file.requires}
    by_version = {entry.module: entry for entry in vendor.modules.values()}
    for module in sorted(required):
        entry = by_version.get(module)
        if entry is None or not entry.explicit:
            found.append(f"{module}: is explicitly required in go.mod, but not marked as explicit in {listed}")
    for item in sorted(replaces, key=lambda item: (item.old, item.version)):
        entry = vendor.modules.get(item.old)
        target = f"{item.new} {item.new_version}".strip()
        if entry and item.version in ("", entry.module.version) and entry.replaced != target:
            replaced = ModuleVersion(item.old, item.version)
            found.append(f"{replaced}: is replaced in go.mod, but not marked as replaced in {listed}")
    for module, entry in sorted(by_version.items()):
        if entry.explicit and module.version and module not in required and not vendor.workspace:
            found.append(f"{module}: is marked as explicit in {listed}, but not explicitly required in go.mod")
    return found
