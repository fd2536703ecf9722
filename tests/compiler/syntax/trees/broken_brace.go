package p

func f() {
	if a {
		b()

func g() {
	c()
}

type T struct{}
