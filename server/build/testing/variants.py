"""The packages of one test program.

For a package p with tests the program holds p compiled with its `_test.go` files of the same package clause (the
variant), the external test package `p_test`, the generated package main, and all that these import. A program has one
package of each import path: in the place of p, everything in it sees the variant. Source: `go help test`.

Packages between, which import p and are imported by its tests, are checked against the variant, but their code is that
of every other program: nothing that tests add to p can be seen in it. The one exception is a method that tests add to
a type of p, if such a package embeds the type; it is compiled again then.

Invariant: when the variant is compiled, those of its sources that are not tests are the very objects of p, so that
positions mean the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from server.build.embed import DIRECTIVE, check_embeds
from server.build.graph import reachable_imports
from server.build.imports import imports_of
from server.build.packages import COMMAND_LINE, RUNTIME, LoadedPackage, Loader, SourceFile, TestFiles, parse_bodies
from server.build.testing.functions import find_functions
from server.build.testing.testmain import NAME, Tested, test_main
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.parse import parse_file, to_file
from server.diagnostics.collector import Collector
from server.source.file import FileSet

HARNESS: Final = ("os", "reflect", "testing", "testing/internal/testdeps")  # what every test program imports
_DEBUG: Final = "go:debug"


@dataclass(frozen=True, slots=True)
class TestWorld:
    """The packages of a test program."""

    tested: LoadedPackage  # as every other program has it
    main: LoadedPackage
    packages: Mapping[str, LoadedPackage]
    own: frozenset[str]  # paths of those that no other program has: the variant, the external tests, package main
    around: frozenset[str]  # paths of those that import the variant, beside these
    changed: frozenset[str]  # those of them that are compiled again


def test_files(loader: Loader, package: LoadedPackage) -> TestFiles:
    """The test files of a package that can be compiled; what they import is loaded."""
    found = loader.load_tests(package)
    if package.import_path == COMMAND_LINE:
        tests = [source for source in package.files if source.file.path.endswith("_test.go")]
        package.files = [source for source in package.files if source not in tests]
        external = [source for source in tests if _clause(source).endswith("_test")]
        package.tests = found = TestFiles([source for source in tests if source not in external], external)
        found.imports = {path: one for path, one in package.imports.items() if _imported(path, found.inside)}
        found.external_imports = {path: one for path, one in package.imports.items() if _imported(path, external)}
        package.imports = {path: one for path, one in package.imports.items() if _imported(path, package.files)}
    for sources in (found.inside, found.external):
        sources[:] = [source for source in sources if not _imported("C", [source])]
    return found


def make_world(
    package: LoadedPackage, packages: Mapping[str, LoadedPackage], files: FileSet, diagnostics: Collector
) -> TestWorld:
    """The program of a package whose test files are loaded; `packages` are all that are loaded."""
    tests = package.tests
    assert tests is not None  # test_files came first
    path = package.import_path
    own: dict[str, LoadedPackage] = {}
    if tests.inside or package.name == "main":
        own[path] = _variant(package, tests, diagnostics)
    if tests.external:
        own[f"{path}_test"] = _external(package, tests, diagnostics)
    main = own[f"{path}.test"] = _main(package, tests, files, diagnostics)
    all_packages = {**packages, **own}
    needed = reachable_imports(main.import_path, all_packages) | reachable_imports(RUNTIME, all_packages)
    world = {name: all_packages[name] for name in all_packages if name in needed}
    around = frozenset(
        name for name in world if name not in own and path in own and path in reachable_imports(name, world)
    )
    return TestWorld(package, main, world, frozenset(own), around, _changed(tests, around, world))


def parse_tested(world: TestWorld, files: FileSet) -> None:
    """Parse the package under test whole, and let its variant have the same files."""
    package, variant = world.tested, world.packages.get(world.tested.import_path)
    if variant is None or variant is package:
        return
    if package.skimmed:
        parse_bodies(package, files)
        package.skimmed = True  # nobody has checked the bodies: importers have them from records
    parsed = {source.file.path: source for source in package.files}
    variant.files = [parsed.get(source.file.path, source) for source in variant.files]


def _variant(package: LoadedPackage, tests: TestFiles, diagnostics: Collector) -> LoadedPackage:
    return replace(
        package,
        files=sorted([*package.files, *tests.inside], key=lambda source: source.file.path),
        imports={**package.imports, **tests.imports},
        embeds={**package.embeds, **_embeds(package, tests.inside, diagnostics)},
        skimmed=True,
        library=True,
        tests=None,
    )


def _external(package: LoadedPackage, tests: TestFiles, diagnostics: Collector) -> LoadedPackage:
    return replace(
        package,
        import_path=f"{package.import_path}_test",
        name=f"{package.name}_test",
        files=list(tests.external),
        imports=dict(tests.external_imports),
        embeds=_embeds(package, tests.external, diagnostics),
        cgo=[],
        skimmed=True,
        tests=None,
    )


def _embeds(package: LoadedPackage, sources: Iterable[SourceFile], diagnostics: Collector) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source in sources:
        if DIRECTIVE in source.file.data:
            found |= check_embeds(source.tree, package.directory, diagnostics)
    return found


def _main(
    package: LoadedPackage,
    tests: TestFiles,
    files: FileSet,
    diagnostics: Collector,
) -> LoadedPackage:
    """The generated package main."""
    path = package.import_path
    sources = [*package.files, *tests.inside, *tests.external]
    tested = Tested(
        "" if path == COMMAND_LINE else path,
        package.module.path if package.module is not None else "",
        path if package.files or tests.inside else "",
        f"{path}_test" if tests.external else "",
        [one.args.strip() for source in sources for one in source.tree.header.directives if one.name == _DEBUG],
    )
    data = test_main(tested, find_functions(tests, diagnostics))
    tree = parse_file(str(package.directory / NAME), data)
    source = SourceFile(replace(to_file(tree, data), recorded=NAME), tree)
    files.add(source.file)
    return LoadedPackage(
        f"{path}.test",
        package.directory,
        package.module,
        named=True,
        standard=package.standard,
        files=[source],
        name="main",
        imports={found.path: found for found in imports_of(tree)},
    )


def _clause(source: SourceFile) -> str:
    return source.tree.package.name.name if source.tree.package is not None else ""


def _imported(path: str, sources: Iterable[SourceFile]) -> bool:
    return any(found.path == path for source in sources for found in imports_of(source.tree))


# Which packages see what tests add


def _changed(tests: TestFiles, around: Iterable[str], world: Mapping[str, LoadedPackage]) -> frozenset[str]:
    """The packages around the variant that embed a type to which tests add exported methods, and their importers."""
    names = {name for source in tests.inside for name in _types_with_more_methods(source)}
    if not names:
        return frozenset()
    shown = "|".join(map(re.escape, sorted(names))).encode()
    # An embedded field stands alone on its line, or between the braces of a struct.
    embedding = re.compile(rb"(?:^|[{;])[ \t]*\*?(?:\w+\.)(?:" + shown + rb")[ \t]*(?:\[.*\][ \t]*)?(?:$|[`}/;])", re.M)
    first = {name for name in around if any(embedding.search(source.file.data) for source in world[name].files)}
    return frozenset(name for name in around if not first.isdisjoint(reachable_imports(name, world)))


def _types_with_more_methods(source: SourceFile) -> Iterable[str]:
    """The names of types with exported methods declared in a file."""
    for tree in source.tree.decls:
        decl = tree.decl
        if isinstance(decl, ast.FuncDecl) and decl.recv is not None and decl.name.name[:1].isupper():
            words = re.findall(rb"\w+", tree.text[decl.recv.start : decl.recv.end].partition(b"[")[0])
            yield from (word.decode("utf-8", "replace") for word in words[-1:])


def base_name(package: LoadedPackage) -> str:
    """What the program is called before `.test`: after the import path, or the package of named files."""
    if package.import_path == COMMAND_LINE:
        return package.name
    last = package.import_path.split("/")[-1]
    above = Path(package.import_path).parent.name
    return above if re.fullmatch(r"v[1-9]\d*", last) and last != "v1" and above else last
