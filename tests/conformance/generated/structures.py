"""Structs and interfaces: embedding, method values and expressions, type switches, comparisons of interfaces, copies."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import SCALARS, literal

DYNAMIC = (
    "int",
    "int8",
    "string",
    "float64",
    "[2]int",
    "[]int",
    "struct{ a int }",
    "map[int]int",
    "func()",
    "*int",
    "error",
    "bool",
    "complex64",
)
MADE = {
    "[2]int": "[2]int{1, 2}",
    "[]int": "[]int{1}",
    "struct{ a int }": "struct{ a int }{4}",
    "map[int]int": "map[int]int{}",
    "func()": "func() {}",
    "*int": "new(int)",
    "error": 'errors.New("e")',
}


def write_structures(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_embedding, _interfaces, _equality, _method_values, _copies, _linked), 3):
        writer(program)


def _embedding(program: Program) -> None:
    """Promoted fields and methods through values, pointers and interfaces, shadowed at random."""
    names = [program.fresh("Layer") for _ in range(4)]
    stars = [program.pick(("", "*")) for _ in names]  # how each is embedded in the next
    for depth, name in enumerate(names):
        with program.block(f"type {name} struct"):
            if depth:
                program.line(f"{stars[depth - 1]}{names[depth - 1]}")
            program.line(f"field{depth} int")
            if program.chance(0.3):
                program.line(f"shared {program.pick(('int8', 'string'))}")
            elif not depth:
                program.line("shared uint16")
        receiver = program.pick(("", "*"))
        program.line(
            f"func (l {receiver}{name}) Own{depth}() int {{ l.field{depth}++; return l.field{depth} * {depth + 2} }}"
        )
        if depth == 0 or program.chance(0.4):
            program.line(f'func (l {program.pick(("", "*"))}{name}) Name() string {{ return "{name}" }}')
    maker = program.fresh("make")
    with program.block(f"func {maker}() *{names[3]}"):
        program.line(f"top := &{names[3]}{{field3: 30}}")
        for depth in (2, 1, 0):
            address = "&" if stars[depth] else ""
            program.line(f"top.{names[depth]} = {address}{names[depth]}{{field{depth}: {depth}0}}")
        program.line("return top")
    with program.case("embedding"):
        program.line(f"top := {maker}()")
        program.show("top.Name()", "top.shared", *(f"top.field{n}" for n in range(4)))
        for _ in range(4):
            depth = program.number(0, 3)
            program.show(f"top.Own{depth}()", f"top.field{depth}")
        program.line("copied := *top")
        program.line("copied.field0, copied.field3 = -1, -3")
        program.show("top.field0", "top.field3")
        program.show("copied.Own0()")
        program.line("var namer interface{ Name() string; Own0() int; Own2() int } = top")
        program.show("namer.Name()", "namer.Own0()", "namer.Own2()", "top.field0")
        program.line(f"f, g := (*{names[3]}).Own1, top.Own2")
        program.line("top.field1, top.field2 = 100, 200")
        program.show("f(top)", "g()", "f(&copied)")


def _interfaces(program: Program) -> None:
    """Several types behind interfaces, asserted to each other."""
    shape, sized = program.fresh("Shape"), program.fresh("Sized")
    program.line(f"type {shape} interface {{ Area() float64 }}")
    program.line(f"type {sized} interface {{ {shape}; Size() int }}")
    kinds = []
    for _ in range(program.number(2, 5)):
        name = program.fresh("T")
        under = program.pick(
            ("int", "struct{ w, h int8 }", "[3]float32", "string", "func() int", "*int", "map[string]int")
        )
        pointer = "*" if under.startswith(("struct", "[3]")) and program.chance(0.4) else ""
        program.line(f"type {name} {under if under != '*int' else 'struct{ p *int }'}")
        program.line(f"func (t {pointer}{name}) Area() float64 {{ return {program.number(1, 50)}.5 }}")
        if program.chance(0.5):
            program.line(f"func (t {pointer}{name}) Size() int {{ return {program.number(1, 50)} }}")
        kinds.append((name, pointer))
    with program.case("interfaces"):
        values = ", ".join(
            f"new({name})" if pointer or program.chance(0.3) else f"*new({name})" for name, pointer in kinds
        )
        with program.block(f"for i, v := range []any{{{values}, nil, 5}}"):
            program.line(f"s, ok := v.({shape})")
            program.line("out.Show(i, ok, s != nil)")
            program.line(f"if z, ok := v.({sized}); ok {{ out.Show(z.Size(), z.Area(), {shape}(z) == s) }}")
            with program.block("switch t := v.(type)"):
                for name, pointer in program.random.sample(kinds, len(kinds)):
                    program.line(f"case {pointer}{name}:")
                    program.line(f'out.Show("{name}", t.Area())')
                program.line(f"case {sized}:")
                program.line('out.Show("sized", t.Size())')
                program.line(f"case {shape}, nil:")
                program.line('out.Show("shape or nil", t == nil)')
                program.line("default:")
                program.line('out.Show("other", t)')
        program.line(f"var none {shape}")
        program.line("_ = none")
        program.show(
            program.pick(("none.Area()", f"any(none).({sized}).Size()", f"any(3).({shape}).Area()", "any(none) == nil"))
        )


def _equality(program: Program) -> None:
    """Interfaces compared with each other and with values; some panic."""
    program.package("errors")
    with program.case("equality"):
        types = program.random.sample(DYNAMIC, 5)
        values = [MADE.get(typ) or f"{typ}({literal(program, typ)})" for typ in types]
        program.line(f"values := []any{{{', '.join(values)}, nil, values0{program.name}}}")
        each = program.block("for i, a := range values"), program.block("for j, b := range values[i:]")
        with each[0], each[1], program.block("func()", "}()"):
            program.line("defer func() { if r := recover(); r != nil { out.Show(i, j, out.Describe(r)) } }()")
            program.line("out.Show(i, j, a == b, [1]any{a} == [1]any{b})")
            program.line("m := map[any]int{a: 1}")
            program.line("m[b]++")
            program.line("out.Show(len(m), m[a])")
        typ = program.pick(SCALARS)
        program.line(f"var x any = {typ}({literal(program, typ)})")
        program.line(f"y := out.Pick({typ}({literal(program, typ)}))")
        program.show("x == any(y)", "x == y", "y == x", f"x != any({typ}({literal(program, typ)}))")
        program.show("struct{ a any; b int }{x, 1} == struct{ a any; b int }{y, 1}")
    program.line(f"var values0{program.name} any = {values[0]}")


def _method_values(program: Program) -> None:
    """Method values keep their receiver, method expressions take it; through interfaces, too."""
    name, receiver = program.fresh("Counter"), program.pick(("", "*"))
    program.lines(f"""
type {name} struct {{
	n    int
	name string
}}

func (c {receiver}{name}) Add(by ...int) int {{
	for _, b := range by {{
		c.n += b
	}}
	return c.n
}}

func (c {name}) With(name string) {name} {{ c.name = name; return c }}
""")
    with program.case("methods"):
        program.line(f"c := {name}{{n: {program.number(1, 9)}}}")
        program.line("add := c.Add")
        program.line(f"c.n = {program.number(10, 99)}")
        program.show("add(1, 2)", "add()", "c.Add(5)", "c.n")
        program.line(f"express := ({receiver}{name}).Add")
        program.show(f"express({'&' if receiver else ''}c, 3, 4)", "c")
        program.line("var adder interface{ Add(...int) int } = &c")
        program.line("bound := adder.Add")
        program.line(f"adder = &{name}{{}}")
        program.show("bound([]int{1, 1}...)", "adder.Add(9)", "interface{ Add(...int) int }.Add(adder, 2)")
        program.line('chain := c.With("x").With("y").With')
        program.show('chain("z")', "c")
        program.line("table := []func(...int) int{c.Add, adder.Add, (&c).Add}")
        program.line("for i, f := range table { out.Show(i, f(i, i)) }")
        program.line(
            f'func() {{ defer func() {{ out.Show(out.Describe(recover())) }}(); var p *{name}; f := p.With; out.Show(f("")) }}()'
        )


def _copies(program: Program) -> None:
    """Large and small structs by value: through calls, channels, maps, closures, interfaces."""
    name, size = program.fresh("Big"), program.number(1, 40)
    program.line(
        f"type {name} struct {{ id int16; pad [{size}]{program.pick(('byte', 'int64', 'string', 'float32'))}; next *{name}; tail string }}"
    )
    change = program.fresh("change")
    program.line(
        f'func {change}(b {name}) ({name}, int) {{ b.id *= 2; b.tail += "!"; b.pad[0] = b.pad[len(b.pad)-1]; return b, len(b.pad) }}'
    )
    with program.case("copies"):
        program.line(f"a := {name}{{id: {program.number(1, 99)}, tail: {literal(program, 'string')}}}")
        program.line(f"b, n := {change}(a)")
        program.line("a.next = &b")
        program.show("a.id", "a.tail", "b.id", "b.tail", "n", "a == b", "a.next.id")
        program.line(f'm := map[string]{name}{{"a": a}}')
        program.line("a.id = -1")
        program.show('m["a"].id', 'm["none"].tail', 'm["a"].next.tail')
        program.line(f"ch := make(chan {name}, 2)")
        program.line('ch <- a; ch <- b; b.tail = "late"')
        program.line("first, second := <-ch, <-ch")
        program.show("first.id", "second.tail", "first.next.tail", "first.next == &b")
        program.line("boxed := any(b)")
        program.line("b.id++")
        program.show(f"boxed.({name}).id", "boxed == any(b)", f"boxed.({name}).next == b.next")
        program.line("a, b = b, a")
        program.line("*a.next, b = b, *b.next" if program.chance(0.5) else "b.next.id, a = 5, *b.next")
        program.show("a.id", "b.id", "b.tail")


def _linked(program: Program) -> None:
    """A linked list or tree built, reversed and summed."""
    node, count, number = program.fresh("Node"), program.number(3, 40), program.pick(("int", "uint8", "int32"))
    program.lines(f"""
type {node} struct {{
	left, right *{node}
	value       {number}
}}

func (n *{node}) insert(v int) *{node} {{
	if n == nil {{
		return (&{node}{{value: {program.number(0, 2)}}}).with(v)
	}}
	if int(n.value) > v {{
		n.left = n.left.insert(v)
	}} else {{
		n.right = n.right.insert(v)
	}}
	return n
}}

func (n *{node}) with(v int) *{node} {{
	n.value += {number}(v)
	return n
}}

func (n *{node}) walk(visit func(int) bool) bool {{
	return n == nil || n.left.walk(visit) && visit(int(n.value)) && n.right.walk(visit)
}}
""")
    with program.case("linked"):
        program.line(f"var root *{node}")
        program.line(
            f"for i := range {count} {{ root = root.insert(i * {program.pick((7, 13, 29))} % {program.pick((11, 23, 50))}) }}"
        )
        program.line("var seen []int")
        program.line(
            f"done := root.walk(func(v int) bool {{ seen = append(seen, v); return len(seen) < {program.number(2, 50)} }})"
        )
        program.show("seen", "done", "root.right == nil", "root.left == nil")
