package p

type reader interface{ read() int }

type file struct{ n int }

func (f file) read() int { return f.n }

type wrapped struct{ *file }

func make(f file) reader { return f }

func call(r reader) int { return r.read() }

func widen(r reader) any { return r }

func assert(v any) file { return v.(file) }

func test(v any) (reader, bool) {
	r, ok := v.(reader)
	return r, ok
}

func which(v any) int {
	switch x := v.(type) {
	case nil:
		return 0
	case int:
		return x
	case *file, error:
		return 2
	}
	return 3
}

func equal(x reader, y file) bool { return x == y }

func bind(r reader) func() int { return r.read }

func expr() func(wrapped) int { return wrapped.read }
