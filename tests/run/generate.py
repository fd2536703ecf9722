"""Random programs for comparison with gc: typed expressions and statements over the skeleton language.

Every program ends by itself: loops count to a constant, calls go to earlier functions only. It may panic, in which case
both compilers must agree on the report. Operands are variables, so that the checker cannot object to constants.
"""

from __future__ import annotations

import random
from typing import Final

INTEGERS: Final = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "int", "uint")
SCALARS: Final = (*INTEGERS, "float64", "bool", "string")
ARITHMETIC: Final = ("+", "-", "*", "/", "%", "&", "|", "^", "&^", "<<", ">>")
COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")
WIDTHS: Final = {name: int(name.lstrip("uint") or 64) for name in INTEGERS}

PRELUDE: Final = """package main

type record struct {
	a int8
	b uint64
	c string
	d [3]int32
}

func (r record) sum() int64 { return int64(r.a) + int64(r.b) + int64(len(r.c)) + int64(r.d[1]) }

func (r *record) mix(n int32) { r.d[uint32(n)%3] += n; r.a ^= int8(n); r.b = r.b<<3 | r.b>>61 }

func show(v float64) float64 {
	if v != v {
		return 0
	}
	return v
}
"""


class Generator:
    """One program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.functions: list[tuple[str, list[str], str]] = []  # name, parameter types, result type
        self.variables: list[tuple[str, str]] = []  # name and type of what is in scope
        self.constant: set[str] = set()  # names that are not assigned to: loop counters
        self.lines: list[str] = []
        self.depth = 1
        self.names = 0

    def program(self) -> str:
        """The source text."""
        for number in range(self.random.randint(2, 5)):
            self._function(f"f{number}")
        self._main()
        return PRELUDE + "\n" + "\n".join(self.lines) + "\n"

    def _function(self, name: str) -> None:
        params = [self.random.choice(SCALARS) for _ in range(self.random.randint(1, 5))]
        result = self.random.choice(SCALARS)
        self.variables = [(f"p{i}", typ) for i, typ in enumerate(params)]
        self.lines.append(f"func {name}({', '.join(f'{n} {t}' for n, t in self.variables)}) {result} {{")
        self._body(self.random.randint(3, 9))
        self._line(f"return {self.expression(result, 3)}")
        self.lines.append("}\n")
        self.functions.append((name, params, result))

    def _main(self) -> None:
        self.variables = []
        self.lines.append("func main() {")
        self._body(12)
        for name, params, result in self.functions:
            for _ in range(2):
                call = f"{name}({', '.join(self.expression(typ, 2) for typ in params)})"
                self._line(f'println("{name}", {"show(" + call + ")" if result == "float64" else call})')
        self.lines.append("}")

    def _line(self, text: str) -> None:
        self.lines.append("\t" * self.depth + text)

    def _fresh(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def _body(self, count: int) -> None:
        """Statements, after a variable of every type that expressions may want."""
        for typ in SCALARS:
            if not any(known == typ for _, known in self.variables):
                name = self._fresh("v")
                self._line(f"var {name} {typ} = {self._literal(typ)}")
                self._line(f"_ = {name}")
                self.variables.append((name, typ))
        for kind, typ, value in (("s", "[]int32", "[]int32{1, -2, 3, 4}"), ("r", "record", "record{}")):
            name = self._fresh(kind)
            self._line(f"{name} := {value}")
            self._line(f"_ = {name}")
            self.variables.append((name, typ))
        for _ in range(count):
            self.statement(2)

    def _variable(self, typ: str, assigned: bool = False) -> str:
        names = [n for n, t in self.variables if t == typ and not (assigned and n in self.constant)]
        return self.random.choice(names) if names else ""

    def _literal(self, typ: str) -> str:
        if typ == "bool":
            return self.random.choice(("true", "false"))
        if typ == "string":
            return self.random.choice(('""', '"a"', '"héllo"', '"xyz, 世"'))
        if typ == "float64":
            return self.random.choice(("0.5", "-3.0", "1e10", "7.25"))
        width, signed = WIDTHS[typ], typ[0] == "i"
        low, high = (-(1 << (width - 1)), (1 << (width - 1)) - 1) if signed else (0, (1 << width) - 1)
        return str(self.random.choice((low, high, 0, 1, 3, 7, self.random.randint(low, high))))

    def expression(self, typ: str, depth: int) -> str:
        """An expression of a type."""
        choice = self.random.random()
        if depth == 0 or choice < 0.2:
            return self._variable(typ)
        if choice < 0.3:
            calls = [f for f in self.functions if f[2] == typ]
            if calls:
                name, params, _ = self.random.choice(calls)
                return f"{name}({', '.join(self.expression(t, depth - 1) for t in params)})"
        if typ == "bool":
            return self._truth(depth)
        if typ == "string":
            return self._text(depth)
        if typ == "float64":
            return self._float(depth)
        return self._integer(typ, depth)

    def _integer(self, typ: str, depth: int) -> str:
        choice = self.random.random()
        if choice < 0.15:
            return f"{typ}({self.expression(self.random.choice(INTEGERS), depth - 1)})"
        if choice < 0.2:
            return f"{self.random.choice('-^')}{self._variable(typ)}"
        if choice < 0.35:
            return self._element(typ, depth)
        op = self.random.choice(ARITHMETIC)
        left = self.expression(typ, depth - 1)
        if op in ("<<", ">>"):
            return f"({left} {op} {self.expression(self.random.choice(('uint8', 'uint', 'uint64')), 0)})"
        right = self.expression(typ, depth - 1)
        if op in "/%" and self.random.random() < 0.95:
            right = f"({right}|1)"
        return f"({left} {op} {right})"

    def _element(self, typ: str, depth: int) -> str:
        """A number out of a slice, string or struct; one index in twenty is not forced into range."""
        safe = self.random.random() < 0.95
        index = self.expression("uint", depth - 1)
        slice_, record, text = self._variable("[]int32"), self._variable("record"), self._variable("string")
        picks = [
            f"{slice_}[{f'{index}%uint(len({slice_}))' if safe else index}]",
            f"{record}.d[{index}%3]" if safe else f"{record}.d[{index}]",
            f"({record}.sum())",
            f"{record}.a",
            f"len({text})",
            f"len({slice_}[{index}%uint(len({slice_})):])",
        ]
        return f"{typ}({self.random.choice(picks)})"

    def _truth(self, depth: int) -> str:
        choice = self.random.random()
        if choice < 0.3:
            op = self.random.choice(("&&", "||", "==", "!="))
            return f"({self.expression('bool', depth - 1)} {op} {self.expression('bool', depth - 1)})"
        if choice < 0.4:
            return f"!{self._variable('bool')}"
        typ = self.random.choice((*SCALARS[:-2], "string"))
        op = self.random.choice(COMPARISONS)
        return f"({self.expression(typ, depth - 1)} {op} {self.expression(typ, depth - 1)})"

    def _text(self, depth: int) -> str:
        text = self._variable("string")
        picks = [
            f"({text} + {self.expression('string', depth - 1)})[:len({text})]",
            f"{text}[{self.expression('uint', depth - 1)}%uint(len({text})+1):]",
            f"string(rune({self._variable('int32')}))",
            f"string([]byte({text})[:len({text})/2])",
            self._literal("string"),
        ]
        return self.random.choice(picks)

    def _float(self, depth: int) -> str:
        choice = self.random.random()
        if choice < 0.3:
            return f"float64({self._variable(self.random.choice(INTEGERS))})"
        op = self.random.choice("+-*/")
        # The conversion keeps gc from fusing a product into a sum on arm64.
        return f"float64({self.expression('float64', depth - 1)} {op} {self.expression('float64', depth - 1)})"

    def statement(self, depth: int) -> None:
        """One statement, perhaps with statements inside."""
        choice = self.random.random()
        if depth and choice < 0.15:
            self._block(f"if {self.expression('bool', 2)}", depth)
        elif depth and choice < 0.3:
            name = self._fresh("i")
            self._block(f"for {name} := range {self.random.randint(1, 9)}", depth, (name, "int"))
        elif depth and choice < 0.35:
            value = self._fresh("w")
            self._block(f"for _, {value} := range {self._variable('[]int32')}", depth, (value, "int32"))
        elif depth and choice < 0.4:
            self._switch(depth)
        elif choice < 0.5:
            record = self._variable("record")
            self._line(f"{record}.mix({self.expression('int32', 2)})")
        elif choice < 0.6:
            slice_ = self._variable("[]int32")
            self._line(f"if len({slice_}) < 50 {{ {slice_} = append({slice_}, {self.expression('int32', 2)}) }}")
        elif choice < 0.63:
            typ = self.random.choice(SCALARS)
            name = self._variable(typ)
            self._line(f'println("{name}", {f"show({name})" if typ == "float64" else name})')
        elif choice < 0.68:
            self._line(f"{self._variable('[]int32')}[1] = {self.expression('int32', 2)}")
        else:
            typ = self.random.choice(SCALARS)
            name = self._variable(typ, assigned=True)
            self._line(f"{name} = {self.expression(typ, 3)}")

    def _block(self, head: str, depth: int, variable: tuple[str, str] | None = None) -> None:
        self._line(head + " {")
        kept = len(self.variables)
        self.depth += 1
        if variable is not None:
            self.variables.append(variable)
            self.constant.add(variable[0])
            self._line(f"_ = {variable[0]}")
        for _ in range(self.random.randint(1, 4)):
            self.statement(depth - 1)
        self.depth -= 1
        del self.variables[kept:]
        self._line("}")

    def _switch(self, depth: int) -> None:
        self._line(f"switch {self._variable('uint8')} % 4 {{")
        for case in range(3):
            self._line(f"case {case}:")
            self.depth += 1
            self.statement(depth - 1)
            self.depth -= 1
        self._line("}")
