"""Bounds checks that stay, against gc's `-d=ssa/check_bce`, position by position.

Run it with import paths of the standard library; without, over a list that covers its styles. Both sides inline, and
a check in inlined code stands where the outermost call does; `-l` compares without inlining. A check counts against us
when gc removes it and we keep it; what counts as removed by gc are the positions at which our naive IR has a check that
gc does not report. Functions that have no IR are left out and counted. `-show N` prints N of the differences.
"""

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.packages import RUNTIME, LoadedPackage
from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.func import Func
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.irbuild.build import build_package
from server.compiler.ssa.passes import optimise
from server.compiler.types.info import TypedPackage
from server.diagnostics.collector import Collector
from server.garbage import collect_rarely
from server.source.file import FileSet
from server.source.span import Span
from server.target import TARGETS
from tests.conformance.ir.run import Closure
from tests.conformance.oracle import go_command, goroot, oracle_environment

PACKAGES = [
    "bufio",
    "bytes",
    "compress/bzip2",
    "compress/flate",
    "container/heap",
    "container/ring",
    "crypto/internal/fips140/sha256",
    "encoding/base64",
    "encoding/binary",
    "encoding/csv",
    "encoding/hex",
    "encoding/json",
    "fmt",
    "go/scanner",
    "hash/adler32",
    "hash/crc32",
    "html",
    "image/color/palette",
    "image/draw",
    "index/suffixarray",
    "math/big",
    "math/rand",
    "mime",
    "net/textproto",
    "net/url",
    "path",
    "path/filepath",
    "regexp",
    "regexp/syntax",
    "sort",
    "strconv",
    "strings",
    "text/tabwriter",
    "text/template",
    "text/template/parse",
    "time",
    "unicode/utf16",
    "unicode/utf8",
]
_FOUND = re.compile(r"^(.+?):(\d+):(\d+): Found (IsInBounds|IsSliceInBounds)$")
Place = tuple[str, int, int, str]  # file name, line, column, what gc calls the check


@dataclass(slots=True)
class Score:
    """Positions of checks: in naive IR, what we keep, what gc keeps."""

    naive: set[Place] = field(default_factory=set)
    ours: set[Place] = field(default_factory=set)
    gc: set[Place] = field(default_factory=set)
    unbuilt: int = 0
    unbuilt_checks: int = 0  # that gc keeps there, or in code that naive IR does not have


def gc_checks(path: str, inline: bool) -> set[Place]:
    """The checks that gc keeps in a package."""
    flags = "-d=ssa/check_bce" if inline else "-l -d=ssa/check_bce"
    command: list[str | Path] = [go_command(), "build", f"-gcflags={flags}", path]
    env = oracle_environment(GOARCH="amd64", GOOS="linux")
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env, cwd=goroot() / "src")
    found = filter(None, map(_FOUND.match, done.stderr.splitlines()))
    return {(Path(m[1]).name, int(m[2]), int(m[3]), m[4]) for m in found}


def our_checks(closure: Closure, package: LoadedPackage, typed: TypedPackage, score: Score) -> None:
    """The checks of naive IR, and those that are left after all passes."""
    problems = Collector()
    back = closure.back_end(package)
    plan = closure.decide(package, typed)
    built = build_package(typed, problems, back.build, closure.front.bodies, plan)
    score.unbuilt += len(problems.items)
    for func in built.funcs:
        score.naive |= set(_places(func, closure.files))
        optimise(func, DecisionLog(), back.passes)
        score.ours |= set(_places(func, closure.files))


def _places(func: Func, files: FileSet) -> Iterator[Place]:
    for block in func.blocks:
        for value in block.values:
            if value.op is Op.BOUNDS_CHECK and value.span is not None:
                yield _place(value.span.outermost(), value.aux is BoundsKind.INDEX, func, files)


def _place(span: Span, is_index: bool, func: Func, files: FileSet) -> Place:
    """gc's place of an index or slice expression is its bracket; of a conversion or call, the parenthesis."""
    where = files.locate(span)
    file = files.file(where.path)
    assert file is not None
    line, column = file.lines.line_column(where.start + _bracket(func.text_of(span)))
    return Path(where.path).name, line, column, "IsInBounds" if is_index else "IsSliceInBounds"


def _bracket(text: str) -> int:
    """Where the bracket stands that the last character closes."""
    depth = 0
    encoded = text.encode()
    for at in range(len(encoded) - 1, -1, -1):
        byte = encoded[at : at + 1]
        depth += (byte in b"])}") - (byte in b"[({")
        if depth == 0:
            return at
    return 0


def measure(paths: Sequence[str], inline: bool) -> Iterator[tuple[str, Score]]:
    """The packages one by one."""
    closure = Closure(goroot() / "src", TARGETS[0], own_runtime=False, inlining=inline)
    for package in closure.load(paths):
        typed = closure.check(package)
        assert typed is not None
        if package.import_path not in paths:
            if package.import_path != RUNTIME:
                closure.decide(package, typed)
            continue
        score = Score()
        our_checks(closure, package, typed, score)
        kept = gc_checks(package.import_path, inline)
        score.gc = kept & score.naive
        score.unbuilt_checks = len(kept - score.naive)
        yield package.import_path, score


def main(args: Sequence[str]) -> int:
    """Compare; 1 when we keep more than 5% of what gc removes."""
    collect_rarely()
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", default=PACKAGES)
    parser.add_argument("-l", action="store_true", help="without inlining")
    parser.add_argument("-show", type=int, default=0)
    options = parser.parse_args(args)
    total: Counter[str] = Counter()
    for path, score in measure(options.paths or PACKAGES, not options.l):
        removed, extra = score.naive - score.gc, score.ours - score.gc
        counts = {"naive": len(score.naive), "gc keeps": len(score.gc), "we keep": len(score.ours)}
        counts |= {"gc removes": len(removed), "only we keep": len(extra), "only gc keeps": len(score.gc - score.ours)}
        counts |= {"not built": score.unbuilt, "gc's elsewhere": score.unbuilt_checks}
        total.update(counts)
        print(path, ", ".join(f"{name} {number}" for name, number in counts.items()), flush=True)
        for name, line, column, kind in sorted(extra)[: options.show]:
            print(f"    {path}/{name}:{line}:{column}: {kind}")
    print(", ".join(f"{name} {number}" for name, number in total.items()))
    share = total["only we keep"] / max(1, total["gc removes"])
    print(
        f"RESULT bounds checks kept that gc removes: {total['only we keep']} of {total['gc removes']}, {share:.1%} (5%)"
    )
    return 1 if share > 0.05 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
