"""Package initialisation. Spec, "Package initialization".

`<path>.init` runs once: the imported packages' first, then the variables in the order that the checker found, then the
init functions in source order. A variable whose value is known when the package is compiled starts with it and needs
no code (staticvariables.py). A map whose elements are only names and constants is made by `<path>.map.init.N`, without
which nothing else is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.compiler.ir import graph
from server.compiler.ir.func import Block, Callee, Func, Global, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL
from server.compiler.irbuild.address import unparen, variable_address
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.assertion import build_several
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.function import construct
from server.compiler.irbuild.staticdata import add_static, may_call
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import FuncBody, Initializer
from server.compiler.types.linkname import package_prefix
from server.compiler.types.model import Map, Pointer, Signature, Tuple, underlying
from server.compiler.types.objects import Package, PkgName, Var
from server.compiler.types.predicates import is_interface
from server.diagnostics.collector import Collector
from server.source.span import Anchor, Span

_WORTH_A_FUNCTION: Final = 4  # elements of a map; fewer are no smaller than the call
_PLAIN: Final = (ast.CompositeLit, ast.KeyValueExpr, ast.ParenExpr, ast.Ident)


def init_symbol(package: Package) -> str:
    """The link name of a package's initialisation."""
    return f"{package_prefix(package)}.init"


def build_init(context: PackageContext, diagnostics: Collector) -> Func | None:
    """The function `<path>.init`; None, with a diagnostic, if an initialiser is not lowered yet."""
    package = context.typed.package
    header = context.typed.files[0].header if context.typed.files else _empty_tree()
    nothing = Signature(Tuple([]), Tuple([]))
    func = Func(init_symbol(package), "init", nothing, [], [], None)
    return construct(context, func, header, diagnostics, lambda b: _build_body(b, nothing))


def is_init(body: FuncBody) -> bool:
    """Whether a function is one of those that run when the package is initialised."""
    return body.obj.name == "init" and body.decl.recv is None


def _empty_tree() -> ast.DeclTree:
    return ast.DeclTree(Anchor(""), b"", ast.BadDecl(0, 0))


def _build_body(b: FuncBuilder, nothing: Signature) -> None:
    _run_once(b)
    for package in b.context.typed.package.imports:
        if package.path != "unsafe":
            b.emit(Op.CALL, None, aux=Callee(init_symbol(package), nothing))
    maps = iter(range(len(b.context.typed.init_order)))
    for item in b.context.typed.init_order:
        if add_static(b.context, item):
            continue
        if _is_droppable_map(b, item):
            _call_map_init(b, item, next(maps), nothing)
        elif not _initialise(b, item) and may_call(item.rhs):
            b.context.statics.changed()
    for body in b.context.typed.functions:
        routine = b.context.instances.bodies.routine_of(body.obj) if is_init(body) else None
        if routine is not None:
            b.emit(Op.CALL, None, aux=Callee(routine.symbol, nothing))
    b.return_values([], None)


def _is_droppable_map(b: FuncBuilder, item: Initializer) -> bool:
    """Whether a variable is a map whose making nobody notices who does not use the map."""
    rhs = unparen(item.rhs)
    if len(item.lhs) != 1 or item.lhs[0].name == "_" or not isinstance(rhs, ast.CompositeLit):
        return False
    under = underlying(item.lhs[0].type) if item.lhs[0].type is not None else None
    # A key that is an interface may hold what cannot be compared.
    if not isinstance(under, Map) or is_interface(under.key) or len(rhs.elements) < _WORTH_A_FUNCTION:
        return False
    return all(isinstance(node, _PLAIN) or _is_harmless(b, node) for node in _evaluated(b, rhs))


def _evaluated(b: FuncBuilder, expr: ast.Expr) -> Iterator[ast.Node]:
    """The expressions of a literal that are evaluated: not types, names of fields, and parts of constants."""
    waiting: list[ast.Node] = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case ast.CompositeLit(elements=elements):
                waiting += elements
            case ast.KeyValueExpr(key=key, value=value):
                # The name of a field is no expression with a type.
                waiting += (
                    [value] if b.view.info.types.get(key) is None and isinstance(key, ast.Ident) else [key, value]
                )
            case ast.ParenExpr(x=x):
                waiting.append(x)
            case ast.UnaryExpr(op="&", x=x) if isinstance(unparen(x), ast.CompositeLit):
                waiting.append(unparen(x))


def _is_harmless(b: FuncBuilder, node: ast.Node) -> bool:
    """Whether a node that takes more than its form to tell runs no code: a constant, `&T{...}`, `unicode.Lu`."""
    match node:
        case ast.UnaryExpr(op="&", x=x) if isinstance(unparen(x), ast.CompositeLit):
            return True
        case ast.SelectorExpr(x=ast.Ident() as home) if isinstance(b.view.info.uses.get(home), PkgName):
            return True
    known = b.view.info.types.get(node) if isinstance(node, ast.Expr) else None
    return known is not None and known.value is not None


def _call_map_init(b: FuncBuilder, item: Initializer, number: int, nothing: Signature) -> None:
    """The map is made by a function of its own, which the linker drops together with the map."""
    prefix = package_prefix(b.context.typed.package)
    func = Func(f"{prefix}.map.init.{number}", f"map.init.{number}", nothing, [], [], None)
    func.serves = b.context.symbols.of_var(item.lhs[0])

    def build(inner: FuncBuilder) -> None:
        _assign(inner, item, _values(inner, item))
        inner.return_values([], None)

    made = construct(b.context, func, item.tree, Collector(), build)
    if made is None:
        _assign(b, item, _values(b, item))
        return
    b.context.literals.append(made)
    b.emit(Op.CALL, None, aux=Callee(func.symbol, nothing))


def _run_once(b: FuncBuilder) -> None:
    symbol = f"{package_prefix(b.context.typed.package)}..initdone"
    b.context.globals.append(Global(symbol, BOOL, None))
    done = b.emit(Op.GLOBAL, Pointer(BOOL), aux=symbol)
    again, first = b.new_block("init.again"), b.new_block("init.first")
    b.branch(b.load(done), again, first)
    b.start(again)
    b.return_values([], None)
    b.start(first)
    b.store(done, b.constant(True, BOOL))


def _initialise(b: FuncBuilder, item: Initializer) -> bool:
    """Give variables their values by code, unless it turns out that they are data; the result says so."""
    before, span = b.block, b.func.span
    b.start(b.new_block("init.variable"))
    first = b.block
    values = _values(b, item)
    if len(item.lhs) == 1 and _is_data(b, item.lhs[0], first, values[0]):
        # Nothing leads to the blocks that were built.
        b.block, b.func.span = before, span
        return True
    graph.jump(before, first)
    _assign(b, item, values)
    return False


def _is_data(b: FuncBuilder, var: Var, first: Block, value: Value) -> bool:
    if var.type is None or isinstance(underlying(var.type), Map):
        return False
    return b.context.statics.carry_out(var, b.context.symbols.of_var(var), first, b.block, value)


def _values(b: FuncBuilder, item: Initializer) -> list[Value]:
    b.tree = item.tree
    b.root, b.changed = item.rhs, None
    b.func.sources[item.tree.anchor] = item.tree.text
    # The function stands where its first initialiser does; without any it is in no trace.
    b.func.span = b.func.span or b.span(item.rhs)
    b.frame = b.context.plan.initializers.get(item)
    if b.frame is not None:
        b.shared.bodies[b.frame] = b
    evaluate_inside(b, item.rhs)
    types = [var.type for var in item.lhs]
    if len(types) == 1 and types[0] is not None:
        return [b.expr_as(item.rhs, types[0])]
    if types or isinstance(b.type_of(item.rhs), Tuple):
        return build_several(b, item.rhs)
    return b.rules.values(b, item.rhs)


def _assign(b: FuncBuilder, item: Initializer, values: list[Value]) -> None:
    for var, value in zip(item.lhs, values):
        if var.name != "_" and var.type is not None:
            span = var.span if var.span is not None else Span(item.tree.anchor, item.rhs.start, item.rhs.end)
            b.store(variable_address(b, var, span), b.assigned(value, var.type), var.span)
