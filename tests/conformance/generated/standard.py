"""What the standard library makes of values: fmt, strconv, strings, sort, slices, maps, time, regexp, math, errors."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import INTEGERS, SCALARS, TEXTS, WIDTHS, integer, literal

VERBS = (
    "%v",
    "%+v",
    "%#v",
    "%T",
    "%d",
    "%x",
    "%X",
    "%q",
    "%s",
    "%08.3f",
    "%e",
    "%g",
    "%-12v|",
    "%+d",
    "%5t",
    "%c",
    "%U",
    "%#x",
    "%b",
    "%o",
    "%G",
    "%6.2v",
    "% x",
    "%*d",
    "%[1]v",
)


def write_library(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_formats, _floats, _integers, _texts, _sorting, _misc), 3):
        writer(program)


def _formats(program: Program) -> None:
    """Verbs applied to whatever comes."""
    program.package("fmt")
    values = [
        "[]int{1, -2}",
        'map[string]int{"b": 1, "a": 2}',
        'struct{ A int; b string }{1, "x"}',
        '[]byte("hé")',
        "[2]bool{true}",
        "(*int)(nil)",
        "error(nil)",
        '[]any{1, "a", nil}',
        "&struct{ X []int }{[]int{3}}",
        "map[[2]int]float32{{1, 2}: 0.1}",
    ]
    with program.case("formats"):
        for _ in range(12):
            typ = program.pick(SCALARS)
            value = program.pick(values) if program.chance(0.3) else f"{typ}({literal(program, typ)})"
            program.show(f'fmt.Sprintf("{program.pick(VERBS)}", {value})')
        typ = program.pick(SCALARS)
        program.show(
            f'fmt.Sprint({literal(program, "string")}, {typ}({literal(program, typ)}), 2, "a", "b", 3.5)',
            f"fmt.Sprintln({typ}({literal(program, typ)}), nil)",
        )
        program.line("var a int; var b string; var c float64")
        program.line(
            f'n, err := fmt.Sscanf("{program.number(-99, 99)} word {program.number(0, 99)}.5", "%d %s %g", &a, &b, &c)'
        )
        program.show("n", "err", "a", "b", "c")


def _floats(program: Program) -> None:
    """Floats to text and back; the functions of math."""
    program.package("strconv", "math")
    with program.case("floats"):
        for _ in range(5):
            exponent = program.number(-320, 307)
            program.line(
                f"for _, f := range []float64{{{program.number(1, 10**17)}e{exponent - 17}, {program.random.random()!r}, -{program.random.expovariate(0.001)!r}}} {{"
            )
            verb = program.pick("efgGb")
            program.show(
                f"strconv.FormatFloat(f, '{verb}', {program.pick((-1, 0, 1, 5, 17, 30))}, {program.pick((32, 64))})",
                "f",
                "float32(f)",
            )
            name = program.pick(
                ("Sqrt", "Floor", "Log2", "Trunc", "Round", "Cbrt", "Ceil", "Abs", "Exp2", "Float64bits")
            )
            program.show(
                f"math.{name}(math.Mod(f, {program.number(1, 1000)}))", "math.IsInf(f*1e300, 1)", "math.Copysign(f, -1)"
            )
            program.line("m, e := math.Frexp(f); g, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 64), 64)")
            program.show("m", "e", "g == f", "err", "math.Nextafter(f, 0)", "math.Float32bits(float32(f))")
            program.line("}")


def _integers(program: Program) -> None:
    """Integers to text in any base and back, with errors."""
    program.package("strconv", "fmt")
    with program.case("integers"):
        for _ in range(6):
            typ = program.pick(INTEGERS)
            value = integer(program, typ)
            base = program.number(2, 36)
            program.line(f"func(n {typ}) {{")
            program.show(
                f"strconv.FormatInt(int64(n), {base})",
                f"strconv.FormatUint(uint64(n), {base})",
                'fmt.Sprintf("%d %x %o %b %08d", n, n, n, n, n)',
            )
            program.line(f"v, err := strconv.ParseInt(fmt.Sprint(n), 0, {program.pick((8, 16, 32, 64))})")
            program.line(f"u, err2 := strconv.ParseUint(fmt.Sprint(n), {program.pick((0, 10, 16))}, {WIDTHS[typ]})")
            program.show("v", "err", "u", "err2")
            program.line(f"}}({value})")
        program.line(
            'for _, s := range []string{"", "0x", "-", "1_000", "0b101", "99999999999999999999", "0o17", "+5"} { n, err := strconv.ParseInt(s, 0, 64); out.Show(n, err); _, err = strconv.Atoi(s); out.Show(err) }'
        )


def _texts(program: Program) -> None:
    """strings, bytes, unicode, Builder."""
    program.package("strings", "unicode/utf8", "unicode", "bytes", "strconv")
    texts = ", ".join(
        program.pick((*TEXTS, '"one,two,,three"', '"  trim me "', '"ABCabc"', '"aaaa"', '"ǅ ß"')) for _ in range(4)
    )
    sub = program.pick(('","', '"a"', '""', '"é"', '"aa"', '"Z"'))
    calls = [
        f"strings.Split(s, {sub})",
        "strings.Fields(s)",
        f"strings.Index(s, {sub})",
        f"strings.LastIndex(s, {sub})",
        f"strings.Count(s, {sub})",
        f'strings.ReplaceAll(s, {sub}, "<>")',
        "strings.ToUpper(s)",
        "strings.Title(s)",
        "strings.TrimSpace(s)",
        f"strings.TrimLeft(s, {sub})",
        f"strings.SplitN(s, {sub}, 2)",
        "utf8.RuneCountInString(s)",
        "utf8.ValidString(s)",
        'strings.ToValidUTF8(s, "?")',
        f"strings.Map(func(r rune) rune {{ if unicode.IsLetter(r) {{ return r + {program.number(0, 2)} }}; return -1 }}, s)",
        f"strings.Cut(s, {sub})",
        "strings.EqualFold(s, strings.ToLower(s))",
        f"strings.Contains(s, {sub})",
        f"bytes.Compare([]byte(s), []byte({sub}))",
        "strconv.Quote(s)",
        "strconv.QuoteToASCII(s)",
        f"strings.HasPrefix(s, {sub})",
        f"strings.Repeat(s, {program.number(0, 3)})",
        "bytes.Fields([]byte(s))",
        "strings.IndexFunc(s, unicode.IsUpper)",
        f'strings.NewReplacer("a", "1", {sub}, "2").Replace(s)',
    ]
    with program.case("texts"):
        with program.block(f"for _, s := range []string{{{texts}}}"):
            for call in program.random.sample(calls, 9):
                program.line(
                    f"func(v ...any) {{ out.Show(v...) }}({call})"
                    if "Cut(" not in call
                    else f"before, after, found := {call}; out.Show(before, after, found)"
                )
        program.line("var b strings.Builder")
        program.line(
            f"for i := range {program.number(1, 40)} {{ b.WriteString(\"x\"); b.WriteByte(byte('a' + i%26)); b.WriteRune(rune(0xe0 + i)) }}"
        )
        program.show("b.String()", "b.Len()", "strings.ContainsRune(b.String(), 'â')")


def _sorting(program: Program) -> None:
    """sort, slices, maps, heap."""
    program.package("sort", "slices", "maps", "cmp", "container/heap")
    count = program.number(1, 60)
    typ = program.pick(("int", "string", "float64", "uint8"))
    seed = program.number(1, 1000)
    value = {"string": "string(rune('a'+n%26)) + string(rune('a'+n%7))", "float64": "float64(n%1000) / 7"}.get(
        typ, f"{typ}(n % 251)"
    )
    with program.case("sorting"):
        program.line(f"s, n := []{typ}{{}}, {seed}")
        program.line(f"for range {count} {{ n = (n*1103515245 + 12345) & 0x7fffffff; s = append(s, {value}) }}")
        program.line("t := slices.Clone(s)")
        program.line("slices.Sort(t)")
        program.line(f"sort.SliceStable(s, func(i, j int) bool {{ return s[i] {program.pick('<>')} s[j] }})")
        program.line("at, found := slices.BinarySearch(t, s[0])")
        program.show(
            "s",
            "t",
            "at",
            "found",
            "slices.Max(t)",
            "slices.IsSorted(s)",
            "slices.Compact(t)",
            "len(slices.Collect(slices.Chunk(s, 7)))",
        )
        program.line(
            f"slices.SortStableFunc(s, func(a, b {typ}) int {{ return cmp.Or(cmp.Compare(len(out.Cut(string(rune(40)))), 1), cmp.Compare(b, a)) }})"
        )
        program.line(f"count := map[{typ}]int{{}}")
        program.line("for _, v := range s { count[v]++ }")
        program.line(
            "keys := slices.SortedFunc(maps.Keys(count), func(a, b "
            + typ
            + ") int { return cmp.Or(cmp.Compare(count[a], count[b]), cmp.Compare(a, b)) })"
        )
        program.show("s", "keys", "slices.Index(s, t[0])", "slices.Reverse == nil" if False else "len(count)")
        program.line(f"h := heap{program.name}(slices.Repeat([]int{{{seed}, 5, -3}}, {program.number(1, 4)}))")
        program.line("heap.Init(&h); heap.Push(&h, 4)")
        program.line("for h.Len() > 0 { out.Show(heap.Pop(&h)) }")
    program.lines(f"""
type heap{program.name} []int

func (h heap{program.name}) Len() int           {{ return len(h) }}
func (h heap{program.name}) Less(i, j int) bool {{ return h[i] < h[j] }}
func (h heap{program.name}) Swap(i, j int)      {{ h[i], h[j] = h[j], h[i] }}
func (h *heap{program.name}) Push(x any)        {{ *h = append(*h, x.(int)) }}
func (h *heap{program.name}) Pop() any          {{ old := *h; v := old[len(old)-1]; *h = old[:len(old)-1]; return v }}
""")


def _misc(program: Program) -> None:
    """Errors, dates, durations, regular expressions, big numbers."""
    program.package("errors", "fmt", "time", "regexp", "math/big")
    kind = program.fresh("Failure")
    program.line(f"type {kind} struct {{ code int }}")
    program.line(f'func (f *{kind}) Error() string {{ return fmt.Sprint("failure ", f.code) }}')
    with program.case("misc"):
        program.line(f"base := &{kind}{{{program.number(1, 99)}}}")
        program.line('other := errors.New("other")')
        program.line('err := fmt.Errorf("outer: %w", errors.Join(other, fmt.Errorf("inner: %w", base)))')
        program.line(f"var found *{kind}")
        program.show(
            "errors.As(err, &found)",
            "found.code",
            "errors.Is(err, other)",
            'errors.Is(err, errors.New("other"))',
            "err",
            "errors.Unwrap(err) == nil",
        )
        program.line(f"d := time.Duration({program.number(-(10**13), 10**13)})")
        program.line(f"at := time.Unix({program.number(-(10**10), 10**10)}, {program.number(0, 10**9 - 1)}).UTC()")
        program.show(
            "d.String()",
            "at.Format(time.RFC1123Z)",
            "at.Add(d).Format(time.StampMicro)",
            "at.YearDay()",
            "at.Weekday().String()",
            f"at.AddDate(0, {program.number(-20, 20)}, {program.number(-40, 40)}).String()",
            "d.Round(time.Minute).String()",
        )
        program.line(
            f"r := regexp.MustCompile(`{program.pick(('(a+)(b*)', '[^a-z]+', '(?i)B.', '^(..)*$', '(x|y)?z', 'a{2,3}'))}`)"
        )
        text = "".join(program.pick("abcxyzAB é") for _ in range(12))
        program.show(
            f'r.FindAllString("{text}", -1)',
            f'r.ReplaceAllString("{text}", "<$1>")',
            f'r.FindStringSubmatchIndex("{text}")',
        )
        program.line(f'x, _ := new(big.Int).SetString("{program.number(10**30, 10**60)}", 10)')
        program.line(f"y := big.NewInt({program.number(2, 10**18)})")
        program.show(
            "new(big.Int).Mul(x, y).String()",
            "new(big.Int).Div(x, y).String()",
            "new(big.Int).Exp(y, big.NewInt(7), x).String()",
            "x.Cmp(y)",
            f"new(big.Int).Lsh(y, {program.number(1, 200)}).Text(36)",
        )
