// copy and append between overlapping parts of one array.
package main

func show(s []byte) { println(string(s)) }

func main() {
	s := []byte("0123456789abcdefghijklmnop")
	copy(s[3:], s)
	show(s)
	s = []byte("0123456789abcdefghijklmnop")
	copy(s, s[3:])
	show(s)
	s = append(s[:2], s[5:]...)
	show(s)
	for shift := 0; shift < 20; shift++ {
		t := []byte("The quick brown fox jumps over the lazy dog.")
		copy(t[shift:], t[:30])
		u := []byte("The quick brown fox jumps over the lazy dog.")
		copy(u, u[shift:])
		println(string(t), string(u))
	}
	ints := []int{1, 2, 3, 4, 5}
	ints = append(ints[:1], ints[2:]...)
	println(len(ints), ints[1], ints[3])
	ints = append(ints, ints...)
	println(len(ints), ints[7])
	println(copy(ints, []int{}), copy(ints[:0], ints))
}
