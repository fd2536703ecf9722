package p

func f() {
	g(1,
		2)
}
// c
var x = `a
b`
