package main

func products(out *[20]byte, words *[5]uint32) {
	for i, word := range words {
		out[i*4] = byte(word >> 24) // REMOVED
		out[i*4+3] = byte(word)     // REMOVED
	}
}

func quotients(bits *[32]byte) (n int) {
	for i := range 256 {
		n += int(bits[i/8] >> (i % 8) & 1) // REMOVED
	}
	return n
}

func shifts(small *[16]int, large *[64]int) (n int) {
	for i := range 16 {
		n += large[i<<2] + large[i<<2|3] + small[i>>1] // KEPT and REMOVED: nothing is known of the or; gc removes it
	}
	return n
}

func tooLarge(out *[20]byte) {
	for i := range 6 {
		out[i*4] = 1 // KEPT
	}
}

func negative(out *[20]byte, i int) {
	if i < 5 {
		out[i*4] = 1 // KEPT
	}
}

func main() {
	products(new([20]byte), new([5]uint32))
	println(quotients(new([32]byte)), shifts(new([16]int), new([64]int)))
	tooLarge(new([20]byte))
	negative(new([20]byte), 2)
}
