package main

type node struct {
	next *node
	val  int
}

func main() {
	var n node
	var p *node = n
	var q **node = &p
	q.next = nil
	*n = node{}
	_ = &node{}.val
	_ = &main()
	_ = *nil
	n.next.val.x = 1
	p.next() 
	if p == n {
	}
	p++
}
