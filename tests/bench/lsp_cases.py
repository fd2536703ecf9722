"""What language servers are measured on: modules laid out in a folder, each with a file that is edited."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.bench_lsp import FUNCTIONS, program
from tests.conformance.editing.module import lay_out
from tests.conformance.oracle import goroot

# Packages of the standard library that import no internal ones; they import each other's originals.
COPIED: Final = (
    "encoding/csv",
    "encoding/xml",
    "go/doc/comment",
    "go/printer",
    "text/tabwriter",
    "text/template/parse",
)


@dataclass(frozen=True, slots=True)
class Case:
    """`fill` writes the module into a folder that does not exist; `name` is the file that is edited."""

    words: str
    name: str
    fill: Callable[[Path], object]


def _service(folder: Path) -> None:
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/service\n\ngo 1.27\n")
    (folder / "main.go").write_text(program(FUNCTIONS, http=True))


def _library(folder: Path) -> None:
    for path in COPIED:
        (folder / path).mkdir(parents=True)
        for source in (goroot() / "src" / path).glob("*.go"):
            if not source.name.endswith("_test.go"):
                shutil.copyfile(source, folder / path / source.name)
    (folder / "go.mod").write_text("module example.com/library\n\ngo 1.27\n")


CASES: Final = {
    "service": Case("one file of 1,170 lines that imports net/http", "main.go", _service),
    "library": Case("six packages of the standard library, 14,300 lines", "encoding/xml/read.go", _library),
    "compress": Case("github.com/klauspost/compress, 50,700 lines", "zstd/decoder.go", lay_out),
}


def lay_out_case(case: str, folder: Path) -> str:
    """Write the module of a case into a folder that does not exist; the file in it that is edited."""
    CASES[case].fill(folder)
    return CASES[case].name
