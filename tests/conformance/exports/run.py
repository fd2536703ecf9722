"""Export data says all that importers can learn: for each package of std, what is read back equals what was checked.

Every package is checked without the bodies of functions, written, and read in a world of its own, where each package
is looked at name by name, in an order that the seed decides; then both are dumped and compared. Run it with import
paths to compare only those (and what they import); `-seed N` for another order.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.stdlib import StandardLibrary
from server.compiler.types.export_read import Decoding, read_package
from server.compiler.types.export_write import write_package
from server.compiler.types.objects import Package
from server.compiler.types.universe import UNSAFE
from server.source.span import Anchor
from server.target import TARGETS, Target
from tests.compiler.types.dumping import dump
from tests.conformance.oracle import goroot
from tests.conformance.std.run import StandardCheck

_FRAMES = 20_000  # Python frames: dumping recurses with the nesting of types


@dataclass
class Copies:
    """Packages as they are read back."""

    data: dict[str, bytes]  # export data by import path
    folders: dict[str, Path]
    packages: dict[str, Package] = field(default_factory=lambda: {"unsafe": UNSAFE})
    anchors: dict[str, Anchor] = field(default_factory=dict)
    decoding: Decoding = field(default_factory=Decoding)

    def find(self, path: str) -> Package:
        """The importer."""
        if path not in self.packages:
            self.packages[path] = read_package(self.data[path], self.find, self.anchor, self.decoding)
        return self.packages[path]

    def anchor(self, path: str, name: str) -> Anchor:
        """What the places of a file count from."""
        file = str(self.folders[path] / name)
        return self.anchors.setdefault(file, Anchor(file))


def compare(source: Path, target: Target, paths: Sequence[str], seed: int) -> dict[str, str]:
    """The first line that differs, by import path; packages that agree have none. Also those that they import."""
    check = StandardCheck(source, target)
    order = check.load([path for path in paths if path != "unsafe"])  # which the checker has by itself
    originals: dict[str, Package] = {}
    for package in order:
        package.named = False
        check.front.check(package, ignore_bodies=True)
        found = check.front.types_of(package.import_path)
        assert found is not None, package.import_path
        originals[package.import_path] = found
    data = {path: write_package(package, check.files) for path, package in originals.items()}
    copies = Copies(data, {package.import_path: package.directory for package in order})
    shuffled = sorted(originals)
    random.Random(seed).shuffle(shuffled)
    for path in shuffled:
        names = copies.find(path).members()
        for name in random.Random(seed).sample(sorted(names), len(names)):
            assert names[name].name == name
    different = {}
    for path, original in originals.items():
        ours, theirs = dump(original, check.files).split("\n"), dump(copies.find(path), check.files).split("\n")
        if ours != theirs:
            first = next(
                (f"{a}\n  {b}" for a, b in zip(ours, theirs) if a != b), f"{len(ours)} and {len(theirs)} lines"
            )
            different[path] = first
    size = sum(map(len, data.values()))
    print(f"{len(originals)} packages, {size} bytes of export data, seed {seed}")
    return different


def main(args: Sequence[str]) -> int:
    """Compare; 1 if any package differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*")
    parser.add_argument("-seed", type=int, default=1)
    options = parser.parse_args(args)
    sys.setrecursionlimit(_FRAMES)
    begin = time.process_time()
    paths = options.paths or list(StandardLibrary(goroot() / "src").packages())
    different = compare(goroot() / "src", TARGETS[0], paths, options.seed)
    for path, lines in different.items():
        print(f"FAIL {path}:\n  {lines}")
    print(f"RESULT export data of std equals the checked packages: {len(different)} differ (0)")
    print(f"{time.process_time() - begin:.0f} s")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
