// Values that allocate: interfaces, strings, slices, maps, append, conversions, size limits.
package p

import "unsafe"

var sink any
var text string

type pair struct{ a, b int }
type wrapper struct{ p *int }
type huge [200000]byte
type celsius int

func boxes(n int, p pair, w wrapper, q *int, f func(), s struct{}) {
	sink = n
	sink = p
	sink = w
	sink = q
	sink = f
	sink = s
	sink = celsius(n)
	sink = any(n)
}

func boxesKept(n int) bool {
	var a any = n
	return a == any(3) || a == "x" || a == 2.5
}

func constants() {
	sink = 1
	sink = "text"
	sink = 'r'
	sink = 1 << 40
	sink = int8(3)
	sink = true
	sink = nil
	k := 5
	sink = k
	const c = "c"
	sink = c
	sink = 1 + 2i
}

func strings(a, b string, bs []byte, rs []rune, n int) {
	text = a + b + "x"
	x := a + b
	println(x)
	text = string(bs)
	println(string(rs), string(rune(n)))
	sink = []byte(a)
	y := []byte(a)
	println(len(y))
	z := []rune(b)
	z[0] = 'a'
	w := []byte(a)
	w[0] = 1
	text += a
}

func slices(n int) []int {
	a := make([]int, 10)
	b := make([]int, n)
	c := make([]int, 0, n)
	d := make([]struct{}, n)
	e := []int{1, 2, n}
	k := 16
	f := make([]int, k)
	g := make([]int, len(e))
	_, _, _, _, _, _, _ = a, b, c, d, e, f, g
	return append(a, n)
}

func limits() {
	var h huge
	p := &h
	q := new(huge)
	r := &huge{}
	s := make([]byte, 1<<16+1)
	t := make([]byte, 1<<16)
	println(p, q, r, s, t)
}

func maps(k *int, n int) map[*int]*pair {
	m := map[*int]*pair{k: {}}
	m[new(int)] = &pair{}
	o := make(map[int]int)
	o[n]++
	a := map[any]int{}
	a[n] = 1
	delete(a, n)
	println(a[n])
	return m
}

func appends(xs []*int, p *int, ys []*int) []*int {
	xs = append(xs, p)
	xs = append(xs, ys...)
	var local []*int
	local = append(local, nil)
	bytes := append([]byte(nil), "text"...)
	println(len(local), len(bytes))
	copy(xs, ys)
	return xs
}

func arrays(p *int) (*int, any) {
	a := [2]*int{p, nil}
	b := [...]any{1, "x"}
	return a[0], b[1]
}

func structs(p *int) wrapper { return wrapper{p: p} }

func pairs(p *int) [2]wrapper { return [2]wrapper{{p}, {nil}} }

func assertion(x any) (*int, pair) { return x.(*int), x.(pair) }

func commaOk(x any, m map[string]*int) *int {
	p, ok := x.(*int)
	q, found := m["a"]
	if ok && found {
		return q
	}
	return p
}

func unsafePointers(p *int, u uintptr, b []byte) unsafe.Pointer {
	q := unsafe.Pointer(uintptr(unsafe.Pointer(p)) + 8)
	_ = unsafe.String(&b[0], 1)
	_ = unsafe.Slice(p, 2)
	_ = unsafe.Pointer(u)
	return q
}

func throughInteger(p *int) uintptr { return uintptr(unsafe.Pointer(p)) }

func arrayOfSlice(s []int) ([2]int, *[2]int) { return [2]int(s), (*[2]int)(s) }

func minMax(a, b string) string { return min(a, b) }

type list struct {
	items []int
	next  *list
	array [4]*int
}

func (l *list) pop(i, j int) {
	l.items = l.items[1:]
	l.array[i], l.array[j] = l.array[j], l.array[i]
	l.next.items = l.items
}

func initial() *pair { return &pair{} }

var (
	_         = initial()
	first     = &pair{1, 2}
	second    = []*pair{{}, initial()}
	third     = map[string]*pair{"a": {}}
	fourth    any = pair{}
	fifth     = func() *pair { return &pair{} }
	sixth     = []byte("text")
	seventh   = make([]int, len(sixth))
)
