package main

type failure struct{ code int }

func (f failure) Error() string { return "failure\nof two lines" }

func main() {
	println("before")
	panic(failure{3})
}
