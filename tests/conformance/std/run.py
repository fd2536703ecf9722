"""The checker accepts Go's own source: every package of std and of cmd, with function bodies, for four targets.

Run it with import paths to check only those (and what they import, without bodies), `-target GOOS/GOARCH` for one
target, `-sample N` for N packages chosen with `-seed`.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.constraints import BuildTags
from server.build.frontend import FrontEnd
from server.build.graph import dependency_order
from server.build.packages import LoadConfig, LoadedPackage, Loader
from server.build.stdlib import StandardLibrary
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector
from server.diagnostics.render import resolve_all
from server.source.file import FileSet
from server.target import TARGETS, Target
from tests.build.targets import FOREIGN
from tests.conformance.oracle import goroot


class StandardCheck:
    """The packages of one target, loaded and checked in dependency order; `builtin` replaces some of them."""

    def __init__(self, source: Path, target: Target, builtin: Mapping[str, Path] | None = None) -> None:
        self.source = source
        self.problems = Collector()
        self.files = FileSet()
        std = StandardLibrary(source)
        config = LoadConfig(BuildTags.for_target(target), None, builtin or {}, std=std, skim=True)
        self.loader = Loader(config, self.files, self.problems)
        self.front = FrontEnd(self.loader.packages, self.files, target, lambda: False)

    def load(self, paths: Sequence[str]) -> list[LoadedPackage]:
        """All packages in dependency order, without bodies; those named are marked so."""
        for path in paths:
            self.loader.load_directory(self.source / path, path, quiet=True)
        for path in paths:
            if path in self.loader.packages:
                self.loader.packages[path].named = True
        return dependency_order(self.loader.packages, self.problems)

    def check(self, package: LoadedPackage) -> tuple[list[str], int]:
        """The errors of one package as `file:line:column: message`, and its size in lines."""
        if package.named:
            self.loader.load_directory(package.directory, package.import_path, named=True)
            package = self.loader.packages[package.import_path]
        lines = sum(source.file.data.count(b"\n") for source in package.files)
        self.front.check(package, ignore_bodies=not package.named)
        found = self.front.problems.pop(package.import_path).items
        errors = [
            f"{item.place.path}:{item.place.line}:{item.place.column}: {item.message}"
            for item in resolve_all(found, self.files)
            if item.is_error
        ]
        package.files.clear()  # the trees of all packages together would not fit into memory
        return errors, lines


def all_packages(source: Path) -> Iterator[str]:
    """The folders of std and cmd that hold Go files other than tests."""
    yield from StandardLibrary(source).packages()
    for directory in sorted(path for path in (source / "cmd").rglob("*") if path.is_dir()):
        if "testdata" not in directory.parts and any(not p.name.endswith("_test.go") for p in directory.glob("*.go")):
            yield directory.relative_to(source).as_posix()


def run_target(target: Target, paths: Sequence[str]) -> int:
    """Check the packages for one target; how many have errors."""
    begin = time.process_time()
    check = StandardCheck(goroot() / "src", target)
    order = check.load(paths)
    check.problems.items = [item for item in check.problems.items if item.row is not codes.IMPORT_C]  # cmd/cgo's tests
    for item in check.problems.items:
        print(f"{target.name}: {item.message}")
    broken = check.problems.has_errors
    loaded = time.process_time()
    failed = named = lines = 0
    for package in order:
        errors, size = check.check(package)
        lines += size if package.named else 0
        named += package.named
        failed += bool(errors) and package.named
        if errors:
            more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
            print(f"FAIL {target.name} {package.import_path}: {errors[0]}{more}", flush=True)
    spent = time.process_time() - loaded
    print(f"{target.name}: loading {loaded - begin:.1f} s, checking {lines} lines in {spent:.1f} s")
    print(f"RESULT std and cmd type-check for {target.name}: {named - failed} of {named} packages (all)", flush=True)
    return failed + broken


def main(args: Sequence[str]) -> int:
    """Check all targets; 1 if any package has errors."""
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*")
    parser.add_argument("-target", choices=[target.name for target in (*TARGETS, *FOREIGN)])
    parser.add_argument("-sample", type=int, default=0)
    parser.add_argument("-seed", type=int, default=1)
    options = parser.parse_args(args)
    paths = options.paths or list(all_packages(goroot() / "src"))
    if options.sample:
        print(f"sample of {options.sample}, seed {options.seed}")
        paths = random.Random(options.seed).sample(paths, options.sample)
    targets = [target for target in (*TARGETS, *FOREIGN) if options.target in (None, target.name)]
    failed = sum(run_target(target, paths) for target in targets)
    print(f"{len(targets)} targets, {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
