"""The type checker's entry: one package from syntax trees to a typed package.

1. Collect the package-level objects of all files. 2. Find the type of each, on demand. 3. Check function bodies one
by one. 4. Order the initialisers, report unused imports. After an edit, `check_again` repeats as little of 3 as it can
(recheck.py).

The rules of each construct are the tables below. Checking recurses with the nesting of the source, which the parser
limits; where the caller's stack is too small for that, the check runs in a thread with a larger one.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from server.compiler.syntax import nodes as ast
from server.compiler.types import (
    arith,
    call,
    composite,
    decl,
    index,
    instances,
    literals,
    names,
    ranges,
    signature,
    stmt,
    switches,
    typexpr,
)
from server.compiler.types.checker import Cancelled, CheckConfig, Checker, Env, Importer, Kind, Rules, Target
from server.compiler.types.cycles import report_direct_cycles
from server.compiler.types.info import Mode, TypedPackage
from server.compiler.types.model import Type
from server.compiler.types.objects import Package, Scope, TypeName
from server.compiler.types.ondemand import open_package
from server.compiler.types.operand import Operand
from server.compiler.types.recheck import PackageCheck, continue_check, finish_check
from server.compiler.types.resolve import collect_objects
from server.compiler.types.single import SingleBodies
from server.compiler.types.universe import UNIVERSE
from server.compiler.types.untyped import convert_untyped
from server.diagnostics.codes import types as rows
from server.diagnostics.collector import Collector

__all__ = [
    "Cancelled",
    "CheckConfig",
    "Importer",
    "PackageCheck",
    "begin_check",
    "check_again",
    "check_package",
    "declare_on_demand",
    "one_by_one",
    "with_deep_stack",
]

_STACK_BYTES: Final = 256 << 20  # address space of the thread; committed only as far as it is used
_FRAMES: Final = 200_000  # Python frames allowed there
_STARTING: Final = threading.Lock()
_T = TypeVar("_T")


def check_package(
    path: str, files: Sequence[ast.FileTree], config: CheckConfig, diagnostics: Collector
) -> TypedPackage:
    """Check the files of one package; findings go to `diagnostics`. Raises Cancelled."""
    check = begin_check(path, files, config)
    diagnostics.items += check.problems
    return check.typed


def declare_on_demand(path: str, files: Sequence[ast.FileTree], config: CheckConfig) -> Package:
    """A package for importers alone, without a check: its objects get their types when somebody looks at them."""
    return open_package(path, files, config, _RULES)


def one_by_one(package: Package, files: Sequence[ast.FileTree], config: CheckConfig) -> SingleBodies:
    """The functions of a package whose declarations are known, from skimmed files, each checked when asked for."""
    return SingleBodies(package, files, config, _RULES)


def begin_check(path: str, files: Sequence[ast.FileTree], config: CheckConfig) -> PackageCheck:
    """The same as something that `check_again` can continue. Raises Cancelled."""
    return with_deep_stack(lambda: _check(path, list(files), config))


def check_again(
    before: PackageCheck,
    files: Sequence[ast.FileTree],
    edited: Mapping[ast.DeclTree, ast.DeclTree],
    config: CheckConfig,
) -> PackageCheck | None:
    """The check of a version that differs inside the bodies of `edited` (old declaration -> new) alone.

    None when the package must be checked as a whole. Raises Cancelled; `before` can then still be continued.
    """
    return with_deep_stack(lambda: continue_check(before, list(files), edited, config))


def _check(path: str, files: list[ast.FileTree], config: CheckConfig) -> PackageCheck:
    name = next((f.package.name.name for f in files if f.package is not None), "")
    package = Package(path, name, Scope(UNIVERSE), library=config.library)
    c = Checker(package, config, Collector(), _RULES)
    kept = _consistent_files(c, files, name)
    collect_objects(c, kept)
    report_direct_cycles(c)
    _declare_objects(c)
    c.process_delayed(0)
    return finish_check(c, files)


def _consistent_files(c: Checker, files: list[ast.FileTree], name: str) -> list[ast.FileTree]:
    """The files whose package clause agrees with the first one."""
    kept = []
    for file in files:
        c.env = Env(file.header, c.package.scope, c.config.go_version)
        if file.package is None:
            continue
        ident = file.package.name
        if ident.name == "_":
            c.error(rows.BLANK_PACKAGE_NAME, ident)
        if ident.name in ("_", name):
            kept.append(file)
        else:
            c.error(rows.PACKAGE_NAME_DIFFERS, ident, ident.name, name)
    return kept


def _declare_objects(c: Checker) -> None:
    """Types first, aliases last among them, so that most aliases find their types complete."""
    objects = list(c.decls)
    types = [obj for obj in objects if isinstance(obj, TypeName)]
    for obj in types:
        if obj.type is not None:
            decl.collect_methods(c, obj)
    aliases = []
    for obj in types:
        spec = c.decls[obj].tdecl
        if spec is not None and spec.assign_pos >= 0:
            aliases.append(obj)
        else:
            c.declare_object(obj)
    for alias in aliases:
        c.declare_object(alias)
    for other in objects:
        if not isinstance(other, TypeName):
            c.declare_object(other)


def with_deep_stack(work: Callable[[], _T]) -> _T:
    """Run `work` in a thread whose stack fits the deepest nesting that the parser lets through."""
    outcome: list[_T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # handed on to the caller's thread
            failure.append(error)

    # The limit holds for all threads: it is only ever raised, for another check may be under way.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _FRAMES))
    thread = threading.Thread(target=run, name="compiler")
    with _STARTING:  # the stack size holds for whichever thread starts next
        before = threading.stack_size(_STACK_BYTES)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]


def _type_as_expr(c: Checker, x: Operand, expr: ast.Expr, _target: Target | None, _hint: Type | None) -> Kind:
    """A type literal where an expression may stand"""
    x.type = c.type_expr(expr)
    x.mode = Mode.TYPE
    return Kind.EXPRESSION


def _paren_expr(c: Checker, x: Operand, expr: ast.ParenExpr, _target: Target | None, _hint: Type | None) -> Kind:
    """`(x)`, however deeply nested"""
    inner: ast.Expr = expr
    parens: list[ast.ParenExpr] = []
    while isinstance(inner, ast.ParenExpr):
        parens.append(inner)
        inner = inner.x
    kind = c.raw_expr(None, x, inner)
    for paren in reversed(parens[1:]):
        x.expr = paren
        c.record(x)
    return kind


def _bad_expr(_c: Checker, _x: Operand, _expr: ast.Expr, _target: Target | None, _hint: Type | None) -> Kind:
    """What the parser has reported"""
    return Kind.STATEMENT


_RULES: Final = Rules(
    expr={
        ast.Ident: names.ident_expr,
        ast.SelectorExpr: names.selector_expr,
        ast.BasicLit: literals.basic_lit,
        ast.CallExpr: call.call_expr,
        ast.BinaryExpr: arith.binary_expr,
        ast.UnaryExpr: arith.unary_expr,
        ast.StarExpr: arith.star_expr,
        ast.ParenExpr: _paren_expr,
        ast.IndexExpr: index.index_expr,
        ast.SliceExpr: index.slice_expr,
        ast.CompositeLit: literals.composite_lit,
        ast.FuncLit: literals.func_lit,
        ast.TypeAssertExpr: call.type_assert_expr,
        ast.ArrayType: _type_as_expr,
        ast.StructType: _type_as_expr,
        ast.FuncType: _type_as_expr,
        ast.InterfaceType: _type_as_expr,
        ast.MapType: _type_as_expr,
        ast.ChanType: _type_as_expr,
        ast.BadExpr: _bad_expr,
        ast.Ellipsis: _bad_expr,
        ast.KeyValueExpr: _bad_expr,
    },
    stmt={
        ast.ExprStmt: stmt.expr_stmt,
        ast.AssignStmt: stmt.assign_stmt,
        ast.IfStmt: stmt.if_stmt,
        ast.ReturnStmt: stmt.return_stmt,
        ast.BlockStmt: stmt.block_stmt,
        ast.ForStmt: stmt.for_stmt,
        ast.RangeStmt: ranges.range_stmt,
        ast.DeclStmt: decl.decl_stmt,
        ast.IncDecStmt: stmt.inc_dec_stmt,
        ast.SwitchStmt: switches.switch_stmt,
        ast.TypeSwitchStmt: switches.type_switch_stmt,
        ast.SelectStmt: switches.select_stmt,
        ast.BranchStmt: stmt.branch_stmt,
        ast.LabeledStmt: stmt.labeled_stmt,
        ast.SendStmt: stmt.send_stmt,
        ast.GoStmt: stmt.go_stmt,
        ast.DeferStmt: stmt.defer_stmt,
        ast.EmptyStmt: stmt.empty_stmt,
        ast.BadStmt: stmt.empty_stmt,
    },
    type={
        ast.Ident: typexpr.name_type,
        ast.SelectorExpr: typexpr.name_type,
        ast.StarExpr: typexpr.pointer_type,
        ast.ArrayType: typexpr.array_type,
        ast.MapType: typexpr.map_type,
        ast.ChanType: typexpr.chan_type,
        ast.ParenExpr: typexpr.paren_type,
        ast.IndexExpr: typexpr.instance_type,
        ast.StructType: composite.struct_type,
        ast.InterfaceType: composite.interface_type,
        ast.FuncType: signature.func_type,
        ast.BadExpr: typexpr.bad_type,
        ast.Ellipsis: typexpr.bad_type,
    },
    no_type=typexpr.no_type,
    declare=decl.declare_object,
    convert_untyped=convert_untyped,
    non_generic=instances.non_generic,
    variable_type=typexpr.variable_type,
)
