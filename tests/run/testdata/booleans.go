// Boolean operators, short circuit, comparison of booleans.
package main

type flag bool

func yes(s string) bool { print(s, " "); return true }
func no(s string) bool  { print(s, " "); return false }

func main() {
	println(yes("a") && no("b") || yes("c"))
	println(no("a") && yes("b"))
	println(yes("a") || yes("b"))
	println(!yes("a") == no("b"))
	var f flag = true
	f = f && !f
	println(f, f == false, true != false)
	bs := []bool{true, false, true}
	bs[1] = bs[0] != bs[2]
	n := 0
	for _, b := range bs {
		if b {
			n++
		}
	}
	println(n, bs[1])
	x := 5
	between := 1 < x && x < 10
	println(between)
}
