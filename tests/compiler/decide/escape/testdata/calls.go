// What becomes of arguments: known callees, recursion, interfaces, function values, variadic parameters.
package p

var sink any

type reader interface{ read([]byte) int }

type file struct{ buf []byte }

func (f *file) read(b []byte) int { return copy(b, f.buf) }

func (f *file) keep(b []byte) { f.buf = b }

func (f *file) slice() { f.buf = f.buf[1:] }

func known() int { f := &file{}; b := make([]byte, 4); return f.read(b) }

func kept() { f := &file{}; b := make([]byte, 4); f.keep(b) }

func byInterface(r reader) int { b := make([]byte, 4); return r.read(b) }

func byValue(f func([]byte)) { b := make([]byte, 4); f(b) }

func variadic(args ...any) { sink = args }

func variadicKept(args ...any) int { return len(args) }

func variadicElement(args ...*int) *int { return args[0] }

func callVariadic() {
	x, y := 1, 2
	variadic(x, "s", &y)
	variadicKept(x, "s", &y)
	variadicKept()
	variadicKept(nil)
	variadicElement(&x, &y)
}

func spread(args []any) { variadic(args...) }

func even(n int, p *int) *int {
	if n == 0 {
		return p
	}
	return odd(n-1, p)
}

func odd(n int, p *int) *int {
	if n == 0 {
		global = p
	}
	return even(n-1, p)
}

var global *int

func two() (*int, *int) { return new(int), new(int) }

func take(p, q *int) { global = p; println(*q) }

func chain() { take(two()) }

func twoAny() (any, any) { return two() }

func assignTwo() { var a, b any; a, b = two(); println(a, b) }

func six(a, b, c, d, e, f *int) (*int, *int, *int, *int, *int, *int) { return a, b, c, d, e, f }

func external(p *int)

//go:noescape
func externalKept(p *int)

func callExternal() { x, y := 1, 2; external(&x); externalKept(&y) }

type outer struct {
	file
	*inner
}

type inner struct{ p *int }

func (i *inner) get() *int { return i.p }

func promoted(o *outer) (*int, int) { return o.get(), o.read(nil) }

func promotedAddress() int { var o outer; return o.read(nil) }
