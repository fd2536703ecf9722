"""Syntax trees against go/parser: kind and extent of every node of 500 files of Go's own source.

`dump.go` runs with the oracle toolchain. The trees are compared as multisets of (kind, begin, end) per file, since the
two walk children in different orders; `translated` says where go/ast has another node or one more.
Arguments: a seed (default 1) or a list of files.
"""

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax import nodes
from server.compiler.syntax.parse import parse_file
from server.compiler.syntax.walk import preorder
from tests.conformance.oracle import go_command, goroot, oracle_environment, source_files

FILES = 500
Entry = tuple[str, int, int]


def oracle_trees(paths: list[Path]) -> dict[str, Counter[Entry]]:
    """What go/parser says, by path; files it refuses are absent."""
    env = oracle_environment(GO111MODULE="off")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "dump"
        source = Path(__file__).with_name("dump.go")
        subprocess.run([go_command(), "build", "-o", program, source], check=True, env=env)
        done = subprocess.run([program, *paths], capture_output=True, text=True, check=True)
    trees: dict[str, Counter[Entry]] = {}
    current: Counter[Entry] = Counter()
    for line in done.stdout.splitlines():
        words = line.split()
        if words[0] == "file":
            current = Counter()
            if len(words) == 2:
                trees[words[1]] = current
        else:
            current[words[0], int(words[1]), int(words[2])] += 1
    return trees


def our_tree(path: Path) -> Counter[Entry]:
    """What our parser says, in go/ast's terms."""
    tree = parse_file(str(path), path.read_bytes())
    return Counter(
        entry
        for decl, base in zip(tree.decls, tree.bases, strict=True)
        for node in preorder(decl.decl)
        for entry in translated(node, base)
    )


def translated(node: nodes.Node, base: int) -> Iterator[Entry]:
    """The node or nodes that go/ast has for one of ours."""
    kind = node.__class__.__name__
    if isinstance(node, nodes.IndexExpr) and len(node.indices) > 1:
        kind = "IndexListExpr"
    if isinstance(node, nodes.SwitchStmt | nodes.TypeSwitchStmt | nodes.SelectStmt):
        yield "BlockStmt", base + node.lbrace, base + node.rbrace + 1
    yield kind, base + node.start, base + node.end


def main(arguments: list[str]) -> int:
    """Compare; 1 if any file differs."""
    if arguments and not arguments[0].isdigit():
        paths = [Path(name) for name in arguments]
    else:
        seed = int(arguments[0]) if arguments else 1
        print(f"seed {seed}")
        paths = random.Random(seed).sample(list(source_files(goroot() / "src")), FILES)
    theirs = oracle_trees(paths)
    same = total = 0
    for path in paths:
        if str(path) not in theirs:
            continue
        wanted, got = theirs[str(path)], our_tree(path)
        total += sum(wanted.values())
        if wanted == got:
            same += 1
            continue
        for sign, entries in (("go/parser only", wanted - got), ("ours only", got - wanted)):
            for entry in list(entries)[:3]:
                print(f"{path.name}: {sign}: {entry}")
    print(f"passed {same}, failed {len(theirs) - same}, {total} nodes")
    print(f"RESULT files with go/parser's tree: {same} of {len(theirs)}, {100 * same / len(theirs):.1f}% (all)")
    return 0 if same == len(theirs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
