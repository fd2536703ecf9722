"""The rows of Go 1.19's `test/`, programs and what is only compiled, and how each is laid out as packages of a module.

A test of one file is a package; `runoutput` is the program that the file prints, which the oracle is asked for once; of
a test in a folder, each package clause gives a package (with `-s`: each file), named after its first file, and imports
of `./a` become imports from the module.
"""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.compiler.syntax.parse import parse_file
from tests.conformance.go119.run import TESTS, output_of

HERE: Final = Path(__file__).parent
MODULE: Final = "go119"
_RELATIVE: Final = re.compile(rb'"\./([^"]+)"')
_COMPILED: Final = ("build", "compile", "compiledir")
_NO_MAIN: Final = re.compile(rb"^package main\b(?!.*^func main\(\))", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Program:
    """One row."""

    directive: str
    name: str  # path below test/

    @property
    def action(self) -> str:
        """The directive's first word."""
        return self.directive.split()[0]

    @property
    def is_run(self) -> bool:
        """Whether it is more than compiled."""
        return self.action not in _COMPILED

    @property
    def words(self) -> list[str]:
        """What follows it."""
        return shlex.split(self.directive)[1:]

    @property
    def compiler_flags(self) -> str:
        """The text of -gcflags, "" if there is none."""
        found = re.search(r'-gcflags[= ]"?([^" ]+)', self.directive)
        return found[1] if found else ""

    @property
    def arguments(self) -> list[str]:
        """What the program is started with."""
        if self.action != "run" or "-" in self.directive:
            return []
        return [word for word in self.words if not word.endswith(".go")]

    @property
    def slug(self) -> str:
        """Name of its folder in the module and of its executable."""
        return re.sub(r"\W+", "_", self.name.removesuffix(".go"))

    @property
    def expected(self) -> str:
        """What it must print."""
        golden = (TESTS / self.name).with_suffix(".out")
        return golden.read_text() if golden.exists() else ""


def read_rows(name: str = "rows.tsv") -> list[Program]:
    """The rows of a committed list: `rows.tsv`, programs, or `compiled_rows.tsv`."""
    return [Program(*line.split("\t")) for line in (HERE / name).read_text().splitlines()]


def lay_out(program: Program, root: Path) -> str:
    """Write the packages of a test below the module's root; the pattern of its main package, or of all."""
    source = TESTS / program.name
    folder = root / program.slug
    folder.mkdir(parents=True, exist_ok=True)
    if program.action == "runoutput":
        others = [source.with_name(word.removeprefix("./")) for word in program.words if word.endswith(".go")]
        (folder / "generated.go").write_bytes(output_of([source, *others]))
    elif program.action.endswith("dir"):
        return _lay_out_folder(program, source.with_suffix(".dir"), folder)
    else:
        others = [source.with_name(word) for word in program.words if word.endswith(".go")]
        for one in (source, *others):
            (folder / one.name).write_bytes(_with_main(program, one.read_bytes()))
    return f"./{program.slug}"


def _with_main(program: Program, text: bytes) -> bytes:
    """The text of a file; what is only compiled may lack the function main, which `go build` asks for."""
    return text if program.is_run or not _NO_MAIN.search(text) else text + b"\nfunc main() {}\n"


def _lay_out_folder(program: Program, source: Path, folder: Path) -> str:
    """Packages in folders named after their first files, for imports name them so; the pattern of package main."""
    groups: dict[str, tuple[str, list[Path]]] = {}
    main = ""
    for file in sorted(source.glob("*.go")):
        clause = parse_file(file.name, file.read_bytes()).package
        name = clause.name.name if clause else "main"
        key = file.stem if "-s" in program.words else name
        stem, _ = groups.setdefault(key, (file.stem, []))
        groups[key][1].append(file)
        main = stem if name == "main" else main
    for stem, files in groups.values():
        (folder / stem).mkdir(exist_ok=True)
        for file in files:
            text = _RELATIVE.sub(rb'"%b/%b/\1"' % (MODULE.encode(), program.slug.encode()), file.read_bytes())
            name = f"{file.stem}_.go" if file.stem.endswith("_test") else file.name  # not a file of a test to us
            (folder / stem / name).write_bytes(_with_main(program, text))
    return f"./{program.slug}/{main if program.is_run else '...'}"
