"""IR of a package, or of one function on demand.

A function that the checker found broken has no IR; one with a construct that is not lowered yet gives a diagnostic and
has no IR either. All others are built.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.ir.func import ExternalFunc, Func, Global, IRPackage
from server.compiler.irbuild.context import BuildConfig, PackageContext
from server.compiler.irbuild.function import build_declared
from server.compiler.irbuild.packageinit import build_init
from server.compiler.irbuild.staticdata import static_data
from server.compiler.syntax import nodes as ast
from server.compiler.types import objects
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.symbols import Symbols
from server.compiler.types.view import BodyView
from server.diagnostics.collector import Collector


def build_package(typed: TypedPackage, diagnostics: Collector, config: BuildConfig | None = None) -> IRPackage:
    """All functions of a package that can be built, its variables, and its initialisation."""
    context = _context(typed, config)
    funcs: list[Func | None] = []
    inits: list[str] = []
    for body in typed.functions:
        symbol = _symbol(context, body, len(inits))
        if _is_init(body):
            inits.append(symbol)
        if body.obj.name != "_":
            funcs.append(build_declared(context, body, symbol, diagnostics))
    funcs.append(build_init(context, inits, diagnostics))
    funcs += context.literals
    return IRPackage(
        typed.package.path,
        typed.package.name,
        [func for func in funcs if func is not None],
        [*_variables(context), *context.globals],
        list(_externals(context)),
    )


def build_function(
    typed: TypedPackage, body: FuncBody, diagnostics: Collector, config: BuildConfig | None = None
) -> list[Func]:
    """One function, as build_package builds it, and after it its function literals.

    Empty when it is broken or not lowered yet.
    """
    context = _context(typed, config)
    earlier = typed.functions[: typed.functions.index(body)]
    func = build_declared(context, body, _symbol(context, body, sum(map(_is_init, earlier))), diagnostics)
    return [] if func is None else [func, *context.literals]


def _context(typed: TypedPackage, config: BuildConfig | None) -> PackageContext:
    return PackageContext(typed, Symbols(typed), config or BuildConfig(), BodyView(typed.info))


def _is_init(body: FuncBody) -> bool:
    return body.obj.name == "init" and body.decl.recv is None


def _symbol(context: PackageContext, body: FuncBody, inits: int) -> str:
    """The link name; init functions are numbered, as there may be several."""
    symbol = context.symbols.of_func(body.obj)
    return f"{symbol}.{inits}" if _is_init(body) else symbol


def _variables(context: PackageContext) -> Iterator[Global]:
    """The package-level variables, in source order."""
    static = static_data(context)
    defs = context.typed.info.defs
    for file in context.typed.files:
        for tree in file.decls:
            if not isinstance(tree.decl, ast.GenDecl) or tree.decl.tok != "var":
                continue
            for spec in tree.decl.specs:
                assert isinstance(spec, ast.ValueSpec)
                for name in spec.names:
                    var = defs.get(name)
                    if isinstance(var, objects.Var) and var.name != "_" and var.type is not None:
                        yield Global(context.symbols.of_var(var), var.type, var.span, static.get(var))


def _externals(context: PackageContext) -> Iterator[ExternalFunc]:
    """The functions declared without a body."""
    defs = context.typed.info.defs
    for file in context.typed.files:
        for tree in file.decls:
            if not isinstance(tree.decl, ast.FuncDecl) or tree.decl.body is not None:
                continue
            func = defs.get(tree.decl.name)
            if isinstance(func, objects.Func) and func.type is not None:
                yield ExternalFunc(context.symbols.of_func(func), func.type)
