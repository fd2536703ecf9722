"""The constant that an expression surely has although the text does not say so.

        n := 16; b := make([]byte, n)        the length is 16
        k := 5;  var x any = k               the box holds 5

gc looks through variables that are assigned once, where they are declared, and whose address is not taken.
Used after the walk, when all assignments are known.
"""

from __future__ import annotations

from server.compiler.decide.escape.functions import signature_of
from server.compiler.decide.escape.graph import Location
from server.compiler.decide.escape.literals import length_of_literal
from server.compiler.decide.escape.walker import Batch
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.identical import identical_ignoring_tags
from server.compiler.types.model import Slice, Type, underlying
from server.compiler.types.objects import Builtin, Var

_LONGEST_CHAIN = 100


def static_value(batch: Batch, frame: Frame, x: ast.Expr) -> tuple[Frame, ast.Expr]:
    """The expression that `x` has its value from, and the frame that it belongs to."""
    for _ in range(_LONGEST_CHAIN):
        while isinstance(x, ast.ParenExpr):
            x = x.x
        found = frame.view.info.types.get(x)
        if found is not None and found.value is not None:
            break
        step = _definition(batch, frame, x)
        if step is None:
            break
        frame, x = step
    return frame, x


def _definition(batch: Batch, frame: Frame, x: ast.Expr) -> tuple[Frame, ast.Expr] | None:
    if isinstance(x, ast.Ident):
        obj = frame.view.object_of(x)
        location = location_of(batch, frame, obj) if isinstance(obj, Var) and not obj.is_global else None
        return _single_definition(location) if location is not None else None
    if not isinstance(x, ast.CallExpr):
        return None
    inlined = frame.inlined.get(x)
    if inlined is not None:
        signature = signature_of(inlined)
        results = signature.results.vars if signature is not None else []
        location = batch.scopes.get(inlined, {}).get(results[0]) if len(results) == 1 else None
        return _expression(location) if location is not None else None
    if len(x.args) == 1 and frame.view.is_type(x.fun):
        target, source = frame.view.type_of(x.fun), frame.view.type_of(x.args[0])
        if target is not None and source is not None and _same_underlying(target, source):
            return frame, x.args[0]
    return None


def _same_underlying(target: Type, source: Type) -> bool:
    return identical_ignoring_tags(underlying(target), underlying(source))


def _single_definition(location: Location) -> tuple[Frame, ast.Expr] | None:
    if location.is_param or location.assigned or location.addr_taken:
        return None
    return _expression(location)


def _expression(location: Location) -> tuple[Frame, ast.Expr] | None:
    """What a variable is defined by, unless it is the body of a loop."""
    if location.defined_by is None:
        return None
    frame, x = location.defined_by
    return None if isinstance(x, ast.RangeStmt) else (frame, x)


def location_of(batch: Batch, frame: Frame, var: Var) -> Location | None:
    """The location of a local variable seen from a frame."""
    home: Frame | None = frame
    while home is not None:
        location = batch.scopes.get(home, {}).get(var)
        if location is not None:
            return location
        home = home.lexical
    return None


def static_constant(batch: Batch, frame: Frame, x: ast.Expr) -> Constant | None:
    """The constant that an expression has, if it is known."""
    home, source = static_value(batch, frame, x)
    found = home.view.info.types.get(source)
    return found.value if found is not None else None


def static_length(batch: Batch, frame: Frame, x: ast.Expr) -> int | None:
    """A size that is known: a constant, or the length of a slice literal."""
    home, source = static_value(batch, frame, x)
    found = home.view.info.types.get(source)
    if found is not None and found.value is not None:
        value = found.value
        return value if isinstance(value, int) and value >= 0 else None
    if isinstance(source, ast.CallExpr) and len(source.args) == 1 and isinstance(source.fun, ast.Ident):
        builtin = home.view.object_of(source.fun)
        if isinstance(builtin, Builtin) and builtin.name == "len":
            home, literal = static_value(batch, home, source.args[0])
            typ = home.view.type_of(literal)
            if isinstance(literal, ast.CompositeLit) and typ is not None and isinstance(underlying(typ), Slice):
                return length_of_literal(home.view.info, literal)
            return _packed_length(batch, home, literal)
    return None


def _packed_length(batch: Batch, frame: Frame, x: ast.Expr) -> int | None:
    """The number of variadic arguments that a parameter of an inlined body holds."""
    var = frame.view.object_of(x) if isinstance(x, ast.Ident) else None
    location = location_of(batch, frame, var) if isinstance(var, Var) and not var.is_global else None
    if location is None or location.is_param or location.assigned or location.addr_taken:
        return None
    return location.packed or None
