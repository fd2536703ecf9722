"""Order of evaluation with side effects: calls, receives and operators in expressions, assignments, literals, returns.

Only what the spec orders is looked at: calls, method calls, receives, and what they return; plain variables are not
read beside calls that change them.
"""

from __future__ import annotations

from tests.conformance.generated.program import Program

HELPERS = """
var log []int

func t(n int) int { log = append(log, n); return n }

func b(n int, v bool) bool { log = append(log, n); return v }

func p(n int) *int { log = append(log, n); return &cells[n%8] }

func s(n int) []int { log = append(log, n); return cells[:] }

func m(n int) map[int]int { log = append(log, n); return table }

func f(n int) func(...int) int {
	log = append(log, n)
	return func(v ...int) int { log = append(log, -n); return n + len(v) }
}

func c(n int) chan int { log = append(log, n); ch := make(chan int, 2); ch <- n; return ch }

func two(n int) (int, int) { log = append(log, n); return n, n + 1 }

func o(n int) *object { log = append(log, n); return &object{n} }

func fail(n int) int { log = append(log, n); panic(n) }

type object struct{ n int }

func (o *object) call(v ...int) *object { log = append(log, 1000+o.n); return &object{o.n + len(v)} }

func (o object) value(v int) int { log = append(log, 2000+o.n); return o.n * v }

var cells [8]int
var table = map[int]int{}
"""


class Order:
    """Expressions in which every operation has a number of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.count = 0

    def next(self) -> int:
        """The number of the next operation."""
        self.count += 1
        return self.count

    def number(self, depth: int) -> str:
        """An expression of type int."""
        if depth == 0:
            return f"t({self.next()})"
        picks = [
            lambda: f"({self.number(depth - 1)} {self.program.pick('+-*^')} {self.number(depth - 1)})",
            lambda: f"f({self.next()})({self.number(depth - 1)}, {self.number(depth - 1)})",
            lambda: f"s({self.next()})[{self.number(depth - 1)}&7]",
            lambda: f"m({self.next()})[{self.number(depth - 1)}]",
            lambda: f"<-c({self.next()})",
            lambda: f"o({self.next()}).call({self.number(depth - 1)}).value({self.number(depth - 1)})",
            lambda: f"f({self.next()})(two({self.next()}))",
            lambda: f"[]int{{{self.number(depth - 1)}, {self.number(depth - 1)}}}[t({self.next()})&1]",
            lambda: (
                f"map[int]int{{{self.number(0)}: {self.number(0)}, {self.number(0)}: {self.number(0)}}}[{self.number(0)}]"
            ),
            lambda: f"(struct{{ a, b int }}{{b: {self.number(depth - 1)}, a: {self.number(depth - 1)}}}).a",
            lambda: f"len(s({self.next()})[{self.number(0)}&3:{self.number(0)}&3+4])",
            lambda: f"func(x, y int) int {{ return x - y }}({self.number(depth - 1)}, {self.number(depth - 1)})",
            lambda: f"any({self.number(depth - 1)}).(int)",
            lambda: f"max({self.number(depth - 1)}, {self.number(depth - 1)})",
            lambda: f"map[bool]int{{true: 1}}[{self.truth(depth - 1)}]",
            lambda: f"fail({self.next()})" if self.program.chance(0.15) else f"t({self.next()})",
        ]
        return self.program.pick(picks)()

    def truth(self, depth: int) -> str:
        """An expression of type bool."""
        if depth <= 0:
            return f"b({self.next()}, {self.program.pick(('true', 'false'))})"
        if self.program.chance(0.6):
            return f"({self.truth(depth - 1)} {self.program.pick(('&&', '||'))} {self.truth(depth - 1)})"
        return f"({self.number(depth - 1)} {self.program.pick(('<', '==', '>'))} {self.number(depth - 1)})"

    def place(self) -> str:
        """Something that can be assigned to, whose operands are calls."""
        picks = [f"*p({self.next()})", f"s({self.next()})[{self.number(1)}&7]", f"m({self.next()})[{self.number(0)}]"]
        return self.program.pick([*picks, f"o({self.next()}).n", "_"])

    def statement(self) -> str:
        """One statement."""
        picks = [
            lambda: f"out.Show({self.number(3)}, {self.number(2)})",
            lambda: f"{self.place()}, {self.place()} = {self.number(1)}, {self.number(1)}",
            lambda: f"{self.place()}, {self.place()} = two({self.next()})",
            lambda: f"*p({self.next()}) {self.program.pick('+-^')}= {self.number(2)}",
            lambda: f"s({self.next()})[{self.number(0)}&7]++",
            lambda: f"m({self.next()})[{self.number(1)}] += {self.number(1)}",
            lambda: f"if {self.truth(3)} {{ t({self.next()}) }} else if {self.truth(1)} {{ t({self.next()}) }}",
            lambda: (
                f"switch {self.number(1)} & 3 {{ case {self.number(0)}, {self.number(1)}: t({self.next()}); case {self.number(1)}: default: t({self.next()}) }}"
            ),
            lambda: (
                f"func() {{ defer f({self.next()})({self.number(1)}); t({self.next()}); defer o({self.next()}).call({self.number(1)}).call({self.number(0)}) }}()"
            ),
            lambda: (
                f"for i := {self.number(1)} & 3; i < t({self.next()})&1+2; i += t({self.next()})&1 + 1 {{ t({self.next()}) }}"
            ),
            lambda: f"func() (int, bool) {{ return {self.number(2)}, {self.truth(1)} }}()",
            lambda: f"select {{ case c({self.next()}) <- {self.number(1)}: t({self.next()}) }}",
            lambda: f"{self.place()}, {self.place()} = <-c({self.next()}), t({self.next()})",
            lambda: f"for range {self.number(1)} & 3 {{ t({self.next()}) }}",
            lambda: f"out.Show(append(s({self.next()})[:t({self.next()})&3:8], {self.number(1)}, {self.number(0)}))",
            lambda: f"out.Show(copy(s({self.next()})[t({self.next()})&3:], s({self.next()})))",
            lambda: f"delete(m({self.next()}), {self.number(1)})",
        ]
        return self.program.pick(picks)()


def write_order(program: Program) -> None:
    """Cases of several statements, each followed by what has happened."""
    program.lines(HELPERS)
    for _ in range(program.number(2, 4)):
        with program.case("order"):
            program.line("log, cells, table = nil, [8]int{}, map[int]int{}")
            program.line("defer func() { out.Show(log, cells, table) }()")
            order = Order(program)
            for _ in range(program.number(2, 4)):
                program.line(order.statement())
                program.show("log")
    if program.chance(0.5):
        _initialisation(program)


def _initialisation(program: Program) -> None:
    """Package variables that depend on each other, in the order of the spec."""
    names = [program.fresh("global") for _ in range(5)]
    program.random.shuffle(names)
    for position, name in enumerate(names):
        uses = program.random.sample(names[position + 1 :], min(2, len(names) - position - 1))
        program.line(f'var {name} = note("{name}", {" + ".join([str(position), *uses])})')
    program.line("var notes []string")
    program.line("func note(name string, n int) int { notes = append(notes, name); return n*2 + 1 }")
    program.line(f'func init() {{ {names[0]}++ ; notes = append(notes, "init") }}')
    with program.case("initialisation"):
        program.show("notes", *names)
