"""Slices, arrays, strings and maps: aliasing, growth, capacities, copies, three-index slices, conversions to arrays."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import INTEGERS, SCALARS, literal

ELEMENTS = (
    "int8",
    "int32",
    "uint64",
    "string",
    "float64",
    "[3]int16",
    "struct{ a int8; b string }",
    "*int",
    "any",
    "bool",
)


def write_sequences(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_aliasing, _growth, _arrays, _maps, _walk, _keys, _nested), 3):
        writer(program)


def _value(program: Program, typ: str) -> str:
    """A value of an element type."""
    if typ == "[2]string":
        return f"{typ}{{{literal(program, 'string')}}}"
    if typ.startswith("["):
        return f"{typ}{{{program.number(-9, 9)}, {program.number(-9, 9)}}}"
    if typ.startswith("struct"):
        return f"{typ}{{{program.number(-9, 9)}, {literal(program, 'string')}}}"
    if typ == "*int":
        return "nil"
    if typ == "any":
        return program.pick(("nil", "1", '"x"', "int8(3)", "[2]int{1, 2}"))
    return literal(program, typ)


def _aliasing(program: Program) -> None:
    """Several slices over one array, changed through each other by random steps."""
    names = ["a", "b", "c"]
    with program.case("aliasing"):
        program.line(f"base := [12]int{{{', '.join(str(n * n) for n in range(12))}}}")
        for name in names:
            low, high = sorted((program.number(0, 12), program.number(0, 12)))
            bounds = f"{low}:{high}:{program.number(high, 12)}" if program.chance(0.5) else f"{low}:{high}"
            program.line(f"{name} := base[{bounds}]")
        for step in range(program.number(6, 12)):
            one, other = program.pick(names), program.pick(names)
            at = program.number(0, 5)
            steps = [
                f"{one} = append({one}, {step + 100})",
                f"{one} = append({one}, {other}...)",
                f"{one} = append({one}[:len({one})/2], {other}[len({other})/2:]...)",
                f"out.Show(copy({one}, {other}))",
                f"if len({one}) > {at} {{ {one}[{at}] += {step} }}",
                f"{one} = {other}[:min({at}, cap({other}))]",
                f"{one} = {other}[len({other})/2:]",
                f"clear({one}[len({one})/2:])",
                f"if cap({one}) > 2 {{ {one} = {one}[:cap({one})-1:cap({one})] }}",
                f"if len({one}) > 1 {{ {one}[0], {one}[len({one})-1] = {one}[len({one})-1], {one}[0] }}",
                f"if len({one}) > 3 {{ copy({one}[1:], {one}); copy({one}, {one}[2:]) }}",
                f"if len({one}) >= 4 {{ p := (*[4]int)({one}); p[2] = {step}; q := [4]int({one}); q[1] = -1; out.Show(q) }}",
            ]
            program.line(program.pick(steps))
            program.line(f"if len({one}) > 40 {{ {one} = {one}[:20] }}")
            program.show(*names, *(f"len({name})" for name in names), *(f"cap({name})" for name in names))
        program.show("base")


def _growth(program: Program) -> None:
    """What append makes of lengths and capacities."""
    typ = program.pick(ELEMENTS)
    with program.case("growth"):
        program.line(f"var s []{typ}")
        program.line("last := -1")
        with program.block(f"for range {program.number(5, 1500)}"):
            program.line(f"s = append(s, {_value(program, typ)})")
            if program.chance(0.5):
                program.line("out.Keep(s)")
            program.line("if cap(s) != last { last = cap(s); out.Show(last) }")
        program.line(f"t := append(s[:3:3], make([]{typ}, {program.number(0, 300)})...)")
        program.show("len(t)", "cap(t)", "len(s)", "t[0]", "s[len(s)-1]")
        program.line(f"u := append([]{typ}(nil), t[:{program.number(0, 3)}]...)")
        program.show("len(u)", "cap(u)", "u == nil", f"append([]{typ}{{}}, u...) == nil")
        program.line(f'b := append([]byte("xyz"), {literal(program, "string")}...)')
        program.show("b", "len(b)", "cap(b)", 'string(append(b[:1], "tail"...))', "string(b)")


def _arrays(program: Program) -> None:
    """Arrays are values: assignment, comparison, range over a copy, indices in literals."""
    typ = program.pick(("int8", "uint16", "string", "float32", "[2]string", "struct{ a int8; b string }"))
    size = program.number(3, 9)
    with program.case("arrays"):
        program.line(f"a := [...]{typ}{{{size - 1}: {_value(program, typ)}, 1: {_value(program, typ)}}}")
        program.line("b := a")
        program.line(f"b[out.Pick({program.number(0, size - 1)})] = {_value(program, typ)}")
        program.show("a", "b", "a == b", "len(a)", f"b == [{size}]{typ}{{}}", "any(a) == any(b)")
        with program.block("for i, v := range a"):
            program.line("a[len(a)-1-i] = b[i]")
            program.show("i", "v")
        with program.block("for i, v := range &b"):
            program.line("b[len(b)-1-i] = v")
        program.line(f"grid := [2][{size}]{typ}{{a, b}}")
        program.line("grid[1], grid[0] = grid[0], grid[1]")
        program.show("grid", "grid[0] == grid[1]", "b")
        program.line(f"p := func(x [{size}]{typ}) [{size}]{typ} {{ x[0] = x[2]; return x }}(grid[0])")
        program.show("p", "grid[0]", f"map[[{size}]{typ}]int{{a: 1, p: 2}}[a]")
        program.show(f"a[out.Pick({program.number(0, size)})]")


def _key(program: Program, typ: str) -> str:
    """A constant or composite literal as key of a map."""
    if typ.startswith("["):
        return f"{typ}{{{program.number(0, 2)}, {program.number(0, 2)}}}"
    if typ == "any":
        dynamic = program.pick(SCALARS)
        return f"{dynamic}({literal(program, dynamic)})"
    return literal(program, typ)


def _maps(program: Program) -> None:
    """A map under random operations, looked at in an order of its own."""
    key, value = program.pick(("int8", "string", "uint64", "float64", "[2]int8", "bool", "any")), program.pick(ELEMENTS)
    name = program.fresh("put")
    with program.case("maps"):
        program.line(f"m := map[{key}]{value}{{}}")
        program.line(f"var none map[{key}]{value}")
        program.line("_ = none")
        for _ in range(program.number(5, 12)):
            k = _key(program, key)
            steps = [
                f"m[{k}] = {_value(program, value)}",
                f"delete(m, {k})",
                f"_, ok := m[{k}]; out.Show(ok)",
                f"out.Show(m[{k}], none[{k}])",
            ]
            program.line(f"{{ {program.pick(steps)} }}")
        # Package fmt sorts keys of different types by where their types stand in memory, which is each linker's choice.
        program.show("len(m)", "len(none)", *(["m"] if key != "any" else []))
        program.line(f"{name} := 0")
        program.line(f"for k := range m {{ if {name}%2 == 0 {{ delete(m, k) }}; {name}++ }}")
        program.show("len(m)", f"{name}")
        program.line("clear(m)")
        program.show("len(m)", "m")
        if key == "any":
            program.line("m[[]int{1}] = " + _value(program, value))
        elif program.chance(0.5):
            program.line(
                f"none[{key}{{}}] = {_value(program, value)}"
                if key.startswith("[")
                else f"none[{literal(program, key)}] = {_value(program, value)}"
            )


def _walk(program: Program) -> None:
    """Loops with indices that run to the ends of a slice, forwards, backwards, with steps; one may run over."""
    typ = program.pick(INTEGERS[:5])
    size = program.number(3, 10)
    with program.case("walk"):
        program.line(f"s := make([]{typ}, {size}, {size + program.number(0, 5)})")
        program.line("n := out.Pick(len(s))")
        step = program.number(1, 3)
        program.line(f"for i := 0; i < n; i += {step} {{ s[i] = {typ}(i) * 3 }}")
        program.line(f"for i := n - 1; i >= {program.number(0, 1)}; i-- {{ s[i] += s[(i+{step})%n] }}")
        program.line("for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 { s[i], s[j] = s[j], s[i] }")
        program.line(f"for i := {program.number(1, 2)}; i < len(s); i++ {{ s[i] -= s[i-1] }}")
        program.line("for t := s; len(t) >= 2; t = t[2:] { t[0], t[1] = t[1], t[0]+1 }")
        program.show("s", "cap(s)")
        program.line("total := 0")
        with program.block(f"for i := {program.number(-1, 2)}; i <= {size + program.number(-2, 0)}; i++"):
            program.line(f"total += int(s[i{program.pick(('', '+1', '-1'))}])")
            program.show("i", "total")


def _keys(program: Program) -> None:
    """Strings as keys made from bytes, sums over a map, structs as keys, counting words."""
    program.package("slices", "maps", "strings")
    words = " ".join(program.pick(("a", "bb", "ccc", "d", "é", "世")) for _ in range(program.number(4, 20)))
    with program.case("keys"):
        program.line(f"text := {chr(34)}{words}{chr(34)}")
        program.line("counts := map[string]int{}")
        program.line("byPlace := map[struct{ word string; odd bool }][]int{}")
        with program.block("for i, word := range strings.Fields(text)"):
            program.line("counts[string([]byte(word))]++")
            program.line("key := struct{ word string; odd bool }{word, i%2 == 1}")
            program.line("byPlace[key] = append(byPlace[key], i)")
        with program.block("for _, word := range slices.Sorted(maps.Keys(counts))"):
            program.show("word", "counts[word]", "byPlace[struct{ word string; odd bool }{word, true}]")
        program.line("sum := 0")
        program.line("for _, n := range counts { sum += n * n }")
        program.line(f'for i := range {program.number(1, 3000)} {{ counts[strings.Repeat("x", i%50)] += i }}')
        program.show("sum", "len(counts)", 'counts["xxx"]')


def _nested(program: Program) -> None:
    """Slices of slices, maps of maps and pointers into them."""
    rows, columns = program.number(2, 5), program.number(2, 5)
    with program.case("nested"):
        program.line(f"grid := make([][]int, {rows})")
        with program.block("for i := range grid"):
            program.line(f"grid[i] = make([]int, {columns})")
            program.line(f"for j := range grid[i] {{ grid[i][j] = i*{program.number(2, 9)} ^ j }}")
        program.line(f"row := grid[out.Pick({program.number(0, rows - 1)})]")
        program.line("cell := &row[len(row)-1]")
        program.line("*cell, row = 77, append(row, 78)")
        program.line("*cell++")
        program.show("grid", "row", "*cell")
        program.line("deep := map[string]map[int]*[]int{}")
        with program.block("for i, r := range grid"):
            program.line(f"name := string(rune('a' + i%{program.number(1, 3)}))")
            program.line("if deep[name] == nil { deep[name] = map[int]*[]int{} }")
            program.line("deep[name][i] = &r")
            program.line("grid[i] = append(r[:1], r[1:]...)")
            program.line("*deep[name][i] = append(*deep[name][i], i)")
        program.show("len(deep)", '*deep["a"][0]', "grid[0]", f'len(*deep["a"][{program.number(0, 1)}])')
