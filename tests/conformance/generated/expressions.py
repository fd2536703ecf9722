"""Typed expressions over the variables of a function.

Every binary operation has a left operand that is no constant, and constants are within the range of their types, so
that the checker cannot object; divisors are mostly made odd, indices mostly brought into range. What is left over may
panic, and must then panic in the same place with every compiler. Products are converted before they are added to
something, so that no compiler may fuse them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import COMPLEXES, FLOATS, INTEGERS, SCALARS, SIGNED, WIDTHS, integer, literal

COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")
BITWISE: Final = ("+", "-", "*", "&", "|", "^", "&^")
COMPOSITES: Final = {
    "[]int32": "[]int32{1, -2, 3, 4}",
    "[5]int16": "[5]int16{5, 4, 3, 2, 1}",
    "map[int16]int64": "map[int16]int64{1: 10, -2: 20}",
    "record": 'record{a: 3, c: "rec", d: [3]int32{7, 8, 9}}',
    "*record": "&record{b: 77}",
    "any": "any(int16(5))",
}
DECLARATIONS: Final = """
type record struct {
	a int8
	b uint64
	c string
	d [3]int32
	f float32
}

func (r record) sum() int64 { return int64(r.a) + int64(r.b) + int64(len(r.c)) + int64(r.d[1]) }

func (r *record) mix(n int32) { r.d[uint32(n)%3] += n; r.a ^= int8(n); r.b = r.b<<3 | r.b>>61 }

func choose[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func least[T int8 | int16 | int32 | int64 | int | uint8 | uint16 | uint32 | uint64 | uint | uintptr](a, b T) T {
	if a-b > 0 && b < a {
		return b
	}
	return a
}
"""


class Expressions:
    """The expressions of one function; `scope` holds its variables with their types."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.scope: list[tuple[str, str]] = []
        self.fixed: set[str] = set()  # variables that are not assigned to: loop counters
        self.functions: list[tuple[str, tuple[str, ...], str]] = []  # name, parameter types, result type

    def variable(self, typ: str, assigned: bool = False) -> str:
        """A variable of a type, declared on the spot if there is none."""
        names = [name for name, known in self.scope if known == typ and not (assigned and name in self.fixed)]
        if names and not self.program.chance(0.05):
            return self.program.pick(names[-6:])
        return self.declare(typ)

    def declare(self, typ: str) -> str:
        """A new variable with a constant in it."""
        name = self.program.fresh("v")
        value = COMPOSITES.get(typ) or literal(self.program, typ)
        self.program.line(f"var {name} {typ} = {value}")
        self.program.line(f"_ = {name}")
        self.scope.append((name, typ))
        return name

    def known(self, typ: str) -> str:
        """A variable that there already is (`prepare` has made one of every type)."""
        return self.program.pick([name for name, known in self.scope if known == typ][-6:])

    def prepare(self) -> None:
        """A variable of every type, so that expressions need no declarations."""
        for typ in (*SCALARS, *COMPOSITES):
            if not any(known == typ for _, known in self.scope):
                self.declare(typ)

    def of(self, typ: str, depth: int) -> str:
        """An expression of a scalar type that is no constant."""
        if depth <= 0 or self.program.chance(0.12):
            return self.known(typ)
        if self.program.chance(0.18):
            return self._any_type(typ, depth - 1)
        maker: Callable[[str, int], str] = (
            self._truth
            if typ == "bool"
            else self._text
            if typ == "string"
            else self._float
            if typ in FLOATS
            else self._complex
            if typ in COMPLEXES
            else self._integer
        )
        return maker(typ, depth - 1)

    def constant_or(self, typ: str, depth: int) -> str:
        """A right operand: sometimes a constant."""
        return literal(self.program, typ) if self.program.chance(0.3) else self.of(typ, depth)

    def _any_type(self, typ: str, depth: int) -> str:
        """What gives a value of any scalar type."""
        calls = [call for call in self.functions if call[2] == typ]
        if calls and self.program.chance(0.4):
            name, params, _ = self.program.pick(calls)
            return f"{name}({', '.join(self.of(param, depth - 1) for param in params)})"
        choice = self.program.number(0, 5)
        if choice == 0:
            return f"choose({self.of('bool', depth)}, {self.of(typ, depth)}, {self.constant_or(typ, depth)})"
        if choice == 1:
            return f"any({self.of(typ, depth)}).({typ})"
        if choice == 2:
            left, right = self.of(typ, depth), self.of(typ, depth)
            return f"func(p {typ}) {typ} {{ if {self.of('bool', depth)} {{ return p }}; return {left} }}({right})"
        if choice == 3:
            return f"out.Pick({self.of(typ, depth)})"
        if choice == 4:
            return f"(*func(p *{typ}) *{typ} {{ return p }}(&{self.known(typ)}))"
        return f"[2]{typ}{{{self.of(typ, depth)}, {self.constant_or(typ, depth)}}}[{self.of('uint8', depth)}%2]"

    def _integer(self, typ: str, depth: int) -> str:
        choice = self.program.number(0, 19)
        if choice < 3:
            return self._converted(typ, depth)
        if choice < 4:
            return f"({self.program.pick('-^+')}{self.of(typ, depth)})"
        if choice < 7:
            return self._element(typ, depth)
        if choice < 9:
            return self._library(typ, depth)
        if choice < 12:
            return self._shift(typ, depth)
        if choice < 15:
            return self._quotient(typ, depth)
        return f"({self.of(typ, depth)} {self.program.pick(BITWISE)} {self.constant_or(typ, depth)})"

    def _converted(self, typ: str, depth: int) -> str:
        if self.program.chance(0.25):
            source = self.program.pick(FLOATS)
            inner = f"out.Whole(float64({self.of(source, depth)}))"
            return f"{typ}(int64({inner}))"
        return f"{typ}({self.of(self.program.pick(INTEGERS), depth)})"

    def _shift(self, typ: str, depth: int) -> str:
        left, op = self.of(typ, depth), self.program.pick(("<<", ">>"))
        choice = self.program.number(0, 9)
        if choice < 4:
            return f"({left} {op} {self.program.number(0, WIDTHS[typ] + 2)})"
        if choice < 7:
            return f"({left} {op} {self.of(self.program.pick(('uint8', 'uint', 'uint64', 'uint16')), depth - 1)})"
        if choice < 9:
            return f"({left} {op} ({self.of(self.program.pick(SIGNED), depth - 1)} & {self.program.pick((7, 31, 63))}))"
        return f"({left} {op} (uint({self.of('int', depth - 1)}) % {self.program.pick((8, 32, 64, 70))}))"

    def _quotient(self, typ: str, depth: int) -> str:
        left, op = self.of(typ, depth), self.program.pick("/%")
        if self.program.chance(0.5):
            divisor = integer(self.program, typ) or 3
            return f"({left} {op} {divisor})"
        right = self.of(typ, depth)
        return f"({left} {op} {right})" if self.program.chance(0.04) else f"({left} {op} ({right} | 1))"

    def _library(self, typ: str, depth: int) -> str:
        choice = self.program.number(0, 5)
        if choice == 0:
            return f"{self.program.pick(('min', 'max'))}({self.of(typ, depth)}, {self.constant_or(typ, depth)})"
        if choice == 1:
            return f"least({self.of(typ, depth)}, {self.of(typ, depth)})"
        self.program.package("math/bits")
        width = self.program.pick((8, 16, 32, 64))
        word = self.of(f"uint{width}", depth)
        if choice == 2:
            name = self.program.pick(("OnesCount", "LeadingZeros", "TrailingZeros", "Len"))
            return f"{typ}(bits.{name}{width}({word}))"
        if choice == 3:
            name = self.program.pick(("Reverse", "ReverseBytes" if width > 8 else "Reverse"))
            return f"{typ}(bits.{name}{width}({word}))"
        if choice == 4:
            return f"{typ}(bits.RotateLeft{width}({word}, {self.of('int', depth)}))"
        high = self.program.pick(("h", "l"))
        call = f"bits.{self.program.pick(('Mul64', 'Mul64'))}({self.of('uint64', depth)}, {self.of('uint64', depth)})"
        return f"{typ}(func() uint64 {{ h, l := {call}; _, _ = h, l; return {high} }}())"

    def _element(self, typ: str, depth: int) -> str:
        """A number out of something composite; some indices are not brought into range."""
        safe = self.program.chance(0.95)
        index = self.of(self.program.pick(("uint", "uint8", "uint32")), depth)
        slice_, record, text = self.known("[]int32"), self.known("record"), self.known("string")
        array, pointer, table = self.known("[5]int16"), self.known("*record"), self.known("map[int16]int64")
        picks = [
            f"{slice_}[int({index})%len({slice_})]" if safe else f"{slice_}[{index}]",
            f"{array}[{index}%5]" if safe else f"{array}[{index}]",
            f"{array}[{self.program.number(0, 4)}]",
            f"{record}.d[{index}%3]" if safe else f"{record}.d[{index}]",
            f"{pointer}.d[{index}%3]",
            f"{record}.sum()",
            f"{pointer}.sum()",
            f"{record}.a",
            f"{pointer}.b",
            f"len({text})",
            f"cap({slice_}[:2:{self.program.number(2, 4)}])",
            f"len({slice_}[int({index})%len({slice_}):])",
            f"{table}[int16({index})]",
            f"len({table})",
            f"({text} + {literal(self.program, 'string')})[len({text})/2{'' if safe else '-1'}]",
            f"func() int32 {{ if n, ok := {self.known('any')}.(int32); ok {{ return n }}; return -1 }}()",
        ]
        return f"{typ}({self.program.pick(picks)})"

    def _truth(self, _: str, depth: int) -> str:
        choice = self.program.number(0, 9)
        if choice < 3:
            op = self.program.pick(("&&", "||", "==", "!="))
            return f"({self.of('bool', depth)} {op} {self.of('bool', depth)})"
        if choice < 4:
            return f"!{self.of('bool', depth)}"
        if choice < 5:
            typ = self.program.pick((*COMPLEXES, "bool", "record", "[5]int16", "*record", "any"))
            op = self.program.pick(("==", "!="))
            if typ in COMPOSITES:
                return f"({self.known(typ)} {op} {self.known(typ)})"
            return f"({self.of(typ, depth)} {op} {self.of(typ, depth)})"
        if choice < 6:
            typ = self.program.pick(SCALARS)
            return f"({self.known('any')} {self.program.pick(('==', '!='))} any({self.of(typ, depth)}))"
        typ = self.program.pick((*INTEGERS, *FLOATS, "string"))
        return f"({self.of(typ, depth)} {self.program.pick(COMPARISONS)} {self.constant_or(typ, depth)})"

    def _text(self, _: str, depth: int) -> str:
        text = self.known("string")
        at = f"int({self.of('uint8', depth)})%(len({text})+1)"
        self.program.package("strings")
        picks = [
            f"out.Cut({text} + {self.constant_or('string', depth)})",
            f"out.Cut({self.of('string', depth)} + {text} + {self.of('string', depth)})",
            f"{text}[{at}:]",
            f"{text}[:{at}]",
            f"string(rune({self.of('int32', depth)}))",
            f"string([]byte({text})[:len({text})/2])",
            f"out.Cut(string([]rune({self.of('string', depth)})))",
            f"out.Cut(strings.Repeat({self.of('string', depth)}, int({self.of('uint8', depth)}%3)))",
            f"strings.ToUpper({self.of('string', depth)})",
            f"{self.known('record')}.c",
            f"{self.program.pick(('min', 'max'))}({self.of('string', depth)}, {self.of('string', depth)})",
        ]
        return self.program.pick(picks)

    def _float(self, typ: str, depth: int) -> str:
        choice = self.program.number(0, 9)
        if choice < 2:
            return f"{typ}({self.of(self.program.pick((*INTEGERS, *FLOATS)), depth)})"
        if choice < 3:
            return f"(-{self.of(typ, depth)})"
        if choice < 4:
            return f"{typ}({self.program.pick(('real', 'imag'))}({self.of(self.program.pick(COMPLEXES), depth)}))"
        if choice < 6:
            self.program.package("math")
            name = self.program.pick(("Sqrt", "Floor", "Ceil", "Trunc", "Abs", "RoundToEven", "Round"))
            return f"{typ}(math.{name}(float64({self.of(typ, depth)})))"
        if choice < 7:
            return f"{self.program.pick(('min', 'max'))}({self.of(typ, depth)}, {self.of(typ, depth)})"
        op = self.program.pick("+-*/")
        right = self.of(typ, depth) if op == "/" else self.constant_or(typ, depth)
        return f"{typ}({self.of(typ, depth)} {op} {right})"

    def _complex(self, typ: str, depth: int) -> str:
        part = "float32" if typ == "complex64" else "float64"
        choice = self.program.number(0, 9)
        if choice < 3:
            return f"complex({self.of(part, depth)}, {self.of(part, depth)})"
        if choice < 4:
            return f"{typ}({self.of(self.program.pick(COMPLEXES), depth)})"
        if choice < 5:
            return f"(-{self.of(typ, depth)})"
        return f"({self.of(typ, depth)} {self.program.pick('+-*/')} {self.of(typ, depth)})"
