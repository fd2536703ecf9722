"""How fast the front of the compiler reads: lines per second of processor time, on one core.

Measures the cut alone, the lexer alone, files of imported packages, whole files, and a re-parse after one edit.
Arguments: folders below the oracle's src/ (default: those of DEFAULT).
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax import engine
from server.compiler.syntax.cut import cut
from server.compiler.syntax.lexer import lex
from server.compiler.syntax.parse import parse_file
from tests.conformance.oracle import goroot, source_files

DEFAULT = ["go/types", "net/http", "encoding/json", "strconv", "internal/trace"]
ROUNDS = 3
TARGET = {False: 60_000, True: 120_000}  # by whether the parser is compiled


def best(run: Callable[[bytes], object], texts: list[bytes]) -> float:
    """Seconds of processor time of the best round over all texts."""
    seconds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for text in texts:
            run(text)
        seconds.append(time.process_time() - begin)
    return min(seconds)


def look_at_all(text: bytes) -> None:
    """Skim, and parse each declaration without its body."""
    for decl in parse_file("x.go", text, skim=True).decls:
        assert decl.content is not None


def main(folders: list[str]) -> None:
    """Print one line per measure."""
    source = goroot() / "src"
    texts = [path.read_bytes() for folder in folders or DEFAULT for path in source_files(source / folder)]
    lines = sum(text.count(b"\n") for text in texts)
    print(f"{len(texts)} files, {lines} lines, best of {ROUNDS}")
    trees = {text: parse_file("x.go", text) for text in texts}
    edited = {text: text.replace(b"return", b"return ", 1) for text in texts}
    measures: dict[str, Callable[[bytes], object]] = {
        "cut": cut,
        "lex": lambda text: lex(text.decode("latin-1")),
        "skim (declarations found, imports parsed)": lambda text: parse_file("x.go", text, skim=True),
        "skim, and look at every declaration": look_at_all,
        "parse": lambda text: parse_file("x.go", text),
        "parse again after one edit": lambda text: parse_file("x.go", edited[text], trees[text]),
    }
    rates = {}
    for name, run in measures.items():
        seconds = best(run, texts)
        print(f"{name}: {lines / seconds:,.0f} lines/s ({seconds:.2f} s)")
        rates[name] = lines / seconds
    compiled = not engine.__file__.endswith(".py")
    how = "compiled" if compiled else "interpreted"
    print(f"RESULT parsing, cold, {how}: {rates['parse']:,.0f} lines/s ({TARGET[compiled]:,})")


if __name__ == "__main__":
    main(sys.argv[1:])
