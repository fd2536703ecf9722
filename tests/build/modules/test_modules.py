"""Build lists and where packages come from, against `go list` on the same modules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.build.constraints import BuildTags
from server.build.packages import LoadConfig, Loader
from server.build.patterns import load_patterns
from server.build.surroundings import Surroundings, find_surroundings
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import TARGETS
from tests.build.modules.proxy import Tree, environment, fill_proxy, run_go, settings, write_tree
from tests.cli.bindery import bindery


def module(path: str, go: str, requires: str = "", imports: str = "", folders: str = "") -> Tree:
    """The files of a module: `requires` is a list of path@version, `imports` one of paths, `folders` of packages."""
    lines = [
        f"module {path}",
        f"go {go}" if go else "",
        *(f"require {item.replace('@', ' ')}" for item in requires.split()),
    ]
    clause = path.replace("/v2", "").rpartition("/")[2].lower()
    body = "".join(f'import _ "{item}"\n' for item in imports.split())
    files = {"go.mod": "\n".join([*lines, ""]), f"{clause}.go": f"package {clause}\n{body}"}
    for folder in folders.split():
        files[f"{folder}/x.go"] = f"package {folder.rpartition('/')[2]}\n"
    return files


PROXY: Mapping[str, Tree] = {
    "e.org/a@v1.0.0": module("e.org/a", "1.20", "e.org/b@v1.1.0 e.org/c@v1.0.0", "e.org/b"),
    "e.org/b@v1.1.0": module("e.org/b", "1.20", "e.org/c@v1.0.0 e.org/d@v1.5.0", "e.org/c"),
    "e.org/b@v1.2.0": module("e.org/b", "1.20", "e.org/c@v1.3.0", "e.org/c"),
    "e.org/c@v1.0.0": module("e.org/c", "1.20"),
    "e.org/c@v1.3.0": module("e.org/c", "1.20"),
    "e.org/d@v1.5.0": module("e.org/d", "1.20", "e.org/e@v1.0.0"),
    "e.org/e@v1.0.0": module("e.org/e", "1.20"),
    "e.org/old@v1.0.0": module("e.org/old", "", "e.org/d@v1.5.0", "e.org/d"),
    "e.org/big@v1.0.0": module("e.org/big", "1.20", folders="x x/inner internal/y"),
    "e.org/big/x@v0.1.0": module("e.org/big/x", "1.20", folders="inner"),
    "e.org/Upper/v2@v2.0.0": module("e.org/Upper/v2", "1.21", folders="sub"),
    "e.org/noretract@v0.0.0-20260101000000-0123456789ab": module("e.org/noretract", "1.22"),
}


def main(requires: str, imports: str, go: str = "1.25", more: str = "") -> Tree:
    """A main module example.com/top with one package."""
    files = dict(module("example.com/top", go, requires, imports))
    files["go.mod"] += more
    return files


@dataclass
class Case:
    """Files of a main module (or workspace), and where the command runs."""

    name: str
    files: Tree
    patterns: list[str] = field(default_factory=lambda: ["./..."])
    folder: str = "."
    prepare: tuple[str, ...] = ("mod", "tidy")  # what go does first, to write go.sum
    errors: list[str] = field(default_factory=list)


CASES = [
    Case("one", main("e.org/c@v1.0.0", "e.org/c")),
    Case("highest of all stated versions", main("e.org/a@v1.0.0 e.org/b@v1.2.0", "e.org/a")),
    Case("pruned", main("e.org/a@v1.0.0", "e.org/a")),
    Case("a dependency without pruning", main("e.org/old@v1.0.0", "e.org/old")),
    Case("main module without pruning", main("e.org/a@v1.0.0", "e.org/a", go="1.16")),
    Case("major version and capitals", main("e.org/Upper/v2@v2.0.0", "e.org/Upper/v2 e.org/Upper/v2/sub")),
    Case("pseudo-version", main("e.org/noretract@v0.0.0-20260101000000-0123456789ab", "e.org/noretract")),
    Case("replaced by a version", main("e.org/b@v1.1.0", "e.org/b", more="replace e.org/c => e.org/c v1.3.0\n")),
    Case(
        "one version replaced by another module",
        main("e.org/b@v1.1.0", "e.org/b", more="replace e.org/b v1.1.0 => e.org/b v1.2.0\n"),
    ),
    Case(
        "replaced by a folder",
        {
            **main("e.org/c@v1.0.0", "e.org/c e.org/c/more", more="replace e.org/c => ./forked\n"),
            "forked/go.mod": "module e.org/c\n",
            "forked/c.go": "package c\n",
            "forked/more/m.go": "package more\n",
        },
    ),
    Case("excluded", main("e.org/a@v1.0.0 e.org/b@v1.1.0", "e.org/a", more="exclude e.org/c v1.3.0\n")),
    Case("shorter of two module paths", main("e.org/big@v1.0.0", "e.org/big/x/inner")),
    Case("longer of two module paths", main("e.org/big/x@v0.1.0", "e.org/big/x/inner")),
    Case(
        "a module inside the main one",
        {
            **main("", ""),
            "inner/go.mod": "module example.com/top/inner\n",
            "inner/i.go": "package inner\n",
            "p/p.go": "package p\n",
        },
    ),
    Case(
        "workspace",
        {
            "go.work": "go 1.25\nuse (\n\t./one\n\t./two\n)\n",
            **{
                f"one/{n}": t
                for n, t in module("example.com/one", "1.25", "e.org/b@v1.1.0", "e.org/b example.com/two/sub").items()
            },
            **{f"two/{n}": t for n, t in module("example.com/two", "1.25", "e.org/c@v1.3.0", "e.org/c", "sub").items()},
        },
        folder="one",
        prepare=("list", "./..."),
    ),
    Case("vendor", main("e.org/a@v1.0.0", "e.org/a"), prepare=("mod", "vendor")),
    Case(
        "workspace with a vendor folder",
        {
            "go.work": "go 1.25\nuse (\n\t./one\n\t./two\n)\nreplace e.org/c => e.org/c v1.3.0\n",
            **{f"one/{n}": t for n, t in module("example.com/one", "1.25", "e.org/b@v1.1.0", "e.org/b").items()},
            **{f"two/{n}": t for n, t in module("example.com/two", "1.25", "", "", "sub").items()},
            "two/two_user.go": 'package two\nimport _ "example.com/one"\n',
        },
        folder="one",
        prepare=("work", "vendor"),
    ),
    Case(
        "a vendor folder for the workspace, outside of it",
        {
            "go.work": "go 1.25\nuse .\n",
            **main("e.org/c@v1.0.0", "e.org/c"),
            "vendor/modules.txt": "# e.org/c v1.0.0\n## explicit; go 1.20\ne.org/c\n",
        },
        prepare=("mod", "tidy"),
    ),
    Case("wildcard over dependencies", main("e.org/a@v1.0.0 e.org/big@v1.0.0", "e.org/a e.org/big"), ["e.org/b..."]),
    Case("all", main("e.org/a@v1.0.0", "e.org/a"), ["all"]),
    Case(
        "ignored folders",
        {
            **main("", "", more="ignore (\n\t./skip\n\tgen\n)\n"),
            "skip/s.go": "package s\n",
            "a/gen/g.go": "package g\n",
            "a/a.go": "package a\n",
        },
    ),
]


def prepared(case: Case, tmp_path: Path, go: Path) -> tuple[Path, dict[str, str]]:
    """The case on disk, its modules downloaded by the oracle; its folder and the variables."""
    variables = settings(tmp_path, fill_proxy(tmp_path / "proxy", PROXY))
    root = write_tree(tmp_path / "work", case.files)
    if case.prepare[1] == "vendor":
        run_go(go, ["mod", "tidy"], root / case.folder, variables)
    run_go(go, list(case.prepare), root / case.folder, variables)
    return root / case.folder, variables


def load(directory: Path, around: Surroundings, patterns: list[str], found: Collector) -> Loader:
    config = LoadConfig(BuildTags.for_target(TARGETS[0]), around.module, modules=around.modules)
    loader = Loader(config, FileSet(), found)
    load_patterns(loader, directory, patterns)
    return loader


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_agrees_with_go(case: Case, tmp_path: Path, oracle_go: Path) -> None:
    directory, variables = prepared(case, tmp_path, oracle_go)
    found = Collector()
    around = find_surroundings(directory, environment(variables, directory), found)
    assert around.modules is not None
    if around.modules.vendor is None:
        listing = run_go(
            oracle_go,
            ["list", "-m", "-f", "{{if not .Main}}{{.Path}}@{{.Version}}{{end}}", "all"],
            directory,
            variables,
        )
        assert [str(item) for item in around.modules.graph.build_list()] == sorted(listing.split())
    loader = load(directory, around, case.patterns, found)
    form = "{{.ImportPath}} {{.Dir}} {{not .DepOnly}} {{with .Module.GoVersion}}{{.}}{{else}}1.16{{end}}"
    expected = run_go(oracle_go, ["list", "-deps", "-f", form, *case.patterns], directory, variables).splitlines()
    ours = [
        f"{p.import_path} {p.directory} {str(p.named).lower()} {p.module and p.module.go_version}"
        for p in loader.packages.values()
    ]
    assert [item.message for item in found.items] == []
    assert sorted(ours) == sorted(expected)
    assert (around.modules.vendor is not None) == (case.prepare[1] == "vendor")


BROKEN = [
    Case(
        "not downloaded",
        {
            "go.mod": "module m.org/m\ngo 1.25\nrequire e.org/nope v1.0.0\n",
            "m.go": 'package m\nimport _ "e.org/nope"\n',
        },
        errors=["module e.org/nope@v1.0.0 is not in the module cache, and nothing is downloaded unasked"],
    ),
    Case(
        "not required",
        {"go.mod": "module m.org/m\ngo 1.25\n", "m.go": 'package m\nimport _ "e.org/c"\nimport _ "m.org/m/nope"\n'},
        errors=[
            "no required module provides package e.org/c; to add it:\n\tgo get e.org/c",
            "no required module provides package m.org/m/nope",
        ],
    ),
    Case(
        "inconsistent vendoring",
        {
            "go.mod": "module m.org/m\ngo 1.25\nrequire e.org/c v1.3.0\n",
            "m.go": "package m\n",
            "vendor/modules.txt": "# e.org/c v1.0.0\n## explicit; go 1.20\ne.org/c\n",
        },
        errors=[
            "inconsistent vendoring in $DIR:\n\te.org/c@v1.3.0: is explicitly required in go.mod, but not marked as "
            "explicit in vendor/modules.txt\n\te.org/c@v1.0.0: is marked as explicit in vendor/modules.txt, but not "
            "explicitly required in go.mod"
        ],
    ),
    Case(
        "inconsistent vendoring of a workspace",
        {
            "go.work": "go 1.25\nuse ./a\nreplace e.org/c v1.0.0 => ./c\nreplace e.org/d => ./a/d\n",
            "a/go.mod": "module a.org/a\ngo 1.25\nrequire e.org/c v1.0.0\nrequire e.org/d v1.0.0\n",
            "a/a.go": "package a\n",
            "vendor/modules.txt": "## workspace\n# e.org/c v1.0.0 => ./other\n## explicit\ne.org/c\n"
            "# e.org/d v1.1.0\n## explicit\ne.org/d\n# e.org/e v1.0.0 => ./e\n",
        },
        folder="a",
        errors=[
            "inconsistent vendoring in $DIR:"
            "\n\te.org/d@v1.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
            "\n\te.org/c@v1.0.0: is replaced by ./c in ../go.work, but marked as replaced by ./other in "
            "vendor/modules.txt"
            "\n\te.org/d: is replaced in ../go.work, but not marked as replaced in vendor/modules.txt"
            "\n\te.org/d@v1.1.0: is marked as explicit in vendor/modules.txt, but not explicitly required in a go.mod"
            "\n\te.org/e@v1.0.0: is marked as replaced in vendor/modules.txt, but not replaced in the workspace"
            "\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod."
            "\n\tTo sync the vendor directory, run:\n\t\tgo work vendor"
        ],
    ),
    Case(
        "not in vendor",
        {
            "go.mod": "module m.org/m\ngo 1.25\n",
            "m.go": 'package m\nimport _ "e.org/c"\n',
            "vendor/modules.txt": "",
        },
        errors=["cannot find module providing package e.org/c: import lookup disabled by -mod=vendor"],
    ),
    Case(
        "a replacement that is not there",
        {
            "go.mod": "module m.org/m\ngo 1.16\nrequire e.org/c v1.0.0\nreplace e.org/c => ../nowhere\n",
            "m.go": 'package m\nimport _ "e.org/c"\n',
        },
        errors=["e.org/c@v1.0.0 replaced by ../nowhere: reading $DIR/../nowhere/go.mod: no such file or directory"],
    ),
    Case(
        "a module that the workspace does not list",
        {"go.work": "go 1.25\nuse ./a\n", "a/go.mod": "module a\n", "b/go.mod": "module b\n", "b/b.go": "package b\n"},
        folder="b",
        errors=[
            "current directory is contained in a module that is not one of the workspace modules listed in go.work."
        ],
    ),
    Case(
        "a folder of the workspace without go.mod",
        {"go.work": "go 1.25\nuse ./a\n"},
        errors=["$DIR/go.work:2: cannot load module ./a listed in go.work file: open $DIR/a/go.mod"],
    ),
    Case(
        "malformed go.mod",
        {"go.mod": "module m.org/m\nrequire x v1\nreplace a => b\n"},
        errors=["$DIR/go.mod:3: replacement module without version must be directory path"],
    ),
]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_what_is_wrong_is_said(case: Case, tmp_path: Path) -> None:
    variables = settings(tmp_path, "off")
    directory = write_tree(tmp_path / "work", case.files) / case.folder
    found = Collector()
    around = find_surroundings(directory, environment(variables, directory), found)
    if not found.has_errors:
        load(directory, around, case.patterns, found)
    lines = [item.message.replace(str(tmp_path / "work"), "$DIR") for item in found.items]
    assert len(lines) == len(case.errors), lines
    for line, expected in zip(lines, case.errors):
        assert line.startswith(expected), line


def test_inconsistent_workspace_in_gos_words(tmp_path: Path, oracle_go: Path) -> None:
    case = next(case for case in BROKEN if case.name == "inconsistent vendoring of a workspace")
    directory = write_tree(tmp_path / "work", case.files) / case.folder
    with pytest.raises(AssertionError) as caught:
        run_go(oracle_go, ["list", "."], directory, settings(tmp_path, "off"))
    assert case.errors[0].replace("$DIR", str(tmp_path / "work")) in str(caught.value)


def test_modfile(tmp_path: Path, oracle_go: Path) -> None:
    """Another go.mod with its own go.sum; folders in it are relative to the module."""
    variables = settings(tmp_path, fill_proxy(tmp_path / "proxy", PROXY))
    files = {
        **main("", "e.org/c e.org/d"),
        "alt/other.mod": "module example.com/other\ngo 1.25\nrequire e.org/c v1.0.0\nreplace e.org/d => ./d\n"
        "require e.org/d v1.0.0\n",
        "d/go.mod": "module e.org/d\n",
        "d/d.go": "package d\n",
    }
    work = write_tree(tmp_path / "work", files)
    run_go(oracle_go, ["mod", "tidy", "-modfile=alt/other.mod"], work, variables)
    assert (work / "alt" / "other.sum").exists()
    args = ["list", "-modfile=alt/other.mod", "-deps", "-f", "{{.ImportPath}} {{.Dir}} {{.Module}} {{.Module.GoMod}}"]
    expected = run_go(oracle_go, args, work, variables).replace(" alt/", f" {work}/alt/")  # ours is absolute
    done = bindery(args, work, extra=variables)
    assert (done.stdout, done.stderr) == (expected, "")
    for flag, message in (
        ("-modfile=x.txt", "-modfile=x.txt: file does not have .mod extension"),
        ("-modfile=no.mod", "no.mod: no such file or directory"),
    ):
        assert message in bindery(["list", flag], work, extra=variables).stderr
    (work / "go.work").write_text("go 1.25\nuse .\n")
    for flag, message in (
        ("-modfile=alt/other.mod", "-modfile cannot be used in workspace mode"),
        ("-mod=mod", '-mod may only be set to readonly or vendor when in workspace mode, but it is set to "mod"'),
    ):
        assert message in bindery(["list", flag], work, extra=variables).stderr


TAMPERED = [
    ("go.sum", "checksum mismatch"),
    ("ziphash", "checksum mismatch"),
    ("no entry", "missing go.sum entry for module providing package e.org/c"),
    ("no tree", "module e.org/c@v1.0.0 is not in the module cache"),
    ("partial", "module e.org/c@v1.0.0 is not in the module cache"),
]


@pytest.mark.parametrize(("what", "message"), TAMPERED)
def test_go_sum_decides(what: str, message: str, tmp_path: Path, oracle_go: Path) -> None:
    directory, variables = prepared(CASES[0], tmp_path, oracle_go)
    downloads = tmp_path / "modcache" / "cache" / "download" / "e.org" / "c" / "@v"
    tree = tmp_path / "modcache" / "e.org" / "c@v1.0.0"
    if what == "go.sum":
        text = (directory / "go.sum").read_text()
        (directory / "go.sum").write_text(text.replace("v1.0.0 h1:", "v1.0.0 h1:AAAA"))
    elif what == "ziphash":
        (downloads / "v1.0.0.ziphash").write_text("h1:other=")
    elif what == "no entry":
        (directory / "go.sum").write_text("")
    elif what == "no tree":
        tree.rename(tree.with_name("elsewhere"))
    else:
        (downloads / "v1.0.0.partial").write_text("")
    found = Collector()
    around = find_surroundings(directory, environment(variables, directory), found)
    load(directory, around, ["."], found)
    assert len(found.items) == 1
    assert message in found.items[0].message
