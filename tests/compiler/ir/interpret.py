"""A small interpreter of the IR: the meaning of every op, written as plainly as possible.

It runs naive and optimised IR of the same program, so that a pass that changes the meaning is found without code
generation. Memory is made of cells, one for each scalar, string, slice or interface; a pointer is (memory, cell).
"""

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from server.compiler.ir.evaluate import int_bits, int_range, wrap
from server.compiler.ir.func import (
    AddressOf,
    Aggregate,
    Block,
    Callee,
    Descriptor,
    Exit,
    Func,
    FuncValue,
    Global,
    Itab,
    Method,
    Param,
    StaticData,
    Value,
    Variable,
)
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ir.types import UNSAFE_POINTER, field_type, pointee, struct_of
from server.compiler.irbuild.interface import is_pointer_shaped
from server.compiler.irbuild.methodset import interface_methods
from server.compiler.irbuild.wrappers import Wrapped, build_wrapper
from server.compiler.types.linkname import package_prefix, written_name
from server.compiler.types.lookup import find
from server.compiler.types.model import Array, Basic, Interface, Kind, Slice, Struct, Type, underlying
from server.compiler.types.model import Pointer as PointerType
from server.compiler.types.objects import Func as FuncObject
from server.compiler.types.predicates import is_boolean, is_float, is_integer, is_string
from tests.compiler.stages import SIZES

# ruff: noqa: ARG001, ARG005  every op is called alike

MAX_STEPS = 200_000


class GoPanicError(Exception):
    """The program panicked."""


class TooLongError(Exception):
    """The program did not end in time."""


@dataclass(eq=False)
class Memory:
    """One variable: its cells, and how many bytes a cell stands for when it is an element of an array."""

    cells: list[Any]
    bytes_per_cell: int = 8


@dataclass(frozen=True)
class Pointer:
    """The address of a cell."""

    memory: Memory
    at: int


@dataclass(frozen=True)
class Word(Pointer):
    """The address of a word of a slice, which is one cell: its pointer, length or capacity."""

    number: int = 0


def cells_of(typ: Type) -> int:
    """How many cells a type takes."""
    match underlying(typ):
        case Struct(fields=fields):
            return sum(cells_of(item.type) for item in fields if item.type is not None)
        case Array(element=element, length=length):
            return length * cells_of(element)
    return 1


def zero(typ: Type) -> Any:
    """The zero value: a list for structs and arrays."""
    match underlying(typ):
        case Struct(fields=fields):
            return [zero(item.type) for item in fields if item.type is not None]
        case Array(element=element, length=length):
            return [zero(element) for _ in range(length)]
        case Slice():
            return (None, 0, 0)
        case Interface():
            return (None, None)
    if is_boolean(typ):
        return False
    if is_integer(typ):
        return 0
    if is_float(typ):
        return 0.0
    return (None, 0) if is_string(typ) else None


def flatten(value: Any) -> list[Any]:
    """The cells of a value."""
    return [cell for part in value for cell in flatten(part)] if isinstance(value, list) else [value]


def unflatten(typ: Type, cells: list[Any]) -> Any:
    """The value whose cells are the next ones; takes them from the list."""
    match underlying(typ):
        case Struct(fields=fields):
            return [unflatten(item.type, cells) for item in fields if item.type is not None]
        case Array(element=element, length=length):
            return [unflatten(element, cells) for _ in range(length)]
    return cells.pop(0)


def allocate(typ: Type) -> Pointer:
    """A zeroed variable."""
    inner = underlying(typ)
    element = inner.element if isinstance(inner, Array) else typ
    count = cells_of(element)
    return Pointer(Memory(flatten(zero(typ)), SIZES.size_of(element) // count if count else 1), 0)


def text_value(data: bytes) -> tuple[Pointer, int]:
    """A string."""
    return Pointer(Memory(list(data), 1), 0), len(data)


def text_of(value: Any) -> bytes:
    """The bytes of a string."""
    pointer, length = value
    return bytes(pointer.memory.cells[pointer.at : pointer.at + length]) if length else b""


def rounded(number: float, typ: Type) -> float:
    """A float as its type holds it."""
    under = underlying(typ)
    if isinstance(under, Basic) and under.kind is Kind.FLOAT32 and math.isfinite(number):
        try:
            return float(struct.unpack("<f", struct.pack("<f", number))[0])
        except OverflowError:
            return math.copysign(math.inf, number)
    return number


@dataclass
class Machine:
    """A program, what it printed, and its package-level variables."""

    funcs: dict[str, Func]
    globals: dict[str, Pointer] = field(default_factory=dict)
    output: list[str] = field(default_factory=list)
    steps: int = 0

    def define(self, items: Sequence[Global]) -> None:
        """Make the package-level variables; they may hold each other's addresses."""
        self.globals.update((item.symbol, allocate(item.type)) for item in items)
        for item in items:
            if item.data is not None:
                value = self._static(item.data, item.type)
                self.globals[item.symbol].memory.cells[:] = flatten(value)

    def _static(self, data: StaticData, typ: Type) -> Any:
        """The value that a variable starts with."""
        if isinstance(data, FuncValue | Callee):
            return data.symbol
        if isinstance(data, Descriptor):
            return data.type
        if isinstance(data, Itab):
            return data
        if isinstance(data, AddressOf):
            pointer = self.globals[data.symbol]
            pointer = Pointer(pointer.memory, pointer.at + data.offset // pointer.memory.bytes_per_cell)
            return pointer if not isinstance(underlying(typ), Slice) else (pointer, data.length, data.length)
        if not isinstance(data, Aggregate):
            return constant(data, typ)
        whole = zero(typ)
        under = underlying(typ)
        if isinstance(under, Interface):
            words = {index: self._static(part, UNSAFE_POINTER) for index, part in data.parts}
            return words.get(0), words.get(1)
        for index, part in data.parts:
            inner = under.element if isinstance(under, Array) else field_type(struct_of(typ), index)
            whole[index] = self._static(part, inner)
        return whole

    def call(self, func: Func, args: list[Any], context: Any = None) -> Any:
        """Run a function, called through a closure if there is a context; several results are a list."""
        values: dict[Value, Any] = {}
        block, came_from = func.blocks[0], 0
        while True:
            self._run_block(block, came_from, values, args, context)
            match block.exit:
                case Exit.RETURN:
                    results = [values[control] for control in block.controls]
                    return results[0] if len(results) == 1 else results
                case Exit.UNREACHABLE:
                    raise AssertionError("reached what is unreachable")
            taken = 1 if block.exit is Exit.IF and not values[block.controls[0]] else 0
            block, came_from = block.succs[taken], _edge(block, taken)

    def _run_block(self, block: Block, came_from: int, values: dict[Value, Any], args: list[Any], context: Any) -> None:
        incoming = [(v, values[v.args[came_from]]) for v in block.values if v.op is Op.PHI]
        values.update(incoming)
        for value in block.values:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise TooLongError
            if value.op is Op.PARAM:
                assert isinstance(value.aux, Param)
                values[value] = args[value.aux.index]
            elif value.op is Op.CALL:
                values[value] = self._call(value, [values[arg] for arg in value.args])
            elif value.op is Op.CALL_VALUE:
                closure, *rest = (values[arg] for arg in value.args)
                name = closure if isinstance(closure, str) else closure.memory.cells[closure.at]
                values[value] = self.call(self.funcs[name], rest, closure)
            elif value.op is Op.CALL_METHOD:
                (itab, data), *rest = (values[arg] for arg in value.args)
                values[value] = self.call(method_code(itab, value), [data, *rest])
            elif value.op is Op.CONTEXT:
                values[value] = context
            elif value.op is Op.GLOBAL:
                values[value] = self.globals[str(value.aux)]
            elif value.op is not Op.PHI:
                values[value] = OPS[value.op](value, [values[arg] for arg in value.args])

    def _call(self, value: Value, args: list[Any]) -> Any:
        assert isinstance(value.aux, Callee)
        symbol = value.aux.symbol
        if symbol in self.funcs:
            return self.call(self.funcs[symbol], args)
        name = symbol.removeprefix("runtime.")
        if name.startswith("print"):
            self.output.append(printed(name, args))
            return None
        return RUNTIME[name](*args)


def method_code(itab: Itab, call: Value) -> Func:
    """What a call through an interface runs: a function that takes the data word."""
    assert isinstance(call.aux, Method)
    wanted = interface_methods(itab.interface)[call.aux.index]
    found = find(itab.concrete, False, wanted.package, wanted.name)
    assert isinstance(found.obj, FuncObject)
    receiver = itab.concrete if is_pointer_shaped(itab.concrete) else PointerType(itab.concrete)
    symbol = f"{package_prefix(found.obj.package)}.{written_name(found.obj)}"
    return build_wrapper("", receiver, Wrapped(found.obj, found.path, symbol))


def _edge(block: Block, taken: int) -> int:
    target = block.succs[taken]
    before = sum(1 for other in block.succs[:taken] if other is target)
    return [i for i, pred in enumerate(target.preds) if pred is block][before]


def printed(name: str, args: list[Any]) -> str:
    """What a print function writes; not in Go's format, but one text per value."""
    fixed = {"printnl": "\n", "printsp": " ", "printlock": "", "printunlock": ""}
    if name in fixed:
        return fixed[name]
    value = args[0]
    if name == "printstring":
        return text_of(value).decode("latin-1")
    if name in ("printslice", "printpointer", "printeface"):
        return "<address>"
    return repr(value)


def constant(data: Any, typ: Type) -> Any:
    """The value of a CONST."""
    if isinstance(data, bytes):
        return text_value(data)
    if isinstance(data, Fraction):
        return rounded(float(data), typ)
    return data


def load(value: Value, args: list[Any]) -> Any:
    pointer = args[0]
    assert value.type is not None
    count = cells_of(value.type)
    return unflatten(value.type, pointer.memory.cells[pointer.at : pointer.at + count])


def store(value: Value, args: list[Any]) -> None:
    pointer, stored = args
    cells = flatten(stored)
    if isinstance(pointer, Word):
        words = list(pointer.memory.cells[pointer.at])
        words[pointer.number] = stored
        cells = [tuple(words)]
    pointer.memory.cells[pointer.at : pointer.at + len(cells)] = cells


def field_addr(value: Value, args: list[Any]) -> Pointer:
    assert isinstance(value.aux, int)
    if isinstance(args[0], Word):
        return replace(args[0], number=value.aux)
    fields = struct_of(pointee(value.args[0].type)).fields[: value.aux]
    return Pointer(args[0].memory, args[0].at + sum(cells_of(item.type) for item in fields if item.type))


def change_type(value: Value, args: list[Any]) -> Any:
    """The same value; of the address of a slice, that of its words."""
    before, after = (underlying(one) if one is not None else None for one in (value.args[0].type, value.type))
    if isinstance(before, PointerType) and isinstance(after, PointerType):
        into_words = isinstance(underlying(before.element), Slice) and isinstance(underlying(after.element), Struct)
        return Word(args[0].memory, args[0].at) if into_words else args[0]
    return args[0]


def index_addr(value: Value, args: list[Any]) -> Any:
    pointer, index = args
    if pointer is None:
        assert index == 0
        return None
    return Pointer(pointer.memory, pointer.at + index * cells_of(pointee(value.type)))


def bounds(value: Value, args: list[Any]) -> None:
    index, limit = args
    if value.aux is BoundsKind.CONVERT:
        index, limit = limit, index
    if not 0 <= index < limit + (value.aux is not BoundsKind.INDEX):
        assert isinstance(value.aux, BoundsKind)
        raise GoPanicError(f"{value.aux.value} {index} {limit}")


def check(passes: Callable[[Any], bool], text: str) -> Callable[[Value, list[Any]], None]:
    def run(value: Value, args: list[Any]) -> None:
        if not passes(args[0]):
            raise GoPanicError(text)

    return run


def integer(compute: Callable[[int, int], int]) -> Callable[[Value, list[Any]], Any]:
    def run(value: Value, args: list[Any]) -> Any:
        assert value.type is not None
        if is_float(value.type) or is_boolean(value.type):
            return rounded(compute(*args), value.type)
        return wrap(compute(*args), value.type)

    return run


def divide(value: Value, args: list[Any]) -> Any:
    x, y = args
    assert value.type is not None
    if is_float(value.type):
        if y == 0:
            return math.nan if x == 0 or math.isnan(x) else math.copysign(math.inf, x) * math.copysign(1, y)
        return rounded(x / y, value.type)
    quotient = abs(x) // abs(y)
    return wrap(quotient if (x < 0) == (y < 0) else -quotient, value.type)


def remainder(value: Value, args: list[Any]) -> Any:
    x, y = args
    assert value.type is not None
    return wrap(abs(x) % abs(y) * (-1 if x < 0 else 1), value.type)


def shift(value: Value, args: list[Any]) -> Any:
    x, count = args
    assert value.type is not None
    count = min(count, int_bits(value.type))
    return wrap(x << count if value.op is Op.SHL else x >> count, value.type)


def convert(value: Value, args: list[Any]) -> Any:
    x = args[0]
    assert value.type is not None
    if is_float(value.type):
        return rounded(float(x), value.type)
    if isinstance(x, float):
        low, high = int_range(value.type)
        whole = int(x) if math.isfinite(x) else low
        return whole if low <= whole <= high else low
    return wrap(x, value.type)


def local(value: Value, args: list[Any]) -> Pointer:
    assert isinstance(value.aux, Variable)
    return allocate(value.aux.type)


def same(x: Any, y: Any) -> bool:
    if isinstance(x, Pointer) and isinstance(y, Pointer):
        return x.memory is y.memory and x.at == y.at
    return bool(x == y)


def item(index: int) -> Callable[[Value, list[Any]], Any]:
    return lambda value, args: args[0][index]


OPS: dict[Op, Callable[[Value, list[Any]], Any]] = {
    Op.CONST: lambda value, args: constant(value.aux, value.type or pointee(None)),
    Op.ZERO: lambda value, args: zero(value.type or pointee(None)),
    Op.FUNC: lambda value, args: value.aux,
    Op.CODE: lambda value, args: value.aux.symbol,
    Op.TYPE_ADDR: lambda value, args: value.aux,
    Op.ITAB: lambda value, args: value.aux,
    Op.LOCAL: local,
    Op.NEW: local,
    Op.LOAD: load,
    Op.STORE: store,
    Op.STORE_BARRIER: store,
    Op.FIELD_ADDR: field_addr,
    Op.INDEX_ADDR: index_addr,
    Op.NIL_CHECK: check(lambda pointer: pointer is not None, "nil pointer"),
    Op.DIV_CHECK: check(lambda number: number != 0, "divide by zero"),
    Op.SHIFT_CHECK: check(lambda number: number >= 0, "negative shift"),
    Op.BOUNDS_CHECK: bounds,
    Op.SLICE_MAKE: lambda value, args: tuple(args),
    Op.SLICE_PTR: item(0),
    Op.SLICE_LEN: item(1),
    Op.SLICE_CAP: item(2),
    Op.STRING_MAKE: lambda value, args: tuple(args),
    Op.STRING_PTR: item(0),
    Op.STRING_LEN: item(1),
    Op.STRUCT_MAKE: lambda value, args: args,
    Op.ARRAY_MAKE: lambda value, args: args,
    Op.FIELD: lambda value, args: args[0][value.aux],
    Op.EXTRACT: lambda value, args: args[0][value.aux],
    Op.IFACE_MAKE: lambda value, args: tuple(args),
    Op.IFACE_TAB: item(0),
    Op.IFACE_DATA: item(1),
    Op.ADD: integer(lambda x, y: x + y),
    Op.SUB: integer(lambda x, y: x - y),
    Op.MUL: integer(lambda x, y: x * y),
    Op.DIV: divide,
    Op.REM: remainder,
    Op.AND: integer(lambda x, y: x & y),
    Op.OR: integer(lambda x, y: x | y),
    Op.XOR: integer(lambda x, y: x ^ y),
    Op.AND_NOT: integer(lambda x, y: x & ~y),
    Op.SHL: shift,
    Op.SHR: shift,
    Op.NEG: lambda value, args: -args[0] if isinstance(args[0], float) else wrap(-args[0], value.type or pointee(None)),
    Op.COM: lambda value, args: wrap(~args[0], value.type or pointee(None)),
    Op.NOT: lambda value, args: not args[0],
    Op.EQ: lambda value, args: same(*args),
    Op.NE: lambda value, args: not same(*args),
    Op.LT: lambda value, args: args[0] < args[1],
    Op.LE: lambda value, args: args[0] <= args[1],
    Op.GT: lambda value, args: args[0] > args[1],
    Op.GE: lambda value, args: args[0] >= args[1],
    Op.CONVERT: convert,
    Op.CHANGE_TYPE: change_type,
    Op.COPY: lambda value, args: args[0],
}


def make_slice(element: Type, length: int, capacity: int) -> Pointer:
    if not 0 <= length <= capacity <= 1 << 20:
        raise GoPanicError("makeslice")
    return allocate(Array(element, capacity))


def grow_slice(old: Pointer | None, length: int, capacity: int, added: int, element: Type) -> Any:
    new = allocate(Array(element, max(2 * capacity, length)))
    kept = (length - added) * cells_of(element)
    if old is not None:
        new.memory.cells[:kept] = old.memory.cells[old.at : old.at + kept]
    return new, length, max(2 * capacity, length)


def move(to: Pointer, source: Pointer, size: int) -> None:
    if size:
        count = size // source.memory.bytes_per_cell
        to.memory.cells[to.at : to.at + count] = source.memory.cells[source.at : source.at + count]


def equal(x: Pointer, y: Pointer, size: int) -> bool:
    count = size // x.memory.bytes_per_cell if size else 0
    left = x.memory.cells[x.at : x.at + count] if count else []
    return all(same(*pair) for pair in zip(left, y.memory.cells[y.at : y.at + count] if count else []))


def clear(to: Pointer, size: int) -> None:
    for index in range(size // to.memory.bytes_per_cell if size else 0):
        to.memory.cells[to.at + index] = 0


def move_values(typ: Type, to: Pointer, source: Pointer, count: int) -> None:
    move(to, source, count * SIZES.size_of(typ))


def clear_values(typ: Type, to: Pointer, count: int) -> None:
    cells = flatten(zero(typ)) * count
    to.memory.cells[to.at : to.at + len(cells)] = cells


def decode(text: Any, at: int) -> list[int]:
    data = text_of(text)[at : at + 4]
    for length in range(2, len(data) + 1):
        try:
            return [ord(data[:length].decode()), at + length]
        except UnicodeDecodeError:
            continue
    return [0xFFFD, at + 1]


def panic(value: Any) -> None:
    kind, data = value
    shown = data.memory.cells[data.at] if isinstance(data, Pointer) else data
    if isinstance(shown, tuple):
        shown = text_of(shown)
    raise GoPanicError(f"panic {kind is not None} {shown!r}")


def bytes_of(_: Any, text: Any) -> Any:
    pointer, length = text_value(text_of(text))
    return pointer, length, length


def joined(_: Any, parts: Any) -> Any:
    pointer, length, _ = parts
    return text_value(b"".join(text_of(cell) for cell in pointer.memory.cells[pointer.at : pointer.at + length]))


RUNTIME: dict[str, Callable[..., Any]] = {
    "makeslice": make_slice,
    "growslice": grow_slice,
    "memmove": move,
    "memequal": equal,
    "memclrNoHeapPointers": clear,
    "typedarraymove": move_values,
    "typedarrayclear": clear_values,
    "decoderune": decode,
    "gopanic": panic,
    "concatstrings": joined,
    "cmpstring": lambda x, y: (text_of(x) > text_of(y)) - (text_of(x) < text_of(y)),
    "slicebytetostring": lambda _, data: text_value(text_of(data[:2])),
    "stringtoslicebyte": bytes_of,
    "intstring": lambda _, code: text_value(chr(code if 0 <= code < 0xD800 else 0xFFFD).encode()),
}


def run(funcs: list[Func], variables: list[Global]) -> str:
    """What the program prints, and how it ends."""
    machine = Machine({func.symbol: func for func in funcs})
    machine.define(variables)
    try:
        machine.call(machine.funcs["main.init"], [])
        machine.call(machine.funcs["main.main"], [])
        end = "returned"
    except GoPanicError as problem:
        end = str(problem)
    except TooLongError:
        end = "ran on"
    return "".join(machine.output) + f"[{end}]"
