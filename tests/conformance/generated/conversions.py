"""Conversions between all numeric kinds, at the values where something changes: ends of ranges, ties, NaN, infinities.

Only conversions that the language defines are made: a float is brought into the range of the integer type first, except
for the types in which gc and everyone agree.
"""

from __future__ import annotations

from typing import Final

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import COMPLEXES, FLOATS, INTEGERS, SIGNED, WIDTHS, integer

SPECIAL: Final = (
    "math.NaN()",
    "math.Inf(1)",
    "math.Inf(-1)",
    "math.Copysign(0, -1)",
    "math.MaxFloat64",
    "math.SmallestNonzeroFloat64",
    "math.MaxFloat32",
    "math.SmallestNonzeroFloat32",
    "1 << 53",
    "1<<53 + 2",
    "1 << 63",
    "-1 << 63",
    "1 << 24",
    "1<<24 + 1",
    "0.1",
    "-2.5",
    "4294967295.5",
    "9007199791611905",
)


def write_conversions(program: Program) -> None:
    """Chains of conversions over tables of values."""
    program.package("math")
    for writer in program.random.sample((_integers, _to_floats, _floats, _from_floats, _texts, _named), 3):
        writer(program)


def _integers(program: Program) -> None:
    """Integers through several integer types."""
    with program.case("integers"):
        for _ in range(3):
            typ = program.pick(INTEGERS)
            values = ", ".join(str(integer(program, typ)) for _ in range(6))
            with program.block(f"for _, n := range []{typ}{{{values}}}"):
                for _ in range(3):
                    chain = "n"
                    for _ in range(program.number(1, 4)):
                        chain = f"{program.pick(INTEGERS)}({chain})"
                    program.show(chain)


def _to_floats(program: Program) -> None:
    """Integers as floats, which may have to be rounded, and back."""
    with program.case("rounded"):
        for _ in range(3):
            typ = program.pick(INTEGERS)
            values = ", ".join(str(integer(program, typ)) for _ in range(6))
            single, double = program.pick(FLOATS), program.pick(FLOATS)
            with program.block(f"for _, n := range []{typ}{{{values}}}"):
                program.show(f"{single}(n)", f"{double}({single}(n))", f"{single}(n) == {single}({typ}(n))")
                program.show("math.Float32bits(float32(n))", "math.Float64bits(float64(n))")
                program.show("float32(float64(n)) == float32(n)")


def _floats(program: Program) -> None:
    """Special values in arithmetic, comparisons, min and max, maps, switches."""
    typ = program.pick(FLOATS)
    values = program.random.sample(SPECIAL, 6)
    with program.case("special"):
        program.line(f"var values []{typ}")
        with program.block(f"for _, v := range []float64{{{', '.join(values)}}}"):
            program.line(f"values = append(values, {typ}(v))")
        program.line(f"seen := map[{typ}]int{{}}")
        with program.block("for i, a := range values"):
            program.line("seen[a]++")
            with program.block("for _, b := range values[i:]"):
                program.show("a + b", "a - b", "a * b", "a / b", f"-a {program.pick('+-*')} b")
                program.show("a < b", "a <= b", "a == b", "a != b", "a > b", "a >= b", "!(a < b)")
                program.show("min(a, b)", "max(a, b)", "max(a, 1, b)", "any(a) == any(b)")
            bits = "math.Float32bits(a) >> 31" if typ == "float32" else "math.Float64bits(a) >> 63"
            program.show(bits, "a != a", "float32(a)", "float64(float32(a))")
        program.show("len(seen)", "seen[0]", f"seen[{typ}(math.NaN())]")


def _from_floats(program: Program) -> None:
    """Floats to integers, within the range."""
    with program.case("truncated"):
        for _ in range(4):
            typ, source = program.pick(INTEGERS), program.pick(FLOATS)
            width = min(WIDTHS[typ] - (typ in SIGNED), 52 if source == "float64" else 23)
            values = [
                f"{program.number(0, (1 << width) - 1)}{program.pick(('.5', '.25', '', '.999'))}" for _ in range(5)
            ]
            if typ in SIGNED:
                values = [f"-{value}" if program.chance(0.5) else value for value in values]
            with program.block(f"for _, f := range []{source}{{{', '.join(['-0.5', '0.75', *values])}}}"):
                other = program.pick([name for name in INTEGERS if WIDTHS[name] >= WIDTHS[typ]])
                program.show(f"{typ}(int64(f))", f"{other}({typ}(int64(f)))", f"{source}({typ}(int64(f)))")
        with program.block(
            "for _, f := range []float64{1 << 63, 1<<64 - 2048, 1<<63 + 4096, 1 << 62, 12345678901234567890}"
        ):
            program.show("uint64(f)", "uint(f/2)", "float32(uint64(f))", "uintptr(f/4)")


def _texts(program: Program) -> None:
    """Between strings, bytes and runes, broken encodings included."""
    texts = [
        '"\\xff\\xfe"',
        '"a\\xc0\\xafz"',
        '"\\xed\\xa0\\x80"',
        '"世界"',
        '"\\U0010ffff"',
        '"é"',
        '""',
        '"\\xf4\\x90\\x80\\x80"',
    ]
    with program.case("texts"):
        with program.block(f"for _, s := range []string{{{', '.join(program.random.sample(texts, 4))}}}"):
            program.line("runes, bytes := []rune(s), []byte(s)")
            program.show("runes", "bytes", "string(runes)", "string(bytes)", "string(runes) == s", "len(runes)")
            with program.block("for i, r := range s"):
                program.show("i", "r", "string(r)", "s[i:]", "string(s[i])")
            with program.block("for i := range []byte(s)"):
                program.line("bytes[i] ^= 0x20")
            program.show("s", "string(bytes)")
        runes = ", ".join(str(program.pick((-1, 0, 65, 0xD800, 0xDFFF, 0xFFFD, 0x10FFFF, 0x110000))) for _ in range(5))
        with program.block(f"for _, r := range []{program.pick(('int32', 'int64', 'int'))}{{{runes}}}"):
            program.show("string(rune(r))", "string([]rune{rune(r), 'x', rune(r)})", "len(string(rune(r)))")


def _named(program: Program) -> None:
    """Named types with methods, and structs with equal fields."""
    typ, other = program.pick(INTEGERS), program.pick((*INTEGERS, *FLOATS))
    name, pair = program.fresh("Kind"), program.fresh("Pair")
    part = program.pick(COMPLEXES)
    program.lines(f"""
type {name} {typ}

func (k {name}) String() string {{ return "kind " + string(rune('a'+uint8(k)%26)) }}

type {pair} struct {{
	Left  {name} `tag:"left"`
	Right {other}
}}
""")
    with program.case("named"):
        program.line(f"k := {name}({integer(program, typ)})")
        program.show("k", f"{typ}(k)", f"[]{name}{{k, k + 1}}", f"{other}(k)", f"map[{name}]bool{{k: true}}")
        program.line(f"p := {pair}(struct {{ Left {name}; Right {other} }}{{k, 3}})")
        program.show("p", f"struct {{ Left {name}; Right {other} }}(p)", f"p == {pair}{{k, 3}}")
        program.line(f"c := {part}(complex(float32(p.Right), 2))")
        program.show("c", "real(c)", "imag(c*c)", f"c == {part}(complex(3, 2))", f"-c / {part}(2i)")
