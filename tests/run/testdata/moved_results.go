// Results that outlive the call, of functions that defer calls; slices and initialisers that are data.
package main

var sink func() int

//go:noinline
func kept(n int) (result int) {
	defer func() { n++ }()
	sink = func() int { result += 5; return result }
	return n
}

//go:noinline
func recovered(n int) (result int, text string) {
	defer func() {
		if r := recover(); r != nil {
			text = r.(string)
			result++
		}
	}()
	sink = func() int { result += 5; return result + len(text) }
	result = n
	panic("recovered")
}

//go:noinline
func called(n int) int {
	var a [40]int
	for i := range a {
		a[i] = n + i
	}
	s := sink()
	for i := range a {
		if a[i] != n+i {
			println("overwritten", i, a[i], n+i)
		}
	}
	return s
}

func sequence(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

var iterate = sequence

func found(n int) (result int) {
	defer func() { result *= 2 }()
	for v := range iterate(n) {
		if v == 3 {
			return v
		}
		defer func() { result += v }()
	}
	return -1
}

var (
	primes  = []int{2, 3, 5, 7}
	sparse  = []string{3: "three", 1: "one"}
	pairs   = [][2]uint8{{1, 2}, {}, {5}}
	nothing = []int{}
	squares = func() []int { return []int{1, 4, 9} }()
	closure = func(n int) func() int { return func() int { n++; return n } }(len(primes))
)

func main() {
	println(kept(3), called(7), called(9))
	println(recovered(4))
	println(called(1), called(2))
	println(found(2), found(10))
	primes[1], primes = 30, append(primes, 11)
	println(primes[1], len(primes), cap(sparse), sparse[0] == "", sparse[1], sparse[3], len(pairs), pairs[0][1], pairs[2][0])
	println(nothing != nil, len(nothing), squares[2], closure(), closure())
}
