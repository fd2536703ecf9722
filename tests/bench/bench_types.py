"""How fast packages are type-checked: lines per second of processor time, on one core, parsing not counted.

Arguments: packages of the oracle's standard library (default: those of DEFAULT).
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.parse import parse_file  # noqa: E402
from server.compiler.types.check import check_package  # noqa: E402
from server.compiler.types.checker import CheckConfig  # noqa: E402
from server.compiler.types.sizes import Sizes  # noqa: E402
from server.diagnostics.collector import Collector  # noqa: E402
from tests.conformance.types.stdlib import StandardLibrary, listing  # noqa: E402

DEFAULT = ["strconv", "encoding/json", "text/template", "go/types", "net/http"]


def main() -> None:
    """Print one line per package, and the sum."""
    library = StandardLibrary()
    lines = 0
    seconds = 0.0
    for path in sys.argv[1:] or DEFAULT:
        library(path)  # checks what it imports
        entry = listing()[path]
        folder, names = Path(str(entry["Dir"])), entry["GoFiles"]
        assert isinstance(names, list)
        texts = [(str(folder / name), (folder / name).read_bytes()) for name in names]
        trees = [parse_file(name, data) for name, data in texts]
        count = sum(data.count(b"\n") for _, data in texts)
        begin = time.process_time()
        check_package(path, trees, CheckConfig(Sizes(8), library), Collector())
        spent = time.process_time() - begin
        print(f"{path}: {count} lines, {count / spent:,.0f} lines/s")
        lines += count
        seconds += spent
    print(f"RESULT type-check, interpreted: {lines / seconds:,.0f} lines/s (target 5,000)")


if __name__ == "__main__":
    main()
