"""Checking a package again after edits inside function bodies.

A check has three parts: the package level; each body of a declared function; and what looks at all of them (the order
of initialisation, unused imports, instantiation cycles). A body leaves a `BodyResult`; nothing else of what it finds
out matters to another body. So when the text of a package changes only inside bodies, the package level and the results
of all other bodies stand, and the third part is made anew.

Three things tie a result to more than its body, and have it made again: whether an error came before it (some messages
are then dropped as follow-ons), places of other declarations named in its messages, and the package level itself.

Invariant: an edited declaration keeps the anchor and the syntax nodes of its signature (`syntax/graft.py`), so that
objects, spans and recorded types of the package level hold for the new version.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields, replace

from server.compiler.syntax import nodes as ast
from server.compiler.types.bodies import check_body
from server.compiler.types.checker import BodyJob, Cancelled, CheckConfig, Checker, DeclInfo, Env
from server.compiler.types.directives import check_directives
from server.compiler.types.info import FuncBody, Info, Initializer, TypedPackage
from server.compiler.types.initorder import initialization_order
from server.compiler.types.model import TypeParam
from server.compiler.types.mono import Edge
from server.compiler.types.objects import Func, PkgName
from server.diagnostics.codes import types as rows
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic, Related


@dataclass(slots=True, eq=False)
class BodyResult:
    """What checking one body, or the package level, found out."""

    info: Info
    problems: list[Diagnostic]
    broken: set[object]  # anchors of declarations with errors
    imports: set[PkgName]  # that are used
    instances: list[Edge]
    failed: bool  # an error was found
    failed_before: bool = False  # one had been found earlier
    asked_failed: bool = False  # and that made a difference, or could have
    asked_place: bool = False  # a message names a place


@dataclass(slots=True, eq=False)
class PackageCheck:
    """A finished check, and what is needed to continue it."""

    checker: Checker
    files: list[ast.FileTree]
    surface: BodyResult
    jobs: list[BodyJob]
    results: list[BodyResult]  # of the jobs
    order: list[Initializer] = field(default_factory=list)
    order_problems: list[Diagnostic] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    info: Info = field(default_factory=Info)
    functions: list[FuncBody] = field(default_factory=list)
    lock: AbstractContextManager[bool] = field(default_factory=threading.RLock)  # held by who looks at lazy types

    @property
    def typed(self) -> TypedPackage:
        """The typed package."""
        config = self.checker.config
        return TypedPackage(
            self.checker.package,
            self.files,
            self.info,
            self.functions,
            self.order,
            config.go_version,
            config.file_versions,
        )


def finish_check(c: Checker, files: list[ast.FileTree]) -> PackageCheck:
    """Check the bodies and all the rest, once the package level is done."""
    c.record_untyped()
    surface = _taken(c)
    check = PackageCheck(c, files, surface, c.bodies, [])
    check.results = _check_bodies(check, {})
    _merge_all(check)
    _conclude(check)
    return check


def continue_check(
    before: PackageCheck, files: list[ast.FileTree], edited: Mapping[ast.DeclTree, ast.DeclTree], config: CheckConfig
) -> PackageCheck | None:
    """The check of the next version, which differs in the bodies of `edited` (old declaration -> new) alone.

    None when all must be checked anew. Raises Cancelled, and `before` can then still be continued.
    """
    if before.surface.asked_place:
        return None
    c = before.checker
    c.config = config
    jobs = [_moved(job, edited[job.decl.tree]) if job.decl.tree in edited else job for job in before.jobs]
    if sum(job is not old for job, old in zip(jobs, before.jobs)) != len(edited):
        return None  # a function whose body nobody checked, such as a redeclared method's
    known = {job: result for job, old, result in zip(jobs, before.jobs, before.results) if job is old}
    check = PackageCheck(c, files, before.surface, jobs, [], lock=before.lock)
    check.results = _check_bodies(check, known)
    # Beyond this point nothing is cancelled: the checker takes over the new declarations.
    dependencies_changed = False
    for job, old in zip(jobs, before.jobs):
        dependencies_changed |= list(job.decl.deps) != list(old.decl.deps)
        c.decls[job.obj] = job.decl
        job.obj.decl = job.decl.fdecl
    if not dependencies_changed:
        check.order, check.order_problems = before.order, before.order_problems
    _merge_changes(check, before)
    _conclude(check, keep_order=not dependencies_changed)
    return check


def _moved(job: BodyJob, tree: ast.DeclTree) -> BodyJob:
    """The job for the next version of its declaration."""
    node = tree.decl
    assert isinstance(node, ast.FuncDecl)
    assert node.body is not None
    decl = DeclInfo(tree, job.decl.scope, job.decl.version)
    decl.fdecl = node
    return BodyJob(job.obj, decl, replace(job.env, tree=tree), job.signature, node.body)


def _check_bodies(check: PackageCheck, known: Mapping[BodyJob, BodyResult]) -> list[BodyResult]:
    failed = check.surface.failed
    results = []
    for job in check.jobs:
        result = known.get(job)
        if result is None or result.asked_place or (result.asked_failed and result.failed_before != failed):
            result = _check_one(check.checker, job, failed)
        results.append(result)
        failed = failed or result.failed
    return results


def _check_one(c: Checker, job: BodyJob, failed: bool) -> BodyResult:
    spans, deps = c.instance_spans, dict(job.decl.deps)
    _reset(c, failed)
    c.instance_spans = dict(spans)
    c.env = job.env
    job.decl.deps.clear()
    try:
        check_body(c, job.env, job.decl, job.signature, job.body, None)
        c.process_delayed(0)
        c.record_untyped()
    except Cancelled:
        job.decl.deps.update(deps)
        raise
    finally:
        c.instance_spans = spans
        c.delayed.clear()
        c.untyped.clear()
    result = _taken(c)
    result.failed_before, result.failed = failed, c.failed and (not failed or bool(result.broken))
    result.asked_failed |= job.env.tree.spoiled  # silence about them counts as a failure
    return result


def _reset(c: Checker, failed: bool) -> None:
    """A clean sheet for one part of the check."""
    c.info, c.diagnostics = Info(), Collector()
    c.broken_anchors, c.used_imports, c.instances.edges = set(), set(), []
    c.failed, c.asked_failed, c.asked_place = failed, False, False


def _taken(c: Checker) -> BodyResult:
    return BodyResult(
        c.info,
        c.diagnostics.items,
        c.broken_anchors,
        c.used_imports,
        c.instances.edges,
        c.failed,
        asked_failed=c.asked_failed,
        asked_place=c.asked_place,
    )


def _conclude(check: PackageCheck, keep_order: bool = False) -> None:
    """The part of the check that looks at the whole package."""
    c, parts = check.checker, [check.surface, *check.results]
    _reset(c, any(part.failed for part in parts))
    c.info = check.info
    c.used_imports = set().union(*(part.imports for part in parts))
    c.instances.edges = [edge for part in parts for edge in part.instances]
    if check.files:
        c.env = Env(check.files[0].header, c.package.scope, c.config.go_version)
    if not keep_order:
        check.order = initialization_order(c)
        check.order_problems = c.diagnostics.items
        c.diagnostics = Collector()
    _report_unused_imports(c)
    _report_instance_cycle(c)
    check_directives(c, check.files)
    found = [item for part in parts for item in part.problems]
    check.problems = [*found, *check.order_problems, *c.diagnostics.items]
    broken: set[object] = c.broken_anchors.union(*(part.broken for part in parts))
    broken.update(item.span.anchor for item in check.order_problems if item.span)
    check.functions = _functions(c, broken)


def _functions(c: Checker, broken: set[object]) -> list[FuncBody]:
    return [
        FuncBody(obj, info.fdecl, info.tree, info.tree.anchor in broken)
        for obj, info in c.decls.items()
        if isinstance(obj, Func) and info.fdecl is not None and info.fdecl.body is not None
    ]


def _merge_all(check: PackageCheck) -> None:
    check.info = check.surface.info
    if not check.results:
        return
    check.info = _copy(check.surface.info)
    for result in check.results:
        _add(check.info, result.info)


def _merge_changes(check: PackageCheck, before: PackageCheck) -> None:
    """The maps of the package: those of the version before, without what was checked again, with what came of it."""
    check.info = _copy(before.info)
    for result, old in zip(check.results, before.results):
        if result is not old:
            for name in _MAPS:
                mine = getattr(check.info, name)
                for key in getattr(old.info, name):
                    mine.pop(key, None) if isinstance(mine, dict) else mine.discard(key)
            _add(check.info, result.info)


_MAPS = tuple(entry.name for entry in fields(Info))


def _copy(info: Info) -> Info:
    return Info(**{name: getattr(info, name).copy() for name in _MAPS})


def _add(info: Info, more: Info) -> None:
    for name in _MAPS:
        getattr(info, name).update(getattr(more, name))


def _report_unused_imports(c: Checker) -> None:
    if c.config.ignore_bodies:
        return
    for obj in c.imports:
        if obj in c.used_imports or obj.name == "_":
            continue
        path = obj.imported.path
        if obj.name in (".", path.rsplit("/", 1)[-1]):
            c.error(rows.UNUSED_IMPORT, obj, path)
        else:
            c.error(rows.UNUSED_NAMED_IMPORT, obj, path, obj.name)


def _report_instance_cycle(c: Checker) -> None:
    if c.failed:
        return
    steps = c.instances.find_cycle()
    if not steps:
        return
    related = []
    for obj, typ, span in steps:
        verb = "instantiated as" if isinstance(obj.type, TypeParam) else "implicitly parameterized by"
        if span is not None:
            related.append(Related(span, f"{obj.name} {verb} {c.show(typ)}"))
    c.error(rows.INSTANCE_CYCLE, steps[0][0], related=related)
