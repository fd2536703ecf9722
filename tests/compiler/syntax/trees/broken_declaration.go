package p

var x = )

// f is fine.
func f() {}

type T struct {
	a int
	b c d
	e int
}

func g( {
}

func h() {
