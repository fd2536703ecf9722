"""for statements. Spec, "For statements".

From Go 1.22 on each iteration has its own copy of the loop variables. A copy is made only when somebody could tell:
when the address of the variable is taken or a function literal mentions it. In the text of a file whose language is
older, which may be inlined anywhere, the variables are those of the whole loop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from server.compiler.ir.func import Block, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import INT, INT32, STRING, UINT8, pointee
from server.compiler.irbuild.address import string_ptr
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.arith import build_condition
from server.compiler.irbuild.assign import is_blank
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.capture import shared_variables
from server.compiler.irbuild.channels import channel_element
from server.compiler.irbuild.context import NotSupported
from server.compiler.irbuild.maps import at_entry, entry_part, map_of, next_entry, start_iteration
from server.compiler.irbuild.rangefunc import build_range_function
from server.compiler.irbuild.stmt import build_block, enter, leave, take_label
from server.compiler.irbuild.target import assign_all
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Chan, Map, Pointer, Signature, Slice, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_integer, is_string

_FIRST_WIDE: Final = 0x80  # first byte of a rune that takes several bytes


def build_for(b: FuncBuilder, node: ast.ForStmt) -> None:
    """`for init; cond; post { body }`

    init -> head: cond ? body : done;  body -> post -> head
    """
    label = take_label(b)
    if node.init is not None:
        b.rules.stmt(b, node.init)
    copied = _copied_variables(b, node)
    head, body, post, done = (b.new_block(f"for.{name}") for name in ("head", "body", "post", "done"))
    b.jump(head)
    b.start(head)
    if node.cond is not None:
        build_condition(b, node.cond, body, done)
    else:
        b.jump(body)
    b.start(body)
    outer = {var: b.slots[var] for var in copied}
    for var, slot in outer.items():
        b.store(b.declare(var), b.load(slot), var.span)
    enter(b, label, done, post)
    build_block(b, node.body)
    leave(b)
    b.jump(post)
    b.start(post)
    for var, slot in outer.items():
        b.store(slot, b.load(b.slots[var]), var.span)
        b.slots[var] = slot
    if node.post is not None:
        b.rules.stmt(b, node.post)
    b.jump(head)
    b.start(done)


def _copied_variables(b: FuncBuilder, node: ast.ForStmt) -> list[Var]:
    if b.shares_loop_variables:
        return []
    init = node.init
    if not isinstance(init, ast.AssignStmt) or init.tok != ":=":
        return []
    defs = b.view.info.defs
    declared = [defs.get(name) for name in init.lhs if isinstance(name, ast.Ident)]
    variables = [var for var in declared if isinstance(var, Var) and var in b.slots]
    shared = shared_variables(b, node.body) if variables else set()
    return [var for var in variables if var in shared]


def build_range(b: FuncBuilder, node: ast.RangeStmt) -> None:
    """`for k, v := range x`"""
    if b.shares_loop_variables:
        _declare_once(b, node)
    evaluate_inside(b, node.x)
    typ = b.type_of(node.x)
    under = underlying(typ)
    if is_string(typ):
        return _range_string(b, node)
    if is_integer(typ):
        return _range_int(b, node)
    match under:
        case Slice():
            value = b.expr(node.x)
            return _range_elements(b, node, b.slice_ptr(value), b.slice_len(value))
        case Array():
            return _range_array(b, node, under)
        case Pointer():
            return _range_pointer(b, node)
        case Map():
            return _range_map(b, node)
        case Chan():
            return _range_channel(b, node)
        case Signature():
            return build_range_function(b, node)
    raise NotSupported("range over this type", node.x)


def _declare_once(b: FuncBuilder, node: ast.RangeStmt) -> None:
    """Make the variables that all iterations share; to what is declared already, iterations assign."""
    for name in (node.key, node.value) if node.tok == ":=" else ():
        var = b.view.info.defs.get(name) if isinstance(name, ast.Ident) and not is_blank(name) else None
        if isinstance(var, Var):
            b.declare(var)


def _wants(expr: ast.Expr | None) -> bool:
    return expr is not None and not is_blank(expr)


def _range_array(b: FuncBuilder, node: ast.RangeStmt, array: Array) -> None:
    # Spec: the range expression is evaluated once, so an array is copied; not at all when only the length matters.
    pointer = None
    if _wants(node.value):
        copy = b.local("", array, b.span(node.x))
        b.store(copy, b.expr(node.x))
        pointer = b.first_element(copy)
    elif not isinstance(node.x, ast.Ident | ast.SelectorExpr):
        b.expr(node.x)
    _range_elements(b, node, pointer, b.count(array.length))


def _range_pointer(b: FuncBuilder, node: ast.RangeStmt) -> None:
    pointer = b.expr(node.x)
    array = underlying(pointee(pointer.type))
    assert isinstance(array, Array)
    first = None
    if _wants(node.value) and array.length:
        b.nil_check(pointer, b.span(node.x))
        first = b.first_element(pointer)
    _range_elements(b, node, first, b.count(array.length))


@dataclass(slots=True)
class _Loop:
    """A range loop under construction: its hidden counter, and where it goes on."""

    counter: Value  # address
    index: Value  # the counter's value in the body
    head: Block
    post: Block
    done: Block


def _open(b: FuncBuilder, typ: Type, limit: Value, node: ast.RangeStmt) -> _Loop:
    """Begin a loop that counts from 0 up to a limit; the body is current afterwards."""
    counter = b.local("", typ, b.span(node.x))
    head, body, post, done = (b.new_block(f"range.{name}") for name in ("head", "body", "post", "done"))
    b.jump(head)
    b.start(head)
    b.branch(b.compare(Op.LT, b.load(counter), limit), body, done, b.span(node.x))
    b.start(body)
    return _Loop(counter, b.load(counter), head, post, done)


def _body(b: FuncBuilder, node: ast.RangeStmt, loop: _Loop, label: str) -> None:
    """The loop's own statements; `post` is current afterwards."""
    enter(b, label, loop.done, loop.post)
    build_block(b, node.body)
    leave(b)
    b.jump(loop.post)
    b.start(loop.post)


def _close(b: FuncBuilder, loop: _Loop, next_index: Value) -> None:
    """Go back to the head with the next index."""
    b.store(loop.counter, next_index)
    b.jump(loop.head)
    b.start(loop.done)


def _next(b: FuncBuilder, loop: _Loop) -> Value:
    typ = loop.index.type
    assert typ is not None
    return b.emit(Op.ADD, typ, b.load(loop.counter), b.constant(1, typ))


def _give(b: FuncBuilder, node: ast.RangeStmt, *values: Callable[[], Value]) -> None:
    """Assign to the iteration variables that there are."""
    assign_all(b, (node.key, node.value), "=" if b.shares_loop_variables else node.tok, values)


def _range_elements(b: FuncBuilder, node: ast.RangeStmt, pointer: Value | None, length: Value) -> None:
    label = take_label(b)
    loop = _open(b, INT, length, node)
    if pointer is not None:
        first = pointer
        span = b.span(node.value) if node.value is not None else None
        _give(b, node, lambda: loop.index, lambda: b.load(b.element_addr(first, loop.index, span), span))
    else:
        _give(b, node, lambda: loop.index)
    _body(b, node, loop, label)
    _close(b, loop, _next(b, loop))


def _range_map(b: FuncBuilder, node: ast.RangeStmt) -> None:
    label, span = take_label(b), b.span(node.x)
    table = b.expr(node.x)
    assert table.type is not None
    map_ = map_of(table.type)
    iterator = start_iteration(b, table, span)
    head, body, post, done = (b.new_block(f"range.{name}") for name in ("head", "body", "post", "done"))
    b.jump(head)
    b.start(head)
    b.branch(at_entry(b, iterator), body, done, span)
    b.start(body)
    parts = (map_.key, map_.element)
    _give(b, node, *(partial(entry_part, b, iterator, part, typ, span) for part, typ in enumerate(parts)))
    enter(b, label, done, post)
    build_block(b, node.body)
    leave(b)
    b.jump(post)
    b.start(post)
    next_entry(b, iterator, span)
    b.jump(head)
    b.start(done)


def _range_int(b: FuncBuilder, node: ast.RangeStmt) -> None:
    label = take_label(b)
    typ = b.type_of(node.key) if node.key is not None and _wants(node.key) else b.type_of(node.x)
    limit = b.expr_as(node.x, typ)
    loop = _open(b, typ, limit, node)
    _give(b, node, lambda: loop.index)
    _body(b, node, loop, label)
    _close(b, loop, _next(b, loop))


def _range_string(b: FuncBuilder, node: ast.RangeStmt) -> None:
    """Spec: the value is the code point at the index, or U+FFFD and a step of one byte for invalid UTF-8."""
    label = take_label(b)
    span = b.span(node.x)
    string = b.retype(b.expr(node.x), STRING)
    following, rune = b.local("", INT), b.local("", INT32)
    loop = _open(b, INT, b.emit(Op.STRING_LEN, INT, string), node)
    byte = b.load(b.element_addr(string_ptr(b, string), loop.index, span), span)
    ascii_, wide, ready = (b.new_block(f"range.{name}") for name in ("ascii", "wide", "rune"))
    b.branch(b.compare(Op.LT, byte, b.constant(_FIRST_WIDE, UINT8)), ascii_, wide)
    b.start(ascii_)
    b.store(rune, b.emit(Op.CONVERT, INT32, byte))
    b.store(following, b.emit(Op.ADD, INT, loop.index, b.count(1)))
    b.jump(ready)
    b.start(wide)
    decoded = b.runtime("decoderune", string, loop.index, span=span)
    b.store(rune, b.extract(decoded, 0))
    b.store(following, b.extract(decoded, 1))
    b.jump(ready)
    b.start(ready)
    _give(b, node, lambda: loop.index, lambda: b.load(rune))
    _body(b, node, loop, label)
    _close(b, loop, b.load(following))


def _range_channel(b: FuncBuilder, node: ast.RangeStmt) -> None:
    """`for v := range c`: until the channel is closed and empty.

    head: v, ok = <-c; ok ? body : done;  body -> head
    """
    label = take_label(b)
    span = b.span(node.x)
    channel = b.expr(node.x)
    assert channel.type is not None
    head, body, done = (b.new_block(f"range.{name}") for name in ("head", "body", "done"))
    b.jump(head)
    b.start(head)
    slot = b.local("", channel_element(channel.type), span)
    b.branch(b.runtime("chanrecv2", b.pointer(channel), b.pointer(slot), span=span), body, done, span)
    b.start(body)
    _give(b, node, lambda: b.load(slot, span))
    enter(b, label, done, head)
    build_block(b, node.body)
    leave(b)
    b.jump(head)
    b.start(done)
