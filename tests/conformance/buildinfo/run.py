"""What a program says of its origin against gc's build of it: `go version -m`, and debug.ReadBuildInfo.

    run.py [NAME ...]

Each case (`cases/`) is a small workspace: modules with dependencies, replacements, vendored and in workspaces, flags,
tags, git repositories clean and changed. All must be equal but for the name of the compiler.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.buildinfo.case import Case, read_cases


def main() -> int:
    """Compare all; 1 if anything differs."""
    failed = builds = 0
    paths = read_cases(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="buildinfo") as folder:
        cache = os.environ.get("GOBINDERY_TEST_CACHE", str(Path(folder, "cache")))
        for path in paths:
            case = Case(path, Path(folder, path.stem), cache)
            different = list(case.differences())
            builds += case.compared
            failed += bool(different)
            print(f"{path.stem}: {'no difference' if not different else ''}", *different, sep="\n\t", flush=True)
    what = f"go version -m and debug.ReadBuildInfo of {builds} builds in {len(paths)} workspaces against gc's"
    print(f"RESULT {what}: {len(paths) - failed} of {len(paths)} equal (all)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
