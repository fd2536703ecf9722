"""Packages and modules as `go list` describes them.

The fields have go's names and meanings; a field with nothing to say is left out, as in go's JSON. Files that do not
belong to the build are sorted into tests, external tests and ignored ones by what their names, constraints and package
clauses say.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from server.build.constraints import BuildTags, ConstraintError, evaluate, header_constraint, name_matches
from server.build.imports import imports_of
from server.build.module import Module
from server.build.modules.modfile import ModuleError, ModuleVersion
from server.build.modules.moduleset import MissingModuleError, ModuleSet
from server.build.packages import COMMAND_LINE, LoadedPackage
from server.build.stdlib import StandardLibrary
from server.compiler.syntax.nodes import FileTree
from server.compiler.syntax.parse import parse_file

Value: TypeAlias = "str | bool | Sequence[str] | Mapping[str, Value]"
Fields: TypeAlias = dict[str, Value]

_OTHER_FILES = {".s": "SFiles", ".S": "SFiles", ".c": "CFiles", ".h": "HFiles", ".syso": "SysoFiles"}


def dependencies_first(packages: Mapping[str, LoadedPackage], roots: Sequence[str]) -> list[str]:
    """The roots and what they import, each package after its imports; in go's order."""
    order: dict[str, None] = {}
    trail: list[tuple[str, Iterator[str]]] = []
    on_trail: set[str] = set()
    for root in roots:
        trail.append((root, _imported(packages, root)))
        while trail:
            path, pending = trail[-1]
            on_trail.add(path)
            following = next(pending, None)
            if following is None:
                trail.pop()
                on_trail.discard(path)
                order.setdefault(path)
            elif following not in order and following not in on_trail:
                trail.append((following, _imported(packages, following)))
    return list(order)


def _imported(packages: Mapping[str, LoadedPackage], path: str) -> Iterator[str]:
    """What a package imports; `unsafe` is one, which has no files of its own."""
    return iter(sorted(packages[path].imports)) if path in packages else iter(())


def describe_package(
    package: LoadedPackage,
    packages: Mapping[str, LoadedPackage],
    tags: BuildTags,
    modules: ModuleSet | None,
    std: StandardLibrary | None,
) -> Fields:
    """The fields of one package."""
    deps = [path for path in dependencies_first(packages, [package.import_path]) if path != package.import_path]
    found: Fields = {
        "Dir": str(package.directory),
        "ImportPath": package.import_path,
        "Name": package.name,
        "Root": _root(package, std),
        "Module": describe_module(package.module, modules) if package.module else {},
        "DepOnly": not package.named,
        "Goroot": package.standard,
        "Standard": package.standard,
        "GoFiles": [Path(source.file.path).name for source in package.files],
        **(_other_files(package, tags) if package.import_path != COMMAND_LINE else {}),
        "EmbedPatterns": sorted(package.embeds),
        "EmbedFiles": sorted({name for names in package.embeds.values() for name in names}),
        "Imports": sorted(package.imports),
        "ImportMap": package.import_map,
        "Deps": sorted(deps),
    }
    return {name: value for name, value in found.items() if value}


def _root(package: LoadedPackage, std: StandardLibrary | None) -> str:
    if package.standard and std is not None:
        return str(std.source.parent)
    return str(package.module.directory) if package.module else ""


def _other_files(package: LoadedPackage, tags: BuildTags) -> Fields:
    """The files of the folder that are not compiled into the package."""
    chosen = {Path(source.file.path).name for source in package.files}
    found: dict[str, list[str]] = {}
    imports: dict[str, set[str]] = {"TestImports": set(), "XTestImports": set()}
    for path in sorted(package.directory.iterdir()):
        if path.name[0] in "_." or path.name in chosen or path.is_dir():
            continue
        kind = _OTHER_FILES.get(path.suffix, "")
        if kind and (kind == "CFiles" or not _belongs(path, tags)):
            kind = "IgnoredOtherFiles"  # without cgo no C is compiled
        if path.suffix == ".go":
            kind, tree = _kind_of_go_file(path, tags)
            field = {"TestGoFiles": "TestImports", "XTestGoFiles": "XTestImports"}.get(kind)
            if field and tree:
                imports[field].update(item.path for item in imports_of(tree))
        if kind:
            found.setdefault(kind, []).append(path.name)
    return {**found, **{name: sorted(paths) for name, paths in imports.items()}}


def _kind_of_go_file(path: Path, tags: BuildTags) -> tuple[str, FileTree | None]:
    try:
        if not _belongs(path, tags) or not path.name.endswith("_test.go"):
            return "IgnoredGoFiles", None
        tree = parse_file(str(path), path.read_bytes(), skim=True)
    except (OSError, ConstraintError):
        return "InvalidGoFiles", None
    external = tree.package is not None and tree.package.name.name.endswith("_test")
    return ("XTestGoFiles" if external else "TestGoFiles"), tree


def _belongs(path: Path, tags: BuildTags) -> bool:
    expression = header_constraint(path.read_bytes())
    return name_matches(path.name, tags) and (expression is None or evaluate(expression, tags))


def describe_module(module: Module, modules: ModuleSet | None) -> Fields:
    """The fields of one module."""
    if not module.version and (modules is None or module in modules.mains):
        found: Fields = {"Path": module.path, "Main": True, "Dir": str(module.directory)}
        found["GoMod"] = str(module.directory / "go.mod")
        return {**found, "GoVersion": module.go_version}
    described = {"Path": module.path, "Version": module.version, "Dir": str(module.directory)}
    if modules is None:
        return {**described, "GoVersion": module.go_version}
    return describe_dependency(ModuleVersion(module.path, module.version), modules)


def describe_dependency(module: ModuleVersion, modules: ModuleSet) -> Fields:
    """The fields of a module of the build list; what is not on disk has no folder."""
    found: Fields = {"Path": module.path, "Version": module.version}
    replaced = modules.replacement(module)
    directory = modules.directory(module) if modules.vendor is None else modules.vendor.directory / module.path
    if replaced is not None:
        version: Fields = {"Version": replaced.new_version} if replaced.new_version else {}
        found["Replace"] = {"Path": replaced.new, **version}
    direct = any(item.path == module.path and not item.indirect for file in modules.files for item in file.requires)
    found["Indirect"] = not direct
    if isinstance(directory, Path):
        found["Dir"] = str(directory)
    try:
        if modules.vendor is None:
            found["GoMod"] = str(modules.mod_file(module).file)
            found["GoVersion"] = modules.mod_file(module).go
        else:
            entry = modules.vendor.modules.get(module.path)
            found["GoVersion"] = entry.go if entry else ""
    except ModuleError as err:
        found["Error"] = {"Err": f"{err.path}:{err.line}: {err.message}"}
    except MissingModuleError:
        pass  # a module of which only the version counts need not be on disk
    for name, key in (("Sum", module.version), ("GoModSum", f"{module.version}/go.mod")):
        found[name] = next(iter(modules.sums.entries.get(ModuleVersion(module.path, key), ())), "")
    return {name: value for name, value in found.items() if value}
