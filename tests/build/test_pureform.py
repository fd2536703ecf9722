"""Which form of a package with assembly is compiled."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from server.build.constraints import BuildTags
from server.build.packages import LoadConfig, LoadedPackage, Loader
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import find_target
from tests.cli.bindery import write_files

AMD64 = find_target("linux", "amd64")
ASM = "TEXT ·f(SB), 4, $0-8\n\tRET\n"
BODILESS = "package p\n\nfunc f() int\n"
BODY = "package p\n\nfunc f() int { return 1 }\n"


@dataclass
class Case:
    """Files of a package beside `use.go`, which calls f, and those that are chosen."""

    name: str
    files: dict[str, str]
    chosen: str
    use: str = "package p\n\nfunc F() int { return f() }\n"


CASES = [
    Case("no assembly", {"f.go": BODY}, "f.go use.go"),
    Case(
        "purego", {"a.go": f"//go:build !purego\n\n{BODILESS}", "b.go": f"//go:build purego\n\n{BODY}"}, "b.go use.go"
    ),
    Case(
        "noasm and appengine",
        {"a.go": f"//go:build !noasm && !appengine\n\n{BODILESS}", "b.go": f"//go:build noasm || appengine\n\n{BODY}"},
        "b.go use.go",
    ),
    Case(
        "other processors", {"f_amd64.go": BODILESS, "f_other.go": f"//go:build !amd64\n\n{BODY}"}, "f_other.go use.go"
    ),
    Case(
        "for other packages",
        {
            "a.go": "//go:build !noasm\n\npackage p\n\nfunc G() int\n",
            "b.go": "//go:build noasm\n\npackage p\n\nfunc G() int { return 1 }\n",
        },
        "b.go use.go",
        "package p\n",
    ),
    Case("nothing else", {"f_amd64.go": BODILESS}, "f_amd64.go use.go"),
    Case(
        "an exported function would be missing",
        {"a.go": f"//go:build !purego\n\n{BODILESS}\nfunc G() {{}}\n", "b.go": f"//go:build purego\n\n{BODY}"},
        "a.go use.go",
    ),
    Case(
        "a function that is called would be missing",
        {"a.go": f"//go:build !purego\n\n{BODILESS}\nfunc g() {{}}\n", "b.go": f"//go:build purego\n\n{BODY}"},
        "a.go use.go",
        "package p\n\nfunc F() int { g(); return f() }\n",
    ),
    Case(
        "a comment is no call",
        {"a.go": f"//go:build !purego\n\n{BODILESS}\nfunc g() {{}}\n", "b.go": f"//go:build purego\n\n{BODY}"},
        "b.go use.go",
        "package p\n\n// g is faster.\nfunc F() int { return f() }\n",
    ),
    Case(
        "declared twice",
        {
            "a.go": f"//go:build !purego\n\n{BODILESS}",
            "b.go": f"//go:build purego\n\n{BODY}",
            "c.go": "package p\n\nvar x int\n",
            "d.go": "//go:build purego\n\npackage p\n\nvar x int\n",
        },
        "a.go c.go use.go",
    ),
    Case(
        "linkname alone",
        {"a.go": 'package p\n\nimport _ "unsafe"\n\n//go:linkname f q.f\nfunc f() int\n', "empty.s": ""},
        "a.go use.go",
    ),
    Case(
        "a method of an embedded type",
        {
            "a.go": f"//go:build !purego\n\n{BODILESS}\ntype T struct{{ base }}\n\nfunc (t *T) Write() {{}}\n",
            "b.go": f"//go:build purego\n\n{BODY}\ntype T = base\n",
            "c.go": "package p\n\ntype base struct{}\n\nfunc (b *base) Write() {}\n",
        },
        "b.go c.go use.go",
    ),
]


def load(folder: Path, pure: bool) -> LoadedPackage:
    assert AMD64 is not None
    found = Collector()
    loader = Loader(LoadConfig(BuildTags.for_target(AMD64), None, skim=True, pure=pure), FileSet(), found)
    assert loader.load_directory(folder, "p"), found.items
    return loader.packages["p"]


def names(package: LoadedPackage) -> str:
    return " ".join(Path(source.file.path).name for source in package.files)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_form(case: Case, tmp_path: Path) -> None:
    assembly = {} if case.name == "no assembly" else {"f_amd64.s": ASM}
    write_files(tmp_path, {**assembly, **case.files, "use.go": case.use})
    assert names(load(tmp_path, pure=True)) == case.chosen


def test_the_editor_sees_the_usual_form(tmp_path: Path) -> None:
    write_files(tmp_path, {"f_amd64.s": ASM, **CASES[1].files, "use.go": CASES[1].use})
    assert names(load(tmp_path, pure=False)) == "a.go use.go"
