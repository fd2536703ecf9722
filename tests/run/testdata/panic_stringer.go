package main

type place int

func (p *place) String() string { return "place" }

func main() {
	p := place(3)
	panic(&p)
}
