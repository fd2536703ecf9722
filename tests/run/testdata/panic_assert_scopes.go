package main

func other() any {
	type t struct{}
	return t{}
}

func main() {
	type t struct{}
	println(other().(t) == t{})
}
