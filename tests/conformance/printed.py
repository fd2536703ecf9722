"""The errors of a package as gc prints them, ours and the oracle's, in one form that can be compared."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from server.compiler.pipeline import Unit, check_unit
from server.compiler.syntax.nodes import FileTree
from server.compiler.syntax.parse import parse_file, to_file
from server.compiler.types.checker import CheckConfig, Importer
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.version import Version
from server.diagnostics.collector import Collector
from server.diagnostics.render import as_printed, locate, resolve_all
from server.source.file import FileSet
from server.source.span import Span
from tests.conformance.oracle import go_command

ENVIRONMENT: Final = {
    "CGO_ENABLED": "0",
    "GOOS": "linux",
    "GOARCH": "amd64",
    "GOTOOLCHAIN": "local",
    "GOPROXY": "off",
    "GOFLAGS": "",
    "GOROOT": "",
}
_LINE: Final = re.compile(r"(\S+?\.go):(\d+)(?::(\d+))?: (.*)")


class Printed(NamedTuple):
    """One error; `text` has the related places on lines of their own, without their columns."""

    path: str  # name of the file, without folders
    line: int
    text: str
    column: int

    def key(self) -> tuple[str, int, str]:
        """What must agree."""
        return self.path, self.line, self.text


def our_errors(
    sources: Mapping[str, bytes],
    importer: Importer,
    import_path: str = "p",
    version: Version | None = None,
    complete: bool = True,
    standard: bool = False,
) -> tuple[list[Printed], Package | None]:
    """Check one package, given as text by file name; `complete` and `standard` as the compiler's -complete and -std."""
    trees = [parse_file(name, data) for name, data in sources.items()]
    files = FileSet(to_file(tree, sources[tree.path]) for tree in trees)

    def place(span: Span) -> str:
        where = locate(span, files)
        return f"./{where.path}:{where.line}:{where.column}"

    config = CheckConfig(
        Sizes(8), importer, version, reports_imports=True, place=place, complete=complete, standard=standard
    )
    return _check(trees, files, config, import_path)


def _check(
    trees: list[FileTree], files: FileSet, config: CheckConfig, import_path: str
) -> tuple[list[Printed], Package | None]:
    collector = Collector()
    typed = check_unit(Unit(import_path, trees, config), collector)
    found = []
    for item in as_printed(resolve_all(collector.items, files), None):
        path, line, column = item.place.shown or (item.place.path, item.place.line, item.place.column)
        lines = [item.message]
        lines += [f"\t{one.place.path}:{one.place.line}: {one.message}" for one in item.related]
        found.append(Printed(Path(path).name, line, plain_text("\n".join(lines)), column))
    return found, typed.package if typed else None


def parse_printed(output: str) -> list[Printed]:
    """The errors in what the go command or the compiler has printed about one package."""
    found: list[Printed] = []
    for line in output.splitlines():
        match = _LINE.match(line)
        if match:
            found.append(Printed(Path(match[1]).name, int(match[2]), plain_text(match[4]), int(match[3] or 0)))
        elif found and line.startswith("\t"):
            last = found[-1]
            found[-1] = last._replace(text=f"{last.text}\n{plain_text(line)}")
    return found


def plain_text(text: str) -> str:
    """A message without folders and columns of the places it names."""
    return re.sub(r"(?:[^\s:]*/)?(\w[\w.-]*\.go:\d+):\d+", r"\1", text)


def compile_with_gc(sources: Mapping[str, bytes], folder: Path) -> list[Printed]:
    """The errors of gc for one package that imports nothing, by its compiler alone."""
    for name, data in sources.items():
        (folder / name).write_bytes(data)
    command = [
        str(go_command()),
        "tool",
        "compile",
        "-e",
        "-complete",
        "-p",
        "p",
        "-lang=go1.27",
        "-o",
        "p.a",
        *sources,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return parse_printed(done.stdout + done.stderr)


def build_with_gc(module: Path) -> dict[str, list[Printed]]:
    """The errors of gc for every package of a module without other modules, by folder; without those it accepts."""
    command = [str(go_command()), "build", "-gcflags=-e", "./..."]
    env = {**os.environ, **ENVIRONMENT}
    done = subprocess.run(command, capture_output=True, text=True, cwd=module, env=env, check=False)
    found: dict[str, list[Printed]] = {}
    for section in re.split(r"^# ", done.stderr, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        found[title.partition("/")[2]] = parse_printed(body)
    if done.returncode and not found:
        raise RuntimeError(f"the go command failed: {done.stderr}")
    return found
