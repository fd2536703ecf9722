package p

type Writer interface{ Write() int }

type Syncer interface {
	Writer
	Sync() int
}

type spy struct{ n int }

func (s *spy) Write() int { return s.n }
func (s *spy) Sync() int  { s.n++; return s.n }

type wrapper struct{ Writer }

func (w wrapper) Sync() int { return -1 }

func add(w Writer) Syncer {
	switch w := w.(type) {
	case Syncer:
		return w
	default:
		return wrapper{w}
	}
}

func only(w Writer) Syncer {
	switch w := w.(type) {
	case Syncer:
		return w
	}
	return nil
}

func Several() int { return add(&spy{}).Sync() }

func One() int { return only(&spy{}).Sync() }

func Unknown(w Writer) int { return add(w).Sync() }

func Parameter(x any) int {
	switch v := x.(type) {
	case Syncer:
		return v.Sync()
	case Writer:
		return v.Write()
	}
	return 0
}

func Inside() int {
	var w Writer = &spy{}
	switch v := w.(type) {
	case Syncer:
		return v.Sync()
	}
	return 0
}
