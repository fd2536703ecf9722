"""Defer and recover: in loops, changing results, panicking again, recovering nested, with Goexit."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import literal

PANICS = (
    'panic("text {n}")',
    "panic({n})",
    'panic(fmt.Errorf("error {n}"))',
    'var m map[string]int; m["{n}"] = 1',
    "var p *[4]int; p[{n}%4]++",
    "s := []int{{1}}; s[out.Pick({n})%2+1]++",
    "z := out.Pick({n}) - {n}; out.Show({n} / z)",
    "var e error; out.Show(e.Error())",
    "out.Show(any({n}).(string))",
    "close((chan int)(nil))",
    "s := make([]int, out.Pick({n})); out.Show(s[{n}+1:])",
    "panic(nil)",
    "var f func(); f()",
    "out.Show(make([]int, out.Pick({n})-{n}-1))",
    "out.Show([3]int(out.Pick([]int{{{n}}})))",
)
RECOVERS = (
    'if r := recover(); r != nil { out.Show("recovered", out.Describe(r)) }',
    "r := recover(); out.Show(out.Describe(r), recover() == nil)",
    'func() { out.Show("too deep", recover() == nil) }()',
    'defer func() { out.Show("inner", out.Describe(recover())) }()',
    "defer recover()",
    'if r := recover(); r != nil { panic(fmt.Sprint("again ", out.Describe(r))) }',
    "result *= 3",
    'result, text = result+1, text+"d"',
    "func() { defer func() { out.Show(recover() == nil) }(); result++ }()",
    "defer func() { result += 1000 }()",
    'if result > 4 { panic("from deferred") }',
)


def write_defers(program: Program) -> None:
    """Functions with random defers and panics, called by each other."""
    program.package("fmt", "runtime")
    functions: list[str] = []
    for _ in range(program.number(2, 4)):
        functions.append(_function(program, functions))
    with program.case("defers"):
        for name in functions:
            for argument in program.random.sample(range(8), 3):
                with program.block("func()", "}()"):
                    program.line('defer func() { out.Show("outside", out.Describe(recover())) }()')
                    program.line(f"result, text := {name}({argument}, {literal(program, 'string')})")
                    program.line("out.Show(result, text)")
    program.pick((_methods, _goexit, _loops, _goexit))(program)


def _panic(program: Program) -> str:
    return f"{{ {program.pick(PANICS).format(n=program.number(1, 9))} }}"


def _function(program: Program, earlier: list[str]) -> str:
    name = program.fresh("f")
    shape = program.pick(("(result int, text string)", "(result int, text string)", "(int, string)"))
    named = shape.startswith("(result")
    with program.block(f"func {name}(n int, s string) {shape}"):
        if not named:
            program.line("result, text := n, s")
            program.line("_, _ = result, text")
        for _ in range(program.number(2, 5)):
            choice = program.number(0, 9)
            if choice < 5:
                body = "; ".join(program.random.sample(RECOVERS, program.number(1, 2)))
                program.line(f"defer func() {{ {body} }}()")
            elif choice < 6:
                program.line(
                    f'for i := range n % {program.number(2, 5)} {{ defer func(k int) {{ result += i*k; out.Show("loop", i, k) }}(result + i) }}'
                )
            elif choice < 7:
                program.line(f'if n%{program.number(2, 3)} == 1 {{ defer out.Show("conditional", n, result) }}')
            elif choice < 8 and earlier:
                program.line(f"result, text = {program.pick(earlier)}(n-1, text)")
            elif choice < 9:
                program.line(f"if n%{program.number(2, 5)} == 0 {{ {_panic(program)} }}")
            else:
                program.line(f"result += n; text += s[len(s)/{program.number(2, 3)}:]")
        end = program.number(0, 3)
        if end == 0 and named:
            program.line(f"if n > {program.number(1, 6)} {{ {_panic(program)} }}")
            program.line("return")
        elif end == 1:
            program.line("return result + n, text + s")
        elif end == 2:
            program.line(f'if n%2 == 0 {{ return {program.number(1, 9)}, "even" }}')
            program.line("return result * 2, s")
        else:
            program.line(f"{_panic(program)}")
            program.line("return result, text")
    return name


def _methods(program: Program) -> None:
    """Deferred method calls: receiver and arguments are evaluated at once."""
    name = program.fresh("Guard")
    program.lines(f"""
type {name} struct{{ id int; log *[]string }}

func (g {name}) ByValue(s string) {{ *g.log = append(*g.log, fmt.Sprint("value ", g.id, s)) }}

func (g *{name}) ByPointer(s string) {{ *g.log = append(*g.log, fmt.Sprint("pointer ", g.id, s)) }}

func (g *{name}) Recover() {{ *g.log = append(*g.log, out.Describe(recover())) }}
""")
    calls = [
        "g.ByValue(s)",
        "g.ByPointer(s)",
        "(&g).ByValue(s)",
        "g.Recover()",
        "i.ByPointer(s)",
        "i.ByValue(s)",
        "f(s)",
        "(*" + name + ").Recover(&g)",
        "i.Recover()",
    ]
    with program.case("methods"):
        program.line("var log []string")
        with program.block("func()", "}()"):
            program.line("defer func() { out.Show(out.Describe(recover())) }()")
            program.line(f'g, s := {name}{{1, &log}}, "a"')
            program.line("var i interface{ ByValue(string); ByPointer(string); Recover() } = &g")
            program.line(f"f := g.{program.pick(('ByValue', 'ByPointer'))}")
            program.line("_, _ = f, i")
            for number in range(program.number(3, 6)):
                program.line(f"defer {program.pick(calls)}")
                program.line(f'g.id, s = {number + 2}, s + "b"')
            program.line(_panic(program))
        program.line("for _, text := range log { out.Show(text) }")


def _goexit(program: Program) -> None:
    """Goexit runs the defers, nothing recovers from it; a panic on the way out can be recovered."""
    with program.case("goexit"):
        program.line("log := make(chan string, 20)")
        with program.block("go func()", "}()"):
            program.line("defer close(log)")
            for _ in range(program.number(2, 5)):
                steps = [
                    'defer func() { log <- fmt.Sprint("recover ", recover() == nil) }()',
                    'defer func() { defer func() { log <- out.Describe(recover()) }(); panic("on the way") }()',
                    'func() { defer func() { log <- "inner"; recover() }(); if out.Pick(false) { panic(1) } }()',
                    'defer func() { log <- "deferred" }()',
                    "defer runtime.Goexit()",
                    'func() { defer func() { log <- out.Describe(recover()) }(); panic("before") }()',
                ]
                program.line(program.pick(steps))
            program.line(
                program.pick(
                    (
                        "runtime.Goexit()",
                        'func() { defer func() { log <- "left" }(); runtime.Goexit() }()',
                        'func() { defer func() { recover() }(); defer runtime.Goexit(); panic("replaced") }()',
                    )
                )
            )
            program.line('log <- "never"')
        program.line("for text := range log { out.Show(text) }")


def _loops(program: Program) -> None:
    """Recovering in a loop, with defers that pile up."""
    with program.case("loops"):
        program.line("failures := 0")
        with program.block(f"for i := range {program.number(3, 12)}"), program.block("func()", "}()"):
            program.line("defer func() { if recover() != nil { failures++ } }()")
            program.line(f"for j := range i {{ defer func() {{ failures += j % {program.number(1, 3)} }}() }}")
            program.line(f"if i%{program.number(2, 4)} == {program.number(0, 1)} {{ {_panic(program)} }}")
        program.show("failures")
        program.line("depth := 0")
        program.line("var dive func(int)")
        program.line(
            f"dive = func(n int) {{ defer func() {{ if r := recover(); r != nil && n%{program.number(2, 4)} == 0 {{ depth++; panic(r) }} else if r != nil {{ panic(fmt.Sprint(out.Describe(r), n)) }} }}(); if n == 0 {{ {_panic(program)} }}; dive(n - 1) }}"
        )
        program.line("defer func() { out.Show(depth, out.Describe(recover())) }()")
        program.line(f"dive({program.number(1, 6)})")
