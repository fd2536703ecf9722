// Operands beside calls that change them: which are read before the calls, which after. gc's order.
package main

type pair struct{ a, b int }

type wide struct{ a, b, c, d, e int }

type object struct {
	n    int
	next *object
	p    pair
	in   inner
}

type inner struct{ deep wide }

func (o object) value(n int) int    { return o.n*1000 + n }
func (o *object) pointer(n int) int { return o.n*1000 + n }
func (o object) chain() object      { o.n++; return o }
func (p pair) sum(n int) int        { return p.a*100 + p.b*10 + n }

type adder interface{ value(n int) int }

type other struct{ n int }

func (o other) value(n int) int { return -o.n - n }

var (
	x      = 1
	small  int8
	truth  bool
	text         = "a"
	p            = &x
	list         = []int{1, 2, 3, 4}
	array        = [4]int{1, 2, 3, 4}
	table        = map[int]int{1: 10, 2: 20}
	names        = map[string]int{"a": 1, "b": 2}
	pairs        = map[pair]int{{1, 1}: 11, {2, 2}: 22}
	rec          = object{n: 1, p: pair{1, 1}}
	ptr          = &object{n: 1, p: pair{1, 1}}
	iface  any   = 1
	add    adder = object{n: 1}
	fn           = func(n int) int { return n + 1 }
	big          = wide{1, 1, 1, 1, 1}
	bytes        = []byte("abc")
	real64       = 1.0
	cmplx        = complex(1, 1)
	ch     chan int
)

func reset() {
	x, small, truth, text, p = 1, 1, false, "a", &x
	list, array = []int{1, 2, 3, 4}, [4]int{1, 2, 3, 4}
	table, names, pairs = map[int]int{1: 10, 2: 20}, map[string]int{"a": 1, "b": 2}, map[pair]int{{1, 1}: 11, {2, 2}: 22}
	rec, ptr = object{n: 1, p: pair{1, 1}}, &object{n: 1, p: pair{1, 1}, next: &object{n: 5}}
	iface, add, fn = 1, object{n: 1}, func(n int) int { return n + 1 }
	big, bytes, real64, cmplx = wide{1, 1, 1, 1, 1}, []byte("abc"), 1, complex(1, 1)
	ch = make(chan int, 9)
	ch <- 1
	ch <- 2
}

var y = 7

//go:noinline
func f() int {
	x, small, truth, text, p = 2, 2, true, "b", &y
	list, array = []int{5, 6, 7, 8, 9}, [4]int{5, 6, 7, 8}
	table[1], table[2], names["a"], names["b"] = 100, 200, 100, 200
	pairs[pair{1, 1}], pairs[pair{2, 2}] = 1100, 2200
	rec, ptr = object{n: 2, p: pair{2, 2}}, &object{n: 2, p: pair{2, 2}, next: &object{n: 6}}
	iface, add, fn = "two", other{n: 2}, func(n int) int { return n + 100 }
	big, real64, cmplx = wide{2, 2, 2, 2, 2}, 2, complex(2, 2)
	copy(bytes, "xyz")
	bytes = []byte("pqrs")
	c := make(chan int, 9)
	c <- 3
	c <- 4
	ch = c
	return 1
}

func g() int { x = 3; return 1 } // inlined

//go:noinline
func two() (int, int) { f(); return 1, 2 }

//go:noinline
func show(values ...any) {
	for _, v := range values {
		switch v := v.(type) {
		case int:
			print(" ", v)
		case int8:
			print(" ", v)
		case bool:
			print(" ", v)
		case string:
			print(" ", v)
		case float64:
			print(" ", int(v*10))
		case complex128:
			print(" ", int(real(v)), "+", int(imag(v)), "i")
		case pair:
			print(" ", v.a, v.b)
		case wide:
			print(" ", v.a, v.e)
		case [4]int:
			print(" ", v[0], v[3])
		case []int:
			print(" ", len(v), v[0])
		case []byte:
			print(" ", string(v))
		case *int:
			print(" *", *v)
		case *object:
			print(" &", v.n)
		case object:
			print(" o", v.n)
		case other:
			print(" other", v.n)
		case struct{ n int }:
			print(" {", v.n, "}")
		case struct{ a, b int8 }:
			print(" {", v.a, v.b, "}")
		default:
			print(" ?")
		}
	}
	println()
}

//go:noinline
func ints(values ...int) {
	for _, v := range values {
		print(" ", v)
	}
	println()
}

//go:noinline
func three(a, b, c int) int { return a*10000 + b*100 + c }

func inlined(a, b, c int) int { return a*10000 + b*100 + c }

func try(name string, body func()) {
	reset()
	print(name, ":")
	defer func() {
		if e := recover(); e != nil {
			if err, ok := e.(error); ok {
				println(" panic", err.Error())
			} else {
				println(" panic")
			}
			print("   then")
			show(x, text)
		}
	}()
	body()
}

func named() (n int) {
	defer func() { n += 1000 }()
	n = 5
	return n + func() int { n = 6; return 1 }()
}

func results() (int, int, string) { return x, f(), text }

func resultsNamed() (a int, err string) {
	a = 1
	return a, func() string { a = 2; return "e" }()
}

func boxed() (any, any, any) { return x, pair{x, x}, f() }

func main() {
	expressions()
	calls()
	assignments()
	literals()
	statements()
	panics()
	locals()
}
func two2() (int, int, int) { f(); return x, x, x }

func expressions() {
	try("x + f()", func() { ints(x + f()) })
	try("f() + x", func() { ints(f() + x) })
	try("x + g()", func() { ints(x + g()) })
	try("*p + f()", func() { ints(*p + f()) })
	try("-x + f()", func() { ints(-x + f()) })
	try("x*10 + f()*100 + x", func() { ints(x*10 + f()*100 + x) })
	try("(x + 1) * f()", func() { ints((x + 1) * f()) })
	try("list[0] + f()", func() { ints(list[0] + f()) })
	try("list[x] + f()", func() { ints(list[x] + f()) })
	try("array[0] + f()", func() { ints(array[0] + f()) })
	try("array[x] + f()", func() { ints(array[x] + f()) })
	try("table[1] + f()", func() { ints(table[1] + f()) })
	try("table[x] + f()", func() { ints(table[x] + f()) })
	try("names[text] + f()", func() { ints(names[text] + f()) })
	try("names[string(bytes[:1])] + f()", func() { ints(names[string(bytes[:1])] + f()) })
	try("names[text+\"\"] + f()", func() { ints(names[text+""] + f()) })
	try("pairs[pair{x, x}] + f()", func() { ints(pairs[pair{x, x}] + f()) })
	try("pairs[rec.p] + f()", func() { ints(pairs[rec.p] + f()) })
	try("rec.n + f()", func() { ints(rec.n + f()) })
	try("rec.p.a + f()", func() { ints(rec.p.a + f()) })
	try("ptr.n + f()", func() { ints(ptr.n + f()) })
	try("ptr.next.n + f()", func() { ints(ptr.next.n + f()) })
	try("ptr.p.b + f()", func() { ints(ptr.p.b + f()) })
	try("rec.in.deep.a + f() + rec.p.a", func() { ints(rec.in.deep.a + f() + rec.p.a) })
	try("len(list) + f()", func() { ints(len(list) + f()) })
	try("cap(list) + f()", func() { ints(cap(list) + f()) })
	try("len(text)*x + f()", func() { ints(len(text)*x + f()) })
	try("len(table) + f()", func() { ints(len(table) + f()) })
	try("min(x, 5) + f()", func() { ints(min(x, 5) + f()) })
	try("max(x, f())", func() { ints(max(x, f())) })
	try("int(small) + f()", func() { ints(int(small) + f()) })
	try("int(real64) + f()", func() { ints(int(real64) + f()) })
	try("int(real(cmplx)) + f()", func() { ints(int(real(cmplx)) + f()) })
	try("iface.(int) + f()", func() { ints(iface.(int) + f()) })
	try("int(text[0]) + f()", func() { ints(int(text[0]) + f()) })
	try("<-ch + f()", func() { ints(<-ch + f()) })
	try("<-ch*10 + <-ch + f()", func() { ints(<-ch*10 + <-ch + f()) })
	try("fn(x) + f()", func() { ints(fn(x) + f()) })
	try("fn(f())", func() { ints(fn(f())) })
	try("list[f()]", func() { ints(list[f()]) })
	try("list[f()] + x", func() { ints(list[f()] + x) })
	try("array[f()] + x", func() { ints(array[f()] + x) })
	try("x<<f()", func() { ints(x << f()) })
	try("x>>f() + x", func() { ints(x>>f() + x) })
	try("three(x, f(), x)", func() { ints(three(x, f(), x)) })
	try("three(x, x, f())", func() { ints(three(x, x, f())) })
	try("three(f(), x, x)", func() { ints(three(f(), x, x)) })
	try("three(x, three(x, f(), x), x)", func() { ints(three(x, three(x, f(), x), x)) })
	try("inlined(x, f(), x)", func() { ints(inlined(x, f(), x)) })
	try("inlined(x, g(), x)", func() { ints(inlined(x, g(), x)) })
	try("three(x, g(), x)", func() { ints(three(x, g(), x)) })
	try("three(two2())", func() { ints(three(two2())) })
	try("rec.value(f())", func() { ints(rec.value(f())) })
	try("ptr.value(f())", func() { ints(ptr.value(f())) })
	try("rec.pointer(f())", func() { ints(rec.pointer(f())) })
	try("ptr.pointer(f())", func() { ints(ptr.pointer(f())) })
	try("ptr.next.pointer(f())", func() { ints(ptr.next.pointer(f())) })
	try("rec.p.sum(f())", func() { ints(rec.p.sum(f())) })
	try("add.value(f())", func() { ints(add.value(f())) })
	try("rec.chain().value(f())", func() { ints(rec.chain().value(f())) })
	try("object.value(rec, f())", func() { ints(object.value(rec, f())) })
	try("func(a, b int) int { return a*10 + b }(x, f())", func() { ints(func(a, b int) int { return a*10 + b }(x, f())) })
	try("func() int { return x }() + f()", func() { ints(func() int { return x }() + f()) })
	try("len(list[x:]) + f()", func() { ints(len(list[x:]) + f()) })
	try("list[x:][0] + f()", func() { ints(list[x:][0] + f()) })
	try("int(text[:1][0]) + f()", func() { ints(int(text[:1][0]) + f()) })
	try("len([]byte(text)) + int([]byte(text)[0]) + f()", func() { ints(len([]byte(text)) + int([]byte(text)[0]) + f()) })
	try("int([]rune(text)[0]) + f()", func() { ints(int([]rune(text)[0]) + f()) })
	try("int(string(bytes)[0]) + f()", func() { ints(int(string(bytes)[0]) + f()) })
	try("(&object{n: x}).n + f()", func() { ints((&object{n: x}).n + f()) })
	try("object{n: x}.n + f()", func() { ints(object{n: x}.n + f()) })
	try("[]int{x, 2}[0] + f()", func() { ints([]int{x, 2}[0] + f()) })
	try("[2]int{x, 2}[0] + f()", func() { ints([2]int{x, 2}[0] + f()) })
	try("map[int]int{1: x}[1] + f()", func() { ints(map[int]int{1: x}[1] + f()) })
	try("*new(x) + f()", func() { ints(*new(x) + f()) })
	try("cap(make([]int, x)) + f()", func() { ints(cap(make([]int, x)) + f()) })
	try("cap(append(list, x)) + f()", func() { ints(cap(append(list, x)) + f()) })
	try("append(list, x)[0] + f()", func() { ints(append(list, x)[0] + f()) })
	try("append(list[:0], x, f())[0]", func() { ints(append(list[:0], x, f())[0]) })
	try("append(list[:0], f(), x)[1]", func() { ints(append(list[:0], f(), x)[1]) })
	try("copy(list, list[x:]) + f()", func() { ints(copy(list, list[x:]) + f()) })
	try("(*ptr).n + f()", func() { ints((*ptr).n + f()) })
	try("(*&x) + f()", func() { ints((*&x) + f()) })
	try("x == f()", func() { show(x == f()) })
	try("x < f() && x == 2", func() { show(x < f() && x == 2) })
	try("truth == (f() == 1)", func() { show(truth == (f() == 1)) })
	try("truth || f() == 1", func() { show(truth || f() == 1) })
	try("(x == 1 && f() == 1) == truth", func() { show((x == 1 && f() == 1) == truth) })
	try("rec.p == pair{f() + 1, 2}", func() { show(rec.p == pair{f() + 1, 2}) })
	try("array == [4]int{f() + 4, 6, 7, 8}", func() { show(array == [4]int{f() + 4, 6, 7, 8}) })
	try("text == string(rune('a' + f()))", func() { show(text == string(rune('a'+f()))) })
	try("iface == any(f())", func() { show(iface == any(f())) })
	try("iface == any(x) && f() == 1", func() { show(iface == any(x) && f() == 1) })
	try("!truth == (f() == 1)", func() { show(!truth == (f() == 1)) })
	try("ptr.next == nil || f() == x", func() { show(ptr.next == nil || f() == x) })
	try("text + string(rune('0'+f())) + text", func() { show(text + string(rune('0'+f())) + text) })
	try("text + text[:1] + string(rune('0'+f()))", func() { show(text + text[:1] + string(rune('0'+f()))) })
	try("string(bytes) + string(rune('0'+f()))", func() { show(string(bytes) + string(rune('0'+f()))) })
	try("string(bytes[:2]) + string(rune('0'+f()))", func() { show(string(bytes[:2]) + string(rune('0'+f()))) })
	try("text[f()-1:] + text", func() { show(text[f()-1:] + text) })
}

func calls() {
	try("println(x, f())", func() { println(x, f()) })
	try("println(*p, f(), x)", func() { println(*p, f(), x) })
	try("print(x, f(), \"\\n\")", func() { print(x, f(), "\n") })
	try("show(x, f())", func() { show(x, f()) })
	try("show(*p, f())", func() { show(*p, f()) })
	try("show(x+1, f())", func() { show(x+1, f()) })
	try("show(small, f())", func() { show(small, f()) })
	try("show(truth, f())", func() { show(truth, f()) })
	try("show(x == 1, f())", func() { show(x == 1, f()) })
	try("show(!truth, f())", func() { show(!truth, f()) })
	try("show(text, f())", func() { show(text, f()) })
	try("show(text+\"c\", f())", func() { show(text+"c", f()) })
	try("show(p, f())", func() { show(p, f()) })
	try("show(&x, f())", func() { show(&x, f()) })
	try("show(ptr, f())", func() { show(ptr, f()) })
	try("show(rec, f())", func() { show(rec, f()) })
	try("show(*ptr, f())", func() { show(*ptr, f()) })
	try("show(rec.p, f())", func() { show(rec.p, f()) })
	try("show(ptr.p, f())", func() { show(ptr.p, f()) })
	try("show(pair{x, x}, f())", func() { show(pair{x, x}, f()) })
	try("show(struct{ n int }{x}, f())", func() { show(struct{ n int }{x}, f()) })
	try("show(struct{ a, b int8 }{small, small}, f())", func() { show(struct{ a, b int8 }{small, small}, f()) })
	try("show([4]int{x, x, x, x}, f())", func() { show([4]int{x, x, x, x}, f()) })
	try("show(array, f())", func() { show(array, f()) })
	try("show(list, f())", func() { show(list, f()) })
	try("show(list[1:], f())", func() { show(list[1:], f()) })
	try("show(big, f())", func() { show(big, f()) })
	try("show(wide{a: x, e: x}, f())", func() { show(wide{a: x, e: x}, f()) })
	try("show(real64, f())", func() { show(real64, f()) })
	try("show(real64+1, f())", func() { show(real64+1, f()) })
	try("show(cmplx, f())", func() { show(cmplx, f()) })
	try("show(cmplx+1, f())", func() { show(cmplx+1, f()) })
	try("show(bytes, f())", func() { show(bytes, f()) })
	try("show([]byte(text), f())", func() { show([]byte(text), f()) })
	try("show(string(bytes), f())", func() { show(string(bytes), f()) })
	try("show(iface, f())", func() { show(iface, f()) })
	try("show(any(x), f())", func() { show(any(x), f()) })
	try("show(any(rec.p), f())", func() { show(any(rec.p), f()) })
	try("show(add, f())", func() { show(add, f()) })
	try("show(any(add), f())", func() { show(any(add), f()) })
	try("show(table[x], f())", func() { show(table[x], f()) })
	try("show(pairs[rec.p], f())", func() { show(pairs[rec.p], f()) })
	try("show(list[0], f())", func() { show(list[0], f()) })
	try("show(ptr.next, f())", func() { show(ptr.next, f()) })
	try("show(ptr.next.next, f())", func() { show(ptr.next.next, f()) })
	try("show(func() int { return x }(), f())", func() { show(func() int { return x }(), f()) })
	try("show(<-ch, f())", func() { show(<-ch, f()) })
	try("show(x, text, f(), x, text)", func() { show(x, text, f(), x, text) })
	try("show(rec.p, pair{x, x}, ptr.p, f(), rec.p)", func() { show(rec.p, pair{x, x}, ptr.p, f(), rec.p) })
	try("ints(x, x+1, f(), x)", func() { ints(x, x+1, f(), x) })
	try("ints([]int{x, f(), x}...)", func() { ints([]int{x, f(), x}...) })
	try("func() { defer ints(x, f(), x); x = 99 }()", func() { func() { defer ints(x, f(), x); x = 99 }() })
	try("func() { defer show(x, pair{x, x}, f()); x = 99 }()", func() { func() { defer show(x, pair{x, x}, f()); x = 99 }() })
	try("func() { defer println(x, f(), x); x = 99 }()", func() { func() { defer println(x, f(), x); x = 99 }() })
	try("func() { defer fn(f()) }()", func() { func() { defer fn(f()) }() })
	try("func() { c := make(chan int, 3); go func(a, b int) { c <- a; c <- b }(x, f()); ints(<-c, <-c) }()", func() {
		func() { c := make(chan int, 3); go func(a, b int) { c <- a; c <- b }(x, f()); ints(<-c, <-c) }()
	})
	try("func() { defer rec.value(f()); show(rec.n) }()", func() { func() { defer rec.value(f()); show(rec.n) }() })
}

func assignments() {
	try("x = x + f() + x; ints(x)", func() { x = x + f() + x; ints(x) })
	try("a := x + f(); ints(a)", func() { a := x + f(); ints(a) })
	try("a, b := x, f(); ints(a, b)", func() { a, b := x, f(); ints(a, b) })
	try("a, b, c := x, f(), x; ints(a, b, c)", func() { a, b, c := x, f(), x; ints(a, b, c) })
	try("var a, b = x, f(); ints(a, b)", func() { var a, b = x, f(); ints(a, b) })
	try("var a, b any = x, f(); show(a, b)", func() { var a, b any = x, f(); show(a, b) })
	try("var a, b any = pair{x, x}, f(); show(a, b)", func() { var a, b any = pair{x, x}, f(); show(a, b) })
	try("x += f(); ints(x)", func() { x += f(); ints(x) })
	try("x -= f() + x; ints(x)", func() { x -= f() + x; ints(x) })
	try("*p += f(); ints(x, y); y = 7", func() { *p += f(); ints(x, y); y = 7 })
	try("*p = f(); ints(x, y); y = 7", func() { *p = f(); ints(x, y); y = 7 })
	try("list[0] = f(); ints(list...)", func() { list[0] = f(); ints(list...) })
	try("list[x] = f(); ints(list...)", func() { list[x] = f(); ints(list...) })
	try("list[x] += f(); ints(list...)", func() { list[x] += f(); ints(list...) })
	try("array[x] = f(); ints(array[:]...)", func() { array[x] = f(); ints(array[:]...) })
	try("array[x] += f(); ints(array[:]...)", func() { array[x] += f(); ints(array[:]...) })
	try("table[x] = f(); ints(table[1], table[2])", func() { table[x] = f(); ints(table[1], table[2]) })
	try("table[x] += f(); ints(table[1], table[2])", func() { table[x] += f(); ints(table[1], table[2]) })
	try("names[text] = f(); ints(names[\"a\"], names[\"b\"])", func() { names[text] = f(); ints(names["a"], names["b"]) })
	try("names[text+\"\"] += f(); ints(names[\"a\"], names[\"b\"])", func() { names[text+""] += f(); ints(names["a"], names["b"]) })
	try("pairs[rec.p] = f(); ints(pairs[pair{1, 1}], pairs[pair{2, 2}])", func() { pairs[rec.p] = f(); ints(pairs[pair{1, 1}], pairs[pair{2, 2}]) })
	try("pairs[pair{x, x}] = f(); ints(pairs[pair{1, 1}], pairs[pair{2, 2}])", func() { pairs[pair{x, x}] = f(); ints(pairs[pair{1, 1}], pairs[pair{2, 2}]) })
	try("pairs[pair{x, x}] += f(); ints(pairs[pair{1, 1}], pairs[pair{2, 2}])", func() { pairs[pair{x, x}] += f(); ints(pairs[pair{1, 1}], pairs[pair{2, 2}]) })
	try("old := ptr; ptr.n = f(); ints(old.n, ptr.n)", func() { old := ptr; ptr.n = f(); ints(old.n, ptr.n) })
	try("old := ptr; ptr.next.n = f(); ints(old.next.n, ptr.next.n)", func() { old := ptr; ptr.next.n = f(); ints(old.next.n, ptr.next.n) })
	try("old := ptr; ptr.n += f(); ints(old.n, ptr.n)", func() { old := ptr; ptr.n += f(); ints(old.n, ptr.n) })
	try("old := ptr; ptr.n, x = f(), x; ints(old.n, ptr.n, x)", func() { old := ptr; ptr.n, x = f(), x; ints(old.n, ptr.n, x) })
	try("old := ptr; ptr.n, ptr.p.a = two(); ints(old.n, ptr.n, old.p.a, ptr.p.a)", func() { old := ptr; ptr.n, ptr.p.a = two(); ints(old.n, ptr.n, old.p.a, ptr.p.a) })
	try("list[x], x = f(), x+5; ints(x); ints(list...)", func() { list[x], x = f(), x+5; ints(x); ints(list...) })
	try("list[x], list[x+1] = two(); ints(list...)", func() { list[x], list[x+1] = two(); ints(list...) })
	try("var ok int; table[x], ok = 5, f(); ints(table[1], table[2], ok)", func() { var ok int; table[x], ok = 5, f(); ints(table[1], table[2], ok) })
	try("list[x], truth = table[f()]; ints(list...)", func() { list[x], truth = table[f()]; ints(list...) })
	try("*p, truth = iface.(int); ints(x, y, f()); y = 7", func() { *p, truth = iface.(int); ints(x, y, f()); y = 7 })
	try("list[x], truth = <-ch; ints(f())", func() { list[x], truth = <-ch; ints(f()) })
	try("list = append(list, x, f()); ints(list...)", func() { list = append(list, x, f()); ints(list...) })
	try("rec.p.a = rec.p.a + f() + rec.p.b; ints(rec.p.a)", func() { rec.p.a = rec.p.a + f() + rec.p.b; ints(rec.p.a) })
	try("old := ptr; *ptr = object{n: f()}; ints(old.n, ptr.n)", func() { old := ptr; *ptr = object{n: f()}; ints(old.n, ptr.n) })
	try("a, b := rec.p, f(); show(a, b)", func() { a, b := rec.p, f(); show(a, b) })
	try("a, b := big, f(); show(a, b)", func() { a, b := big, f(); show(a, b) })
	try("a, b := array, f(); show(a, b)", func() { a, b := array, f(); show(a, b) })
	try("a, b := *ptr, f(); show(a, b)", func() { a, b := *ptr, f(); show(a, b) })
	try("a, b := []int{x, f(), x}, x; show(a[0], a[1], a[2], b)", func() { a, b := []int{x, f(), x}, x; show(a[0], a[1], a[2], b) })
	try("text += string(rune('0' + f())); show(text)", func() { text += string(rune('0' + f())); show(text) })
	try("text = text + string(rune('0'+f())) + text; show(text)", func() { text = text + string(rune('0'+f())) + text; show(text) })
	try("x <<= f(); ints(x)", func() { x <<= f(); ints(x) })
	try("list[x+2], list[f()] = 50, 60; ints(list...)", func() { list[x+2], list[f()] = 50, 60; ints(list...) })
	try("list[f()], list[x+2] = 50, 60; ints(list...)", func() { list[f()], list[x+2] = 50, 60; ints(list...) })
	try("_, a := x, f(); ints(a)", func() { _, a := x, f(); ints(a) })
	try("_ = *p + f()", func() { _ = *p + f() })
	try("a, b := func() int { return x }(), f(); ints(a, b)", func() { a, b := func() int { return x }(), f(); ints(a, b) })
	try("a, b := &rec.p, f(); show(*a, b)", func() { a, b := &rec.p, f(); show(*a, b) })
	try("a, b := rec.value, f(); ints(a(0), b)", func() { a, b := rec.value, f(); ints(a(0), b) })
	try("a, b := ptr.value, f(); ints(a(0), b)", func() { a, b := ptr.value, f(); ints(a(0), b) })
	try("a, b := ptr.pointer, f(); ints(a(0), b)", func() { a, b := ptr.pointer, f(); ints(a(0), b) })
	try("a, b := add.value, f(); ints(a(0), b)", func() { a, b := add.value, f(); ints(a(0), b) })
	try("a, b := fn, f(); ints(a(1), b)", func() { a, b := fn, f(); ints(a(1), b) })
	try("ptr.next.n, ptr = f(), nil", func() { ptr.next.n, ptr = f(), nil })
	try("list[0], list = f(), list[1:]; ints(list...)", func() { list[0], list = f(), list[1:]; ints(list...) })
}

func literals() {
	try("v := pair{x, f()}; show(v)", func() { v := pair{x, f()}; show(v) })
	try("v := pair{f(), x}; show(v)", func() { v := pair{f(), x}; show(v) })
	try("v := wide{a: x, b: f(), e: x}; show(v)", func() { v := wide{a: x, b: f(), e: x}; show(v) })
	try("v := [4]int{x, f(), x, x}; show(v)", func() { v := [4]int{x, f(), x, x}; show(v) })
	try("v := []int{x, f(), x}; ints(v...)", func() { v := []int{x, f(), x}; ints(v...) })
	try("v := map[int]int{x: f(), x + 5: x}; ints(v[1], v[2], v[6], v[7])", func() { v := map[int]int{x: f(), x + 5: x}; ints(v[1], v[2], v[6], v[7]) })
	try("v := map[int]int{x: x, f(): x}; ints(v[1], v[2])", func() { v := map[int]int{x: x, f(): x}; ints(v[1], v[2]) })
	try("v := map[pair]int{{x, x}: f(), {x, 5}: x}; ints(v[pair{1, 1}], v[pair{2, 2}], v[pair{2, 5}])", func() { v := map[pair]int{{x, x}: f(), {x, 5}: x}; ints(v[pair{1, 1}], v[pair{2, 2}], v[pair{2, 5}]) })
	try("v := map[string]int{text: f()}; ints(v[\"a\"], v[\"b\"])", func() { v := map[string]int{text: f()}; ints(v["a"], v["b"]) })
	try("v := &pair{x, f()}; show(*v)", func() { v := &pair{x, f()}; show(*v) })
	try("v := []any{x, pair{x, x}, rec.p, x == 1, f()}; show(v...)", func() { v := []any{x, pair{x, x}, rec.p, x == 1, f()}; show(v...) })
	try("v := struct{ a, b any }{pair{x, x}, f()}; show(v.a, v.b)", func() { v := struct{ a, b any }{pair{x, x}, f()}; show(v.a, v.b) })
	try("v := []pair{{x, x}, {f(), x}}; show(v[0], v[1])", func() { v := []pair{{x, x}, {f(), x}}; show(v[0], v[1]) })
	try("v := []*pair{{x, x}, {f(), x}}; show(*v[0], *v[1])", func() { v := []*pair{{x, x}, {f(), x}}; show(*v[0], *v[1]) })
	try("v := []any{map[int]int{1: x}[1], f()}; show(v...)", func() { v := []any{map[int]int{1: x}[1], f()}; show(v...) })
	try("v := [][]int{{x}, {f(), x}}; ints(v[0][0], v[1][0], v[1][1])", func() { v := [][]int{{x}, {f(), x}}; ints(v[0][0], v[1][0], v[1][1]) })
	try("v := []map[int]int{{1: x}, {1: f()}}; ints(v[0][1], v[1][1])", func() { v := []map[int]int{{1: x}, {1: f()}}; ints(v[0][1], v[1][1]) })
	try("v := func() (int, int) { return x, f() }; a, b := v(); ints(a, b)", func() { v := func() (int, int) { return x, f() }; a, b := v(); ints(a, b) })
	try("v := func() (any, any) { return pair{x, x}, f() }; a, b := v(); show(a, b)", func() { v := func() (any, any) { return pair{x, x}, f() }; a, b := v(); show(a, b) })
	try("v := func() (any, any) { return x, f() }; a, b := v(); show(a, b)", func() { v := func() (any, any) { return x, f() }; a, b := v(); show(a, b) })
	try("a, b, c := results(); show(a, b, c)", func() { a, b, c := results(); show(a, b, c) })
	try("a, b := resultsNamed(); show(a, b)", func() { a, b := resultsNamed(); show(a, b) })
	try("a, b, c := boxed(); show(a, b, c)", func() { a, b, c := boxed(); show(a, b, c) })
	try("ints(named())", func() { ints(named()) })
}

func statements() {
	try("if x == f() { ints(1) } else { ints(2) }", func() {
		if x == f() {
			ints(1)
		} else {
			ints(2)
		}
	})
	try("if x+1 == f()+2 { ints(1) } else { ints(2) }", func() {
		if x+1 == f()+2 {
			ints(1)
		} else {
			ints(2)
		}
	})
	try("if truth || x == f() { ints(1) } else { ints(2) }", func() {
		if truth || x == f() {
			ints(1)
		} else {
			ints(2)
		}
	})
	try("if x == 1 && x+1 == f()+2 && x == 2 { ints(1) } else { ints(2) }", func() {
		if x == 1 && x+1 == f()+2 && x == 2 {
			ints(1)
		} else {
			ints(2)
		}
	})
	try("switch x { case f(): ints(1); case 2: ints(2); default: ints(3) }", func() {
		switch x {
		case f():
			ints(1)
		case 2:
			ints(2)
		default:
			ints(3)
		}
	})
	try("switch x + f() { case 2: ints(2); case 3: ints(3) }", func() {
		switch x + f() {
		case 2:
			ints(2)
		case 3:
			ints(3)
		}
	})
	try("switch f() { case x: ints(1); case 2: ints(2); default: ints(3) }", func() {
		switch f() {
		case x:
			ints(1)
		case 2:
			ints(2)
		default:
			ints(3)
		}
	})
	try("switch { case x == f(): ints(1); case x == 2: ints(2) }", func() {
		switch {
		case x == f():
			ints(1)
		case x == 2:
			ints(2)
		}
	})
	try("switch text { case string(rune('a' + f())): ints(1); case \"a\": ints(2); default: ints(3) }", func() {
		switch text {
		case string(rune('a' + f())):
			ints(1)
		case "a":
			ints(2)
		default:
			ints(3)
		}
	})
	try("switch v := iface.(type) { case int: ints(v, f(), v); case string: ints(0) }", func() {
		switch v := iface.(type) {
		case int:
			ints(v, f(), v)
		case string:
			ints(0)
		}
	})
	try("for i := x; i < x+f() && i < 9; i += x { print(\" \", i) }; println()", func() {
		for i := x; i < x+f() && i < 9; i += x {
			print(" ", i)
		}
		println()
	})
	try("for i, v := range list[:x+f()] { print(\" \", i, v) }; println()", func() {
		for i, v := range list[:x+f()] {
			print(" ", i, v)
		}
		println()
	})
	try("for i, v := range []int{x, f(), x} { print(\" \", i, v) }; println()", func() {
		for i, v := range []int{x, f(), x} {
			print(" ", i, v)
		}
		println()
	})
	try("for i := range x + f() { print(\" \", i) }; println()", func() {
		for i := range x + f() {
			print(" ", i)
		}
		println()
	})
	try("c := make(chan int, 3); c <- x + f(); ints(<-c)", func() { c := make(chan int, 3); c <- x + f(); ints(<-c) })
	try("c := ch; ch <- f(); ints(len(c), len(ch))", func() { c := ch; ch <- f(); ints(len(c), len(ch)) })
	try("c := ch; ch <- x*10 + f(); <-ch; <-ch; ints(len(c), <-ch)", func() { c := ch; ch <- x*10 + f(); <-ch; <-ch; ints(len(c), <-ch) })
	try("c := ch; select { case ch <- f(): }; ints(len(c), len(ch))", func() {
		c := ch
		select {
		case ch <- f():
		}
		ints(len(c), len(ch))
	})
	try("select { case v := <-ch: ints(v, f()) }", func() {
		select {
		case v := <-ch:
			ints(v, f())
		}
	})
	try("select { case list[x+f()] = <-ch: ints(list...) }", func() {
		select {
		case list[x+f()] = <-ch:
			ints(list...)
		}
	})
	try("delete(table, x+f()); ints(len(table))", func() { delete(table, x+f()); ints(len(table)) })
	try("delete(table, x); f(); ints(len(table))", func() { delete(table, x); f(); ints(len(table)) })
	try("list[f()]++; ints(list...)", func() { list[f()]++; ints(list...) })
	try("list[x]++; ints(list...)", func() { list[x]++; ints(list...) })
	try("list[x+f()]++; ints(list...)", func() { list[x+f()]++; ints(list...) })
	try("clear(list[x+f():]); ints(list...)", func() { clear(list[x+f():]); ints(list...) })
	try("panic(x + f())", func() { panic(x + f()) })
	try("for list[x] = range f() + 1 { }; ints(list...)", func() {
		for list[x] = range f() + 1 {
		}
		ints(list...)
	})
	try("var a [3]int; for a[f()] = range list { }; ints(a[:]...)", func() {
		var a [3]int
		for a[f()] = range list {
		}
		ints(a[:]...)
	})
	try("var a [8]int; for a[x+f()] = range list { }; ints(a[:]...)", func() {
		var a [8]int
		for a[x+f()] = range list {
		}
		ints(a[:]...)
	})
}

var none *object
var nothing []int
var zero int

func panics() {
	try("ints(none.n + f())", func() { ints(none.n + f()) })
	try("ints(nothing[x] + f())", func() { ints(nothing[x] + f()) })
	try("ints(x/zero + f())", func() { ints(x/zero + f()) })
	try("ints(iface.(int) + f())", func() { ints(iface.(int) + f()) })
	try("show(iface.(string), f())", func() { show(iface.(string), f()) })
	try("show(iface.(*object), f())", func() { show(iface.(*object), f()) })
	try("ints(nothing[x:][0], f())", func() { ints(nothing[x:][0], f()) })
	try("ints(len(list[9:]), f())", func() { ints(len(list[9:]), f()) })
	try("none.n = f()", func() { none.n = f() })
	try("nothing[0] = f()", func() { nothing[0] = f() })
	try("nothing[f()] = x / zero", func() { nothing[f()] = x / zero })
	try("none.n += f()", func() { none.n += f() })
	try("list[9] += f()", func() { list[9] += f() })
	try("ints(none.value(f()))", func() { ints(none.value(f())) })
	try("ints(none.next.pointer(f()))", func() { ints(none.next.pointer(f())) })
	try("ints(add.(*object).pointer(f()))", func() { ints(add.(*object).pointer(f())) })
	try("v := any(none.p); f(); show(v)", func() { v := any(none.p); f(); show(v) })
	try("show(none.p, f())", func() { show(none.p, f()) })
	try("show(none.n, f())", func() { show(none.n, f()) })
	try("show(&none.p, f())", func() { show(&none.p, f()) })
	try("show(*none, f())", func() { show(*none, f()) })
	try("var m map[int]int; m[x] = f()", func() { var m map[int]int; m[x] = f() })
	try("var m map[int]int; m[f()] = x / zero", func() { var m map[int]int; m[f()] = x / zero })
	try("ints(names[text[5:]] + f())", func() { ints(names[text[5:]] + f()) })
	try("ints(pairs[none.p] + f())", func() { ints(pairs[none.p] + f()) })
	try("ints(pairs[pair{none.n, 1}] + f())", func() { ints(pairs[pair{none.n, 1}] + f()) })
	try("_ = none.value; f()", func() { _ = none.value; f() })
	try("v, w := none.value, f(); show(v, w)", func() { v, w := none.value, f(); show(v, w) })
	try("v, w := none.pointer, f(); _ = v; show(w)", func() { v, w := none.pointer, f(); _ = v; show(w) })
	try("var a adder; v, w := a.value, f(); show(v, w)", func() { var a adder; v, w := a.value, f(); show(v, w) })
	try("var a adder; ints(a.value(f()))", func() { var a adder; ints(a.value(f())) })
	try("var h func(int) int; ints(h(f()))", func() { var h func(int) int; ints(h(f())) })
	try("c := make(chan int); close(c); c <- f()", func() { c := make(chan int); close(c); c <- f() })
	try("var h func(int) int; defer h(f())", func() { var h func(int) int; defer h(f()) })
	try("var a adder; defer a.value(f())", func() { var a adder; defer a.value(f()) })
	try("defer none.value(f())", func() { defer none.value(f()) })
	try("x, list[7] = f(), 3", func() { x, list[7] = f(), 3 })
	try("x, list = f(), nothing[3:]", func() { x, list = f(), nothing[3:] })
	try("list[9], x = 3, f()", func() { list[9], x = 3, f() })
}

func locals() {
	n, s, q := 1, []int{1, 2, 3}, pair{1, 1}
	change := func() int {
		n++
		s = append(s[:0:0], n, n, n, n, n)
		q.a++
		return 1
	}
	ints(n+change(), n)
	ints(n, change(), n)
	show(n, q, change())
	show(n, pair{n, n}, n > 3, change())
	ints(s[0]+change(), s[0], change(), len(s))
	n = n + change()
	ints(n)
	a, b := n, change()
	ints(a, b, n)
	m := &n
	ints(*m, change(), *m)
	*m += change()
	ints(n)
	q.b, n = n, change()
	show(q, n)
	s[n&3], n = change(), 0
	ints(s...)
	for i := n; i < n+change()-1 && i < 20; i++ {
		print(" ", i)
	}
	println()
	func() (r int) { return n + change() }()
	ints(func() (r int) { defer func() { r += n }(); return n + change() }())
}
