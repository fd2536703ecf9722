"""The operations that calls of intrinsics become (`ir/intrinsics.py`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen.convert import resize
from server.compiler.codegen.emitter import Emitter, Operands
from server.compiler.codegen.goroutine import load_goroutine
from server.compiler.ir.func import Value
from server.compiler.ir.intrinsics import Form, Intrinsic
from server.compiler.types.model import Tuple

_SIZES: Final = {"i8": 1, "i16": 2, "i32": 4, "i64": 8}
_READ_MODIFY_WRITE: Final = {Form.SWAP: "xchg", Form.ADD: "add", Form.AND: "and", Form.OR: "or"}


def expand(e: Emitter, value: Value, intrinsic: Intrinsic) -> None:
    """Emit the operation of a call, and say what stands for its result."""
    results = _EXPANSIONS[intrinsic.form](e, value, intrinsic)
    if isinstance(value.type, Tuple):
        e.results[value] = [(result,) for result in results]
    elif value.type is not None:
        e.define(value, results)


# Atomic operations


def _size(e: Emitter, llvm: str) -> int:
    return e.layouts.word_size if llvm == "ptr" else _SIZES[llvm]


def _place(e: Emitter, value: Value) -> str:
    """The address, which must not be nil."""
    address = e.operand(value.args[0])
    e.panic_unless(e.let(f"icmp ne ptr {address}, null"), "sigpanic")
    return address


def _load(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    llvm = e.leaves(value)[0].llvm
    return (e.let(f"load atomic {llvm}, ptr {_place(e, value)} seq_cst, align {_size(e, llvm)}"),)


def _store(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    llvm, operand = e.leaves(value.args[1])[0].llvm, e.operand(value.args[1])
    e.emit(f"store atomic {llvm} {operand}, ptr {_place(e, value)} seq_cst, align {_size(e, llvm)}")
    return ()


def _read_modify_write(e: Emitter, value: Value, intrinsic: Intrinsic) -> Operands:
    llvm, operand = e.leaves(value.args[1])[0].llvm, e.operand(value.args[1])
    name = _READ_MODIFY_WRITE[intrinsic.form]
    old = e.let(f"atomicrmw {name} ptr {_place(e, value)}, {llvm} {operand} seq_cst, align {_size(e, llvm)}")
    return (e.let(f"add {llvm} {old}, {operand}"),) if intrinsic.form is Form.ADD else (old,)


def _compare_and_swap(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    llvm = e.leaves(value.args[1])[0].llvm
    old, new = e.operand(value.args[1]), e.operand(value.args[2])
    place = _place(e, value)
    both = e.let(f"cmpxchg ptr {place}, {llvm} {old}, {llvm} {new} seq_cst seq_cst, align {_size(e, llvm)}")
    return (e.let(f"extractvalue {{ {llvm}, i1 }} {both}, 1"),)


# Numbers


def _float(e: Emitter, value: Value, intrinsic: Intrinsic) -> Operands:
    params = ", ".join(["double"] * len(value.args))
    callee = e.module.intrinsic(f"llvm.{intrinsic.detail}.f64", "double", params)
    operands = ", ".join(f"double {e.operand(arg)}" for arg in value.args)
    return (e.let(f"call double {callee}({operands})"),)


def _count(name: str) -> Callable[[Emitter, Value], tuple[str, str]]:
    """A count of zeros; of the width where the operand is 0. Gives LLVM's type and the operand."""

    def count(e: Emitter, value: Value) -> tuple[str, str]:
        llvm = e.leaves(value.args[0])[0].llvm
        callee = e.module.intrinsic(f"llvm.{name}.{llvm}", llvm, f"{llvm}, i1")
        return llvm, e.let(f"call {llvm} {callee}({llvm} {e.operand(value.args[0])}, i1 false)")

    return count


_TRAILING: Final = _count("cttz")
_LEADING: Final = _count("ctlz")


def _trailing_zeros(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    llvm, count = _TRAILING(e, value)
    return (resize(e, count, llvm, e.word(), False),)


def _length(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    llvm, count = _LEADING(e, value)
    return (resize(e, e.let(f"sub {llvm} {llvm[1:]}, {count}"), llvm, e.word(), False),)


def _unary(name: str) -> Callable[[Emitter, Value, Intrinsic], Operands]:
    def expand_unary(e: Emitter, value: Value, _: Intrinsic) -> Operands:
        llvm = e.leaves(value.args[0])[0].llvm
        callee = e.module.intrinsic(f"llvm.{name}.{llvm}", llvm, llvm)
        result = e.let(f"call {llvm} {callee}({llvm} {e.operand(value.args[0])})")
        return (resize(e, result, llvm, e.leaves(value)[0].llvm, False),)

    return expand_unary


def _rotate_left(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    """A negative count turns to the right: counts are taken modulo the width."""
    llvm, operand = e.leaves(value)[0].llvm, e.operand(value.args[0])
    count = resize(e, e.operand(value.args[1]), e.word(), llvm, False)
    callee = e.module.intrinsic(f"llvm.fshl.{llvm}", llvm, f"{llvm}, {llvm}, {llvm}")
    return (e.let(f"call {llvm} {callee}({llvm} {operand}, {llvm} {operand}, {llvm} {count})"),)


def _multiply(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    llvm = e.leaves(value.args[0])[0].llvm
    bits = int(llvm[1:])
    wide = f"i{2 * bits}"
    x, y = (e.let(f"zext {llvm} {e.operand(arg)} to {wide}") for arg in value.args)
    product = e.let(f"mul {wide} {x}, {y}")
    high = e.let(f"lshr {wide} {product}, {bits}")
    return e.let(f"trunc {wide} {high} to {llvm}"), e.let(f"trunc {wide} {product} to {llvm}")


def _truth(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    return (resize(e, e.operand(value.args[0]), "i1", e.leaves(value)[0].llvm, False),)


def _with_carry(name: str) -> Callable[[Emitter, Value, Intrinsic], Operands]:
    """x op y op carry; of the two steps at most one overflows."""

    def expand_carry(e: Emitter, value: Value, _: Intrinsic) -> Operands:
        llvm = e.leaves(value.args[0])[0].llvm
        callee = e.module.intrinsic(f"llvm.{name}.with.overflow.{llvm}", f"{{ {llvm}, i1 }}", f"{llvm}, {llvm}")
        result, *others = (e.operand(arg) for arg in value.args)
        overflows = []
        for other in others:
            both = e.let(f"call {{ {llvm}, i1 }} {callee}({llvm} {result}, {llvm} {other})")
            result = e.let(f"extractvalue {{ {llvm}, i1 }} {both}, 0")
            overflows.append(e.let(f"extractvalue {{ {llvm}, i1 }} {both}, 1"))
        carry = e.let(f"or i1 {overflows[0]}, {overflows[1]}")
        return result, e.let(f"zext i1 {carry} to {llvm}")

    return expand_carry


# Memory


def _move(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    to, source, count = (e.operand(arg) for arg in value.args)
    e.calls = True
    callee = e.module.intrinsic(f"llvm.memmove.p0.p0.{e.word()}", "void", f"ptr, ptr, {e.word()}, i1")
    e.emit(f"call void {callee}(ptr {to}, ptr {source}, {e.word()} {count}, i1 false)")
    return ()


def _clear(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    place, count = (e.operand(arg) for arg in value.args)
    e.calls = True
    callee = e.module.intrinsic(f"llvm.memset.p0.{e.word()}", "void", f"ptr, i8, {e.word()}, i1")
    e.emit(f"call void {callee}(ptr {place}, i8 0, {e.word()} {count}, i1 false)")
    return ()


def _same(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    """bcmp of C is a function that LLVM knows."""
    first, second, count = (e.operand(arg) for arg in value.args)
    e.calls = True
    callee = e.module.function("bcmp", "i32", f"ptr, ptr, {e.word()}")
    different = e.let(f"call i32 {callee}(ptr {first}, ptr {second}, {e.word()} {count})")
    return (e.let(f"icmp eq i32 {different}, 0"),)


# The frame and the code


def _address(e: Emitter, pointer: str) -> Operands:
    return (e.let(f"ptrtoint ptr {pointer} to {e.word()}"),)


def _caller_pc(e: Emitter, _value: Value, _: Intrinsic) -> Operands:
    """The address to which the function that calls this returns."""
    callee = e.module.intrinsic("llvm.returnaddress", "ptr", "i32 immarg")
    return _address(e, e.let(f"call ptr {callee}(i32 0)"))


def _caller_sp(e: Emitter, _value: Value, _: Intrinsic) -> Operands:
    """The stack pointer before the call of the function."""
    at = e.module.target.machine.stack_at_entry
    place = e.let(f"call ptr {e.module.intrinsic(at.intrinsic, 'ptr', at.parameters)}({at.operands})")
    return _address(e, e.let(f"getelementptr i8, ptr {place}, i64 {at.distance}"))


def _frame(level: int) -> Callable[[Emitter, Value, Intrinsic], Operands]:
    def expand_frame(e: Emitter, _value: Value, _: Intrinsic) -> Operands:
        callee = e.module.intrinsic("llvm.frameaddress.p0", "ptr", "i32 immarg")
        return _address(e, e.let(f"call ptr {callee}(i32 {level})"))

    return expand_frame


def _goroutine(e: Emitter, _value: Value, _: Intrinsic) -> Operands:
    return (load_goroutine(e),)


def _closure(e: Emitter, _value: Value, _: Intrinsic) -> Operands:
    return _address(e, "%context")


def _code_of(e: Emitter, value: Value, _: Intrinsic) -> Operands:
    """The data word of the interface is the function value: a pointer to the address of the code."""
    data = e.operands(value.args[0])[1]
    return (e.let(f"load {e.word()}, ptr {data}"),)


def _prefetch(e: Emitter, value: Value, intrinsic: Intrinsic) -> Operands:
    callee = e.module.intrinsic("llvm.prefetch.p0", "void", "ptr, i32 immarg, i32 immarg, i32 immarg")
    place = e.let(f"inttoptr {e.word()} {e.operand(value.args[0])} to ptr")
    e.emit(f"call void {callee}(ptr {place}, i32 0, i32 {intrinsic.detail}, i32 1)")
    return ()


def _symbol(e: Emitter, _value: Value, intrinsic: Intrinsic) -> Operands:
    return _address(e, e.module.data(intrinsic.detail))


def _nothing(_e: Emitter, _value: Value, _: Intrinsic) -> Operands:
    return ()


_EXPANSIONS: Final[dict[Form, Callable[[Emitter, Value, Intrinsic], Operands]]] = {
    Form.LOAD: _load,
    Form.STORE: _store,
    **dict.fromkeys(_READ_MODIFY_WRITE, _read_modify_write),
    Form.COMPARE_AND_SWAP: _compare_and_swap,
    Form.FLOAT: _float,
    Form.TRAILING_ZEROS: _trailing_zeros,
    Form.LENGTH: _length,
    Form.ONES: _unary("ctpop"),
    Form.SWAP_BYTES: _unary("bswap"),
    Form.REVERSE: _unary("bitreverse"),
    Form.ROTATE_LEFT: _rotate_left,
    Form.MULTIPLY: _multiply,
    Form.ADD_CARRY: _with_carry("uadd"),
    Form.SUBTRACT_BORROW: _with_carry("usub"),
    Form.TRUTH: _truth,
    Form.MOVE: _move,
    Form.CLEAR: _clear,
    Form.SAME: _same,
    Form.CALLER_PC: _caller_pc,
    Form.CALLER_SP: _caller_sp,
    Form.FRAME: _frame(0),
    Form.CALLER_FRAME: _frame(1),
    Form.GOROUTINE: _goroutine,
    Form.CLOSURE: _closure,
    Form.CODE_OF: _code_of,
    Form.PREFETCH: _prefetch,
    Form.SYMBOL: _symbol,
    Form.NOTHING: _nothing,
}
assert _EXPANSIONS.keys() == set(Form), "every form has an expansion"
