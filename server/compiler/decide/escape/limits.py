"""What may not live on the stack whatever its life: objects that are too large.

128 KB is the limit of a variable that the source names, 64 KB that of everything else. A slice made with a size that
is not known stays possible: a small one is put into a buffer on the stack when the program runs.
"""

from __future__ import annotations

from server.compiler.decide.escape.graph import Hole, Location, Site, addressed
from server.compiler.decide.escape.memory import MAX_IMPLICIT, MAX_VARIABLE
from server.compiler.decide.escape.values import static_length
from server.compiler.decide.escape.walker import Batch
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Slice, underlying
from server.compiler.types.objects import Builtin

_MAX_CONSTANT = 1 << 31


def place_large_objects(batch: Batch) -> None:
    """Let what is too large escape."""
    for location in batch.graph.locations:
        why = heap_reason(batch, location)
        node = location.node or (location.frame.node if location.frame is not None else None)
        if why and location.frame is not None and node is not None:
            batch.graph.flow(addressed(Hole(batch.graph.heap), why, location.frame, node), location)


def heap_reason(batch: Batch, location: Location) -> str:
    """Why a location must be on the heap, or nothing."""
    match location.site:
        case Site.VARIABLE if not location.is_param and location.result_index < 0:
            return _too_large(batch, location, MAX_VARIABLE)
        case Site.LITERAL_ADDRESS:
            return _too_large(batch, location, MAX_IMPLICIT)
        case Site.VALUE if isinstance(location.node, ast.CallExpr) and location.frame is not None:
            name = builtin_name(location.frame, location.node)
            if name == "new":
                named = makes_variable(location.frame, location.node)
                return _too_large(batch, location, MAX_VARIABLE if named else MAX_IMPLICIT)
            if name == "make":
                return _reason_of_make(batch, location, location.frame, location.node)
    return ""


def builtin_name(frame: Frame, call: ast.CallExpr) -> str:
    """The predeclared function that is called, or nothing."""
    fun = call.fun
    while isinstance(fun, ast.ParenExpr):
        fun = fun.x
    obj = frame.view.object_of(fun) if isinstance(fun, ast.Ident) else None
    return obj.name if isinstance(obj, Builtin) else ""


def makes_variable(frame: Frame, call: ast.CallExpr) -> bool:
    """`new(x)` of a value: the address of a variable that is set to it."""
    return builtin_name(frame, call) == "new" and not frame.view.is_type(call.args[0])


def known_length(batch: Batch, location: Location) -> int | None:
    """The capacity of a slice that `make` makes, if it is known."""
    node, frame = location.node, location.frame
    if location.site is not Site.VALUE or not isinstance(node, ast.CallExpr) or frame is None or len(node.args) < 2:
        return None
    under = underlying(location.type) if location.type is not None else None
    if not isinstance(under, Slice) or builtin_name(frame, node) != "make":
        return None
    count = static_length(batch, frame, node.args[-1])
    return count if count is not None and count < _MAX_CONSTANT else None


def _too_large(batch: Batch, location: Location, limit: int) -> str:
    too_large = location.type is not None and batch.facts.size_of(location.type) > limit
    return "too large for stack" if too_large else ""


def _reason_of_make(batch: Batch, location: Location, frame: Frame, call: ast.CallExpr) -> str:
    under = underlying(location.type) if location.type is not None else None
    if not isinstance(under, Slice) or len(call.args) < 2:
        return ""
    size = batch.facts.size_of(under.element)
    if size == 0:
        return "zero-sized element"
    count = static_length(batch, frame, call.args[-1])
    if count is None or count >= _MAX_CONSTANT:
        return ""
    return "too large for stack" if count > MAX_IMPLICIT // size else ""
