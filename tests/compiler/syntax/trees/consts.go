package p

const x = 1
const y, z float64 = 1, 2
const (
	A = iota
	B
	_
	C, D = iota, "d"
	E, F
)
const _ int
