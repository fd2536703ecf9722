"""The committed list of a suite's failures, one a line with its reason; it may only shrink."""

from collections.abc import Collection, Mapping
from pathlib import Path


def compare_with_known(failed: Collection[str], path: Path) -> int:
    """Say which failures are not in the list, with what is known of them, and which of the list have gone.

    1 if there are failures that are not in the list.
    """
    lines = path.read_text().splitlines()
    known = {line.split(maxsplit=1)[0] for line in lines if line and not line.startswith("#")}
    fresh = [name for name in failed if name not in known]
    for name in fresh:
        print(f"newly failing: {name}" + (f": {failed[name]}" if isinstance(failed, Mapping) else ""))
    for name in sorted(known - set(failed)):
        print(f"passes now, take it out of {path.name}: {name}")
    return 1 if fresh else 0
