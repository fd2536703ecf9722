"""Initialisers of package-level variables: what the linker can lay out needs no allocation.

        var x = &T{a: 1, b: f()}      T and a are data of the image; b is assigned when the program starts

Source: the rules of gc's static initialisation, measured with -m.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.compiler.decide.escape.callees import unparen
from server.compiler.decide.escape.calls import declare_parameters, walk_call
from server.compiler.decide.escape.graph import Hole
from server.compiler.decide.escape.literals import field_type, stands_alone
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
    layout = _Layout(w, bool(initializer.lhs))
    if _checks_integrity(w):
        layout.compute(rhs, target)
    else:
        layout.place(rhs, target)


def _checks_integrity(w: Walker) -> bool:
    """The FIPS 140 module compares its own image with a digest: it must not hold addresses that linking changes."""
    path = w.frame.routine.typed.package.path
    return path.startswith(_FIPS) and path not in _OUTSIDE_FIPS


@dataclass(frozen=True, slots=True)
class _Layout:
    """One initialiser; what is assigned to `_` is kept nowhere."""

    w: Walker
    is_kept: bool

    def compute(self, x: ast.Expr, target: Type | None) -> None:
        """Lay out arrays and structs; all that has an address is made when the program starts."""
        x = unparen(x)
        typ = self.w.type_of(x)
        is_value = typ is not None and isinstance(underlying(typ), Struct | Array)
        if isinstance(x, ast.CompositeLit) and is_value and (target is None or not is_interface_type(target)):
            self._literal(x, self.compute)
        else:
            self._at_start(x, target)

    def place(self, x: ast.Expr, target: Type | None) -> None:
        """Walk only what has to be computed when the program starts."""
        w, x = self.w, unparen(x)
        found = w.types.get(x)
        if found is not None and found.value is not None:
            return
        source = w.type_of(x)
        if target is not None and source is not None and is_interface_type(target) and not is_interface_type(source):
            target = source  # the box is data of the image as well
        match x:
            case ast.CompositeLit():
                if not self._literal(x, self.place):
                    self._at_start(x, target)
            case ast.UnaryExpr(op="&", x=operand) if isinstance(unparen(operand), ast.CompositeLit):
                self.place(operand, None)
            case ast.UnaryExpr(op="&", x=operand) if _is_global(w, operand):
                return
            case ast.FuncLit() if stands_alone(w, x):
                return
            case ast.CallExpr() if x in w.frame.inlined and _returns_at_once(w.frame.inlined[x]):
                self._inlined(x, w.frame.inlined[x], target)
            case ast.CallExpr(args=[operand]) if w.view.is_type(x.fun):
                self._conversion(x, operand, target)
            case _:
                self._at_start(x, target)

    def _at_start(self, x: ast.Expr, target: Type | None) -> None:
        hole = self.w.heap_hole("assign", x) if self.is_kept else self.w.discard_hole
        self.w.convert(hole, x, target)

    def _inlined(self, x: ast.CallExpr, frame: Frame, target: Type | None) -> None:
        """`errors.New("text")`: what the callee returns, if all arguments are constants."""
        w = self.w
        if not all(arg in w.types and w.types[arg].value is not None for arg in x.args):
            self._at_start(x, target)
            return
        declare_parameters(w, frame)
        returned = frame.body.stmts[0]
        assert isinstance(returned, ast.ReturnStmt)
        outer = w.frame
        w.enter(frame)
        self.place(returned.results[0], target)
        w.enter(outer)

    def _conversion(self, x: ast.CallExpr, operand: ast.Expr, target: Type | None) -> None:
        to, source = self.w.type_of(x.fun), self.w.type_of(operand)
        if to is None or source is None:
            self._at_start(x, target)
        elif is_interface_type(to) or underlying(to) is underlying(source):
            self.place(operand, to)
        elif not (is_string(source) and self._is_constant(operand)):  # []byte("text") is data of the image
            self._at_start(x, target)

    def _is_constant(self, x: ast.Expr) -> bool:
        """A constant, or a parameter of an inlined body: all arguments are constants then."""
        known = self.w.types.get(x)
        obj = self.w.object_of(x) if isinstance(x, ast.Ident) else None
        is_parameter = self.w.frame.parent is not None and isinstance(obj, Var) and obj.role == "parameter"
        return is_parameter or (known is not None and known.value is not None)

    def _literal(self, x: ast.CompositeLit, place: Callable[[ast.Expr, Type | None], None]) -> bool:
        typ = self.w.type_of(x)
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
                wanted = field_type(self.w, element.key, under, typ)
            else:
                wanted = under.fields[index].type if index < len(under.fields) else None
            place(value, wanted)
        return True


def _returns_at_once(frame: Frame) -> bool:
    """A body that is one return statement with one result."""
    match frame.body.stmts:
        case [ast.ReturnStmt(results=[_])]:
            return True
    return False


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
