// Pointers, escaping variables, pointers to pointers and to elements.
package main

func newInt(v int) *int { return &v }

func change(p *int) { *p *= 2 }

func swap(a, b *int) { *a, *b = *b, *a }

type link struct {
	next *link
	v    int
}

func main() {
	a, b := newInt(1), newInt(2)
	swap(a, b)
	change(a)
	println(*a, *b, a == b, a != nil)
	x := 5
	p := &x
	pp := &p
	**pp = 7
	println(x, *p == x)
	arr := [3]int{1, 2, 3}
	q := &arr[1]
	*q = 20
	println(arr[0], arr[1], arr[2])
	pa := &arr
	pa[2] = 30
	println(len(pa), pa[2], (*pa)[0])
	for i, v := range pa {
		println(i, v)
	}
	n := new(int)
	*n += 4
	println(*n)
	var head *link
	for i := 0; i < 5; i++ {
		head = &link{head, i * i}
	}
	for l := head; l != nil; l = l.next {
		print(l.v, " ")
	}
	println()
}
