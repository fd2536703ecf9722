"""Division and remainder by every kind of divisor, shifts by any count, complex numbers, big constants, bits."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import COMPLEXES, INTEGERS, SIGNED, UNSIGNED, WIDTHS, integer, limits


def write_numbers(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_division, _shifts, _complex, _constants, _bits, _overflow), 3):
        writer(program)


def _division(program: Program) -> None:
    """By constants and by variables; by zero, which panics, and of the least number by -1, which does not."""
    typ = program.pick(INTEGERS)
    low, high = limits(typ)
    divisors = {integer(program, typ) or 3 for _ in range(4)} | {1 << program.number(0, WIDTHS[typ] - 2)}
    if typ in SIGNED:
        divisors |= {-1, low, -(1 << program.number(0, WIDTHS[typ] - 2))}
    values = [low, high, 0, 1, *(integer(program, typ) for _ in range(5))]
    with program.case("division"):
        with program.block(f"for _, n := range []{typ}{{{', '.join(map(str, values))}}}"):
            for divisor in sorted(divisors):
                program.show(f"n / {divisor}", f"n % {divisor}", f"n%{divisor} == 0", f"n/{divisor}*{divisor} == n")
            with program.block(f"for _, d := range []{typ}{{{', '.join(map(str, sorted(divisors)))}}}"):
                program.show("n / d", "n % d", "(n/d)*d + n%d == n")
        program.line(f"zero := out.Pick({typ}(0))")
        program.line(
            f"func() {{ defer func() {{ out.Show(out.Describe(recover())) }}(); out.Show({typ}({values[-1]}) % zero) }}()"
        )
        program.show(f"{typ}({values[-2]}) / zero")


def _shifts(program: Program) -> None:
    """Counts of any type: beyond the width, constant and variable, negative."""
    typ, count = program.pick(INTEGERS), program.pick(INTEGERS)
    width = WIDTHS[typ]
    most = limits(count)[1]
    counts = sorted(
        {min(most, n) for n in (0, 1, 7, width - 1, width, width + 1, 63, 64, 65, 127, 128, 255, 256, 1 << 32)}
    )
    with program.case("shifts"):
        with program.block(f"for _, n := range []{typ}{{{', '.join(str(integer(program, typ)) for _ in range(5))}}}"):
            for constant in program.random.sample((0, 1, width // 2, width - 1, width, width + 1, 200), 3):
                program.show(
                    f"n << {constant}",
                    f"n >> {constant}",
                    f"n << {constant} >> {constant}",
                    f"n >> {constant} << {constant}",
                )
            with program.block(f"for _, k := range []{count}{{{', '.join(map(str, counts))}}}"):
                program.show(
                    "n << k", "n >> k", f"n << (k & {width - 1})", "n >> (k & 31)", "1 << k & n", f"{typ}(1) << k - 1"
                )
                program.line(
                    f"m := n; m <<= k; m |= n >> ({width} - k%{min(width, most)})"
                    if count in UNSIGNED
                    else "m := n; m >>= k"
                )
                program.show("m")
        if count in SIGNED:
            program.line(f"k := out.Pick({count}({program.number(-5, -1)}))")
            program.show(f"{typ}(1) {program.pick(('<<', '>>'))} k")


def _complex(program: Program) -> None:
    """Arithmetic with special parts, comparison, division."""
    program.package("math")
    typ = program.pick(COMPLEXES)
    part = "float32" if typ == "complex64" else "float64"
    parts = ["0", "1", "-2.5", "math.Inf(1)", "math.NaN()", "math.Copysign(0, -1)", "1e30", "1e-30", "-3", "0.1"]
    with program.case("complex"):
        program.line(f"var values []{typ}")
        pairs = ", ".join(f"{{{program.pick(parts)}, {program.pick(parts)}}}" for _ in range(5))
        program.line(
            f"for _, p := range [][2]float64{{{pairs}}} {{ values = append(values, complex({part}(p[0]), {part}(p[1]))) }}"
        )
        with program.block("for i, a := range values"):
            with program.block("for _, b := range values[i:]"):
                program.show("a + b", "a - b", "a * b", "a / b", "a == b", "a != b")
            program.show(
                "-a", "real(a)", "imag(a)", "a * 2", "2i * a", "1 / a", "complex(imag(a), real(a))", "any(a) == any(a)"
            )
        program.show("values[0] / (values[1] - values[1])", f"{typ}(complex128(values[2]))", "complex64(values[3])")


def _constants(program: Program) -> None:
    """Untyped constants of any size, iota, typed constants, runes, exact quotients."""
    big = program.number(64, 400)
    a, b = program.number(1, 10**12), program.number(1, 10**9)
    shift = program.number(1, 60)
    names = [program.fresh("k") for _ in range(4)]
    program.lines(f"""
const (
	{names[0]} = 1<<{big} + {a}
	{names[1]} = {names[0]} / (1 << {big - 3}) * {b}
	{names[2]} = {names[0]} % {b}
	{names[3]} = float64({a}) / {b} * 3
)

const (
	first{names[0]} {program.pick(("int8", "uint16", "float32"))} = iota*2 + 1
	second{names[0]}
	_
	fourth{names[0]}, text{names[0]} = iota << {program.number(0, 9)}, "t"
)
""")
    with program.case("constants"):
        program.show(
            f"{names[0]} >> {big - 2}",
            names[1],
            names[2],
            names[3],
            f"{names[0]} > {names[1]}",
            f"float32({names[2]}) / 7",
        )
        program.show(
            f"first{names[0]}", f"second{names[0]}", f"fourth{names[0]}", f"text{names[0]}[0]", f"len(text{names[0]})"
        )
        program.show(
            f"{a} / {b}",
            f"{a} / {b}.0",
            f"{a} % {b}",
            f"-{a} / {b}",
            f"-{a} % {b}",
            f"{a} &^ {b}",
            f"^{a}",
            f"uint8(^{a} & 0xff)",
        )
        program.show(
            f"'a' + {program.number(0, 9)}",
            f"1.0 << {shift}",
            f"0x1p-{shift}",
            f"{a}e-{program.number(0, 20)}",
            "0b1011_0110",
            "0o17",
            "0x_ff.8p3",
            "1_000.5",
        )
        program.show(
            f"complex({a}, 2) * 1i",
            f"real((1 + 2i) * (3 - {b}i))",
            f"string(rune({program.number(60, 3000)}))",
            f"len([{program.number(1, 9)}]int{{}}) << 3",
        )
        program.line(f"var n uint = {program.number(0, 70)}")
        program.show(
            "1 << n",
            f"uint8({program.number(1, 255)}) << n",
            f"int64(1) << n >> {program.number(0, 9)}",
            f'"{program.number(0, 9)}" < "5"',
        )


def _bits(program: Program) -> None:
    """Idioms that compilers recognise: rotations, byte order, masks, population counts, bit tests, averages."""
    program.package("math/bits", "encoding/binary")
    width = program.pick((8, 16, 32, 64))
    typ = f"uint{width}"
    k = program.number(1, width - 1)
    with program.case("bits"):
        with program.block(f"for _, n := range []{typ}{{{', '.join(str(integer(program, typ)) for _ in range(6))}}}"):
            program.show(
                f"n<<{k} | n>>{width - k}",
                f"n<<{k} ^ n>>{width - k}",
                f"bits.RotateLeft{width}(n, -{k})",
                "n & -n",
                "n & (n - 1)",
                "n | (n + 1)",
            )
            program.show(
                f"n&(1<<{k}) != 0",
                f"n>>{k}&1 == 1",
                f"n &^ (1 << {k})",
                f"n ^ 1<<{k}",
                f"n<<{k}>>{k} == n",
                "-n >> 1",
                "^n + 1 == -n",
            )
            program.show(
                f"bits.Len{width}(n)",
                f"bits.TrailingZeros{width}(n)",
                f"bits.OnesCount{width}(n)",
                f"bits.Reverse{width}(n)",
                f"{width} - bits.LeadingZeros{width}(n)",
            )
            signed = f"int{width}"
            program.show(
                f"{signed}(n) >> {k}",
                f"{signed}(n) / {1 << min(k, width - 2)}",
                f"{signed}(n) % {1 << min(k, width - 2)}",
                f"{signed}(n) * -{program.number(1, 100)}",
                f"{signed}(n) < 0",
                f"{signed}(-{signed}(n))",
            )
            program.show(
                f"n * {program.number(2, 100) | 1}",
                f"n / {program.number(3, 100)}",
                "n + n>>1",
                f"n%{1 << min(k, width - 1)} == 0",
                f"uint64(n) * {program.number(1, 1 << 40)} >> 32",
                "int(n) / 3",
            )
        raw = ", ".join(str(program.number(0, 255)) for _ in range(12))
        program.line(f"data := []byte{{{raw}}}")
        program.line("at := out.Pick(" + str(program.number(0, 4)) + ")")
        program.show(
            "binary.LittleEndian.Uint32(data[at:])",
            "binary.BigEndian.Uint64(data[at:])",
            "binary.BigEndian.Uint16(data)",
            "uint32(data[at]) | uint32(data[at+1])<<8 | uint32(data[at+2])<<16 | uint32(data[at+3])<<24",
        )
        program.line("binary.LittleEndian.PutUint64(data[at:], 0x0102030405060708)")
        program.line("data[at], data[at+1] = byte(at>>8), byte(at)")
        program.show("data", "bits.Len(uint(at))")
        program.line("high, low := bits.Mul64(uint64(data[0])<<56+uint64(at), 0xdeadbeefcafebabe)")
        program.line("sum, carry := bits.Add64(high, ^low, uint64(at)&1)")
        program.line("quotient, rest := bits.Div64(high>>4, low, sum|1<<63)")
        program.show(
            "high",
            "low",
            "sum",
            "carry",
            "quotient",
            "rest",
            "bits.Sub32(uint32(sum), uint32(low), 1)" if False else "low - sum",
        )


def _overflow(program: Program) -> None:
    """Arithmetic that wraps around, comparisons after it, loops that rely on it."""
    typ = program.pick(INTEGERS)
    low, high = limits(typ)
    values = ", ".join(map(str, (low, low + 1, high, high - 1, *(integer(program, typ) for _ in range(4)))))
    c = [integer(program, typ) for _ in range(3)]
    with program.case("overflow"):
        program.line(f"values := []{typ}{{{values}}}")
        with program.block("for i, a := range values"):
            program.show(
                f"a + {c[0]}",
                f"a - {c[1]}",
                f"a * {c[2]}",
                "-a",
                f"a+({c[0]}) > a",
                f"a-({c[1]}) < a",
                "a*2/2 == a",
                f"a+({c[0]})-({c[0]}) == a",
                f"{c[1]} - a",
                f"a >= {c[0]} && a <= {c[2]}",
            )
            with program.block("for _, b := range values[i:]"):
                program.show(
                    "a + b",
                    "a - b",
                    "a * b",
                    "a < b",
                    "a-b < 0",
                    "a+b >= a",
                    "a ^ b",
                    "a &^ b",
                    "(a + b) / 2",
                    "a*a - b*b",
                    "min(a, b)",
                    "max(a, b, 1)",
                )
        program.line(f"total, steps := {typ}({c[0]}), 0")
        program.line(
            f"for steps = 0; steps < 50; steps++ {{ total = total*{integer(program, typ) | 1} + {c[1]}; if total%{program.number(3, 20)} == 0 {{ break }} }}"
        )
        program.show("total", "steps", "int8(total)", "uint16(total)", "int64(total) == int64(int32(total))")
