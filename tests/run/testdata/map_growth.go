// Maps that outgrow a group: every key is found again.
package main

func main() {
	m := map[int]int{}
	n := map[string]int{}
	for j := range 20 {
		m[j] = j + 1
		n[string(rune('a'+j))] = j + 1
	}
	p := map[int]*int{}
	for j := range 20 {
		x := j
		p[j] = &x
	}
	q := map[[2]int]int{}
	for j := range 20 {
		q[[2]int{j, 1}] = j + 1
	}
	a, b, c, d := 0, 0, 0, 0
	for j := range 20 {
		if m[j] == 0 {
			a++
		}
		if n[string(rune('a'+j))] == 0 {
			b++
		}
		if p[j] == nil {
			c++
		}
		if q[[2]int{j, 1}] == 0 {
			d++
		}
	}
	println(len(m), a, b, c, d)
}
