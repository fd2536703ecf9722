"""Corners: odd map keys, comparisons field by field, conversions out of range, shifts of all widths, division at its
limits, overlapping copies, method expressions through embedded interfaces, type switches over type parameters.
"""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import INTEGERS, SCALARS, SIGNED, UNSIGNED, WIDTHS, integer, limits, literal


def write_corners(program: Program) -> None:
    """Some of the subjects."""
    subjects = (
        _odd_keys,
        _equal_structs,
        _out_of_range,
        _shifts,
        _division,
        _overlaps,
        _expressions,
        _switches,
        _union,
    )
    for writer in program.random.sample(subjects, 4):
        writer(program)


def _odd_keys(program: Program) -> None:
    """Keys that are not equal to themselves, hold interfaces, are large, or cannot be compared."""
    program.package("math")
    key = program.fresh("key")
    program.line(f"type {key} struct {{ f float64; _ int32; e any; s string; a [2]{program.pick(INTEGERS)} }}")
    values = [f"{key}{{f: {f}, e: {e}, s: {s}}}" for f, e, s in (
        ("1", "1", '"a"'), ("1", "int8(1)", '"a"'), ("math.Copysign(0, -1)", "nil", '""'), ("0", "nil", '""'),
        ("math.NaN()", "nil", '""'), ("2", '"x"', '"b"'), ("2", "math.NaN()", '"b"'), ("2", "[2]any{1, nil}", '"b"'),
    )]  # fmt: skip
    picked = [program.pick(values) for _ in range(program.number(4, 9))]
    with program.case("keys"):
        program.line(f"m := map[{key}]int{{}}")
        with program.block(f"for i, k := range []{key}{{{', '.join(picked)}}}"):
            program.line("m[k] += i + 1")
            program.line("v, ok := m[k]")
            program.show("len(m)", "v", "ok", "k == k", "any(k) == any(k)")
            program.line(f"if i%{program.number(2, 4)} == 1 {{ delete(m, k); out.Show(len(m)) }}")
        program.line("sum := 0")
        program.line("for k, v := range m { if k == k { sum += v }; delete(m, k) }")
        program.show("sum", "len(m)")
        program.line("clear(m)")
        program.show("len(m)")
        wide = program.number(17, 40)
        program.line(f"big := map[[{wide}]int64][{wide}]int64{{}}")
        program.line(
            f"for i := range int64({program.number(3, 30)}) {{ k := [{wide}]int64{{3: i % 7}}; v := big[k]; v[1]++; v[2] += i; big[k] = v }}"
        )
        program.show("len(big)", f"big[[{wide}]int64{{}}]", f"big[[{wide}]int64{{3: 2}}][2]")
        program.line(f"m[{key}{{e: {program.pick(('[]int{1}', 'map[int]int{}', 'func() {}', '[1]any{[]int{}}'))}}}]++")


def _equal_structs(program: Program) -> None:
    """Structs with padding, blank fields, floats, interfaces and arrays; the first difference ends a comparison."""
    name = program.fresh("Mixed")
    kinds = (
        "int8",
        "float32",
        "string",
        "any",
        "[2]string",
        "*int",
        "complex64",
        "[3]uint8",
        "error",
        "bool",
        "[0]func()",
        "struct{ a int8; b int64 }",
    )
    fields = [(f"f{n}", program.pick(kinds[:-2] if n else kinds[:5])) for n in range(program.number(3, 6))]
    fields.insert(program.number(0, len(fields)), ("_", program.pick(("int16", "string", "float64"))))
    program.line(f"type {name} struct {{ {'; '.join(f'{field} {typ}' for field, typ in fields)} }}")
    changes = {
        "int8": "v.{f}++", "float32": "v.{f} = -v.{f}", "string": 'v.{f} += "x"', "any": "v.{f} = {n}", "[2]string": 'v.{f}[1] += "y"',
        "*int": "v.{f} = new(int)", "complex64": "v.{f} *= 1i", "[3]uint8": "v.{f}[2]--", "error": "v.{f} = nil", "bool": "v.{f} = !v.{f}",
    }  # fmt: skip
    with program.case("equal"):
        program.line(f"var v, w {name}")
        for field, typ in fields:
            if typ in changes and field != "_":
                program.line(changes[typ].format(f=field, n=program.number(0, 2)))
                program.show(
                    "v == w",
                    "any(v) == any(w)",
                    f"[2]{name}{{w, v}} == [2]{name}{{w, w}}",
                    f"map[{name}]int{{v: 1}}[w]",
                )
                if program.chance(0.5):
                    program.line(f"w.{field} = v.{field}")
                    program.show("v == w", "v != w")
        anys = [field for field, typ in fields if typ == "any" and field != "_"]
        if anys:
            program.line(f"v.{anys[0]}, w.{anys[0]} = []int{{1}}, []int{{1}}")
            program.show("v == w")


def _out_of_range(program: Program) -> None:
    """Floats that no integer of the type can hold: what they become is up to the compiler, and gc's answer is ours."""
    program.package("math")
    values = program.random.sample(
        ("1e10", "-1e10", "1e19", "-1e19", "1e30", "-1", "-0.5", "255.9", "256", "65536.5", "1 << 31", "1 << 32", "1 << 63", "1 << 64", "-(1 << 63)", "math.NaN()", "math.Inf(1)", "math.Inf(-1)", "2147483648.5", "-2147483649"),
        6,
    )  # fmt: skip
    with program.case("range"):
        for source in ("float64", "float32"):
            with program.block(f"for _, f := range []{source}{{{', '.join(f'{source}({v})' for v in values)}}}"):
                program.show(*(f"{typ}(f)" for typ in program.random.sample(INTEGERS, 5)))


def _shifts(program: Program) -> None:
    """Every width by every width, counts beyond the width, constant counts, compound shifts."""
    with program.case("shifts"):
        for _ in range(4):
            typ, count = program.pick(INTEGERS), program.pick(INTEGERS)
            high = min(limits(count)[1], 300)
            counts = [program.pick((0, 1, 7, 8, 15, 31, 32, 33, 63, 64, 65, high)) for _ in range(4)]
            program.line(f"for _, n := range []{count}{{{', '.join(str(min(n, high)) for n in counts)}}} {{")
            program.line(f"for _, v := range []{typ}{{{', '.join(str(integer(program, typ)) for _ in range(4))}}} {{")
            program.show(
                "v << n",
                "v >> n",
                "v << n >> n",
                f"v << (n & {program.number(1, 63)})",
                f"v >> {program.number(0, WIDTHS[typ])}",
            )
            program.line("w := v; w <<= n; w |= 1; w >>= n / 2")
            program.show("w", "uint64(v) >> n", "int64(v) >> n", "-v >> n", "^v << n")
            program.line("}")
            program.line("}")
        typ = program.pick(SIGNED)
        program.line(f"n := {typ}(out.Pick(-{program.number(0, 2)}))")
        program.show(f"{program.pick(INTEGERS)}(7) {program.pick(('<<', '>>'))} n")


def _division(program: Program) -> None:
    """The smallest value by -1, signs of remainders, by constants and by powers of two, by zero."""
    typ = program.pick(SIGNED)
    low, high = limits(typ)
    constants = (-1, 2, -2, 3, -3, 7, 8, -8, 10, 64, -64, 100, low, high)
    with program.case("division"):
        values = ", ".join(map(str, sorted({low, low + 1, high, -1, 0, 1, 7, -7, integer(program, typ)})))
        with program.block(f"for _, v := range []{typ}{{{values}}}"):
            for divisor in program.random.sample(constants, 4):
                program.show(
                    f"v / ({divisor})", f"v % ({divisor})", f"v%({divisor}) == 0", f"v / out.Pick({typ}({divisor}))"
                )
            with program.block(f"for _, d := range []{typ}{{-1, 1, {low}, {program.number(2, 50)}}}"):
                program.show("v / d", "v % d", "v - v/d*d == v%d", "-v / d", "v * d / d")
        unsigned = program.pick(UNSIGNED)
        divisor = program.number(1, min(limits(unsigned)[1], 10000))
        with program.block(
            f"for _, v := range []{unsigned}{{{', '.join(str(integer(program, unsigned)) for _ in range(5))}}}"
        ):
            program.show(
                f"v / {divisor}",
                f"v % {divisor}",
                f"v%{divisor} == {program.number(0, 3)}",
                f"v / out.Pick({unsigned}({divisor}))",
            )
        program.show(f"{typ}(1) {program.pick('/%')} out.Pick({typ}(0))")


def _overlaps(program: Program) -> None:
    """Copies within one array, appends of a slice to itself, arrays assigned from themselves, strings cut anywhere."""
    size = program.number(5, 20)
    typ = program.pick(("int8", "int", "string", "[2]int16", "any"))
    made = {"string": "string(rune('a' + i%26))", "[2]int16": "[2]int16{int16(i), 1}", "any": "any(i)"}.get(
        typ, f"{typ}(i)"
    )
    with program.case("overlaps"):
        program.line(f"s := make([]{typ}, {size})")
        program.line(f"for i := range s {{ s[i] = {made} }}")
        for _ in range(program.number(3, 6)):
            a, b = program.number(0, size), program.number(0, size)
            step = program.pick(
                (
                    f"out.Show(copy(s[{a}:], s[{b}:]))",
                    f"out.Show(copy(s[{min(a, b)}:{max(a, b)}], s))",
                    f"s = append(s[:{a}], s[{b}:]...); s = s[:{min(size, a + size - b)}:cap(s)][:min(len(s), {size})]; for len(s) < {size} {{ s = append(s, s[:1]...) }}",
                    f"t := append(s[:{a}:{a}], s[:{b}]...); out.Show(len(t)); copy(s, t)",
                    "s[0], s[len(s)-1], s[len(s)/2] = s[len(s)/2], s[0], s[len(s)-1]",
                    f"p := (*[{min(3, size)}]{typ})(s); q := *p; p[0], p[1] = q[1], q[2]",
                )
            )
            program.line(f"{{ {step} }}")
            program.show("s")
        text = '"aé世\\xffz\\U0001F600\\xe4\\xb8"'
        program.line(f"text := out.Pick({text})")
        with program.block("for i := 0; i <= len(text); i++"):
            program.line(f"part := text[i:min(len(text), i+{program.number(1, 6)})]")
            program.line("var runes []rune")
            program.line("for at, r := range part { runes = append(runes, r, rune(at)) }")
            program.show("part", "runes", "len([]rune(part))", "string([]rune(part)) == part")


def _expressions(program: Program) -> None:
    """Method expressions and values through embedded interfaces, pointers and instances of generic types."""
    inner, outer, box, face = (program.fresh(name) for name in ("Inner", "Outer", "Box", "Face"))
    star = program.pick(("", "*"))
    program.lines(f"""
type {face} interface {{ Add(int) int; Name() string }}

type {inner} struct {{ n int }}

func (i {star}{inner}) Add(v int) int {{ {"i.n += v; " if star else ""}return i.n*10 + v }}

func (i {inner}) Name() string {{ return string(rune('a' + i.n%26)) }}

type {box}[T any] struct {{
	{face}
	value T
}}

func (b {box}[T]) Value() T {{ return b.value }}

func (b *{box}[T]) Set(v T) *{box}[T] {{ b.value = v; return b }}

type {outer} struct {{
	*{box}[string]
	{inner}
	extra int8
}}

func (o {outer}) Name() string {{ return o.{box}.Name() + o.{inner}.Name() }}

func (o {outer}) Add(v int) int {{ return o.{box}.Add(v) - o.{inner}.n }}
""")
    with program.case("expressions"):
        program.line(f"one := &{inner}{{{program.number(0, 9)}}}")
        program.line(f'o := {outer}{{&{box}[string]{{one, "v"}}, {inner}{{{program.number(0, 9)}}}, 1}}')
        program.line(f"add, name := {face}.Add, {outer}.Name")
        program.line(f"bound, set, get := o.Add, o.Set, {outer}.Value")
        program.line("_, _, _, _, _ = add, name, bound, set, get")
        for _ in range(program.number(4, 8)):
            step = program.pick(
                (
                    f"out.Show(add(o, {program.number(0, 9)}), name(o))",
                    f"out.Show(bound({program.number(0, 9)}), one.n)",
                    'out.Show(set(o.value+"w").Value(), get(o))',
                    f"out.Show((*{outer}).Name(&o), (*{box}[string]).Add(o.{box}, 2))",
                    f"o.{inner}.n += {program.number(1, 5)}",
                    f"o.{box} = &{box}[string]{{&o, out.Cut(o.value)}}; o = {outer}{{&{box}[string]{{one, o.value}}, o.{inner}, 2}}",
                    f"out.Show({box}[int]{{o, 4}}.Add(3), {box}[int].Value({box}[int]{{value: 5}}))",
                    f"var f {face} = o; g := f.Add; f = one; out.Show(g(1), f.Add(2), f.Name())",
                )
            )
            program.line(f"{{ {step} }}")
        program.line(f"var none {box}[int8]")
        program.line(f"f := {box}[int8].Name")
        program.show("f(none)")


def _switches(program: Program) -> None:
    """Type switches whose cases are type parameters, instances, interfaces; duplicates that an instance makes."""
    name, kind = program.fresh("which"), program.fresh("Kind")
    program.line(f"type {kind}[T any] struct {{ v T }}")
    program.line(f"func (k {kind}[T]) Get() T {{ return k.v }}")
    cases = program.random.sample(
        ("A", "B", "[]A", f"{kind}[A]", f"*{kind}[B]", "map[string]B", "func(A) B", "interface{ Get() A }", "interface{ Get() B }", "int", "error", "nil", "[2]A", "chan B", "string"),
        6,
    )  # fmt: skip
    with program.block(f"func {name}[A, B any](v any) string"), program.block("switch x := v.(type)"):
        for case in cases:
            program.line(f'case {case}: _ = x; return "{case}"')
        program.line('default: return "none"')
    one, other = program.pick(SCALARS), program.pick(SCALARS)
    with program.case("switches"):
        values = (f"{one}({literal(program, one)})", f"{other}({literal(program, other)})", f"[]{one}{{}}", f"{kind}[{one}]{{}}", f"&{kind}[{other}]{{}}", f"map[string]{other}{{}}", "1", "nil", f"[2]{one}{{}}", '"s"', f"func({one}) (r {other}) {{ return }}")  # fmt: skip
        with program.block(f"for i, v := range []any{{{', '.join(values)}}}"):
            program.show("i", f"{name}[{one}, {other}](v)", f"{name}[{other}, {one}](v)", f"{name}[int, any](v)")


def _union(program: Program) -> None:
    """Constraints of unions with methods, embedded instances, operations that depend on the type argument."""
    number, named, acc = program.fresh("Number"), program.fresh("Named"), program.fresh("Acc")
    under = program.pick(("int8", "uint16", "float32", "int64"))
    program.lines(f"""
type {number} interface {{
	~int8 | ~uint16 | ~float32 | ~int64
	Scale() {under}
}}

type {named} {under}

func (n {named}) Scale() {under} {{ return {under}(n) * {program.number(2, 5)} }}

type {acc}[T {number}] struct {{
	total T
	parts []T
	last  *{acc}[T]
}}

func (a *{acc}[T]) Add(values ...T) *{acc}[T] {{
	for _, v := range values {{
		a.total += v*T({program.number(1, 9)}) - v/T({program.number(1, 4)})
		a.parts = append(a.parts, T(v.Scale()), -v)
		if a.total > T({program.number(1, 100)}) {{
			a = &{acc}[T]{{last: a, total: a.total / 3}}
		}}
	}}
	return a
}}

func sum{acc}[T {number}, S ~[]T](s S) (r T, most T) {{
	for i, v := range s {{
		r += v
		most = max(most, v, T(i))
	}}
	return r, most
}}
""")
    values = ", ".join(str(program.number(1, 60)) for _ in range(program.number(2, 6)))
    with program.case("union"):
        program.line(f"a := new({acc}[{named}]).Add({values})")
        program.line("depth := 0")
        program.line("for b := a; b != nil; b = b.last { depth++; out.Show(b.total, b.parts, cap(b.parts)) }")
        program.line(f"r, most := sum{acc}([]{named}{{{values}}})")
        program.show("depth", "r", "most", "r.Scale()", f"{named}.Scale(most)")
