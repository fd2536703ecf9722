"""Operators: arithmetic, shifts, logic, comparisons in conditions. Spec, "Operators"."""

from __future__ import annotations

from typing import Final

from server.compiler.ir.func import Block, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, UINT
from server.compiler.irbuild.address import unparen
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.channels import build_receive
from server.compiler.irbuild.compare import build_comparison
from server.compiler.irbuild.literals import build_address_of
from server.compiler.irbuild.strings import build_concat
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import to_int
from server.compiler.types.model import Type
from server.compiler.types.predicates import is_integer, is_string, is_unsigned
from server.source.span import Span

BINARY_OPS: Final = {
    "+": Op.ADD,
    "-": Op.SUB,
    "*": Op.MUL,
    "/": Op.DIV,
    "%": Op.REM,
    "&": Op.AND,
    "|": Op.OR,
    "^": Op.XOR,
    "&^": Op.AND_NOT,
    "<<": Op.SHL,
    ">>": Op.SHR,
}
COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
_LOGIC: Final = {"&&": "and", "||": "or"}
_SHIFTS: Final = frozenset({"<<", ">>"})


def build_binary(b: FuncBuilder, expr: ast.BinaryExpr) -> Value:
    """`x op y`; chains such as a + b + c + ... are followed along their left spine, however long."""
    spine = []
    node: ast.Expr = expr
    while isinstance(node, ast.BinaryExpr) and not _is_constant(b, node) and node.op in BINARY_OPS:
        if node.op == "+" and is_string(b.type_of(node)):
            break
        spine.append(node)
        node = unparen(node.x)
    if not spine:
        return _single(b, expr)
    first = spine[-1]
    value = b.expr_as(first.x, b.type_of(first))
    for link in reversed(spine):
        value = _step(b, link, value)
    return value


def _is_constant(b: FuncBuilder, expr: ast.Expr) -> bool:
    info = b.info(expr)
    return info is not None and info.value is not None


def _single(b: FuncBuilder, expr: ast.BinaryExpr) -> Value:
    if expr.op == "+":
        return build_concat(b, expr)
    if expr.op in COMPARISONS:
        return build_comparison(b, expr)
    return _build_logic(b, expr)


def _build_logic(b: FuncBuilder, expr: ast.BinaryExpr) -> Value:
    """`x && y` as a value: x, and y in its place when x does not decide. Chains are followed, however long."""
    spine = []
    node: ast.Expr = expr
    while isinstance(node, ast.BinaryExpr) and node.op in _LOGIC and not _is_constant(b, node):
        spine.append(node)
        node = unparen(node.x)
    evaluate_inside(b, node)
    value = b.expr(node)
    for link in reversed(spine):
        result = b.local("", b.type_of(link), b.span(link))
        b.store(result, value)
        more, done = b.new_block(f"logic.{_LOGIC[link.op]}"), b.new_block("logic.done")
        yes, no = (more, done) if link.op == "&&" else (done, more)
        b.branch(b.retype(value, BOOL), yes, no, b.span(link))
        b.start(more)
        evaluate_inside(b, link.y)
        b.store(result, b.expr(link.y))
        b.jump(done)
        b.start(done)
        value = b.load(result, b.span(link))
    return value


def _step(b: FuncBuilder, expr: ast.BinaryExpr, left: Value) -> Value:
    typ = b.type_of(expr)
    if expr.op in _SHIFTS:
        return build_shift(b, expr.op, left, expr.y, b.span(expr))
    right = b.expr_as(expr.y, typ)
    return build_arithmetic(b, expr.op, b.retype(left, typ), right, b.span(expr))


def build_arithmetic(b: FuncBuilder, op: str, left: Value, right: Value, span: Span) -> Value:
    """An operation on two numbers of one type, with the check for division by zero."""
    typ = left.type
    assert typ is not None
    if op in ("/", "%") and is_integer(typ) and not _is_nonzero(right):
        b.emit(Op.DIV_CHECK, None, right, span=span)
    return b.emit(BINARY_OPS[op], typ, left, right, span=span)


def _is_nonzero(value: Value) -> bool:
    return value.op is Op.CONST and value.aux != 0


def build_shift(b: FuncBuilder, op: str, left: Value, count: ast.Expr, span: Span) -> Value:
    """`left op count`, with the check that a signed count is not negative."""
    info = b.info(count)
    if info is not None and info.value is not None:
        whole = to_int(info.value)
        assert whole is not None
        amount = b.constant(min(whole, (1 << 32) - 1), UINT, b.span(count))
    else:
        amount = b.expr(count)
        assert amount.type is not None
        if not is_unsigned(amount.type):
            b.emit(Op.SHIFT_CHECK, None, amount, span=span)
    return b.emit(BINARY_OPS[op], left.type, left, amount, span=span)


def build_unary(b: FuncBuilder, expr: ast.UnaryExpr) -> Value:
    """`+x`, `-x`, `!x`, `^x`, `&x`"""
    span = b.span(expr)
    typ: Type = b.type_of(expr)
    match expr.op:
        case "+":
            return b.expr_as(expr.x, typ)
        case "-":
            return b.emit(Op.NEG, typ, b.expr_as(expr.x, typ), span=span)
        case "^":
            return b.emit(Op.COM, typ, b.expr_as(expr.x, typ), span=span)
        case "!":
            return b.emit(Op.NOT, typ, b.expr_as(expr.x, typ), span=span)
        case "&":
            return build_address_of(b, expr)
    return build_receive(b, expr)


def build_condition(b: FuncBuilder, expr: ast.Expr, then: Block, otherwise: Block) -> None:
    """Leave the current block by a condition; `!`, `&&` and `||` become control flow. Long chains are iterated."""
    pending: list[tuple[ast.Expr, Block, Block, Block | None]] = [(expr, then, otherwise, None)]
    while pending:
        node, yes, no, begin = pending.pop()
        if begin is not None:
            b.start(begin)
        node = unparen(node)
        while isinstance(node, ast.UnaryExpr) and node.op == "!" and not _is_constant(b, node):
            node, yes, no = unparen(node.x), no, yes
        if isinstance(node, ast.BinaryExpr) and node.op in ("&&", "||") and not _is_constant(b, node):
            more = b.new_block("cond.and" if node.op == "&&" else "cond.or")
            pending.append((node.y, yes, no, more))
            left_yes, left_no = (more, no) if node.op == "&&" else (yes, more)
            pending.append((node.x, left_yes, left_no, None))
            continue
        evaluate_inside(b, node)
        condition = b.retype(b.expr(node), BOOL)
        b.branch(condition, yes, no, b.span(node))
