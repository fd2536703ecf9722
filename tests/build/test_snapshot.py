"""Snapshots share work and never tell anything else than a fresh start would."""

import gc
import random
import threading
import weakref
from pathlib import Path

import pytest
from lsprotocol import types

from server.build.baseline import Baseline
from server.build.documents import Document, Documents, Edit
from server.build.functions import FunctionTable
from server.build.snapshot import KEPT_CLOSED, KEPT_VERSIONS, CheckedPackage, Snapshot, Store
from server.build.workspace import Views, ViewSettings, Workspace
from server.compiler.types.checker import Cancelled
from server.features.diagnostics import package_diagnostics
from server.features.hover import hover
from server.features.lens import code_lenses
from server.target import TARGETS
from tests.bench.bench_lsp import edited, program
from tests.conformance.edits.run import compare_edits


def never() -> bool:
    """Nobody cancels."""
    return False


class Desk:
    """One open document of a module, and what snapshots of it say."""

    def __init__(self, folder: Path, text: str) -> None:
        (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
        self.path = str(folder / "main.go")
        self.uri = (folder / "main.go").as_uri()
        self.documents = Documents()
        self.documents.open(self.uri, self.path, 1, text)
        self.store = Store(TARGETS[0])

    def write(self, text: str) -> None:
        """Replace the text."""
        self.documents.change(self.path, 2, [Edit(None, (0, 0), text)])

    def snapshot(self, store: Store | None = None) -> Snapshot:
        """The document as it is now."""
        return Snapshot(self.documents.current(), store or self.store)

    def package(self) -> CheckedPackage:
        """The checked package of now."""
        package = self.snapshot().package_of(self.path, never)
        assert package is not None
        return package

    def says(self, store: Store) -> tuple[object, object, object]:
        """Diagnostics, lenses and the hover of the last function."""
        snapshot, document = self.snapshot(store), types.TextDocumentIdentifier(self.uri)
        lenses = code_lenses(snapshot, types.CodeLensParams(document), never)
        last = types.HoverParams(document, lenses[-1].range.start)
        return package_diagnostics(snapshot, self.path, never), lenses, hover(snapshot, last, never)


@pytest.mark.parametrize("seed", range(3))
def test_seeded_edits_agree_with_a_fresh_start(tmp_path: Path, seed: int) -> None:
    rng, original = random.Random(seed), program(5)
    desk = Desk(tmp_path, original)
    text = original
    for step in range(25):
        text = original if step % 5 == 4 else edited(text, rng) if rng.random() < 0.7 else edited(original, rng)
        desk.write(text)
        assert desk.says(desk.store) == desk.says(Store(TARGETS[0])), text


def test_edits_of_a_file_with_imports_agree_with_a_full_check(tmp_path: Path) -> None:
    count, wrong = compare_edits(tmp_path, functions=5, edits=40, seed=1)
    assert count == 40
    assert wrong == []


def test_an_edit_recomputes_only_what_it_touches(tmp_path: Path) -> None:
    text = program(4)
    desk = Desk(tmp_path, text)
    before = desk.package()
    kept = {body.obj.name: before.functions.compiled(body, never) for body in before.typed.functions}
    desk.write("// a line above\n" + text.replace("limit*2", "limit*3"))
    after = desk.package()
    now = {body.obj.name: after.functions.compiled(body, never) for body in after.typed.functions}
    assert [name for name in now if now[name] is not kept[name]] == ["f2", "main"]  # into which f2 is inlined
    desk.write(text.replace("x, y int", "x, y, z int"))
    wider = desk.package()
    assert all(wider.functions.compiled(body, never) is not now[body.obj.name] for body in wider.typed.functions)


def test_an_edit_inside_a_body_checks_that_body_alone(tmp_path: Path) -> None:
    text = program(4)
    desk = Desk(tmp_path, text)
    before = desk.package()
    desk.write(text.replace("package main\n", "package main\n\n").replace("limit*2", "limt*2"))
    after = desk.package()
    pairs = zip(after.check.jobs, after.check.results, before.check.results, strict=True)
    assert [job.obj.name for job, new, old in pairs if new is not old] == ["f2"]
    assert [item.message for item in after.diagnostics] == ["undefined: limt"]
    assert [body.obj.name for body in after.typed.functions if body.broken] == ["f2"]
    desk.write(text.replace("limit int) int", "limit int64) int", 1))
    assert desk.package().check.surface is not before.check.surface


def test_an_import_is_used_by_the_body_that_is_edited(tmp_path: Path) -> None:
    text = 'package main\n\nimport "unsafe"\n\nfunc f() { _ = unsafe.Sizeof(0) }\n\nfunc main() {}\n'
    desk = Desk(tmp_path, text)
    assert desk.package().diagnostics == ()
    desk.write(text.replace("unsafe.Sizeof(0)", "0"))
    assert [item.message for item in desk.package().diagnostics] == ['"unsafe" imported and not used']
    desk.write(text.replace("unsafe.Sizeof(0)", "0").replace("main() {}", "main() { _ = unsafe.Sizeof(1) }"))
    assert desk.package().diagnostics == ()


def test_an_edit_that_is_undone_costs_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, program(2))
    first = desk.package()
    desk.write(program(2).replace("x, y int", "x, y, z int"))
    assert desk.package() is not first
    desk.write(program(2))
    assert desk.package() is first


def test_what_uses_a_package_that_is_missing_has_no_code(tmp_path: Path) -> None:
    text = 'package main\n\nimport n "example.com/none"\n\nfunc main() { println(n.F()) }\n\nfunc other() {}\n'
    package = Desk(tmp_path, text).package()
    obstacles = [package.functions.compiled(body, never).obstacle for body in package.typed.functions]
    assert obstacles == ["it depends on a declaration with an error", ""]


def test_versions_that_are_over_are_forgotten(tmp_path: Path) -> None:
    """Whatever outlasts a snapshot (packages that others import, functions that stay as they are) keeps few others."""
    main = 'package main\n\nimport "example.com/m/lib"\n\nfunc main() { println(lib.F()) }\n'
    desk, library = Desk(tmp_path, main), tmp_path / "lib" / "lib.go"
    library.parent.mkdir()
    library.write_text("package lib\n")
    desk.documents.open(library.as_uri(), str(library), 1, "package lib\n")
    snapshots: list[weakref.ref[Snapshot]] = []
    packages: list[weakref.ref[CheckedPackage]] = []
    for version in range(20):
        text = f"package lib\n\ntype T{version} int\n\nfunc F() int {{ return {version} }}\n"
        desk.documents.change(str(library), version, [Edit(None, (0, 0), text)])
        snapshot = desk.snapshot()
        for path in (desk.path, str(library)):
            package = snapshot.package_of(path, never)
            assert package is not None
            assert package.functions.compiled(package.typed.functions[0], never).funcs
            packages.append(weakref.ref(package))
        snapshots.append(weakref.ref(snapshot))
    del snapshot, package
    gc.collect()
    assert sum(one() is not None for one in snapshots) == 0
    assert sum(one() is not None for one in packages) == 2 * KEPT_VERSIONS


def test_packages_without_an_open_document_are_forgotten(tmp_path: Path) -> None:
    """But for the last ones; with their functions, also where they were computed for a comparison."""
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    views, documents = Views(ViewSettings(TARGETS[0])), Documents()
    baseline = Baseline(views)
    known: dict[str, list[weakref.ref[CheckedPackage]]] = {}
    functions: dict[str, list[weakref.ref[FunctionTable]]] = {}
    for name in ("open", *(f"closed{number}" for number in range(KEPT_CLOSED + 3))):
        file = tmp_path / name / "a.go"
        file.parent.mkdir()
        file.write_text("package a\n\nfunc f() {}\n")
        documents.open(file.as_uri(), str(file), 1, "")
        for version in range(2):
            text = f"package a\n\nvar x{version} int\n\nfunc f() {{}}\n"
            documents.change(str(file), version, [Edit(None, (0, 0), text)])
            snapshot = Workspace(documents.current(), views).view(str(file))
            before = baseline.before(snapshot, str(file))
            assert before is not None
            for one in (snapshot, before):
                package = one.package_at(str(file), never)
                assert package.functions.compiled(package.typed.functions[0], never).funcs
                known.setdefault(name, []).append(weakref.ref(package))
                functions.setdefault(name, []).append(weakref.ref(package.functions))
    for name in [name for name in known if name != "open"]:
        documents.close(str(tmp_path / name / "a.go"))
    for kept in (views, baseline):
        kept.keep([TARGETS[0]], documents.current())
    del snapshot, before, one, package
    gc.collect()
    for refs in (known, functions):
        alive = {name: [ref() is not None for ref in found] for name, found in refs.items()}
        assert alive.pop("open") == [True] * 4
        # Of what is compared with, there is one version.
        assert list(alive.values()) == [[False] * 4] * 3 + [[False, True, True, True]] * KEPT_CLOSED


def test_a_change_beside_is_checked_like_an_edit(tmp_path: Path) -> None:
    text = program(4)
    desk = Desk(tmp_path, text)
    package = desk.package()
    kept = {body.obj.name: package.functions.compiled(body, never) for body in package.typed.functions}
    changed = Document(desk.uri, desk.path, 0, text.replace("limit*2", "limit*3").encode())
    beside = desk.snapshot().beside({desk.path: changed}).package_at(desk.path, never)
    now = {body.obj.name: beside.functions.compiled(body, never) for body in beside.typed.functions}
    assert [name for name in now if now[name] is not kept[name]] == ["f2", "main"]  # into which f2 is inlined
    assert desk.package() is package
    desk.write(text.replace("limit*1", "limt*1"))
    assert desk.says(desk.store) == desk.says(Store(TARGETS[0]))


def test_equal_text_is_not_checked_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, program(2))
    first = desk.package()
    desk.write(program(3))
    assert desk.package() is not first
    second = desk.package()
    desk.write(program(3))
    assert desk.package() is second


def test_cancelled_work_stops_and_can_be_done_later(tmp_path: Path) -> None:
    desk = Desk(tmp_path, program(50))
    calls = iter(range(10))
    with pytest.raises(Cancelled):
        desk.snapshot().package_of(desk.path, lambda: next(calls) > 3)
    package = desk.package()
    with pytest.raises(Cancelled):
        package.functions.compiled(package.typed.functions[0], lambda: True)
    assert package.functions.compiled(package.typed.functions[0], never).funcs


def test_threads_share_one_computation(tmp_path: Path) -> None:
    desk = Desk(tmp_path, program(20))
    snapshot, found = desk.snapshot(), []
    threads = [threading.Thread(target=lambda: found.append(snapshot.package_of(desk.path, never))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
