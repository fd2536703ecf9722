"""Generics: constraints with several kinds of types, methods, containers, instances of instances, explicit and inferred."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import INTEGERS, NUMBERS, SCALARS, literal


def write_generic(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_numbers, _containers, _constraints, _functions, _kinds, _recursive), 3):
        writer(program)


def _numbers(program: Program) -> None:
    """One function over several numeric types."""
    program.package("cmp")
    name, op = program.fresh("reduce"), program.pick(("a + b", "a*b - a", "b - a", "max(a, b)", "a + a*b"))
    kind = program.fresh("number")
    program.line(
        f"type {kind} interface {{ ~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint | ~float32 | ~float64 }}"
    )
    with program.block(f"func {name}[T {kind}](values ...T) (r T)"):
        program.line(f"step := func(a, b T) T {{ return {op} }}")
        program.line("for i, v := range values { if i%2 == 0 { r = step(r, v) } else { r = step(v, r) } }")
        program.line(f"var limit T = {program.number(1, 100)}")
        program.line("if r > limit || r != r { return r / limit }")
        program.line("return -r")
    convert = program.fresh("convert")
    program.line(f"func {convert}[To, From {kind}](f From) To {{ return To(f) + To(f)/2 }}")
    named = program.fresh("Named")
    program.line(f"type {named} {program.pick(('int8', 'uint16', 'float32'))}")
    with program.case("numbers"):
        for _ in range(4):
            typ = program.pick([t for t in NUMBERS if t != "uintptr"])
            program.show(f"{name}({', '.join(f'{typ}({literal(program, typ)})' for _ in range(program.number(1, 4)))})")
            source = program.pick([t for t in INTEGERS if t != "uintptr"])
            target = program.pick(("float32", "float64", "int64", "uint8", named))
            program.show(f"{convert}[{target}]({source}({literal(program, source)}))")
        program.show(f"{name}[{named}]()", f"{name}({named}(3), 4, 5)", f"cmp.Compare({named}(3), {name}({named}(2)))")


def _containers(program: Program) -> None:
    """A stack, a list, a map of slices, sets: used with several element types."""
    stack, pair = program.fresh("Stack"), program.fresh("Pair")
    program.lines(f"""
type {pair}[K comparable, V any] struct {{
	Key   K
	Value V
}}

type {stack}[T any] struct {{
	items []T
	next  *{stack}[T]
}}

func (s *{stack}[T]) Push(v ...T) *{stack}[T] {{ s.items = append(s.items, v...); return s }}

func (s *{stack}[T]) Pop() (v T, ok bool) {{
	if s == nil || len(s.items) == 0 {{
		return v, false
	}}
	v, s.items = s.items[len(s.items)-1], s.items[:len(s.items)-1]
	return v, true
}}

func (s {stack}[T]) All() func(func(int, T) bool) {{
	return func(yield func(int, T) bool) {{
		for i, v := range s.items {{
			if !yield(i, v) {{
				return
			}}
		}}
		if s.next != nil {{
			s.next.All()(yield)
		}}
	}}
}}

func group{stack}[K comparable, V any](values []V, key func(V) K) map[K]*{stack}[{pair}[K, V]] {{
	m := map[K]*{stack}[{pair}[K, V]]{{}}
	for _, v := range values {{
		k := key(v)
		if m[k] == nil {{
			m[k] = new({stack}[{pair}[K, V]])
		}}
		m[k].Push({pair}[K, V]{{k, v}})
	}}
	return m
}}
""")
    with program.case("containers"):
        for _ in range(2):
            typ = program.pick((*SCALARS, "[2]int8", "struct{ x int }", "[]string", "any"))
            made = {
                "[2]int8": "[2]int8{1, 2}",
                "struct{ x int }": "struct{ x int }{7}",
                "[]string": '[]string{"q"}',
                "any": "any(3)",
            }
            values = [made.get(typ) or f"{typ}({literal(program, typ)})" for _ in range(3)]
            name = program.fresh("s")
            program.line(f"{name} := (&{stack}[{typ}]{{}}).Push({', '.join(values)})")
            program.line(f"{name}.next = (&{stack}[{typ}]{{}}).Push({values[0]})")
            program.line(
                f"for i, v := range {name}.All() {{ if i == {program.number(1, 3)} {{ break }}; out.Show(i, v) }}"
            )
            program.line(
                f"for range {program.number(1, 5)} {{ v, ok := {name}.Pop(); out.Show(v, ok, len({name}.items)) }}"
            )
        numbers = ", ".join(str(program.number(0, 50)) for _ in range(8))
        key = program.pick(
            (
                f"int8(v % {program.number(2, 5)})",
                f"v > {program.number(5, 40)}",
                "string(rune('a' + v%3))",
                "[2]int{v % 2, v % 3}",
            )
        )
        kind = {"i": "int8", "v": "bool", "s": "string", "[": "[2]int"}[key[0]]
        program.line(f"groups := group{stack}([]int{{{numbers}}}, func(v int) {kind} {{ return {key} }})")
        program.line("total := 0")
        program.line(
            'for k, g := range groups { for i, p := range g.All() { total += (i + 1) * p.Value; if p.Key != k { panic("key") } } }'
        )
        program.show("len(groups)", "total", f"*new({pair}[{kind}, []int])")
        program.show(
            f'any({pair}[int, string]{{1, "x"}}) == any({pair}[int, string]{{1, "x"}})',
            f"any({pair}[int, any]{{}}) == any({pair}[int, error]{{}})",
        )


def _constraints(program: Program) -> None:
    """Methods of pointers through constraints, type sets of slices and maps, comparable."""
    setter, name = program.fresh("Setter"), program.fresh("Item")
    typ = program.pick(("int", "string", "uint8", "float64"))
    program.lines(f"""
type {setter}[T any] interface {{
	*T
	Set({typ})
	Get() {typ}
}}

type {name} struct {{ value {typ}; sets int }}

func (i *{name}) Set(v {typ}) {{ i.value, i.sets = v+i.value, i.sets+1 }}

func (i *{name}) Get() {typ} {{ return i.value }}

func fill{name}[T any, P {setter}[T]](values ...{typ}) []T {{
	r := make([]T, len(values))
	for i, v := range values {{
		P(&r[i]).Set(v)
		p := P(&r[0])
		p.Set(p.Get())
	}}
	return r
}}

func index{name}[S ~[]E, E comparable](s S, e E) int {{
	for i := range s {{
		if s[i] == e {{
			return i
		}}
	}}
	return -1
}}

func keep{name}[M ~map[K]V, K comparable, V any](m M, f func(K, V) bool) M {{
	r := make(M, len(m))
	for k, v := range m {{
		if f(k, v) {{
			r[k] = v
		}}
	}}
	return r
}}

type list{name} []{typ}

func (l list{name}) Len() int {{ return len(l) }}
""")
    values = [literal(program, typ) for _ in range(4)]
    with program.case("constraints"):
        program.show(f"fill{name}[{name}]({', '.join(values)})")
        program.line(f"l := list{name}{{{', '.join(values)}}}")
        program.show(
            f"index{name}(l, {values[2]})",
            f"index{name}([]any{{1, {typ}({values[1]}), nil}}, any({typ}({values[1]})))",
            "l.Len()",
        )
        program.line(f"m := map[{typ}]int{{}}")
        program.line("for i, v := range l { m[v] += i + 1 }")
        program.show(f"keep{name}(m, func(k {typ}, n int) bool {{ return n > {program.number(1, 4)} }})", "len(m)")
        if program.chance(0.4):
            program.show(f"index{name}([]any{{[]int{{}}}}, any([]int{{}}))")


def _functions(program: Program) -> None:
    """Map, filter, reduce with inferred instances; generic functions as values; closures in generic functions."""
    program.lines("""
func apply[A, B any](s []A, f func(A) B) []B {
	r := make([]B, 0, len(s))
	for _, v := range s {
		r = append(r, f(v))
	}
	return r
}

func fold[A, B any](s []A, start B, f func(B, A) B) B {
	for _, v := range s {
		start = f(start, v)
	}
	return start
}

func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return func(a A) C { return g(f(a)) } }

func constant[T any](v T) func() T { n := 0; return func() T { n++; if n > 2 { return *new(T) }; return v } }

func same[T any](v T) T { return v }
""")
    one, other = program.pick(SCALARS), program.pick(("int", "string", "bool", "float64"))
    change = {
        "int": "len(fmt.Sprint(v))",
        "string": "fmt.Sprint(v, 1)",
        "bool": "v == s[0]",
        "float64": "float64(len(fmt.Sprint(v))) / 3",
    }[other]
    program.package("fmt")
    with program.case("functions"):
        program.line(f"s := []{one}{{{', '.join(literal(program, one) for _ in range(4))}}}")
        program.line(f"f := func(v {one}) {other} {{ return {change} }}")
        program.show(
            "apply(s, f)",
            f"apply(apply(s, same[{one}]), f)",
            f"apply(s, compose(f, func(v {other}) [1]{other} {{ return [1]{other}{{v}} }}))",
        )
        program.show(
            f'fold(s, "", func(t string, v {one}) string {{ return t + fmt.Sprint(v) }})',
            f"fold(s, 0, func(n int, _ {one}) int {{ return n + {program.number(1, 9)} }})",
        )
        program.line(f"c := constant(s[out.Pick({program.number(0, 3)})])")
        program.show("c()", "c()", "c()", "constant[error](nil)() == nil", f"same(same[{one}])(s[1])")
        program.line(f'table := map[string]func({other}) {other}{{"same": same, "other": same[{other}]}}')
        program.show('table["same"](f(s[2]))', "len(table)")


def _kinds(program: Program) -> None:
    """Type switches and assertions on type parameters, zero values, conversions inside generic code."""
    types = program.random.sample(SCALARS, 4)
    name = program.fresh("describe")
    with program.block(f"func {name}[T any](v T) string"):
        program.line("var zero T")
        program.line("_, isText := any(v).(string)")
        with program.block("switch x := any(&v).(type)"):
            for typ in types[:3]:
                program.line(f'case *{typ}: *x = {literal(program, typ)}; return fmt.Sprint("{typ} ", v, isText)')
            program.line('case *T: return fmt.Sprintf("%T %v %v", zero, *x, isText)')
        program.line('return "nothing"')
    text = program.fresh("text")
    program.line(
        f"func {text}[T ~string | ~[]byte](v T, from int) (string, int, byte) {{ n := 0; for i := range len(v) {{ n = n*3 + int(v[i]) }}; return string(v[from:]), n, v[len(v)-1] }}"
    )
    program.package("fmt")
    with program.case("kinds"):
        for typ in (*types, "uint8"):
            program.show(f"{name}({typ}({literal(program, typ)}))")
        program.show(
            f"{name}([]int{{1}})",
            f"{name}(struct{{ a int }}{{2}})",
            f"{name}[any](nil)",
            f'{name}[any]("x")',
            f'{name}(new(bool)) != ""',
        )
        program.line(f'a, b, c := {text}("héllo", {program.number(0, 6)})')
        program.line(f"d, e, f := {text}([]byte{{1, 2, 200}}, {program.number(0, 4)})")
        program.show("a, b, c, d, e, f")


def _recursive(program: Program) -> None:
    """Generic types that mention themselves, embedding of instances, methods that return other instances."""
    tree, wrap = program.fresh("Tree"), program.fresh("Wrap")
    typ = program.pick(("int", "string", "float32", "uint8"))
    program.package("cmp")
    program.lines(f"""
type {tree}[K cmp.Ordered, V any] struct {{
	left, right *{tree}[K, V]
	key         K
	value       V
}}

func (t *{tree}[K, V]) Put(k K, v V) *{tree}[K, V] {{
	switch {{
	case t == nil:
		return &{tree}[K, V]{{key: k, value: v}}
	case k < t.key:
		t.left = t.left.Put(k, v)
	case k > t.key:
		t.right = t.right.Put(k, v)
	default:
		t.value = v
	}}
	return t
}}

func (t *{tree}[K, V]) Each(f func(K, V)) {{
	if t != nil {{
		t.left.Each(f)
		f(t.key, t.value)
		t.right.Each(f)
	}}
}}

type {wrap}[T any] struct {{
	*{tree}[{typ}, T]
	extra T
}}

func (w {wrap}[T]) Boxed() (r *{tree}[{typ}, [1]T]) {{
	w.Each(func(k {typ}, v T) {{ r = r.Put(k, [1]T{{v}}) }})
	return r
}}
""")
    value = program.pick(("int8", "string", "bool"))
    with program.case("recursive"):
        program.line(f"var w {wrap}[{value}]")
        program.line(f"w.extra = {literal(program, value)}")
        for _ in range(program.number(2, 7)):
            program.line(f"w.{tree} = w.Put({literal(program, typ)}, {literal(program, value)})")
        program.line(f"w.Each(func(k {typ}, v {value}) {{ out.Show(k, v) }})")
        program.line("b := w.Boxed()")
        program.line(f"b.Each(func(k {typ}, v [1]{value}) {{ out.Show(k, v) }})")
        program.show(f"b.key == w.{tree}.key", "b.value[0] == w.value", f"w == {wrap}[{value}]{{w.{tree}, w.extra}}")
