// What nil pointers, slices and strings allow without a panic.
package main

type list struct {
	items []int
	next  *list
}

func (l *list) length() int {
	if l == nil {
		return 0
	}
	return len(l.items) + l.next.length()
}

func main() {
	var s []string
	for range s {
		println("never")
	}
	s = append(s, s...)
	println(len(s), cap(s), s == nil, len(s[0:0]), s[:] == nil)
	var l *list
	println(l.length(), (&list{items: []int{1, 2}, next: &list{items: []int{3}}}).length())
	var p *[5]int
	println(len(p), cap(p))
	for i := range p {
		print(i, " ")
	}
	println()
	var str string
	println(str == "", len(str), str+"x", str[0:])
	println(copy(s, []string{"a"}), string([]byte(nil)) == "", len([]rune("")))
	e := []struct{}{{}, {}, {}}
	e = append(e, struct{}{})
	println(len(e))
	z := new([0]int)
	println(len(z), z != nil)
}
