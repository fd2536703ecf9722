// What an inlined function returns from a type switch is no reason to call the method of its other results.

package main

type Syncer struct {
	err    error
	called bool
}

func (s *Syncer) SetError(err error) { s.err = err }
func (s *Syncer) Sync() error {
	s.called = true
	return s.err
}
func (s *Syncer) Called() bool { return s.called }

type Writer interface{ Write(p []byte) (int, error) }

type WriteSyncer interface {
	Writer
	Sync() error
}

type buffer struct{ n int }

func (b *buffer) Write(p []byte) (int, error) { b.n += len(p); return len(p), nil }

type spy struct {
	Writer
	Syncer
}

type wrapper struct{ Writer }

func (w wrapper) Sync() error { println("wrapper"); return nil }

func AddSync(w Writer) WriteSyncer {
	switch w := w.(type) {
	case WriteSyncer:
		return w
	default:
		return wrapper{w}
	}
}

//go:noinline
func requireWorks(ws WriteSyncer) {
	n, err := ws.Write([]byte("foo"))
	println(n, err == nil)
}

func main() {
	buf := &buffer{}
	concrete := &spy{Writer: buf}
	ws := AddSync(concrete)
	requireWorks(ws)
	println(ws.Sync() == nil)
	println(concrete.Called())
}
