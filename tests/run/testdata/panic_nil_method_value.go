package main

func main() {
	var err error
	f := err.Error
	println("not reached")
	f()
}
