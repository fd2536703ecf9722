"""Assignments that put nothing into an object that was not in it before.

        b.buf = b.buf[n:m]      x.a = x.b      p[i] = p[j]

gc leaves them out of the graph, and so the object does not leak for them.
"""

from __future__ import annotations

from typing import Final

from server.compiler.decide.escape.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.identical import identical_ignoring_tags
from server.compiler.types.model import Array, Map, underlying
from server.compiler.types.objects import Var

_PLAIN_OPERATORS: Final = frozenset({"+", "-", "|", "^", "*", "<<", ">>", "&", "&^", "/", "%"})


def puts_nothing_new(w: Walker, target: ast.Expr, value: ast.Expr) -> bool:
    """Whether the assignment of `value` to `target` can be ignored."""
    value = _bare(value)
    if _slices_own_field(w, target, value):
        return True
    if isinstance(target, ast.SelectorExpr) and isinstance(value, ast.SelectorExpr):
        return _same_access(w, target, value) and _same(w, target.x, value.x)
    if isinstance(target, ast.IndexExpr) and isinstance(value, ast.IndexExpr):
        if any(_is_map(w, one.x) for one in (target, value)):
            return False
        plain = _reads_only(w, target.indices[0]) and _reads_only(w, value.indices[0])
        return plain and _same(w, target.x, value.x)
    return False


def _bare(x: ast.Expr) -> ast.Expr:
    while isinstance(x, ast.ParenExpr):
        x = x.x
    return x


def _is_map(w: Walker, x: ast.Expr) -> bool:
    typ = w.type_of(x)
    return typ is not None and isinstance(underlying(typ), Map)


def _same_access(w: Walker, target: ast.SelectorExpr, value: ast.SelectorExpr) -> bool:
    """Both are fields, reached from the last operand in the same way."""
    left, right = w.view.selection(target), w.view.selection(value)
    if left is None or right is None or left.kind != "field" or right.kind != "field":
        return False
    if left.path[:-1] != right.path[:-1]:
        return False
    return w.steps(left, len(left.path))[-1] == w.steps(right, len(right.path))[-1]


def _slices_own_field(w: Walker, target: ast.Expr, value: ast.Expr) -> bool:
    """`p.f = p.g[i:j]`, `*p = (*p)[i:j]`: p a variable, and no array sliced that lies in the object itself."""
    if not isinstance(value, ast.SliceExpr):
        return False
    typ = w.type_of(value.x)
    if typ is None or isinstance(underlying(typ), Array):
        return False
    left, right = _pointer_variable(w, target), _pointer_variable(w, _bare(value.x))
    return left is not None and left is right


def _pointer_variable(w: Walker, x: ast.Expr) -> Var | None:
    """The variable p of `*p` or of `p.f` through the pointer p."""
    if isinstance(x, ast.StarExpr):
        return _variable(w, x.x)
    if isinstance(x, ast.SelectorExpr):
        selection = w.view.selection(x)
        if selection is not None and selection.kind == "field" and w.steps(selection, len(selection.path)) == [True]:
            return _variable(w, x.x)
    return None


def _variable(w: Walker, x: ast.Expr) -> Var | None:
    x = _bare(x)
    obj = w.object_of(x) if isinstance(x, ast.Ident) else None
    return obj if isinstance(obj, Var) else None


def _same(w: Walker, left: ast.Expr, right: ast.Expr) -> bool:
    """Whether two operands are written alike, without calls, and so denote the same."""
    left, right = _bare(left), _bare(right)
    if left.__class__ is not right.__class__:
        return False
    left_type, right_type = w.type_of(left), w.type_of(right)
    if left_type is None or right_type is None or not identical_ignoring_tags(left_type, right_type):
        return False
    match left, right:
        case ast.Ident(), ast.Ident():
            return w.object_of(left) is w.object_of(right)
        case ast.SelectorExpr(), ast.SelectorExpr():
            one, other = w.view.selection(left), w.view.selection(right)
            if one is None or other is None:
                return one is other and w.object_of(left.sel) is w.object_of(right.sel)
            return one.kind == "field" and one.obj is other.obj and _same(w, left.x, right.x)
        case ast.StarExpr(), ast.StarExpr():
            return _same(w, left.x, right.x)
        case ast.IndexExpr(), ast.IndexExpr():
            return _same(w, left.x, right.x) and _same(w, left.indices[0], right.indices[0])
        case ast.UnaryExpr(), ast.UnaryExpr():
            return left.op == right.op and left.op not in ("&", "<-") and _same(w, left.x, right.x)
        case ast.BinaryExpr(), ast.BinaryExpr():
            return left.op == right.op in _PLAIN_OPERATORS and _same(w, left.x, right.x) and _same(w, left.y, right.y)
        case ast.BasicLit(), ast.BasicLit():
            return left.value == right.value
    return False


def _reads_only(w: Walker, x: ast.Expr) -> bool:
    """Whether evaluating the expression changes nothing."""
    todo = [x]
    while todo:
        match _bare(todo.pop()):
            case ast.Ident() | ast.BasicLit():
                pass
            case ast.BinaryExpr(op=op, x=left, y=right) if op in _PLAIN_OPERATORS:
                todo += [left, right]
            case ast.IndexExpr() as index:
                if _is_map(w, index.x):
                    return False
                todo += [index.x, *index.indices]
            case ast.SelectorExpr() as selector:
                selection = w.view.selection(selector)
                if selection is not None and selection.kind != "field":
                    return False
                if selection is not None:
                    todo.append(selector.x)
            case ast.StarExpr(x=operand):
                todo.append(operand)
            case ast.UnaryExpr(op=op, x=operand) if op in ("+", "-", "^", "!"):
                todo.append(operand)
            case ast.CallExpr(args=[operand]) as call:
                name = call.fun.name if isinstance(call.fun, ast.Ident) else ""
                if not (w.view.is_type(call.fun) or name in ("len", "cap")):
                    return False
                todo.append(operand)
            case _:
                return False
    return True
