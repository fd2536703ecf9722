// passes: direct calls
package main

type Valuer interface{ Value(int) int }

type boxed struct{ n int }

func (b *boxed) Value(more int) int { return b.n + more }

type plain struct{ a, b, c int }

func (p plain) Value(more int) int { return p.a + p.b + p.c + more }

type outer struct{ *boxed }

func pointer(b *boxed) int {
	var v Valuer = b
	return v.Value(1)
}

func value(p plain) int {
	var v Valuer = p
	return v.Value(2)
}

// Promoted: the table has a wrapper.
func promoted(o outer) int {
	var v Valuer = o
	return v.Value(3)
}

func unknown(v Valuer) int {
	return v.Value(4)
}

func main() {}
