"""Package initialisation. Spec, "Package initialization".

`<path>.init` runs once: the imported packages' first, then the variables in the order that the checker found, then the
init functions in source order. A variable whose value is made of constants starts with it and needs no code.
"""

from __future__ import annotations

from server.compiler.ir.func import Callee, Func, Global
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL
from server.compiler.irbuild.address import variable_address
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.assertion import build_several
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.function import construct
from server.compiler.irbuild.staticdata import static_data
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import FuncBody, Initializer
from server.compiler.types.linkname import package_prefix
from server.compiler.types.model import Pointer, Signature, Tuple
from server.compiler.types.objects import Package
from server.diagnostics.collector import Collector
from server.source.span import Anchor, Span


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
    static = static_data(b.context)
    for item in b.context.typed.init_order:
        if len(item.lhs) != 1 or item.lhs[0] not in static:
            _initialise(b, item)
    for body in b.context.typed.functions:
        routine = b.context.instances.bodies.routine_of(body.obj) if is_init(body) else None
        if routine is not None:
            b.emit(Op.CALL, None, aux=Callee(routine.symbol, nothing))
    b.return_values([], None)


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


def _initialise(b: FuncBuilder, item: Initializer) -> None:
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
        values = [b.expr_as(item.rhs, types[0])]
    elif types or isinstance(b.type_of(item.rhs), Tuple):
        values = build_several(b, item.rhs)
    else:
        values = b.rules.values(b, item.rhs)
    for var, value in zip(item.lhs, values):
        if var.name != "_" and var.type is not None:
            span = var.span if var.span is not None else Span(item.tree.anchor, item.rhs.start, item.rhs.end)
            b.store(variable_address(b, var, span), b.assigned(value, var.type), var.span)
