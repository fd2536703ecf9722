package main

func f() int {
	defer func() { panic("while returning") }()
	return 1
}

func main() {
	defer println("main deferred")
	println(f())
}
