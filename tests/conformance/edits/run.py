"""Seeded edits of a file of about 1,000 lines that imports net/http: each result against a full check of its text.

Run: `.venv/bin/python tests/conformance/edits/run.py [--edits N] [--functions N] [--seed N]`. The edits are those of
tests/bench/bench_lsp.py; two in three stay, and from time to time the text is put back. A version is right when its
diagnostics (place, code, words, related places) are those of a store that has seen no version before.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from server.build.documents import Documents, Edit
from server.build.snapshot import Snapshot, Store
from server.features.diagnostics import package_diagnostics
from server.lsp.worker import prepare_threads
from server.target import TARGETS
from tests.bench.bench_lsp import edited, program


def compare_edits(folder: Path, functions: int, edits: int, seed: int) -> tuple[int, list[str]]:
    """How many versions were compared, and the texts of those that differ."""
    rng, original = random.Random(seed), program(functions, http=True)
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    path, documents, store = str(folder / "main.go"), Documents(), Store(TARGETS[0])
    documents.open((folder / "main.go").as_uri(), path, 1, original)
    text, wrong = original, []
    for step in range(edits):
        text = original if step % 9 == 8 else edited(text if rng.random() < 2 / 3 else original, rng)
        documents.change(path, step + 2, [Edit(None, (0, 0), text)])
        answers = [
            package_diagnostics(Snapshot(documents.current(), one), path, lambda: False)
            for one in (store, store.emptied())
        ]
        if answers[0] != answers[1]:
            wrong.append(text)
    return edits, wrong


def main() -> int:
    """Print the figure; 1 if any version differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--functions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    prepare_threads()
    with tempfile.TemporaryDirectory() as folder:
        count, wrong = compare_edits(Path(folder).resolve(), options.functions, options.edits, options.seed)
    print(f"seed {options.seed}")
    print(f"RESULT versions equal to a full check: {count - len(wrong)} of {count} (all)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
