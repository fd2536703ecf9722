package p

type T struct{ f int }

func two() (int, string) { return 1, "a" }
func none()              {}

func accepted(m map[string]int, ch chan int, p *T) {
	a, b := two()
	a, c := 2, 3
	b = "x"
	_, _, _ = a, b, c
	v, ok := m["a"]
	v, ok = <-ch
	_, _ = v, ok
	p.f++
	m["a"] += 2
	m["b"]--
	var x, y = 1, "s"
	x, y = two()
	x <<= 2
	x &^= 1
	_, _ = x, y
	var i interface{} = p
	q, ok := i.(*T)
	_ = q
	var f func()
	f = func() { _ = f }
}

func rejected(m map[string]T) {
	a, b := 1          // ERROR "assignment mismatch: 2 variables but 1 value"
	c := two()         // ERROR "assignment mismatch: 1 variable but two returns 2 values"
	d := none()        // ERROR "none\(\) \(no value\) used as value"
	var e int = "x"    // ERROR "cannot use \"x\" \(untyped string constant\) as int value in variable declaration"
	f := nil           // ERROR "use of untyped nil in assignment"
	e = 1.5            // ERROR "cannot use 1.5 .* as int value in assignment \(truncated\)"
	e, g := 1, 2
	e, g = g           // ERROR "assignment mismatch: 2 variables but 1 value"
	e := 3             // ERROR "no new variables on left side of :="
	m["a"].f = 1       // ERROR "cannot assign to struct field m\[\"a\"\].f in map"
	1 = e              // ERROR "cannot assign to 1 \(neither addressable nor a map index expression\)"
	two = nil          // ERROR "cannot assign to two \(neither addressable nor a map index expression\)"
	"a"[0] = 1         // ERROR "cannot assign to \"a\"\[0\]"
	h, h := 1, 2       // ERROR "h repeated on left side of :="
	e += "x"           // ERROR "mismatched types int and untyped string"
	e += 1 == 2        // ERROR "mismatched types int and untyped bool"
	_, _, _, _, _, _ = a, b, c, d, f, h
}
