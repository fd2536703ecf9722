// Variables whose initialisers are carried out when the package is compiled: interfaces, functions, closures, inlined
// calls, addresses in other variables. They behave as if code had made them.
package main

import (
	"errors"
	"reflect"
	"runtime"
	"strconv"
	"sync"
	"weak"
)

type Doer interface{ Do(int) int }

type impl struct {
	n    int
	next *impl
}

func (i *impl) Do(x int) int { return i.n + x }

type val int

func (v val) Do(x int) int { return int(v) * x }

type node struct {
	self *node
	e    any
}

var ErrA, ErrB = errors.New("a"), errors.New("a")
var D Doer = &impl{n: 5, next: &impl{n: 7}}
var V Doer = val(6)
var E any = "text"
var F = func(x int) int { return x + 1 }
var G = helper
var table = []struct {
	name string
	f    func(int) int
	d    Doer
}{{"helper", helper, D}, {"lit", func(x int) int { return x * 2 }, val(3)}, {"method", D.Do, nil}, {"value", (&impl{n: 9}).Do, &impl{n: 1}}, {"expression", val(4).Do, V}}

func helper(x int) int { return x - 1 }

var once = sync.OnceValue(func() int { calls++; return 42 })
var arr = [5]int{1, 2, 3, 4, 5}
var p = &arr[3]
var q = D.(*impl).next
var bits = 1<<len(arr) | 3
var sl, whole = arr[1:3], arr[:]
var cyc = newNode(nil)
var boxed = []any{1, "two", 3.0, nil, []int{4}, val(5), &node{e: true}, struct{ a, b int }{1, 2}, 'x', uint8(200), 1.5i}
var intType, doerType = reflect.TypeFor[int](), reflect.TypeFor[Doer]()
var expression = (*impl).Do
var generic = pair[string]{"a", &box[string]{"b"}}

type box[T any] struct{ v T }

func (b *box[T]) Get() T { return b.v }

type pair[T any] struct {
	v T
	g interface{ Get() T }
}

func newNode(e any) *node {
	n := &node{e: e}
	n.self = n
	return n
}

var calls int
var zero = calls // 0
var changed = change()
var after = *p // as change left it

func change() int { *p = 40; arr[0] = 10; return len(arr) }

var copied = arr // likewise
var again = table[0].d == D
var limited = clamp(300)
var shifted = uint8(limited) << 3

func clamp(n int) int {
	if n > 255 {
		return 255
	}
	return n
}

//go:noinline
func churn() (n int) {
	for i := range 50_000 {
		n += len(make([]*int, i%64))
	}
	runtime.GC()
	return n
}

func main() {
	println(ErrA.Error(), ErrA == ErrB, errors.Is(ErrA, ErrA), D.Do(1), V.Do(2), E.(string), F(1), G(1))
	for _, t := range table {
		println(t.name, t.f(10), t.d == nil)
		if t.d != nil {
			println(t.d.Do(2))
		}
	}
	println(once(), once(), calls, *p, arr[2], q.n, bits, len(sl), cap(sl), sl[0], len(whole), cyc.self == cyc, zero)
	*p = 50
	sl[0] = 20
	println(arr[3], arr[1], whole[1], copied[3], copied[0], after, changed, again, limited, shifted)
	println(boxed[0].(int), boxed[1].(string), boxed[2].(float64), boxed[3] == nil, boxed[4].([]int)[0], int(boxed[5].(val)))
	println(boxed[6].(*node).e.(bool), boxed[7].(struct{ a, b int }).b, boxed[8].(rune), boxed[9].(uint8), imag(boxed[10].(complex128)))
	println(intType.String(), doerType.String(), doerType.NumMethod(), expression(q, 3), generic.g.Get(), generic.v)

	// What is data may hold what the heap has.
	for i := range 100 {
		cyc.self = &node{self: cyc.self, e: strconv.Itoa(i)}
		D.(*impl).next = &impl{n: i, next: D.(*impl).next}
	}
	churn()
	sum, texts := 0, 0
	for i := D.(*impl); i != nil; i = i.next {
		sum += i.n
	}
	for n := cyc.self; n != cyc; n = n.self {
		texts += len(n.e.(string))
	}
	println(sum, texts)
	runtime.SetFinalizer(q, func(*impl) { println("never") })
	runtime.AddCleanup(cyc, func(int) { println("never") }, 1)
	w := weak.Make(q)
	churn()
	println(w.Value() == q, w == weak.Make(q))
	runtime.KeepAlive(q)
}
