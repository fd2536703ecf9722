"""Seeded random Go programs that type-check, end, and print what they compute. Panics are welcome."""

import random

INTS = ("int", "int8", "uint8", "uint32", "int64", "uint")
ARITHMETIC = ("+", "-", "*", "/", "%", "&", "|", "^", "&^")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
LIMITS = {"int8": 127, "uint8": 255}

HEADER = """package main

type pair struct {
	a int
	b uint8
}

var total int
var shared = []int{5, 3, 8, 1, 9, 2}

func (p *pair) grow(n int) int { p.a += n; p.b++; return p.a }
func (p pair) mix() int { return p.a*3 + int(p.b) }
func pick(s []int, i int) int {
	if i >= 0 && i < len(s) {
		return s[i]
	}
	return -1
}
func sum(s []int) (t int) {
	for i := 0; i < len(s); i++ {
		t += s[i]
	}
	return
}
func both(x int, y int) (int, bool) { return x - y, x > y }
"""


class Program:
    """One program under construction."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.scope: list[tuple[str, str]] = []  # name and type of the variables that can be mentioned
        self.fixed: set[str] = set()  # loop counters: not assigned to
        self.count = 0
        self.depth = 1

    def text(self) -> str:
        """The whole program."""
        for number in range(self.random.randint(1, 3)):
            self.function(f"f{number}")
        calls = "".join(f"\tprintln(f{i}({i * 3 - 2}, shared))\n" for i in range(number + 1))
        return HEADER + "\n".join(self.lines) + "\n\nfunc main() {\n" + calls + "\tprintln(total)\n}\n"

    def function(self, name: str) -> None:
        self.scope = [("n", "int"), ("s", "[]int")]
        self.fixed = set()
        self.emit(f"func {name}(n int, s []int) int {{", 0)
        self.declare("var", "p", "pair")
        self.declare("var", "arr", "[4]int")
        for typ in INTS:
            self.constants(typ)
        self.statements(self.random.randint(4, 9))
        self.emit(f"return {self.integer('int', 2)}", 1)
        self.emit("}", 0)

    def emit(self, text: str, depth: int | None = None) -> None:
        self.lines.append("\t" * (self.depth if depth is None else depth) + text)

    def declare(self, keyword: str, name: str, typ: str, value: str = "") -> None:
        self.emit(f"{keyword} {name} {typ}{value}")
        self.emit(f"_ = {name}")
        self.scope.append((name, typ))

    def constants(self, typ: str) -> None:
        """Variables that are never assigned to again: constants that only the passes can see."""
        for value in self.random.sample((0, 1, 2, 3, 7, 8, 100, LIMITS.get(typ, 1 << 20)), 2):
            name = self.name()
            self.declare("var", name, typ, f" = {value}")
            self.fixed.add(name)

    def name(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def named(self, typ: str) -> list[str]:
        return [name for name, of in self.scope if of == typ]

    def integer(self, typ: str, depth: int) -> str:
        """An expression of an integer type."""
        names = self.named(typ)
        kind = self.random.randint(0, 9)
        if depth == 0 or kind < 2:
            return self.random.choice(names)
        if kind < 6:
            op = self.random.choice(ARITHMETIC)
            right = self.integer(typ, depth - 1)
            if op in "/%" and self.random.random() < 0.95:
                right = f"({right} | 1)"
            return f"({self.integer(typ, depth - 1)} {op} {right})"
        if kind == 6:
            return f"({self.integer(typ, depth - 1)} {self.random.choice(('<<', '>>'))} {self.integer('uint8', 0)})"
        if kind == 7:
            return f"{typ}({self.integer(self.random.choice(INTS), depth - 1)})"
        return f"{typ}({self.source(depth)})"

    def source(self, depth: int) -> str:
        """An int from somewhere else than a plain variable."""
        index = self.integer("int", depth - 1)
        return self.random.choice(
            (
                f"s[{index}]" if self.random.random() < 0.1 else f"s[{index} & 3]",
                f"pick(s, {index})",
                f"arr[{index} & 3]",
                "len(s)",
                "p.a",
                "p.mix()",
                f"p.grow({index})",
                f"sum(s[:min(max({index}, 0), len(s))])",
                f"min({index}, {self.integer('int', depth - 1)})",
                "int(p.b)",
                "len(string(rune(p.b)))",
            )
        )

    def condition(self, depth: int) -> str:
        kind = self.random.randint(0, 5)
        if depth and kind < 2:
            op = self.random.choice(("&&", "||"))
            return f"({self.condition(depth - 1)} {op} {self.condition(depth - 1)})"
        if depth and kind == 2:
            return f"!{self.condition(depth - 1)}"
        typ = self.random.choice(INTS)
        return f"({self.integer(typ, 1)} {self.random.choice(COMPARISONS)} {self.integer(typ, 1)})"

    def statements(self, count: int) -> None:
        known = len(self.scope)
        for _ in range(count):
            self.random.choice(STATEMENTS)(self)
        del self.scope[known:]

    def block(self) -> None:
        self.depth += 1
        self.statements(self.random.randint(1, 3))
        self.depth -= 1

    def new_variable(self) -> None:
        typ, name = self.random.choice(INTS), self.name()
        self.emit(f"{name} := {self.integer(typ, 2)}")
        self.emit(f"_ = {name}")
        self.scope.append((name, typ))

    def assign(self) -> None:
        targets = [(name, of) for name, of in self.scope if of in INTS and name not in self.fixed]
        name, typ = self.random.choice(targets)
        op = self.random.choice(("=", "+=", "-=", "^=", "*="))
        self.emit(f"{name} {op} {self.integer(typ, 2)}")

    def store(self) -> None:
        index, value = self.integer("int", 1), self.integer("int", 1)
        target = self.random.choice((f"arr[{index} & 3]", f"s[{index} & 1]", "p.a", "total", "n"))
        self.emit(f"{target} = {value}")

    def swap(self) -> None:
        self.emit(f"n, p.a = p.a, {self.integer('int', 1)}")

    def append(self) -> None:
        self.emit(f"s = append(s, {self.integer('int', 1)}, n)")

    def pointer(self) -> None:
        name = self.name()
        self.emit(f"{name} := &{self.random.choice(('p.a', 'n', 'arr[1]'))}")
        self.emit(f"*{name} += {self.integer('int', 1)}")

    def closure(self) -> None:
        if self.depth > 2:
            return
        name = self.name()
        self.emit(f"{name} := func(d int) int {{ n += d; return n ^ {self.integer('int', 1)} }}")
        self.emit(f"total += {name}({self.integer('int', 1)}) + {name}(2)")

    def print(self) -> None:
        self.emit(f"println({self.integer(self.random.choice(INTS), 1)}, {self.condition(1)})")

    def branch(self) -> None:
        self.emit(f"if {self.condition(2)} {{")
        self.block()
        self.emit("} else {")
        self.block()
        self.emit("}")

    def loop(self) -> None:
        if self.depth > 3:
            return
        name = self.name()
        self.emit(f"for {name} := 0; {name} < {self.random.choice(('len(s)', '4', 'len(arr)'))}; {name}++ {{")
        self.scope.append((name, "int"))
        self.fixed.add(name)
        if self.random.random() < 0.5:
            self.emit(f"\tif {name} > 8 {{ break }}")
        self.block()
        self.emit(f"\ttotal += {name}")
        self.scope.pop()
        self.emit("}")

    def ranged(self) -> None:
        if self.depth > 3:
            return
        key, value = self.name(), self.name()
        self.emit(f"for {key}, {value} := range {self.random.choice(('s', 'arr', 'shared'))} {{")
        self.scope += [(key, "int"), (value, "int")]
        self.fixed.add(key)
        self.emit(f"\ttotal += {key} ^ {value}")
        self.block()
        del self.scope[-2:]
        self.emit("}")

    def switch(self) -> None:
        self.emit(f"switch {self.integer('int', 1)} & 3 {{")
        for case in range(self.random.randint(1, 3)):
            self.emit(f"case {case}:")
            self.block()
        self.emit("default:")
        self.block()
        self.emit("}")


STATEMENTS = (
    Program.new_variable,
    Program.new_variable,
    Program.assign,
    Program.assign,
    Program.store,
    Program.swap,
    Program.append,
    Program.pointer,
    Program.closure,
    Program.print,
    Program.branch,
    Program.loop,
    Program.ranged,
    Program.switch,
)
