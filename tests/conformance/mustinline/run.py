"""The functions that Go's own tests want inlined: the list of `cmd/compile/internal/test/inl_test.go`, read in place.

Package runtime is left out: it is replaced by our own. `-v` prints why a function cannot be inlined.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.everything import Surroundings, decide_everything
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.ir.decisions import DecisionKind, DecisionLog
from server.compiler.types.sizes import Sizes
from server.garbage import collect_rarely
from tests.conformance.decisions.lines import without_arguments
from tests.conformance.decisions.oracle import Suite
from tests.conformance.decisions.program import Program
from tests.conformance.oracle import goroot

TARGET: Final = 95.0  # per cent
LIST: Final = "src/cmd/compile/internal/test/inl_test.go"
_TAGS: Final = "math_big_pure_go"  # under which Go's test builds the packages
_SECTION: Final = re.compile(r'\t\t"([\w/]+)": \{\n(.*?)\n\t\t\},', re.DOTALL)
_APPENDED: Final = re.compile(r'want\["([\w/]+)"\] = (?:append\(want\["[\w/]+"\],|\[\]string\{)(.*?)[)}]\n', re.DOTALL)
_NAME: Final = re.compile(r'"([^"]+)"')


def wanted() -> dict[str, list[str]]:
    """Names by package, those for other architectures than amd64 left out."""
    text = (goroot() / LIST).read_text()
    text = text[text.index("want := map") : text.index("must := map")]
    text = re.sub(r"//.*", "", text)
    found: dict[str, list[str]] = {}
    for pattern in (_SECTION, _APPENDED):
        for match in pattern.finditer(text):
            found.setdefault(match[1], []).extend(_NAME.findall(match[2]))
    found.pop("runtime")
    return found


def reasons(path: str, program: Program, bodies: TypedBodies, inliner: Inliner) -> dict[str, str]:
    """Why each function of a package cannot be inlined, "" if it can; of a generic one the best of its instances."""
    log = DecisionLog()
    around = Surroundings(bodies, inliner, Sizes(8), lambda _symbol: None)
    decide_everything(program.packages[path], around, log, explain=False)
    found: dict[str, str] = {}
    for item in log.items:
        if item.kind is DecisionKind.INLINE:
            name = without_arguments(item.subject)[0]
            reason = "" if item.verdict == "can be inlined" else item.reason
            found[name] = reason if found.get(name) != "" else ""
    return found


def main() -> int:
    """Ask about all names; 1 if too few can be inlined."""
    collect_rarely()
    names = wanted()
    program, bodies = Program(), TypedBodies()
    for typed in program.check(Suite("mustinline", tuple(sorted(names)), tags=_TAGS).listed()):
        bodies.add(typed)
    inliner = Inliner(bodies, Sizes(8), "amd64")
    good = total = 0
    for path, functions in sorted(names.items()):
        known = reasons(path, program, bodies, inliner)
        for name in functions:
            reason = known.get(without_arguments(name)[0], "no such function")
            total += 1
            good += not reason
            if reason and "-v" in sys.argv:
                print(f"{path}.{name}: {reason}")
    share = 100 * good / total
    print(f"RESULT must-inline list, package runtime apart: {good} of {total}, {share:.1f}% (target {TARGET:.0f}%)")
    return 0 if share >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
