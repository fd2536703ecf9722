// Local variables of many megabytes, and deep frames.
package main

type page [4096]int

func touch(n int) int {
	var p page
	p[n%len(p)] = n
	if n > 0 {
		p[0] = touch(n - 1)
	}
	return p[0] + p[n%len(p)]
}

func main() {
	var huge [1 << 21]int
	for i := range huge {
		huge[i] = i
	}
	sum := 0
	for _, v := range huge {
		sum += v
	}
	println(sum, touch(500))
	var bytes [1 << 20]byte
	view := bytes[10:20]
	copy(view, "0123456789")
	println(string(bytes[12:15]), len(bytes))
}
