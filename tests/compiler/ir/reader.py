"""Reads functions in the printed form of the IR: tests write IR by hand with it.

func main.f(a int, s []int) (int)
b0: entry
    t0 = param a int
    t1 = const 3 int
    t2 = add t0, t1 int
    return t2
"""

import re
from fractions import Fraction

from server.compiler.ir import graph
from server.compiler.ir.func import Aux, Block, Callee, Exit, Func, Param, Value, Variable
from server.compiler.ir.ops import OP_INFO, BoundsKind, Op
from server.compiler.ir.types import pointee
from server.compiler.types.model import Array, Interface, Pointer, Signature, Slice, Struct, Tuple, Type
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_float
from server.compiler.types.universe import BYTE, EMPTY_INTERFACE, TYP, UNSAFE_POINTER

_NAMED: dict[str, Type] = {typ.name: typ for typ in TYP.values()} | {
    "unsafe.Pointer": UNSAFE_POINTER,
    "byte": BYTE,
    "any": EMPTY_INTERFACE,
}
_OPS = {op.value: op for op in Op}
_TYPE_START = re.compile(r"(\*|\[|any\b|unsafe\.|struct\b|[a-z]+\d*\b)")


def read_type(text: str) -> Type:
    """A type: basic, pointer, slice, array, struct, any."""
    text = text.strip()
    if text.startswith("*"):
        return Pointer(read_type(text[1:]))
    if text.startswith("[]"):
        return Slice(read_type(text[2:]))
    if text.startswith("["):
        length, element = text[1:].split("]", 1)
        return Array(read_type(element), int(length))
    if text.startswith("struct {"):
        inner = text[len("struct {") : text.rindex("}")]
        fields = [part.strip().split(" ", 1) for part in inner.split(";") if part.strip()]
        return Struct(
            [Var(name, None, None, read_type(typ), is_field=True) for name, typ in fields], [""] * len(fields)
        )
    return _NAMED[text]


def _variables(text: str) -> list[tuple[str, Type]]:
    found = []
    for part in text.split(","):
        words = part.strip().split(" ", 1)
        if words[0]:
            found.append((words[0], read_type(words[1])) if len(words) == 2 else ("", read_type(words[0])))
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines = [line.split("//")[0].rstrip() for line in text.strip().splitlines()]
        self.values: dict[str, Value] = {}
        self.blocks: dict[str, Block] = {}
        self.operands: list[tuple[Value, list[str]]] = []
        self.controls: list[tuple[Block, list[str]]] = []

    def read(self) -> Func:
        head = re.fullmatch(r"func ([^(]+)\(([^)]*)\)(?: \((.*)\))?", self.lines[0])
        assert head is not None, self.lines[0]
        params, results = _variables(head[2]), _variables(head[3] or "")
        signature = Signature(
            Tuple([Var(name, None, None, typ) for name, typ in params]),
            Tuple([Var(name, None, None, typ) for name, typ in results]),
        )
        variables = [[Variable(name, typ, None) for name, typ in part] for part in (params, results)]
        func = Func(head[1], head[1].rsplit(".", 1)[1], signature, variables[0], variables[1], None)
        for line in self.lines[1:]:
            if match := re.match(r"(b\d+): (\S+)", line):
                block = func.new_block(match[2])
                block.id = int(match[1][1:])
                self.blocks[match[1]] = block
        func.next_block = 1 + max(block.id for block in func.blocks)
        self._read_lines(func)
        for value, names in self.operands:
            value.args = [self.values[name] for name in names]
        for block, names in self.controls:
            block.controls = [self.values[name] for name in names]
        return func

    def _read_lines(self, func: Func) -> None:
        block = func.blocks[0]
        for line in self.lines[1:]:
            if not line.startswith(" "):
                if line:
                    block = self.blocks[line.split(":")[0]]
                continue
            if not self._read_exit(block, line.strip()):
                self._read_value(func, block, line.strip())
        func.next_value = 1 + max((value.id for value in self.values.values()), default=func.next_value)
        for value, _ in self.operands:
            if value.type is None:
                value.id = func.next_value
                func.next_value += 1

    def _read_exit(self, block: Block, line: str) -> bool:
        words = re.findall(r"[\w#.]+", line)
        if words[0] == "jump":
            graph.jump(block, self.blocks[words[1]])
        elif words[0] == "if":
            block.exit = Exit.IF
            self.controls.append((block, [words[1]]))
            for name in (words[3], words[5]):
                block.succs.append(self.blocks[name])
                self.blocks[name].preds.append(block)
        elif words[0] == "return":
            block.exit = Exit.RETURN
            self.controls.append((block, words[1:]))
        else:
            return words[0] == "unreachable"
        return True

    def _read_value(self, func: Func, block: Block, line: str) -> None:
        name, _, rest = line.partition(" = ") if re.match(r"t\d+ = ", line) else ("", "", line)
        word, _, rest = rest.partition(" ")
        op = _OPS[word]
        value = func.new_value(block, op, None, [])
        block.values.append(value)
        if name:
            value.id = int(name[1:])
            self.values[name] = value
        self._read_rest(value, rest, bool(name))

    def _read_rest(self, value: Value, rest: str, has_type: bool) -> None:
        operands: list[str] = []
        if value.op is Op.PHI:
            inner, rest = rest[1:].split("]", 1)
            operands = re.findall(r"b\d+: (t\d+)", inner)
        elif value.op is Op.CALL:
            match = re.match(r"([^(]+)\(([^)]*)\)", rest)
            assert match is not None
            operands = re.findall(r"t\d+", match[2])
            rest = rest[match.end() :]
        else:
            rest = self._read_aux(value, rest)
            while match := re.match(r"\s*(t\d+)\b,?", rest):
                operands.append(match[1])
                rest = rest[match.end() :]
            rest = self._read_suffix(value, rest)
        value.type = read_type(rest) if has_type else None
        self._finish(value, match[1] if value.op is Op.CALL and match else "", operands)
        self.operands.append((value, operands))

    def _finish(self, value: Value, symbol: str, operands: list[str]) -> None:
        if value.op is Op.CALL:
            params = [Var("", None, None, self.values[name].type) for name in operands]
            results = [Var("", None, None, value.type)] if value.type is not None else []
            value.aux = Callee(symbol, Signature(Tuple(params), Tuple(results)))
        if isinstance(value.aux, Variable):
            value.aux.type = pointee(value.type)
        if value.op is Op.CONST and value.type is not None and is_float(value.type):
            assert isinstance(value.aux, int | Fraction)
            value.aux = Fraction(value.aux)

    def _read_aux(self, value: Value, rest: str) -> str:
        kind = OP_INFO[value.op].aux
        if kind in ("", "index", "bounds"):
            return rest
        if kind == "value":
            match = re.match(r'("(?:[^"\\]|\\.)*"|\S+)', rest)
        else:
            match = re.match(r"(\S+)", rest)
        assert match is not None
        value.aux = _aux(kind, match[1])
        return rest[match.end() :]

    def _read_suffix(self, value: Value, rest: str) -> str:
        kind = OP_INFO[value.op].aux
        if kind == "index":
            match = re.match(r"\s*[.#](\d+)", rest)
            assert match is not None
            value.aux = int(match[1])
            return rest[match.end() :]
        if kind == "bounds":
            value.aux = BoundsKind(rest.strip())
            return ""
        return rest


def _aux(kind: str, text: str) -> Aux:
    if kind == "param":
        return Param(0, text)
    if kind == "variable":
        return Variable(text, TYP[min(TYP)], None)
    if kind == "type":
        return read_type(text)
    if kind == "symbol":
        return text
    if text.startswith('"'):
        return text[1:-1].encode().decode("unicode_escape").encode("latin-1")
    if text in ("true", "false"):
        return text == "true"
    return Fraction(text) if "." in text or "/" in text else int(text)


def read_func(text: str) -> Func:
    """One function."""
    func = _Reader(text).read()
    numbered = [value for block in func.blocks for value in block.values if value.op is Op.PARAM]
    for index, value in enumerate(numbered):
        assert isinstance(value.aux, Param)
        value.aux = Param(index, value.aux.name)
    assert not isinstance(func.signature, Interface)
    return func
