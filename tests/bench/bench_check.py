"""How fast the type checker reads: lines per second of processor time, on one core.

Checks packages of Go's own source, bodies included; what they import is checked before the clock starts. Lines are
those of the files that `go list` names for linux/amd64. Arguments: import paths (default: `DEFAULT`).
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.parse import parse_file
from server.compiler.types import checker
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector
from tests.conformance.types.stdlib import StandardLibrary, listing

DEFAULT = ["strconv", "go/parser", "text/template", "encoding/json", "net/textproto", "sort", "regexp", "net/http"]
ROUNDS = 3
TARGET = {False: 5_000, True: 15_000}  # by whether the checker is compiled


def main(paths: list[str]) -> None:
    """Print one line per package and the sum."""
    library = StandardLibrary()
    compiled = not checker.__file__.endswith(".py")
    total_lines, total_seconds = 0, 0.0
    for path in paths or DEFAULT:
        entry = listing()[path]
        names, mapping = entry["GoFiles"], entry.get("ImportMap") or {}
        assert isinstance(names, list)
        assert isinstance(mapping, dict)
        texts = [(Path(str(entry["Dir"])) / name).read_bytes() for name in names]
        lines = sum(text.count(b"\n") for text in texts)
        config = CheckConfig(Sizes(8), lambda one, mapping=mapping: library(mapping.get(one, one)))
        for one in entry.get("Imports") or []:  # type: ignore[attr-defined]
            config.importer(one)
        seconds = []
        errors = 0
        for _ in range(ROUNDS):
            trees = [parse_file(name, text) for name, text in zip(names, texts, strict=True)]
            found = Collector()
            begin = time.process_time()
            check_package(path, trees, config, found)
            seconds.append(time.process_time() - begin)
            errors = len(found.items)
        total_lines += lines
        total_seconds += min(seconds)
        print(f"{path}: {lines / min(seconds):,.0f} lines/s ({lines} lines, {min(seconds):.2f} s, {errors} errors)")
    how = "compiled" if compiled else "interpreted"
    rate = total_lines / total_seconds
    print(f"RESULT type check, {how}: {rate:,.0f} lines/s ({TARGET[compiled]:,})")


if __name__ == "__main__":
    main(sys.argv[1:])
