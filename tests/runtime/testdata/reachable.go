// What must stay: objects of all kinds that are reached in all ways, while much is thrown away.
package main

type list struct {
	next  *list
	value int
}

type large struct {
	head  *list
	space [5000]int
	tail  *list
}

type shapes struct {
	text   string
	bytes  []byte
	any    any
	err    error
	fn     func() int
	ch     chan *list
	m      map[string]*list
	array  [3]*list
	nested struct {
		a int
		p *int
	}
}

type failure struct{ text string }

func (f *failure) Error() string { return f.text }

var (
	global  *list
	globals [10]map[int]*shapes
)

func makeList(n int) *list {
	var l *list
	for i := range n {
		l = &list{l, i}
	}
	return l
}

func (l *list) sum() int {
	s := 0
	for ; l != nil; l = l.next {
		s += l.value
	}
	return s
}

func makeShapes(i int) *shapes {
	s := &shapes{text: string(rune('a'+i%26)) + "text", bytes: []byte{byte(i), 2, 3}}
	l := makeList(i % 10)
	s.any = l
	s.err = &failure{s.text + "!"}
	s.fn = func() int { return l.sum() + i }
	s.ch = make(chan *list, 2)
	s.ch <- makeList(3)
	s.m = map[string]*list{s.text: l, "x": makeList(2)}
	s.array = [3]*list{l, nil, makeList(4)}
	s.nested.p = &s.array[2].value
	return s
}

func (s *shapes) check() int {
	l := <-s.ch
	s.ch <- l
	sum := len(s.text) + len(s.err.Error()) + int(s.bytes[0]) + s.any.(*list).sum() + s.fn() + l.sum()
	for _, l := range s.m {
		sum += l.sum()
	}
	return sum + s.array[2].sum() + *s.nested.p
}

func interior() *int {
	l := &large{tail: makeList(3)}
	l.space[4999] = 77
	return &l.space[4999]
}

func worker(id int, results chan<- int) {
	mine := make([]*list, 0, 1)
	for i := range 200 {
		mine = append(mine, makeList(5))
		if i%50 == 0 {
			mine = append([]*list(nil), mine[len(mine)/2:]...)
		}
	}
	sum := id
	for _, l := range mine {
		sum += l.sum()
	}
	results <- sum
}

func main() {
	global = makeList(1000)
	p := interior()
	big := make([]*large, 4)
	for i := range big {
		big[i] = &large{head: makeList(10), tail: makeList(20)}
	}
	for i := range globals {
		globals[i] = map[int]*shapes{}
		for j := range 20 {
			globals[i][j] = makeShapes(i*20 + j)
		}
	}
	results := make(chan int)
	for id := range 8 {
		go worker(id, results)
	}
	total := 0
	for range 8 {
		total += <-results
	}
	for range 50 {
		makeShapes(5)
		_ = make([]byte, 100_000)
	}
	for i := range globals {
		for j := range 20 {
			total += globals[i][j].check()
		}
	}
	for _, l := range big {
		total += l.head.sum() + l.tail.sum()
	}
	println(global.sum(), *p, total)
}
