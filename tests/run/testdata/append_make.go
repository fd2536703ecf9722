// append(s, make([]T, n)...) makes no slice: the elements behind the old ones are cleared, and old ones of an array stay.
package main

type pair struct {
	p *int
	n int
}

type empty struct{}

func grow[S ~[]E, E any](s S, n int) S {
	return append(s[:cap(s)], make([]E, n)...)[:len(s)]
}

func failing(name string, f func()) {
	defer func() {
		err, _ := recover().(error)
		if err == nil {
			println(name, "did not fail")
			return
		}
		println(name, err.Error())
	}()
	f()
}

//go:noinline
func size(name string, n int) int {
	println("size", name)
	return n
}

//go:noinline
func slice(name string, s []int) []int {
	println("slice", name)
	return s
}

//go:noinline
func extend(s []byte, n int) []byte { return append(s, make([]byte, n)...) }

//go:noinline
func extendPairs(s []pair, n uint8) []pair { return append(s, (make([]pair, n))...) }

func main() {
	room := []byte{1, 2, 3, 4, 5, 6}
	s := extend(room[:2], 3)
	println(len(s), cap(s), s[0], s[1], s[2], s[3], s[4], room[5])
	s = extend(s, 100)
	println(len(s), s[0], s[4], s[104], room[5])
	println(extend(nil, 0) == nil, len(extend(nil, 5)), len(extend(room, 0)), cap(extend(room, 0)))

	one := 1
	pairs := []pair{{&one, 1}, {&one, 2}, {&one, 3}, {&one, 4}}
	some := extendPairs(pairs[:1], 2)
	println(len(some), cap(some), some[0].n, some[1].p == nil, some[2].n, pairs[3].n)
	more := extendPairs(some, 5)
	println(len(more), more[0].p == &one, more[3].p == nil, pairs[3].n)

	println(len(append([]empty{{}}, make([]empty, 3)...)))
	println(len(append([]string{"a"}, make([]string, 2)...)), cap(grow([]int{1, 2, 3}, 10)) >= 13)
	println(len(append(slice("first", nil), make([]int, size("second", 2))...)))
	type bytes []byte
	println(len(append(bytes("ab"), make(bytes, 2)...)), string(append([]byte("ab"), make([]byte, 1, 8)...)) == "ab\x00")

	big := int64(1) << 62
	negative := -1
	failing("negative", func() { extend(room, negative) })
	failing("64 bits", func() { println(len(append(room, make([]byte, uint64(big)<<1)...))) })
	failing("no memory", func() { println(len(append([]int{1}, make([]int, big)...))) })
	failing("empty slice", func() { println(len(append([]int(nil), make([]int, -one)...))) })
}
