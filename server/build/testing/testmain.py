"""The source of a test program's package main, as `go test` writes it: tables of functions, and the start of them.

The program talks to package testing through testing.MainStart and testing/internal/testdeps, which is the standard
library's own contract with whoever generates it. Source: documentation of testing.MainStart, cmd/go/internal/load.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.build.testing.functions import EXTERNAL, INSIDE, TestFunction, TestFunctions

NAME: Final = "_testmain.go"


@dataclass(frozen=True, slots=True)
class Tested:
    """The package under test, as the program speaks of it."""

    import_path: str  # "" for one that is made of named files
    module: str  # path; "" outside of modules
    inside: str  # import path of the package with its own tests; "" when there are no such files
    external: str  # of the external test package; "" when there is none
    settings: Sequence[str] = ()  # `name=value` of the `//go:debug` lines of all its files


def test_main(tested: Tested, functions: TestFunctions) -> bytes:
    """The source file."""
    lines = [f"//go:debug {setting}" for setting in tested.settings]
    lines += ["", "package main", "", "import ("]
    lines += [f'\t"{path}"' for path in _imports(functions)]
    for name, path in ((INSIDE, tested.inside), (EXTERNAL, tested.external)):
        if path:
            lines.append(f"\t{name if functions.uses(name) else '_'} {quoted(path)}")
    lines += [")", ""]
    lines += _table("tests", "InternalTest", functions.tests)
    lines += _table("benchmarks", "InternalBenchmark", functions.benchmarks)
    lines += _table("fuzzTargets", "InternalFuzzTarget", functions.fuzz_targets)
    lines += _table("examples", "InternalExample", functions.examples)
    lines += [
        "func init() {",
        f"\ttestdeps.ModulePath = {quoted(tested.module)}",
        f"\ttestdeps.ImportPath = {quoted(tested.import_path)}",
        "}",
        "",
        "func main() {",
        "\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)",
    ]
    if functions.main is None:
        lines.append("\tos.Exit(m.Run())")
    else:
        # TestMain need not call os.Exit: m remembers the code.
        lines.append(f"\t{functions.main.package}.{functions.main.name}(m)")
        lines.append('\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName("exitCode").Int()))')
    return "\n".join([*lines, "}", ""]).encode()


def _imports(functions: TestFunctions) -> list[str]:
    reflect = ["reflect"] if functions.main is not None else []
    return ["os", *reflect, "testing", "testing/internal/testdeps"]


def _table(name: str, element: str, functions: Iterable[TestFunction]) -> list[str]:
    rows = []
    for one in functions:
        row = f'"{one.name}", {one.package}.{one.name}'
        if element == "InternalExample":
            row += f", {quoted(one.output)}, {'true' if one.unordered else 'false'}"
        rows.append(f"\t{{{row}}},")
    return [f"var {name} = []testing.{element}{{", *rows, "}", ""]


def quoted(text: str) -> str:
    """A Go string literal."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
