"""The IR as text: one line per value, in the forms that `ops.py` quotes.

Numbers are those of the values and blocks themselves, so that a value keeps its name from pass to pass.
"""

from fractions import Fraction
from typing import Final

from server.compiler.ir.func import Block, Callee, Exit, Func, Itab, Method, Param, Value, Variable
from server.compiler.ir.ops import OP_INFO, Barrier, BoundsKind, Op
from server.compiler.ir.types import type_text
from server.compiler.types.constant import ComplexValue
from server.source.file import FileSet
from server.source.span import Span

_ESCAPES: Final = {0x22: '\\"', 0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}


def quote(data: bytes) -> str:
    """A Go string literal for arbitrary bytes."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return '"' + "".join(_ESCAPES.get(b) or (chr(b) if 32 <= b < 127 else f"\\x{b:02x}") for b in data) + '"'
    return '"' + "".join(_ESCAPES.get(ord(c)) or (c if c.isprintable() else f"\\u{ord(c):04x}") for c in text) + '"'


def number_text(value: int | Fraction) -> str:
    """A number in decimal; fractions in the shortest form that gives the same float64."""
    if isinstance(value, int):
        return str(value)
    try:
        approximate = float(value)
    except OverflowError:
        return str(value)
    return repr(approximate) if Fraction(approximate) == value else str(value)


def constant_text(value: object) -> str:
    """A constant as it stands in the text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return quote(value)
    if isinstance(value, ComplexValue):
        return f"({number_text(value.real)} + {number_text(value.imag)}i)"
    assert isinstance(value, int | Fraction)
    return number_text(value)


def name_of(value: Value) -> str:
    """`t7`"""
    return f"t{value.id}"


def _aux_text(value: Value) -> str:
    match value.aux:
        case Param(name=name) | Variable(name=name):
            return name or "_"
        case Callee(symbol=symbol):
            return symbol
        case Method(name=name):
            return name
        case Itab(concrete=concrete, interface=interface):
            return f"{type_text(concrete)} {type_text(interface)}"
        case BoundsKind() | Barrier():
            return str(value.aux.value)
        case str():
            return value.aux
    if value.op is Op.CONST:
        return constant_text(value.aux)
    return type_text(value.aux)  # type: ignore[arg-type]  # the cases above leave a type


def value_text(value: Value) -> str:
    """One value as one line, without indentation."""
    args = [name_of(arg) for arg in value.args]
    joined = ", ".join(args)
    match value.op:
        case Op.CALL:
            body = f"{_aux_text(value)}({joined})"
        case Op.CALL_VALUE:
            body = f"{args[0]}({', '.join(args[1:])})"
        case Op.CALL_METHOD:
            body = f"{args[0]}.{_aux_text(value)}({', '.join(args[1:])})"
        case Op.PHI:
            edges = ", ".join(f"b{pred.id}: {arg}" for pred, arg in zip(value.block.preds, args))
            body = f"[{edges}]"
        case Op.FIELD | Op.FIELD_ADDR:
            body = f"{joined} .{value.aux!r}"
        case Op.EXTRACT:
            body = f"{joined} #{value.aux!r}"
        case Op.NIL_CHECK:
            body = f"{joined} implicit" if value.aux else joined
        case Op.BOUNDS_CHECK | Op.STORE_BARRIER:
            body = f"{joined} {_aux_text(value)}"
        case _:
            head = _aux_text(value) if OP_INFO[value.op].aux else ""
            body = " ".join(part for part in (head, joined) if part)
    parts = [value.op.value, body]
    if value.type is None:
        return " ".join(parts).rstrip()
    parts.append(type_text(value.type))
    return f"{name_of(value)} = " + " ".join(part for part in parts if part)


def exit_text(block: Block) -> str:
    """How a block is left."""
    controls = ", ".join(name_of(value) for value in block.controls)
    targets = ", ".join(f"b{succ.id}" for succ in block.succs)
    match block.exit:
        case Exit.JUMP:
            return f"jump {targets}"
        case Exit.IF:
            odds = f" ({block.odds[0]}:{block.odds[1]})" if block.odds is not None else ""
            return f"if {controls} then {targets.replace(', ', ' else ')}{odds}"
        case Exit.RETURN:
            return f"return {controls}".rstrip()
    return "unreachable"


def _line_note(span: Span | None, files: FileSet | None) -> str:
    if span is None or files is None:
        return ""
    place = files.locate(span)
    file = files.file(place.path)
    if file is None:
        return ""
    line, column = file.lines.line_column(place.start)
    return f"  // {line}:{column}"


def block_header(block: Block) -> str:
    """`b2: for.body <- b1 b3`"""
    preds = "".join(f" b{pred.id}" for pred in block.preds)
    return f"b{block.id}: {block.comment}" + (f" <-{preds}" if preds else "")


def print_func(func: Func, files: FileSet | None = None) -> str:
    """The whole function; with `files`, each line ends in the line and column it comes from."""
    params = ", ".join(f"{var.name or '_'} {type_text(var.type)}" for var in func.params)
    results = ", ".join(f"{var.name} {type_text(var.type)}".strip() for var in func.results)
    lines = [f"func {func.symbol}({params})" + (f" ({results})" if results else "")]
    for block in func.blocks:
        lines.append(block_header(block))
        lines.extend(f"    {value_text(value)}{_line_note(value.span, files)}" for value in block.values)
        lines.append(f"    {exit_text(block)}{_line_note(block.exit_span, files)}")
    return "\n".join(lines) + "\n"
