"""Initialisers of package-level variables: what the linker can lay out needs no allocation.

        var x = &T{a: 1, b: f()}      T and a are data of the image; b is assigned when the program starts

Source: the rules of gc's static initialisation, measured with -m.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.decide.escape.callees import unparen
from server.compiler.decide.escape.calls import declare_parameters, walk_call
from server.compiler.decide.escape.graph import Hole
from server.compiler.decide.escape.literals import field_type
from server.compiler.decide.escape.memory import is_interface_type
from server.compiler.decide.escape.walker import Walker
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Initializer
from server.compiler.types.model import Array, Pointer, Slice, Struct, Tuple, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_string

_FIPS: Final = "crypto/internal/fips140/"
_OUTSIDE_FIPS: Final = frozenset({"crypto/internal/fips140/check"})


def walk_initializer(w: Walker, initializer: Initializer) -> None:
    """`var x T = expr`"""
    rhs = unparen(initializer.rhs)
    found = w.types.get(rhs)
    if found is not None and isinstance(found.type, Tuple):
        if isinstance(rhs, ast.CallExpr):
            walk_call(w, [Hole(w.graph.heap)] * len(found.type.vars), rhs)
        else:
            w.expr(Hole(w.graph.heap), rhs)
        return
    target = initializer.lhs[0].type if initializer.lhs else None
    if initializer.lhs and not _checks_integrity(w):
        _lay_out(w, rhs, target)
    elif initializer.lhs:
        _compute(w, rhs, target)
    else:
        w.discard(rhs)


def _checks_integrity(w: Walker) -> bool:
    """The FIPS 140 module compares its own image with a digest: it must not hold addresses that linking changes."""
    path = w.frame.routine.typed.package.path
    return path.startswith(_FIPS) and path not in _OUTSIDE_FIPS


def _compute(w: Walker, x: ast.Expr, target: Type | None) -> None:
    """Lay out arrays and structs; all that has an address is made when the program starts."""
    x = unparen(x)
    typ = w.type_of(x)
    is_value = typ is not None and isinstance(underlying(typ), Struct | Array)
    if isinstance(x, ast.CompositeLit) and is_value and (target is None or not is_interface_type(target)):
        _lay_out_literal(w, x, _compute)
    else:
        w.convert(w.heap_hole("assign", x), x, target)


def _lay_out(w: Walker, x: ast.Expr, target: Type | None) -> None:
    """Walk only what has to be computed when the program starts."""
    x = unparen(x)
    found = w.types.get(x)
    if found is not None and found.value is not None:
        return
    source = w.type_of(x)
    if target is not None and source is not None and is_interface_type(target) and not is_interface_type(source):
        target = source  # the box is data of the image as well
    match x:
        case ast.CompositeLit():
            if not _lay_out_literal(w, x, _lay_out):
                w.convert(w.heap_hole("assign", x), x, target)
        case ast.UnaryExpr(op="&", x=operand) if isinstance(unparen(operand), ast.CompositeLit):
            _lay_out(w, operand, None)
        case ast.UnaryExpr(op="&", x=operand) if _is_global(w, operand):
            return
        case ast.FuncLit():
            return  # captures nothing: a function for itself
        case ast.CallExpr() if x in w.frame.inlined and _returns_at_once(w.frame.inlined[x]):
            _lay_out_inlined(w, x, w.frame.inlined[x], target)
        case ast.CallExpr(args=[operand]) if w.view.is_type(x.fun):
            _lay_out_conversion(w, x, operand, target)
        case _:
            w.convert(w.heap_hole("assign", x), x, target)


def _returns_at_once(frame: Frame) -> bool:
    """A body that is one return statement with one result."""
    match frame.body.stmts:
        case [ast.ReturnStmt(results=[_])]:
            return True
    return False


def _lay_out_inlined(w: Walker, x: ast.CallExpr, frame: Frame, target: Type | None) -> None:
    """`errors.New("text")`: what the callee returns, if all arguments are constants."""
    if not all(arg in w.types and w.types[arg].value is not None for arg in x.args):
        w.convert(w.heap_hole("assign", x), x, target)
        return
    declare_parameters(w, frame)
    returned = frame.body.stmts[0]
    assert isinstance(returned, ast.ReturnStmt)
    outer = w.frame
    w.enter(frame)
    _lay_out(w, returned.results[0], target)
    w.enter(outer)


def _lay_out_conversion(w: Walker, x: ast.CallExpr, operand: ast.Expr, target: Type | None) -> None:
    to, source = w.type_of(x.fun), w.type_of(operand)
    known = w.types.get(operand)
    if to is not None and source is not None:
        if is_interface_type(to) or underlying(to) is underlying(source):
            _lay_out(w, operand, to)
            return
        if is_string(source) and known is not None and known.value is not None:
            return  # []byte("text")
    w.convert(w.heap_hole("assign", x), x, target)


def _lay_out_literal(w: Walker, x: ast.CompositeLit, lay_out: Callable[[Walker, ast.Expr, Type | None], None]) -> bool:
    typ = w.type_of(x)
    under = underlying(typ) if typ is not None else None
    if isinstance(under, Pointer):
        typ = under.element
        under = underlying(typ)
    if not isinstance(under, Struct | Array | Slice) or typ is None:
        return False
    for index, element in enumerate(x.elements):
        value = element.value if isinstance(element, ast.KeyValueExpr) else element
        if not isinstance(under, Struct):
            wanted: Type | None = under.element
        elif isinstance(element, ast.KeyValueExpr):
            wanted = field_type(w, element.key, under, typ)
        else:
            wanted = under.fields[index].type if index < len(under.fields) else None
        lay_out(w, value, wanted)
    return True


def _is_global(w: Walker, x: ast.Expr) -> bool:
    """A package-level variable, or a part of one that is reached without pointers."""
    x = unparen(x)
    while True:
        if isinstance(x, ast.Ident):
            obj = w.object_of(x)
            return isinstance(obj, Var) and obj.is_global
        if isinstance(x, ast.SelectorExpr):
            selection = w.view.selection(x)
            if selection is None:
                return True
            if selection.kind != "field" or any(w.steps(selection, len(selection.path))):
                return False
            x = unparen(x.x)
        elif isinstance(x, ast.IndexExpr):
            typ = w.type_of(x.x)
            index = w.types.get(x.indices[0])
            if typ is None or not isinstance(underlying(typ), Array) or index is None or index.value is None:
                return False
            x = unparen(x.x)
        else:
            return False
