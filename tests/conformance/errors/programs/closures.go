package main

func counter() func() int {
	n := 0
	return func() {
		n++
		return n
	}
}

func apply(f func(int) (int, error), n int) int {
	v := f(n)
	return v
}

func main() {
	unused := counter()
	apply(func(n int) int { return n }, 1)
	counter()()
	counter
}
