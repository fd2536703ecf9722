"""go and defer. Spec, "Go statements", "Defer statements".

Function and arguments are evaluated at once and kept in a closure, the wrapper, that runs the call later.

        defer f(x, y+1)     ->     t1, t2 := x, y+1;  defer func() { f(t1, t2) }()

The wrapper of `go` outlives the function; that of `defer` only in a loop, where their number is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.decide.escape.callees import unparen
from server.compiler.decide.escape.calls import temporaries, walk_call
from server.compiler.decide.escape.expressions import walk_receiver
from server.compiler.decide.escape.graph import Hole, Location, Owner, Site, addressed, noted
from server.compiler.decide.escape.memory import MAX_BY_VALUE, is_interface_type
from server.compiler.decide.escape.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Map, Signature, Slice, Struct, Tuple, Type, underlying
from server.compiler.types.objects import Builtin, Func
from server.compiler.types.universe import ANY


def walk_go(w: Walker, node: ast.GoStmt) -> None:
    """`go f(x)`"""
    _walk_later(w, node, Hole(w.graph.heap))


def walk_defer(w: Walker, node: ast.DeferStmt) -> None:
    """`defer f(x)`"""
    hole = Hole(w.graph.heap)
    if w.depth == 1 and not isinstance(w.owner.frame.node, ast.RangeStmt):
        later = w.temporary(node, None)
        hole = Hole(later)
    _walk_later(w, node, hole)


def _walk_later(w: Walker, node: ast.GoStmt | ast.DeferStmt, hole: Hole) -> None:
    call = unparen(node.call)
    if not isinstance(call, ast.CallExpr):
        return
    if _needs_no_wrapper(w, call):
        w.expr(hole, call.fun)
        return
    inner = w.frame.wrapped.get(node)
    wrapper = Owner(inner or w.frame, inner.name if inner is not None else w.owner.name, w.owner, w.depth)
    several = _keep_several(w, call, node)
    kept = [] if several else [(x, _keep(w, x, target, node)) for x, target in _evaluated_now(w, call)]
    closure = w.spill(hole, Site.WRAPPER, node, None)
    for x, temporary in [*kept, *((call, one) for one in several)]:
        into = noted(closure, "captured by a closure", w.frame, x)
        if temporary.type is not None and w.facts.size_of(temporary.type) > MAX_BY_VALUE:
            into = addressed(closure, "reference", w.frame, x)
        w.flow_typed(into, temporary)
    if several:
        w.several[unparen(call.args[0])] = several
    overrides: dict[ast.Node, Location] = {}
    overrides.update(kept)
    _walk_wrapped(w, wrapper, call, overrides)


def _keep_several(w: Walker, call: ast.CallExpr, node: ast.Node) -> list[Location]:
    """The values of `f(g())` when g has several."""
    only = unparen(call.args[0]) if len(call.args) == 1 else None
    found = w.types.get(only) if only is not None else None
    if not isinstance(only, ast.CallExpr) or found is None or not isinstance(found.type, Tuple):
        return []
    return temporaries(w, only, found.type, node)


def _needs_no_wrapper(w: Walker, call: ast.CallExpr) -> bool:
    """`f()` where f is a function without parameters and results: f itself is kept."""
    fun = unparen(call.fun)
    found = w.types.get(fun)
    if found is None or found.mode in (Mode.BUILTIN, Mode.TYPE):
        return False
    if isinstance(fun, ast.SelectorExpr):
        selection = w.view.selection(fun)
        if selection is not None and selection.kind == "method":
            return False
    signature = underlying(w.view.concrete(found.type))
    return isinstance(signature, Signature) and not signature.params.vars and not signature.results.vars


def _keep(w: Walker, x: ast.Expr, target: Type | None, node: ast.Node) -> Location:
    """Evaluate an operand into a temporary of the function."""
    typ = w.type_of(x)
    if target is not None and is_interface_type(target):
        typ = target
    temporary = w.temporary(node, typ)
    hole = noted(Hole(temporary), "assign-pair", w.frame, node)
    fun = x if isinstance(x, ast.SelectorExpr) else None
    selection = w.view.selection(fun) if fun is not None else None
    if fun is not None and selection is not None and selection.kind == "method" and target is None:
        temporary.type = None
        walk_receiver(w, hole, fun, selection)
    else:
        w.convert(hole, x, target)
    return temporary


def _evaluated_now(w: Walker, call: ast.CallExpr) -> Iterator[tuple[ast.Expr, Type | None]]:
    """The operands of a call that cannot wait, with the type that they are converted to.

    A method's selector stands for its receiver.
    """
    fun = unparen(call.fun)
    found = w.types.get(fun)
    if found is not None and found.mode is Mode.BUILTIN:
        yield from _of_builtin(w, call, fun)
        return
    if isinstance(fun, ast.SelectorExpr):
        selection = w.view.selection(fun)
        if selection is not None and selection.kind == "method":
            yield fun, None
        elif selection is not None and selection.kind == "field":
            yield from _visit(w, fun, w.type_of(fun))
    elif not _is_declared_function(w, fun):
        yield from _visit(w, fun, w.type_of(fun))
    signature = w.type_of(fun)
    signature = underlying(signature) if signature is not None else None
    if isinstance(signature, Signature):
        yield from _of_arguments(w, call, signature)


def _is_declared_function(w: Walker, fun: ast.Expr) -> bool:
    if isinstance(fun, ast.IndexExpr):
        fun = unparen(fun.x)
    return isinstance(fun, ast.Ident) and isinstance(w.object_of(fun), Func)


def _of_arguments(w: Walker, call: ast.CallExpr, signature: Signature) -> Iterator[tuple[ast.Expr, Type | None]]:
    params = signature.params.vars
    packed = signature.variadic and call.ellipsis < 0
    for index, arg in enumerate(call.args):
        typ = params[min(index, len(params) - 1)].type if params else None
        if packed and index >= len(params) - 1 and typ is not None:
            under = underlying(typ)
            typ = under.element if isinstance(under, Slice) else typ
        yield from _visit(w, arg, typ)


def _of_builtin(w: Walker, call: ast.CallExpr, fun: ast.Expr) -> Iterator[tuple[ast.Expr, Type | None]]:
    obj = w.object_of(fun) if isinstance(fun, ast.Ident) else None
    name = obj.name if isinstance(obj, Builtin) else ""
    for index, arg in enumerate(call.args):
        target = w.type_of(arg)
        if name == "panic":
            target = ANY
        elif name == "delete" and index == 1:
            first = w.type_of(call.args[0])
            under = underlying(first) if first is not None else None
            target = under.key if isinstance(under, Map) else target
        yield from _visit(w, arg, target)


def _visit(w: Walker, x: ast.Expr, target: Type | None) -> Iterator[tuple[ast.Expr, Type | None]]:
    """What of an operand is evaluated now; constants, declared functions and `new(T)` may wait."""
    x = unparen(x)
    found = w.types.get(x)
    source = w.type_of(x)
    converted = (
        target is not None and source is not None and is_interface_type(target) and not is_interface_type(source)
    )
    if found is not None and found.mode is Mode.NIL:
        return
    if not converted:
        if found is not None and found.value is not None:
            return
        if _is_declared_function(w, x) or _is_new(w, x):
            return
        if isinstance(x, ast.CompositeLit) and source is not None:
            under = underlying(source)
            if isinstance(under, Struct | Array | Slice):
                yield from _visit_elements(w, x, under)
                return
    yield x, target


def _visit_elements(w: Walker, x: ast.CompositeLit, typ: Type) -> Iterator[tuple[ast.Expr, Type | None]]:
    for index, element in enumerate(x.elements):
        value = element.value if isinstance(element, ast.KeyValueExpr) else element
        yield from _visit(w, value, _element_type(element, index, typ))


def _element_type(element: ast.Expr, index: int, typ: Type) -> Type | None:
    if isinstance(typ, Array | Slice):
        return typ.element
    if not isinstance(typ, Struct):
        return None
    if isinstance(element, ast.KeyValueExpr) and isinstance(element.key, ast.Ident):
        name = element.key.name
        return next((field.type for field in typ.fields if field.name == name), None)
    return typ.fields[index].type if index < len(typ.fields) else None


def _is_new(w: Walker, x: ast.Expr) -> bool:
    if not isinstance(x, ast.CallExpr) or len(x.args) != 1 or not w.view.is_type(x.args[0]):
        return False
    fun = unparen(x.fun)
    obj = w.object_of(fun) if isinstance(fun, ast.Ident) else None
    return isinstance(obj, Builtin) and obj.name == "new"


def _walk_wrapped(w: Walker, wrapper: Owner, call: ast.CallExpr, kept: dict[ast.Node, Location]) -> None:
    """The call itself, as the body of the wrapper."""
    outside = w.owner, w.depth, w.overrides
    frame = w.frame
    w.enter(wrapper.frame)
    w.owner, w.depth = wrapper, 1
    w.overrides = {**w.overrides, **kept}
    walk_call(w, None, call)
    w.owner, w.depth, w.overrides = outside
    w.enter(frame)
