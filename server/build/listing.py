"""Packages and modules as `go list` describes them.

The fields have go's names and meanings; a field with nothing to say is left out, as in go's JSON. Files that do not
belong to the build are sorted into tests, external tests and ignored ones by what their names, constraints and package
clauses say.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from server.build.constraints import BuildTags, ConstraintError, evaluate, header_constraint, name_matches
from server.build.embed import check_embeds, patterns_of
from server.build.godebug import default_godebug
from server.build.imports import imports_of
from server.build.listgraph import Listed, Role
from server.build.module import Module
from server.build.modules.modfile import ModuleError, ModuleVersion
from server.build.modules.moduleset import MissingModuleError, ModuleSet
from server.build.packages import COMMAND_LINE, LoadedPackage, SourceFile, TestFiles
from server.build.stdlib import StandardLibrary
from server.build.synopsis import package_synopsis
from server.compiler.syntax.nodes import FileTree
from server.compiler.syntax.parse import parse_file
from server.diagnostics.collector import Collector

Value: TypeAlias = "str | bool | Sequence[Value] | Mapping[str, Value]"
Fields: TypeAlias = dict[str, Value]

_OF_TESTS: Final = {
    "TestGoFiles": ("TestImports", "TestEmbedPatterns"),
    "XTestGoFiles": ("XTestImports", "XTestEmbedPatterns"),
}
_OTHER_FILES: Final = {".s": "SFiles", ".S": "SFiles", ".c": "CFiles", ".h": "HFiles", ".syso": "SysoFiles"}


def describe_row(
    row: Listed, deps: Collection[str], tags: BuildTags, modules: ModuleSet | None, std: StandardLibrary | None
) -> Fields:
    """The fields of one row; `deps` are the rows that it needs, however deep."""
    package = row.package
    if row.role is Role.MISSING:
        return {"ImportPath": row.path}
    found: Fields = {
        "Dir": str(package.directory),
        "ImportPath": row.path,
        "Name": package.name,
        "Doc": package_synopsis(package.trees, lambda name: std is not None and std.directory(name).is_dir()),
        "Root": _root(package, std),
        "ForTest": row.for_test,
        "Module": describe_module(package.module, modules) if package.module else {},
        "Match": package.matches,
        "DefaultGODEBUG": _godebug(row, modules, std),
        "Goroot": package.standard,
        "Standard": package.standard,
        "GoFiles": [Path(source.file.path).name for source in package.files],
        **(_other_files(package, tags, std) if package.import_path != COMMAND_LINE else {}),
        "EmbedPatterns": sorted(package.embeds),
        "EmbedFiles": sorted({name for names in package.embeds.values() for name in names}),
        **(_embedded_by_tests(row) if row.tested or row.role is Role.WITH_TESTS else {}),
        **_OF_ROLE[row.role](row),
        "Imports": row.imports,
        "ImportMap": {a: b for a, b in zip(row.written, row.imports) if a != b},
        "Deps": sorted(deps),
    }
    kept = _SHOWN.get(row.role, found)
    return {name: value for name, value in found.items() if value and name in kept}


def _godebug(row: Listed, modules: ModuleSet | None, std: StandardLibrary | None) -> str:
    """The default GODEBUG of a program; that of tests listens to the test files, too."""
    trees = row.package.trees
    if row.role is Role.PROGRAM and row.package.tests is not None:
        tests = row.package.tests
        trees += [source.tree for source in (*tests.inside, *tests.external)]
    elif row.package.name != "main":
        return ""
    return default_godebug(trees, modules, std)


def _with_tests(row: Listed) -> Fields:
    tests = row.package.tests or TestFiles()
    files = [*row.package.files, *tests.inside]
    embedded = _embedded(row.package, tests.inside)
    own = sorted({name for names in row.package.embeds.values() for name in names})
    return {"GoFiles": [Path(source.file.path).name for source in files], "EmbedFiles": [*own, *embedded]}


def _external(row: Listed) -> Fields:
    tests = row.package.tests or TestFiles()
    return {
        "Name": f"{row.package.name}_test",
        "GoFiles": [Path(source.file.path).name for source in tests.external],
        "EmbedFiles": _embedded(row.package, tests.external),
    }


def _program(_row: Listed) -> Fields:
    return {"Name": "main", "GoFiles": ["_testmain.go"]}


def _embedded_by_tests(row: Listed) -> Fields:
    tests = row.package.tests or TestFiles()
    return {
        "TestEmbedFiles": _embedded(row.package, tests.inside),
        "XTestEmbedFiles": _embedded(row.package, tests.external),
    }


def _embedded(package: LoadedPackage, sources: Sequence[SourceFile]) -> list[str]:
    """The files that test files embed; what is wrong with the patterns is said when they are compiled."""
    found = [check_embeds(source.tree, package.directory, Collector()) for source in sources]
    return sorted({name for embeds in found for names in embeds.values() for name in names})


_OF_ROLE: Final[Mapping[Role, Callable[[Listed], Fields]]] = {
    Role.PACKAGE: lambda _: {},
    Role.WITH_TESTS: _with_tests,
    Role.EXTERNAL: _external,
    Role.PROGRAM: _program,
}
_OF_ALL: Final = frozenset(
    ("DefaultGODEBUG", "Dir", "ImportPath", "Name", "Root", "Module", "GoFiles", "Imports", "ImportMap", "Deps")
)
_SHOWN: Final = {Role.EXTERNAL: _OF_ALL | {"ForTest", "Goroot", "EmbedFiles"}, Role.PROGRAM: _OF_ALL}


def _root(package: LoadedPackage, std: StandardLibrary | None) -> str:
    if package.standard and std is not None:
        return str(std.source.parent)
    return str(package.module.directory) if package.module else ""


def _other_files(package: LoadedPackage, tags: BuildTags, std: StandardLibrary | None) -> Fields:
    """The files of the folder that are not compiled into the package."""
    chosen = {Path(source.file.path).name for source in package.files}
    found: dict[str, list[str]] = {}
    sets: dict[str, set[str]] = {name: set() for names in _OF_TESTS.values() for name in names}
    for path in sorted(package.directory.iterdir()):
        if path.name[0] in "_." or path.name in chosen or path.is_dir():
            continue
        kind = _OTHER_FILES.get(path.suffix, "")
        if kind and (kind == "CFiles" or not _belongs(path, tags)):
            kind = "IgnoredOtherFiles"  # without cgo no C is compiled
        if path.suffix == ".go":
            kind, tree = _kind_of_go_file(path, tags)
            if tree:
                imports, patterns = _OF_TESTS[kind]
                sets[imports].update(item.path for item in imports_of(tree))
                sets[patterns].update(found.text for _, _, texts in patterns_of(tree) for found in texts)
        if kind:
            found.setdefault(kind, []).append(path.name)
    lists = {name: sorted(items) for name, items in sets.items()}
    if package.standard and std is not None:
        for name, _ in _OF_TESTS.values():
            lists[name] = [std.resolve(path, package.import_path) or path for path in lists[name]]
    return {**found, **lists}


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
        files = dict(zip(modules.mains, modules.files)) if modules else {}
        found["GoMod"] = str(files[module].file if module in files else module.directory / "go.mod")
        return {**found, "GoVersion": module.go_version}
    described = {"Path": module.path, "Version": module.version, "Dir": str(module.directory)}
    if modules is None:
        return {**described, "GoVersion": module.go_version}
    return describe_dependency(ModuleVersion(module.path, module.version), modules)


def _time(module: ModuleVersion, modules: ModuleSet) -> str:
    """When a version was made, as its download said."""
    if modules.vendor is not None:
        return ""
    try:
        info = json.loads(modules.cache.download(module, "info").read_bytes())
    except (OSError, ValueError):
        return ""
    time = info.get("Time") if isinstance(info, dict) else None
    return time if isinstance(time, str) else ""


def describe_dependency(module: ModuleVersion, modules: ModuleSet) -> Fields:
    """The fields of a module of the build list; what is not on disk has no folder."""
    found: Fields = {"Path": module.path, "Version": module.version}
    direct = any(item.path == module.path and not item.indirect for file in modules.files for item in file.requires)
    found["Indirect"] = not direct
    replaced = modules.replacement(module)
    on_disk = _on_disk(module, modules)
    if replaced is None:
        found |= {**on_disk, **_origin(module, modules)}
    else:
        own: Fields = {"Path": replaced.new, "Version": replaced.new_version}
        if modules.vendor is None:
            actual = modules.actual(module)
            own |= {**on_disk, **(_origin(actual, modules) if actual else {})}
        found |= {"Replace": _without_empty(own), **on_disk}
    return _without_empty(found)


def _on_disk(module: ModuleVersion, modules: ModuleSet) -> Fields:
    """Folder, go.mod and language version."""
    if modules.vendor is not None:
        entry = modules.vendor.modules.get(module.path)
        return {"Dir": str(modules.vendor.directory / module.path), "GoVersion": entry.go if entry else ""}
    found: Fields = {}
    directory, actual = modules.directory(module), modules.actual(module)
    if isinstance(directory, Path):
        found["Dir"] = str(directory)
    elif actual is not None and modules.cache.has_tree(actual):
        found["Dir"] = str(modules.cache.tree(actual))  # it is there, only go.sum does not state its hash
    try:
        file = modules.mod_file(module)
        found |= {"GoMod": str(file.file), "GoVersion": file.go}
    except ModuleError as err:
        found["Error"] = {"Err": f"{err.path}:{err.line}: {err.message}"}
    except MissingModuleError:
        pass  # a module of which only the version counts need not be on disk
    return found


def _origin(module: ModuleVersion, modules: ModuleSet) -> Fields:
    """When a version was made, and its hashes."""
    sums = modules.sums.entries
    return {
        "Time": _time(module, modules),
        "Sum": next(iter(sums.get(module, ())), ""),
        "GoModSum": next(iter(sums.get(ModuleVersion(module.path, f"{module.version}/go.mod"), ())), ""),
    }


def _without_empty(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value}
