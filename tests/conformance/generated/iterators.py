"""Ranges over functions with everything that leaves them: defers, labels, returns, panics, goto; iterators gone wrong."""

from __future__ import annotations

from tests.conformance.generated.program import Program

ITERATORS = """
// upTo counts, and says how it ended.
func upTo(name string, n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer out.Show(name, "done")
		for i := range n {
			if !yield(i) {
				out.Show(name, "stopped at", i)
				return
			}
		}
	}
}

func indexed[T any](s []T) func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i := 0; i < len(s); i++ {
			if !yield(i, s[i]) {
				return
			}
		}
	}
}

func twice[T any](seq func(func(T) bool)) func(func(T) bool) {
	return func(yield func(T) bool) {
		for v := range seq {
			if !yield(v) || !yield(v) {
				return
			}
		}
	}
}

func deaf(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			yield(i)
		}
	}
}

func swallowing(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer func() { out.Show("swallowed", recover() != nil) }()
		for i := range n {
			yield(i)
		}
	}
}

func times(n int) func(func() bool) {
	return func(yield func() bool) {
		for n > 0 && yield() {
			n--
		}
	}
}
"""


def write_iterators(program: Program) -> None:
    """Functions of nested ranges that are left in random ways."""
    program.lines(ITERATORS)
    for _ in range(program.number(2, 4)):
        _function(program)
    if program.chance(0.6):
        _wrong(program)


def _sequence(program: Program, outer: str) -> str:
    """What to range over: the first value is an int."""
    count = program.number(1, 5)
    choices = (
        f'upTo("{program.fresh("s")}", {count})',
        f'upTo("{program.fresh("s")}", {count}+{outer}%3)',
        f'twice(upTo("{program.fresh("t")}", {count}))',
        f"indexed([]int{{{', '.join(str(program.number(0, 9)) for _ in range(count))}}})",
        f"{count}",
        f"[]bool{{{', '.join(['true'] * count)}}}",
    )
    return program.pick(choices)


def _leave(program: Program, labels: list[str], depth: int) -> str:
    """A way out of a loop, under some condition."""
    test = f"(n+i{depth})%{program.number(2, 5)} == {program.number(0, 1)}"
    inner = labels[-1]
    ways = [
        "break",
        "continue",
        f"return {program.number(1, 9)}, text",
        "total += 100; return",
        f"break {program.pick(labels)}",
        f"continue {program.pick(labels)}",
        f"continue {inner}",
        'panic("left")',
        "goto end",
        f"defer func(k int) {{ total += k; text += string(rune('a' + k%26)) }}(i{depth})",
        f"func() {{ for range times({program.number(1, 3)}) {{ if n > 2 {{ return }}; total++ }} }}()",
        "switch { case n > 3: break; default: total++ }",
    ]
    return f"if {test} {{ {program.pick(ways)} }}"


def _function(program: Program) -> None:
    name = program.fresh("walk")
    with program.block(f"func {name}(n int) (total int, text string)"):
        program.line("defer func() { if r := recover(); r != nil { total = -total; text += out.Describe(r) } }()")
        labels: list[str] = []
        depth = program.number(1, 3)
        _nest(program, labels, depth, 0)
        program.line("if total < -1000000 { goto end }")
        program.line('text += "through"')
        program.line("end:")
        program.line('out.Show("end", total, text)')
        program.line("return total + 1, text")
    with program.case("walks"):
        program.line(f"for n := range {program.number(3, 6)} {{ a, b := {name}(n); out.Show(n, a, b) }}")


def _nest(program: Program, labels: list[str], depth: int, level: int) -> None:
    label = program.fresh("loop")
    labels.append(label)
    program.line(f"{label}:")
    source = _sequence(program, f"i{level - 1}" if level else "n")
    with program.block(f"for i{level} := range {source}"):
        program.line(f"total += i{level}*{program.number(1, 5)} + 1")
        program.line(f"if total > 5000 {{ break {label} }}")
        if program.chance(0.7):
            program.line(_leave(program, labels, level))
        if depth > 1:
            _nest(program, labels, depth - 1, level + 1)
        program.line(_leave(program, labels, level))
        if program.chance(0.3):
            program.line(f"text += string(rune('A' + i{level}%26))")
    labels.pop()


def _wrong(program: Program) -> None:
    """Iterators that go on when they must not, or keep a panic to themselves; a body called behind its loop."""
    bodies = (
        f"for i := range deaf({program.number(2, 5)}) {{ out.Show(i); if i == 1 {{ break }} }}",
        f"for i := range swallowing({program.number(2, 4)}) {{ out.Show(i); if i == 1 {{ panic(i) }} }}",
        "var keep func(int) bool; for i := range func(yield func(int) bool) { keep = yield; yield(1) } { out.Show(i) }; keep(2)",
        "for i := range func(yield func(int) bool) { defer func() { out.Show(out.Describe(recover())); yield(9) }(); yield(1) } { out.Show(i); if i == 1 { panic(5) } }",
        "for range func(yield func() bool) { go func() {}(); yield(); yield() } { func() { defer func() { recover() }(); panic(1) }() }",
        "next, stop := iter.Pull(twice(deaf(2))); defer stop(); for range 6 { v, ok := next(); out.Show(v, ok) }",
        "next, stop := iter.Pull2(indexed([]string{`a`, `b`})); out.Show(next()); stop(); out.Show(next())",
    )
    program.package("iter")
    with program.case("wrong"):
        program.line('defer func() { out.Show("behind", out.Describe(recover())) }()')
        program.line(f"{{ {program.pick(bodies)} }}")
        program.line('out.Show("went on")')
