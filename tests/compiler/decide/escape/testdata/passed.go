// What is known through parameters of inlined bodies: literals, methods, lengths; new(x).

package main

func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i := range s {
		if f(s[i]) {
			return i
		}
	}
	return -1
}

func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return IndexFunc(s, f) >= 0 }

func indexFunc(s string, f func(rune) bool, truth bool) int {
	for i, r := range s {
		if f(r) == truth {
			return i
		}
	}
	return -1
}

func sIndexFunc(s string, f func(rune) bool) int { return indexFunc(s, f, true) }

func sContainsFunc(s string, f func(rune) bool) bool { return sIndexFunc(s, f) >= 0 }

func a(ss []string) bool {
	c := ContainsFunc(ss[1:], func(clen string) bool { return clen != ss[0] })
	return c
}

func b(cs [][]*int, n int) bool {
	for _, c := range cs {
		if len(c) == 0 {
			continue
		}
		if ContainsFunc(c, func(p *int) bool { return *p > n || *p < n-3 }) {
			continue
		}
		println(n)
	}
	return false
}

func c(s string) string {
	var what string
	need := sContainsFunc(s, func(r rune) bool { return r == '`' || r == 'x' })
	switch {
	case len(s) == 0:
		return "x"
	case need:
		what = s + "y"
	default:
		what = s
	}
	return what
}

func d(s string) int {
	n := 0
	if len(s) > 0 {
		n = len(s) - sIndexFunc(s, func(r rune) bool { return !(r == 'a') })
	}
	return n
}

type T struct {
	a int
	b *int
}

func newexpr(t T, x *T) (*T, *int) {
	p := new(*x)      // differs: gc numbers its temporaries
	q := new(t.a + 1) // differs: gc numbers its temporaries
	r := new("str")
	println(*r)
	return p, q
}

func callnew(x *T) *T { return newclone(x) } // differs: gc numbers its temporaries

func newclone(x *T) *T {
	if x == nil {
		return nil
	}
	y := new(*x) // differs: gc numbers its temporaries
	if x.b != nil {
		y.b = new(*x.b) // differs: gc numbers its temporaries
	}
	return y
}

type rc struct{ f *T }

type RawConn interface{ Read(func() bool) error }

func (r *rc) Read(f func() bool) error {
	if r.f == nil {
		return nil
	}
	f()
	return nil
}
func newrc(f *T) (*rc, error) { return &rc{f}, nil }

func (t *T) conn() (RawConn, error) {
	if t == nil {
		return nil, nil
	}
	return newrc(t)
}

func (t *T) write() (n int, handled bool, err error) {
	sc, err := t.conn()
	if err != nil {
		return
	}
	rerr := sc.Read(func() bool { n, err, handled = 1, nil, true; return true })
	if err == nil {
		err = rerr
	}
	return n, handled, err
}

type Tok struct {
	raw *buf
	n   int
}
type buf struct {
	b    []byte
	a, c int
}

func rawTok(s string) Tok { return Tok{raw: &buf{b: []byte(s), a: 0, c: len(s)}} }

var (
	Null = rawTok("null")
	Flse = rawTok("false")
)

func runes(s string) int {
	in := []rune(s)
	n := 0
	for _, r := range in {
		n += int(r)
	}
	return n
}

func multi(rs ...any) any {
	return readers(rs...)
}
func readers(rs ...any) []any {
	r := make([]any, len(rs))
	copy(r, rs)
	return r
}
func useMulti(a, b any) []any { return readers(a, b) }

type RX struct {
	op  int
	sub []*RX
}

func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v1 := range s1 {
		v2 := s2[i]
		if !eq(v1, v2) {
			return false
		}
	}
	return true
}

func (x *RX) Equal(y *RX) bool {
	if x == nil || y == nil {
		return x == y
	}
	switch x.op {
	case 1:
		return EqualFunc(x.sub, y.sub, (*RX).Equal)
	case 2:
		return x.sub[0].Equal(y.sub[0])
	}
	return true
}

type mf func(b *T) error

func (f mf) Marshal(b *T) error { return f(b) }

type mv interface{ Marshal(b *T) error }

func (b *T) AddValue(v mv) {
	err := v.Marshal(b)
	if err != nil {
		b.a = 1
	}
}

func addBytes(b *T, v []byte, n int) {
	b.AddValue(mf(func(b *T) error {
		if len(v) != n {
			return nil
		}
		b.b = &n
		return nil
	}))
}

type te struct{}

func (te) Error() string { return "x" }

func cmpIface(err error) bool {
	if err == (te{}) {
		return true
	}
	return false
}

type pool struct{ s []byte }

func (p *pool) reset(n int) { p.s = p.s[:n] }

func useDefer(p *pool, n int) {
	defer p.reset(n)
	defer func() { p.reset(3) }()
	println(n)
}

func main() {}
