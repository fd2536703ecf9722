"""Variables beside calls that change them: which are read before a call and which after is gc's business, and ours.

Every expression mixes variables, elements, fields and indirections with calls of `c`, which changes all of them.
"""

from __future__ import annotations

from tests.conformance.generated.program import Program

HELPERS = """
type part struct{ a, b int }

type node struct {
	n    int
	next *node
	part part
}

func (n node) value(v int) int { return n.n*3 + v }

func (n *node) pointer(v int) int { n.n += v & 3; return n.n*5 + v }

type valuer interface{ value(int) int }

var (
	x, y  int
	small int8
	flag  bool
	p     *int
	list  []int
	array [4]int
	table map[int]int
	pairs map[part]int
	rec   node
	ptr   *node
	text  string
	face  any
	vals  valuer
	fn    func(int) int
)

func reset(n int) {
	x, y, small, flag, p = n, n+1, int8(n), n%2 == 0, &x
	list, array = []int{n, 2, 3, 4}, [4]int{1, n, 3, 4}
	table, pairs = map[int]int{0: n, 1: 5, 2: 6, 3: 7}, map[part]int{{0, 1}: n}
	rec, ptr = node{n: n, part: part{n, 1}}, &node{n: n, next: &node{n: n + 1}}
	text, face, vals = "text"[n&3:], n, node{n: n}
	fn = func(v int) int { return v + n }
}

// c changes everything and gives back what it was given.
func c(n int) int {
	x, y, small, flag, p = x+n, y^n, small-int8(n), !flag, []*int{&x, &y}[n&1]
	list[n&3] += n
	if n%3 == 0 {
		list = append([]int{n}, list...)
	}
	array[n&3]--
	table[n&3] += 10
	pairs[part{0, 1}]++
	rec.n, rec.part, ptr = rec.n+n, part{n, rec.n}, &node{n: n, next: ptr}
	text, face, vals = text+string(rune('a'+n%26)), n+x, []valuer{rec, ptr}[n&1]
	fn = func(v int) int { return v - n }
	return n
}
"""


class Reads:
    """Expressions in which reads and calls stand side by side."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def call(self) -> str:
        """A call that changes everything."""
        return f"c({self.program.number(0, 20)})"

    def leaf(self) -> str:
        """A variable, or a part of one, as an int."""
        leaves = ("x", "y", "*p", "list[x&3]", "array[y&3]", "table[x&3]", "rec.n", "rec.part.b", "ptr.n", "ptr.next.n")
        more = (
            "len(text)",
            "len(list)",
            "cap(list[:1])",
            "int(small)",
            "pairs[part{0, 1}]",
            "(*ptr).part.a",
            "list[1]",
        )
        return self.program.pick((*leaves, *more))

    def number(self, depth: int) -> str:
        """An expression of type int."""
        if depth <= 0:
            return self.call() if self.program.chance(0.4) else self.leaf()
        one, other = self.number(depth - 1), self.number(depth - 1)
        forms = (
            f"({one} {self.program.pick('+-^*')} {other})",
            f"({one} {self.program.pick('+-')} {other})",
            f"fn({one})",
            f"vals.value({one})",
            f"rec.value({one})",
            f"ptr.pointer({one})",
            f"ptr.next.value({one})",
            f"max({one}, {other})",
            f"list[{one}&3]",
            f"array[{one}&3]",
            f"table[{one}&3]",
            f"func(a, b int) int {{ return a - b + x }}({one}, {other})",
            f"[]int{{{one}, {other}, x}}[{self.call()}%3]",
            f"(part{{{one}, {other}}}).b",
            f"map[int]int{{0: {one}, 1: {other}}}[y&1]",
            f"int(text[{one}&1:][0])",
            f"len(append(list, {one}, {other}))",
            f"face.(int) + {other}",
            f"any({one}).(int)",
            f"int([]byte(text)[0]) - {other}",
        )
        return self.program.pick(forms)

    def any_value(self) -> str:
        """An expression that becomes an interface value."""
        forms = (
            self.number(1),
            self.leaf(),
            self.call(),
            "small",
            "flag",
            "!flag",
            f"x > {self.program.number(0, 9)}",
            "text",
            'text + "!"',
            "rec.part",
            "ptr.part",
            f"part{{x, {self.program.number(0, 9)}}}",
            f"[2]int{{y, {self.leaf()}}}",
            "array",
            "list[:2]",
            "face",
            "any(x)",
            "*ptr.next == node{}",
            "complex(float64(x), 1)",
            "float64(x) / 2",
            f"struct{{ v int }}{{{self.leaf()}}}",
        )
        return self.program.pick(forms)

    def statement(self) -> str:
        """One statement."""
        number, call, leaf = self.number, self.call, self.leaf
        forms = (
            f"out.Show({', '.join(self.any_value() for _ in range(self.program.number(2, 4)))}, {call()})",
            f"out.Show({number(3)})",
            f"out.Show({number(2)}, {number(2)})",
            f"x = {number(2)}",
            f"x, y = {number(1)}, {number(1)}",
            f"*p, list[x&3] = {number(1)}, {call()}",
            f"*p += {number(1)}",
            f"list[x&3] {self.program.pick('+-')}= {call()}",
            f"table[y&3] = {number(1)} + {call()}",
            f"pairs[part{{{leaf()}, 1}}] += {call()}",
            f"ptr.n = {number(1)} + {call()}",
            f"ptr.next.n, x = {call()}, {leaf()}",
            f"array[y&3], rec.part = {call()}, rec.part",
            f"a, b, d := {leaf()}, {call()}, {leaf()}; out.Show(a, b, d)",
            f"var a, b any = {self.any_value()}, {call()}; out.Show(a, b)",
            f"list = append(list, {leaf()}, {call()}, {leaf()})",
            f"out.Show(func() (int, any) {{ return {number(1)}, {call()} }}())",
            f"out.Show(func() (any, int) {{ return {self.any_value()}, {call()} }}())",
            f"out.Show(func() (r int) {{ defer func() {{ r += x }}(); r = {leaf()}; return r + {call()} }}())",
            f"if {leaf()} < {number(1)} {{ out.Show(1) }} else if {call()} > {leaf()} {{ out.Show(2) }}",
            f"switch {number(1)} & 3 {{ case {call()} & 3: out.Show(1); case {leaf()} & 3: out.Show(2); default: out.Show(3) }}",
            f"for i := {leaf()} & 3; i < {call()}&3 + x&1; i++ {{ out.Show(i, {leaf()}) }}",
            f"for i, v := range []int{{{leaf()}, {call()}, {leaf()}}} {{ out.Show(i, v) }}",
            f"func() {{ defer out.Show({self.any_value()}, {call()}, {leaf()}); x++ }}()",
            f"func() {{ f := ptr.value; g := vals.value; out.Show(f({call()}), g({leaf()})) }}()",
            f"v := map[int]int{{{leaf()}: {call()}, -1: {leaf()}}}; out.Show(len(v), v[-1])",
            f"v := []any{{{self.any_value()}, {call()}, {self.any_value()}}}; out.Show(v...)",
            f"v := []part{{{{{leaf()}, {leaf()}}}, {{{call()}, {leaf()}}}}}; out.Show(v)",
            f"out.Show(flag == ({call()} > {leaf()}) && x < {number(1)} || flag)",
            f"text = text + string(rune('a'+{call()}%26)) + text[:1]; text = out.Cut(text)",
            f"ch := make(chan int, 1); ch <- {leaf()} - {call()}; out.Show(<-ch + {call()} - x)",
        )
        return f"{{ {self.program.pick(forms)} }}"


def write_reads(program: Program) -> None:
    """Cases of several statements, each followed by the state."""
    program.lines(HELPERS)
    for _ in range(program.number(3, 5)):
        with program.case("reads"):
            program.line(f"reset({program.number(0, 9)})")
            reads = Reads(program)
            for _ in range(program.number(3, 6)):
                program.line(reads.statement())
                program.show("x", "y", "*p", "list", "array", "table", "rec.n", "ptr.n", "text")
