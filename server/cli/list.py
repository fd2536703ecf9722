"""`bindery list`: packages and modules, as `go list` prints them."""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from server.build.constraints import BuildTags
from server.build.listing import Fields, dependencies_first, describe_dependency, describe_module, describe_package
from server.build.module import ModuleError
from server.build.modules.moduleset import MissingModuleError, ModuleSet
from server.build.packages import LoadConfig, Loader
from server.build.patterns import load_patterns
from server.build.request import BuildRequest
from server.build.surroundings import Surroundings, find_surroundings, require_module
from server.cli.build_flags import LOAD_FLAGS, make_request, read_invocation
from server.cli.flags import Flag, FlagKind
from server.cli.help import flag_table
from server.diagnostics.codes import modules as codes
from server.diagnostics.collector import Collector
from server.diagnostics.render import resolve_all
from server.source.file import FileSet

_FLAGS: Final = (
    *(flag for flag in LOAD_FLAGS if flag.name != "json"),
    Flag("json", FlagKind.BOOL, "print a JSON object for each package or module, with go's field names"),
    Flag("deps", FlagKind.BOOL, "list the packages that the named ones need, too; each after those that it imports"),
    Flag("m", FlagKind.BOOL, "list modules: the main ones, or all with the argument all"),
    Flag("e", FlagKind.BOOL, "exit with 0 also when something is wrong with the packages"),
)


def run(args: Sequence[str]) -> int:
    """List what the arguments name."""
    invocation = read_invocation(args, _FLAGS)
    flags = invocation.flags
    request = make_request(invocation, flags.args, write=False)
    problems, files = Collector(), FileSet()
    around = find_surroundings(request.directory, invocation.environment, problems, request.mod)
    require_module(around, ("all",) if flags.on("m") else request.patterns, problems)
    if flags.on("m"):
        rows = _modules(around.modules, request.patterns, problems) if around.modules else []
        lines = [_module_line(row) for row in rows]
    else:
        rows = list(_packages(request, around, problems, files, flags.on("deps")))
        lines = [str(row["ImportPath"]) for row in rows]
    for row, line in zip(rows, lines):
        print(json.dumps(row, indent="\t", ensure_ascii=False) if flags.on("json") else line)
    for item in resolve_all(problems.items, files):
        place = f"{item.place.path}:{item.place.line}:{item.place.column}: " if item.place.path else ""
        print(f"{place}{item.message}", file=sys.stderr)
    return 1 if problems.has_errors and not flags.on("e") else 0


def _packages(
    request: BuildRequest, around: Surroundings, problems: Collector, files: FileSet, deps: bool
) -> Iterator[Fields]:
    tags = BuildTags.for_target(request.target, request.tags)
    config = LoadConfig(tags, around.module, std=around.std, modules=around.modules, skim=True, skim_named=True)
    loader = Loader(config, files, problems)
    load_patterns(loader, request.directory, request.patterns)
    named = [path for path, package in loader.packages.items() if package.named]
    if "all" in request.patterns:
        named.sort()  # as go does
    for path in dependencies_first(loader.packages, named) if deps else named:
        if path in loader.packages:
            yield describe_package(loader.packages[path], loader.packages, tags, around.modules, around.std)
        elif path == "unsafe":
            yield {"ImportPath": path, "Name": path, "DepOnly": True, "Standard": True}


def _modules(modules: ModuleSet, patterns: Sequence[str], problems: Collector) -> list[Fields]:
    mains = [describe_module(main, modules) for main in modules.mains]
    if not patterns:
        return mains
    try:
        known = [describe_dependency(module, modules) for module in modules.graph.build_list()]
    except MissingModuleError as err:
        problems.items.append(err.problem)
        return mains
    except ModuleError as err:
        problems.report(codes.BAD_MODULE_FILE, None, err.path, err.line, err.message)
        return mains
    rows = [*mains, *known]
    return rows if "all" in patterns else [row for row in rows if row["Path"] in patterns]


def _module_line(row: Fields) -> str:
    text = f"{row['Path']} {row.get('Version', '')}".strip()
    replaced = row.get("Replace")
    if isinstance(replaced, dict):
        text += f" => {replaced['Path']} {replaced.get('Version', '')}".rstrip()
    return text


def describe() -> str:
    """The long help."""
    return (
        "List prints the import paths of packages, one per line, or with -json what go list prints about them:\n"
        "folder, files, imports, dependencies, module. With -m it lists modules. Packages of the standard library\n"
        f"have the files that bindery compiles, which are pure Go.\n\nThe flags are:\n\n{flag_table(_FLAGS)}\n"
    )
