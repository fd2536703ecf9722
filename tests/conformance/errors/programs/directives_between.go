package g

//go:noinline
type x int

func nobody()

//go:nosplit
func (x) m() {}

//go:unknown
var _ int

func h(
	//go:nosplit
	a int,
) {
	switch a {
	//go:nosplit
	case 1:
		//go:nosplit
	default:
	}
	for {
		//go:nosplit
	}
}
//go:nosplit
