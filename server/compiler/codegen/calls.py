"""Calls and returns in the convention of `signature.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.compiler.codegen.emitter import Emitter, Operands
from server.compiler.codegen.intrinsics import expand
from server.compiler.codegen.memory import part_address, store_value
from server.compiler.codegen.module import CALL_ATTRIBUTES, PANIC_ATTRIBUTES
from server.compiler.codegen.signature import NO_CONTEXT, Convention, lower_signature
from server.compiler.ir.func import Callee, Method, Value
from server.compiler.ir.intrinsics import find_intrinsic
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UNSAFE_POINTER
from server.compiler.types.model import Signature, Tuple, Type, underlying

_SETJMP: Final = "runtime.setjmp"
ITAB_HEAD: Final = 3  # words of abi.ITab before its functions


def lower_call(e: Emitter, value: Value) -> None:
    """t2 = call main.f(t0, t1) int"""
    callee = value.aux
    assert isinstance(callee, Callee)
    intrinsic = find_intrinsic(callee.symbol, e.module.target.goarch)
    if intrinsic is not None:
        expand(e, value, intrinsic)
        return
    convention = lower_signature(e.layouts, [e.type_of(arg) for arg in value.args], result_types(callee.signature))
    target = e.module.function(callee.symbol, convention.result, convention.parameter_types(), callee.no_return)
    _emit_call(e, value, value.args, convention, target, NO_CONTEXT, callee.no_return)


def lower_call_value(e: Emitter, value: Value) -> None:
    """t2 = callvalue t0(t1) int    a function value points to its code's address, and that object is the context"""
    closure, *arguments = value.args
    signature = underlying(e.type_of(closure))
    assert isinstance(signature, Signature)
    convention = lower_signature(e.layouts, [e.type_of(arg) for arg in arguments], result_types(signature))
    context = e.operand(closure)
    code = e.let(f"load ptr, ptr {context}")
    _emit_call(e, value, arguments, convention, code, f"ptr nest {context}", False)


def lower_call_method(e: Emitter, value: Value) -> None:
    """t2 = callmethod t0.Read(t1) int    the itab holds the code's address; the data word is the receiver"""
    method = value.aux
    assert isinstance(method, Method)
    itab, data = e.operands(value.args[0])
    arguments = value.args[1:]
    types = [UNSAFE_POINTER, *[e.type_of(arg) for arg in arguments]]
    convention = lower_signature(e.layouts, types, result_types(method.signature))
    place = part_address(e, itab, (ITAB_HEAD + method.index) * e.layouts.word_size)
    code = e.let(f"load ptr, ptr {place}")
    _emit_call(e, value, arguments, convention, code, NO_CONTEXT, False, receiver=f"ptr {data}")


def result_types(signature: Signature) -> list[Type]:
    """The types of a signature's results."""
    return [var.type for var in signature.results.vars if var.type is not None]


def _emit_call(
    e: Emitter,
    value: Value,
    arguments: Sequence[Value],
    convention: Convention,
    target: str,
    context: str,
    no_return: bool,
    receiver: str = "",
) -> None:
    e.calls = True
    slots = [e.slot(layout) for layout in map(e.layouts.of, convention.result_types) if layout.big]
    gathered = e.slot_of(convention.gathered) if convention.gathered else ""
    passed = [context, *[f"ptr {slot}" for slot in (gathered, *slots) if slot]]
    if receiver:
        passed.append(receiver)
    for argument in arguments:
        passed.extend(e.typed_operands(argument))
    text = f"call {convention.result} {target}({', '.join(passed)})"
    if no_return:
        text += f" {PANIC_ATTRIBUTES}"
    elif isinstance(value.aux, Callee) and value.aux.symbol == _SETJMP:
        text += " returns_twice"
        e.recovery = _origin(value.args[0])
    else:
        text += f" {CALL_ATTRIBUTES}"
    if convention.result == "void":
        e.emit(text)
        result = gathered
    else:
        result = e.let(text)
    _define_results(e, value, _split_results(e, convention, result, slots))


def _split_results(e: Emitter, convention: Convention, result: str, slots: list[str]) -> list[Operands]:
    """The operands of each result, from what the LLVM call returned or gathered in memory, and the slots it filled."""
    layouts = [e.layouts.of(typ) for typ in convention.result_types]
    types = [leaf.llvm for layout in layouts for leaf in layout.leaves]
    if convention.gathered:
        leaves = [_load_gathered(e, convention.gathered, result, i, llvm) for i, llvm in enumerate(types)]
    elif len(types) == 1:
        leaves = [result]
    else:
        leaves = [e.let(f"extractvalue {convention.result} {result}, {i}") for i in range(len(types))]
    parts: list[Operands] = []
    rest = iter(slots)
    for layout in layouts:
        if layout.big:
            parts.append((next(rest),))
        else:
            parts.append(tuple(leaves[: len(layout.leaves)]))
            del leaves[: len(layout.leaves)]
    return parts


def _load_gathered(e: Emitter, gathered: str, address: str, index: int, llvm: str) -> str:
    return e.let(f"load {llvm}, ptr {_gathered_place(e, gathered, address, index)}")


def _gathered_place(e: Emitter, gathered: str, address: str, index: int) -> str:
    return e.let(f"getelementptr inbounds {gathered}, ptr {address}, i32 0, i32 {index}")


def _origin(value: Value) -> Value:
    """The value that a pointer of another type was made of."""
    while value.op is Op.CHANGE_TYPE:
        value = value.args[0]
    return value


def _define_results(e: Emitter, value: Value, parts: list[Operands]) -> None:
    if isinstance(value.type, Tuple):
        e.results[value] = parts
    elif value.type is not None:
        e.define(value, parts[0])


def emit_return(e: Emitter, results: Sequence[Value]) -> None:
    """Leave the function."""
    leaves: list[str] = []
    big = 0
    for result in results:
        layout = e.layout(result)
        if layout.big:
            store_value(e, f"%r{big}", result)
            big += 1
        else:
            leaves.extend(f"{leaf.llvm} {operand}" for leaf, operand in zip(layout.leaves, e.operands(result)))
    gathered = e.convention.gathered
    if not leaves or gathered:
        for i, leaf in enumerate(leaves):
            e.emit(f"store {leaf}, ptr {_gathered_place(e, gathered, '%results', i)}")
        e.emit("ret void")
    elif len(leaves) == 1:
        e.emit(f"ret {leaves[0]}")
    else:
        whole = "poison"
        for i, leaf in enumerate(leaves):
            whole = e.let(f"insertvalue {e.convention.result} {whole}, {leaf}, {i}")
        e.emit(f"ret {e.convention.result} {whole}")


def lower_func(e: Emitter, value: Value) -> None:
    """t1 = func main.f func(int)"""
    assert isinstance(value.aux, str)
    signature = underlying(e.type_of(value))
    assert isinstance(signature, Signature)
    params = [var.type for var in signature.params.vars if var.type is not None]
    convention = lower_signature(e.layouts, params, result_types(signature))
    e.define(value, (e.module.function_value(value.aux, convention.result, convention.parameter_types()),))


def lower_code(e: Emitter, value: Value) -> None:
    """t1 = code main.f.func1 unsafe.Pointer"""
    callee = value.aux
    assert isinstance(callee, Callee)
    params = [var.type for var in callee.signature.params.vars if var.type is not None]
    convention = lower_signature(e.layouts, params, result_types(callee.signature))
    e.define(value, (e.module.function(callee.symbol, convention.result, convention.parameter_types()),))


def lower_context(e: Emitter, value: Value) -> None:
    """t1 = context *struct { ... }"""
    e.define(value, ("%context",))


LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {
    Op.CODE: lower_code,
    Op.CONTEXT: lower_context,
    Op.CALL: lower_call,
    Op.CALL_VALUE: lower_call_value,
    Op.CALL_METHOD: lower_call_method,
    Op.FUNC: lower_func,
}
