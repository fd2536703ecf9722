package main

type t struct{}
type i interface {
	a()
	z()
}

func (t) a()  {}
func (*t) z() {}

func main() {
	var v any = t{}
	v.(i).a()
}
