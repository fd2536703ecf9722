"""Control flow: labels, goto, switches with fallthrough, every kind of range, select."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import INTEGERS, limits


def write_control(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_machine, _labels, _switches, _ranges, _select, _edges), 3):
        writer(program)


def _machine(program: Program) -> None:
    """A state machine of gotos with a bound on its steps."""
    states = [program.fresh("state") for _ in range(program.number(3, 6))]
    with program.case("machine"):
        program.line(f"n, steps := out.Pick({program.number(1, 99)}), 0")
        program.line("var path []byte")
        for number, state in enumerate(states):
            program.line(f"{state}:")
            program.line("steps++")
            program.line(f"path = append(path, '{chr(97 + number)}')")
            program.line(f"if steps > {program.number(5, 40)} {{ goto end }}")
            change = program.pick(
                (f"n = n*{program.number(2, 5)} + 1", f"n ^= {program.number(1, 255)}", "n /= 2", "n -= steps")
            )
            program.line(change)
            program.line(f"if n%{program.number(2, 4)} == 0 {{ goto {program.pick(states)} }}")
            if program.chance(0.5):
                program.line(
                    f"for i := range 3 {{ n += i; if n%{program.number(3, 7)} == 1 {{ goto {program.pick(states)} }} }}"
                )
        for state in states:
            program.line(f"if steps < 0 {{ goto {state} }}")
        program.line(f"goto {program.pick(states)}")
        program.line("end:")
        program.show("n", "steps", "string(path)")


def _labels(program: Program) -> None:
    """Labelled loops, switches and blocks, left and continued from inside each other."""
    with program.case("labels"):
        program.line("total := 0")
        program.line("outer:")
        with program.block(f"for i := 0; i < {program.number(2, 6)}; i++"):
            program.line("middle:")
            with program.block(f"for j := i; ; j += {program.number(1, 2)}"):
                program.line("inner:")
                with program.block(f"switch total += i*{program.number(1, 9)} + j;"):
                    for jump in program.random.sample(
                        ("break inner", "break middle", "continue middle", "continue outer", "break", "break outer"), 4
                    ):
                        program.line(f"case (total+j)%{program.number(2, 7)} == {program.number(0, 2)}:")
                        program.line(f"total += {program.number(0, 9)}")
                        program.line(f"if j < {program.number(5, 12)} {{ {jump} }}")
                        if program.chance(0.3):
                            program.line(f"total ^= {program.number(1, 7)}")
                    program.line("case total < -1: break inner")
                program.line(f"if j > {program.number(6, 15)} {{ break middle }}")
                program.line("if total < -2 { continue middle }")
                program.line("if j > 30 { continue outer }")
                program.line("if total > 100000 { break outer }")
                program.line("out.Show(i, j, total)")
        program.show("total")


def _switches(program: Program) -> None:
    """Switches over constants dense and sparse, over strings, with calls as cases, without a tag."""
    typ = program.pick(INTEGERS)
    low, high = limits(typ)
    spread = program.pick((12, 300, high))
    values = sorted({max(low, min(high, program.number(-spread, spread))) for _ in range(program.number(4, 20))})
    name = program.fresh("sort")
    with program.block(f"func {name}(n {typ}) (r int)"):
        with program.block("switch n"):
            for number, value in enumerate(program.random.sample(values, len(values))):
                program.line(f"case {value}:")
                program.line(f"r += {number}")
                if program.chance(0.25) and number < len(values) - 1:
                    program.line("fallthrough")
                elif program.chance(0.1):
                    program.line("if n > 3 { break }; r *= 2")
                if program.chance(0.1) and number == len(values) // 2:
                    program.line("default: r = -1")
        program.line("return r * 3")
    words = [f"k{program.number(0, 30)}{'x' * program.number(0, 4)}" for _ in range(12)]
    words = list(dict.fromkeys(words))
    text = program.fresh("word")
    with program.block(f"func {text}(s string) int"):
        with program.block("switch s"):
            for number, word in enumerate(words[:-2]):
                program.line(
                    f'case "{word}"{", " + chr(34) + word + "?" + chr(34) if program.chance(0.2) else ""}: return {number}'
                )
        program.line("return len(s) * 100")
    with program.case("switches"):
        tried = {*values, *(max(low, min(high, value + 1)) for value in values[:4])}
        program.line(f"for _, n := range []{typ}{{{', '.join(map(str, sorted(tried)))}}} {{ out.Show(n, {name}(n)) }}")
        quoted = ", ".join(f'"{word}", "{word}?"' for word in words[-4:])
        program.line(f'for _, s := range []string{{{quoted}, ""}} {{ out.Show({text}(s), {text}(out.Cut(s+""))) }}')
        program.line('check := func(n int) int { out.Show("check", n); return n }')
        with program.block(f"switch check({program.number(1, 3)})"):
            for value in program.random.sample((0, 1, 2, 3, 4), 3):
                program.line(f"case check({value}), check({value + 5}):")
                program.line(f'out.Show("chose", {value})')
            program.line('default: out.Show("none")')
        program.line(
            f"switch x := any(int16({program.number(0, 2)})); {{ case x == 1: out.Show(1); case x == int16(1): out.Show(2); case x == any(int16(2)): out.Show(3); fallthrough; case false: out.Show(4) }}"
        )


def _ranges(program: Program) -> None:
    """Everything that can be ranged over, changed while it is ranged over."""
    number = program.pick(INTEGERS)
    with program.case("ranges"):
        steps = [
            f"s := []int{{1, 2, 3}}; for i, v := range s {{ s = append(s, v*{program.number(2, 9)}); s[i] = i; if i < 2 {{ s[i+1] += 10 }} }}; out.Show(s)",
            f"a := [4]int{{1, 2, 3, 4}}; for i, v := range a {{ a[3-i] = v * {program.number(2, 5)} }}; out.Show(a)",
            f"a := [4]int{{1, 2, 3, 4}}; for i, v := range a[:] {{ a[3-i] = v * {program.number(2, 5)} }}; out.Show(a)",
            f"n := {program.number(0, 5)}; for i := range n {{ n += i; out.Show(i, n) }}",
            f"for i := range {number}({program.number(1, 9)}) {{ i *= 3; out.Show(i) }}",
            'for i, r := range "a\\xffé\\xe4\\xb8世" { out.Show(i, r) }',
            'for i := range "é世" { out.Show(i) }',
            f"ch := make(chan int8, 5); for i := range int8({program.number(0, 5)}) {{ ch <- i }}; close(ch); for v := range ch {{ out.Show(v) }}; v, ok := <-ch; out.Show(v, ok)",
            "m := map[int]int{1: 1, 2: 2}; sum := 0; for k, v := range m { m[k] = v * 10; sum += k*v; delete(m, 3-k) }; out.Show(len(m), sum > 0)",
            "var p *[3]int; for i := range p { out.Show(i) }; out.Show(len(p)); for i, v := range p { out.Show(i, v) }",
            'var i int; var s [3]string; for i, s[i] = range []string{"a", "b", "c"} { }; out.Show(i, s)',
            "for i, row := range [][2]int{{1, 2}, {3, 4}} { row[0] = i; for _, row[1] = range row { }; out.Show(row) }",
            f'for range {program.number(0, 3)} {{ out.Show("again") }}',
            'seq := func(yield func(string, int) bool) { _ = yield("a", 1) && yield("b", 2) && yield("c", 3) }; for k, v := range seq { if v == 3 { break }; out.Show(k, v) }; for k := range seq { out.Show(k); if k == "b" { return } }',
        ]
        for step in program.random.sample(steps, 5):
            program.line(f"func() {{ {step} }}()")


def _select(program: Program) -> None:
    """Select with what is ready, with nil channels, with default, closed channels; evaluation of its operands."""
    with program.case("select"):
        program.line(f"a, b := make(chan int, {program.number(1, 3)}), make(chan string, 1)")
        program.line("var never chan int")
        program.line('trace := func(name string, c chan int) chan int { out.Show("operand", name); return c }')
        program.line('value := func(n int) int { out.Show("value", n); return n }')
        with program.block(f"for i := range {program.number(3, 8)}"), program.block("select"):
            program.line(f'case trace("a", a) <- value(i * {program.number(1, 5)}):')
            program.line('out.Show("sent", len(a))')
            program.line('case v, ok := <-trace("never", never): out.Show(v, ok)')
            program.line(f"default: {program.pick(('out.Show(<-a)', 'out.Show(7); if i > 3 { continue }', 'break'))}")
        program.line("close(a)")
        program.line("var got [3]int")
        with program.block("for i := range got"):
            program.line("ok := false")
            program.line("select { case got[i], ok = <-a: out.Show(i, ok); case s := <-b: out.Show(s) }")
        program.show("got", "len(b)")
        program.line("select { case never <- 1: default: }")
        program.line(
            program.pick(("a <- 1", "close(a)", "close(never)", "select { case a <- 2: default: }", "out.Show(<-a)"))
        )


def _edges(program: Program) -> None:
    """Loops that count up to the ends of their types."""
    typ = program.pick([name for name in INTEGERS if name not in ("uintptr",)])
    low, high = limits(typ)
    step = program.number(1, 5)
    with program.case("edges"):
        program.line("n := 0")
        program.line(
            f"for i := {typ}({high - program.number(0, 9)}); i > {max(low, 0)}; i += {step} {{ n++; out.Show(i) ; if n > 12 {{ break }} }}"
        )
        program.line(
            f"for i := {typ}({low + program.number(0, 9)}); i < {low + 10}; i -= {step} {{ n++; if n > 30 {{ break }} }}"
        )
        program.line(f"for i := {typ}({high - 3}); i <= {high - 1}; i++ {{ n += 100; out.Show(i - 1) }}")
        program.line(
            f"for i, j := {typ}({low}), {typ}({high}); i < j; i, j = i+(j-i)/2+1, j-j/{program.number(2, 9)} {{ n++; out.Show(i, j); if n > 400 {{ break }} }}"
        )
        program.show("n", f"{typ}(n) + {high}")
