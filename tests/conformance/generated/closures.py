"""Closures: capture by reference, variables per iteration, recursion, functions in data, iterators."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import INTEGERS, literal


def write_closures(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_counters, _loops, _recursion, _iterators, _composed, _deferred), 3):
        writer(program)


def _counters(program: Program) -> None:
    """Several closures over the same variables."""
    typ = program.pick((*INTEGERS[:8], "string"))
    name = program.fresh("counter")
    with program.block(f"func {name}(start {typ}) (func() {typ}, func({typ}), *{typ})"):
        program.line("value := start")
        program.line(f"get := func() {typ} {{ value += {literal(program, typ)}; return value }}")
        program.line(
            f"set := func(v {typ}) {{ start, value = value, v }}"
            if program.chance(0.5)
            else f"set := func(v {typ}) {{ value = v + start }}"
        )
        program.line("return get, set, &value")
    with program.case("counters"):
        program.line(f"get, set, place := {name}({literal(program, typ)})")
        program.line(f"other, _, _ := {name}({literal(program, typ)})")
        program.line("_, _ = set, place")
        for _ in range(program.number(3, 7)):
            step = program.pick(
                (
                    "out.Show(get())",
                    f"set({literal(program, typ)})",
                    f"*place += {literal(program, typ)}",
                    "out.Show(*place)",
                    "out.Show(other())",
                    "get, other = other, get",
                )
            )
            program.line(step)
        program.show("get()", "other()")


def _loops(program: Program) -> None:
    """Loop variables are new in each iteration, also when the body changes them."""
    with program.case("loops"):
        program.line("var fs []func() int")
        steps = [
            f"for i := 0; i < {program.number(2, 6)}; i++ {{ fs = append(fs, func() int {{ i += {program.number(1, 5)}; return i }}); i += {program.number(0, 1)} }}",
            f"for i := range {program.number(2, 5)} {{ fs = append(fs, func() int {{ i *= 2; return i + {program.number(0, 3)} }}) }}",
            'for i, s := range "aé世" { fs = append(fs, func() int { s++; return i + int(s) }) }',
            f"for _, v := range []int{{3, 1, 4}} {{ p := &v; fs = append(fs, func() int {{ *p -= {program.number(1, 3)}; return v }}) }}",
            f"for i, j := 0, 10; i < j; i, j = i+1, j-{program.number(1, 3)} {{ fs = append(fs, func() int {{ i++; return i * j }}, func() int {{ j--; return j - i }}) }}",
            "for i := 0; i < 3; i++ { fs = append(fs, func() int { return i }); func() { i++ }() }",
            f"for x := {program.number(5, 90)}; x > 0; x /= 2 {{ if x%2 == 0 {{ continue }}; fs = append(fs, func() int {{ x++; return x }}) }}",
        ]
        for step in program.random.sample(steps, 4):
            program.line(step)
        program.line("for range 2 { for i, f := range fs { out.Show(i, f()) } }")


def _recursion(program: Program) -> None:
    """Recursive closures, mutual recursion, results memoised in captured maps."""
    limit = program.number(5, 25)
    with program.case("recursion"):
        program.line(f"memo := map[int]uint64{{0: {program.number(0, 3)}, 1: 1}}")
        program.line("calls := 0")
        program.line("var fib func(int) uint64")
        program.line(
            "fib = func(n int) uint64 { calls++; if v, ok := memo[n]; ok { return v }; memo[n] = fib(n-1) + fib(n-2); return memo[n] }"
        )
        program.show(f"fib({limit})", "calls")
        program.line("var even, odd func(n int) bool")
        program.line("even = func(n int) bool { return n == 0 || odd(n-1) }")
        program.line("odd = func(n int) bool { return n != 0 && even(n-1) }")
        program.show(f"even({limit})", f"odd({limit})")
        program.line("trace := []int{}")
        program.line("var down func(n int) func() int")
        program.line(
            "down = func(n int) func() int { trace = append(trace, n); if n <= 0 { return func() int { return len(trace) } }; inner := down(n - 2); return func() int { trace = append(trace, -n); return inner() + n } }"
        )
        program.show(f"down({limit})()", "trace")


def _iterators(program: Program) -> None:
    """Range over functions: nested, left early by every kind of jump, with defers inside."""
    program.package("iter")
    count, zip_ = program.fresh("count"), program.fresh("zip")
    program.lines(f"""
func {count}(from, to int) iter.Seq[int] {{
	return func(yield func(int) bool) {{
		defer out.Show("end", from)
		for i := from; i < to; i++ {{
			if !yield(i) {{
				out.Show("stopped", i)
				return
			}}
		}}
	}}
}}

func {zip_}[A, B any](a []A, b iter.Seq[B]) iter.Seq2[A, B] {{
	return func(yield func(A, B) bool) {{
		i := 0
		for v := range b {{
			if i >= len(a) || !yield(a[i], v) {{
				return
			}}
			i++
		}}
	}}
}}
""")
    find = program.fresh("find")
    leave = [
        f"if x*y == {program.number(2, 30)} {{ return x, y }}",
        f"if x+y == {program.number(2, 9)} {{ continue outer }}",
        f"if x*2 == y+{program.number(0, 3)} {{ break outer }}",
        f"if y == x+{program.number(1, 4)} {{ break }}",
        f"if y == {program.number(0, 6)} {{ continue }}",
        'if x == 3 { defer func() { a += 100; out.Show("deferred", x, y) }() }',
        f"if x*y == {program.number(20, 50)} {{ goto done }}",
    ]
    with program.block(f"func {find}(n int) (a, b int)"):
        program.line("outer:")
        with program.block(f"for x := range {count}(0, n)"), program.block(f"for y := range {count}(x, n+2)"):
            for text in program.random.sample(leave, 3):
                program.line(text)
            program.line("if n < 0 { break outer }")
            program.line("a, b = x, y")
        program.line("goto done")
        program.line("done:")
        program.line("return a + 1000, b")
    with program.case("iterators"):
        program.line(f"for n := range {program.number(2, 6)} {{ a, b := {find}(n); out.Show(a, b) }}")
        program.line(
            f'for s, n := range {zip_}([]string{{"a", "b", "c"}}, {count}({program.number(0, 3)}, {program.number(3, 9)})) {{ out.Show(s, n) }}'
        )
        program.line(f"next, stop := iter.Pull({count}(1, {program.number(1, 6)}))")
        program.line(f"for range {program.number(1, 7)} {{ v, ok := next(); out.Show(v, ok) }}")
        program.line("stop()")
        program.line("v, ok := next()")
        program.show("v", "ok")


def _composed(program: Program) -> None:
    """Functions made from functions, kept in maps, structs and interfaces."""
    typ = program.pick(("int", "uint16", "float64", "string"))
    with program.case("composed"):
        program.line(f"type op func({typ}) {typ}")
        program.line(
            "compose := func(fs ...op) op { return func(v "
            + typ
            + ") "
            + typ
            + " { for _, f := range fs { v = f(v) }; return v } }"
        )
        program.line(f"k := {typ}({literal(program, typ)})")
        program.line(f"add := func(v {typ}) {typ} {{ return v + k }}")
        program.line(f"twice := func(v {typ}) {typ} {{ return v + v }}")
        program.line('table := map[string]op{"add": add, "twice": twice, "both": compose(add, twice)}')
        program.line(f"k += {literal(program, typ)}")
        program.line('holder := struct { f op; g any }{compose(table["both"], add), table["twice"]}')
        program.show('table["both"](k)', "holder.f(k)", "holder.g.(op)(k)", 'table["none"] == nil', "len(table)")
        program.line(
            f"apply := func(f func({typ}) {typ}, n int) (r {typ}) {{ for r = k; n > 0; n-- {{ r = f(r) }}; return }}"
        )
        program.show(
            f"apply(add, {program.number(0, 3)})",
            "apply(compose(), 2)",
            f"apply(compose(twice, add), {program.number(0, 3)})",
        )
        program.show("func() " + typ + " { defer func() { k = add(k) }(); return k }()", "k")
        if program.chance(0.3):
            program.show('table["none"](k)')


def _deferred(program: Program) -> None:
    """Closures that outlive what they capture, and large captured values."""
    size = program.number(1, 60)
    with program.case("outliving"):
        program.line(f"big := [{size}]int64{{{size - 1}: 5}}")
        program.line('text, flag := "t", true')
        program.line("show := func() { out.Show(big[len(big)-1], text, flag, len(big)) }")
        program.line("change := func(f func(*[" + str(size) + ']int64)) { f(&big); text += "u"; flag = !flag }')
        program.line("show()")
        program.line(f"change(func(a *[{size}]int64) {{ a[{program.number(0, size - 1)}] -= 7 }})")
        program.line("show()")
        program.line("copied := big")
        program.line("saved := func() int64 { return copied[len(copied)-1] + big[0] }")
        program.line("big[len(big)-1]++")
        program.show("saved()", "copied == big")
        program.line(
            'func(fs ...func()) { for i := range fs { defer fs[len(fs)-1-i]() } }(show, func() { text = "v" }, show)'
        )
