package main

type failure struct{ s string }

func (f failure) Error() string { println("Error called"); return f.s }

func main() {
	defer println("last")
	defer panic("third")
	defer func() {
		defer println("nested")
		panic(failure{"second"})
	}()
	panic("first")
}
