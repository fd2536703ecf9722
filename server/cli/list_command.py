"""`bindery list`: packages and modules, as `go list` prints them."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from server.build.constraints import BuildTags
from server.build.listgraph import UNSAFE, add_tests, all_needed, dependencies_first, import_stack, list_packages
from server.build.listing import Fields, describe_dependency, describe_module, describe_row
from server.build.module import ModuleError
from server.build.modules.moduleset import MissingModuleError, ModuleSet
from server.build.packages import LoadConfig, Loader
from server.build.patterns import load_patterns
from server.build.request import BuildRequest
from server.build.requirements import check_requirements
from server.build.surroundings import Surroundings, find_surroundings, keep_sums, require_module
from server.cli.build_flags import LOAD_FLAGS, make_request, read_invocation
from server.cli.flags import Flag, FlagKind, ParsedFlags, UsageError
from server.cli.help import flag_table
from server.cli.list_fields import MODULE, PACKAGE, context_record, in_order, module_record, module_text, package_record
from server.cli.list_template import TemplateError, parse_template
from server.cli.list_values import FUNCTIONS, Function, Record, execute
from server.diagnostics.codes import build as build_codes
from server.diagnostics.codes import modules as codes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic
from server.diagnostics.render import resolve_all
from server.source.file import FileSet

_BUILT: Final = "packages are not built for a list"
_FLAGS: Final = (
    *(flag for flag in LOAD_FLAGS if flag.name != "json"),
    Flag("json", FlagKind.OPTIONAL, "print JSON objects with go's fields, or with the named ones", "names"),
    Flag("f", FlagKind.TEXT, "print each package or module with a template of Go's text/template", "format"),
    Flag("deps", FlagKind.BOOL, "list the packages that the named ones need, too; each after those that it imports"),
    Flag("test", FlagKind.BOOL, "list test programs and packages compiled for tests, too"),
    Flag("m", FlagKind.BOOL, "list modules: the main ones, or all with the argument all"),
    Flag("e", FlagKind.BOOL, "exit with 0 also when something is wrong with the packages"),
    Flag("compiled", FlagKind.BOOL, "", refused=_BUILT),
    Flag("export", FlagKind.BOOL, "", refused=_BUILT),
    Flag("find", FlagKind.BOOL, "", refused="not supported yet"),
    Flag("retracted", FlagKind.BOOL, "", refused="nothing is downloaded for a list"),
    Flag("reuse", FlagKind.TEXT, "", refused="nothing is downloaded for a list"),
    Flag("u", FlagKind.BOOL, "", refused="nothing is downloaded for a list"),
    Flag("versions", FlagKind.BOOL, "", refused="nothing is downloaded for a list"),
)
_NOT_WITH_M: Final = ("deps", "test")


def run(args: Sequence[str]) -> int:
    """List what the arguments name."""
    invocation = read_invocation(args, _FLAGS)
    flags = invocation.flags
    if flags.given("json") and flags.given("f"):
        raise UsageError("go list -json cannot be used with -f")
    for name in _NOT_WITH_M if flags.on("m") else ():
        if flags.on(name):
            raise UsageError(f"go list -{name} cannot be used with -m")
    request = make_request(invocation, flags.args, write=False)
    problems, files = Collector(), FileSet()
    around = find_surroundings(
        request.directory,
        invocation.environment,
        problems,
        request.mod,
        modfile=request.modfile,
        download=request.mod == "mod",
    )
    try:
        print_row = _printer(flags, around, request)
    except TemplateError as err:
        print(err, file=sys.stderr)
        return 1
    require_module(around, ("all",) if flags.on("m") else request.patterns, problems)
    if flags.on("m"):
        rows = iter(_modules(around.modules, request.patterns, problems) if around.modules else ())
    else:
        rows = _packages(request, around, problems, files, flags)
    try:
        for row in rows:
            print_row(row)
    except TemplateError as err:
        print(err, file=sys.stderr)
        return 1
    keep_sums(around, problems)
    sys.stdout.flush()
    # As in go: with -e, what is wrong with an import is said in the row of what it imports; a file that needs cgo is
    # among the ignored ones.
    located = () if flags.on("e") else (item for item in problems.items if item.row is not build_codes.IMPORT_C_IGNORED)
    unsaid = [item for item in problems.items if item.span is None] + [item for item in located if item.span]
    for item in resolve_all(unsaid, files):
        place = f"{item.place.path}:{item.place.line}:{item.place.column}: " if item.place.path else ""
        print(f"{place}{'' if item.is_error else 'warning: '}{item.message}", file=sys.stderr)
    return 1 if problems.has_errors and not flags.on("e") else 0


def _printer(flags: ParsedFlags, around: Surroundings, request: BuildRequest) -> Callable[[Fields], None]:
    """What prints one row. Raises TemplateError."""
    modules = flags.on("m")
    if flags.given("json"):
        wanted = set(filter(None, flags.text("json").split(","))) - {"true"}
        if flags.text("json") != "false":
            return lambda row: _print_json(in_order(row, MODULE if modules else PACKAGE), wanted)
    if not flags.given("f"):
        return lambda row: print(module_text(row) if modules else row["ImportPath"])
    functions: dict[str, Function] = {
        "context": lambda: context_record(around.environment, request.tags),
        "module": lambda path: _module_named(around.modules, path),
    }
    items = parse_template(flags.text("f"), [*FUNCTIONS, *functions])
    last = "\n"  # what was printed last: as in go, a line ends once

    def print_formatted(row: Fields) -> None:
        nonlocal last
        text = execute(items, module_record(row) if modules else package_record(row), functions)
        last = text[-1:] or last
        sys.stdout.write(text if last == "\n" else f"{text}\n")
        last = "\n"

    return print_formatted


def _print_json(row: Fields, wanted: set[str]) -> None:
    kept = {name: value for name, value in row.items() if not wanted or name in wanted}
    text = json.dumps(kept, indent="\t", ensure_ascii=False) if kept else "{}"
    print(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _packages(
    request: BuildRequest, around: Surroundings, problems: Collector, files: FileSet, flags: ParsedFlags
) -> Iterator[Fields]:
    tags = BuildTags.for_target(request.target, request.tags)
    config = LoadConfig(
        tags,
        around.module,
        std=around.std,
        modules=around.modules,
        skim=True,
        skim_named=True,
        overlay=request.overlay,
        keep_test_only=True,
    )
    loader = Loader(config, files, problems)
    load_patterns(loader, request.directory, request.patterns)
    if not check_requirements(around.modules, loader.packages, request.mod, problems):
        return
    named = list(loader.named) or [path for path, package in loader.packages.items() if package.named]
    if UNSAFE in request.patterns or "std" in request.patterns:
        named.append(UNSAFE)
    if "all" in request.patterns or "std" in request.patterns:
        named.sort()  # as go does
    graph = list_packages(loader)
    roots = [path for path in named if path in graph]
    if flags.on("test"):
        roots += [row for path in list(roots) for row in add_tests(graph, graph[path].package, loader)]
    order = dependencies_first(graph, roots)
    needed = all_needed(graph, order)
    errors = {
        path: _import_error(import_stack(graph, roots, path), problem, files, request.directory)
        for path, (_, problem) in loader.missing.items()
    }
    for path in order if flags.on("deps") else roots:
        row = describe_row(graph[path], needed[path], tags, around.modules, around.std)
        if path not in roots:
            row["DepOnly"] = True
        below = [errors[name] for name in sorted(errors) if name in needed[path]]
        if below:
            row |= {"Incomplete": True, "DepsErrors": below}
        if path in errors:
            row |= {"Incomplete": True, "Error": errors[path]}
        yield row


def _import_error(stack: Sequence[str], problem: Diagnostic, files: FileSet, directory: Path) -> Fields:
    """Why an import leads nowhere, as go has it."""
    resolved = resolve_all([problem], files)[0]
    place = resolved.place
    relative = os.path.relpath(place.path, directory) if place.path else ""
    shown = relative if len(relative) < len(place.path) else place.path
    position = f"{shown}:{place.line}:{place.column}" if place.path else ""
    return {"ImportStack": list(stack), "Pos": position, "Err": problem.message}


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


def _module_named(modules: ModuleSet | None, path: object) -> Record | None:
    """What the template function `module` gives."""
    rows = _modules(modules, ("all",), Collector()) if modules else []
    return next((module_record(row) for row in rows if row["Path"] == path), None)


def describe() -> str:
    """The long help."""
    return (
        "List prints the import paths of packages, one per line, or with -json or -f what go list knows about them:\n"
        "folder, files, imports, dependencies, module. With -m it lists modules. Packages of the standard library\n"
        "have the files that bindery compiles, which are pure Go. Fields that only say what go install would do\n"
        f"(Target, Stale, StaleReason) are empty.\n\nThe flags are:\n\n{flag_table(_FLAGS)}\n"
    )
