package main

type reader interface{ read() string }
type writer interface{ write(string) }
type both interface {
	reader
	writer
}

type file struct{ text string }

func (f *file) read() string   { return f.text }
func (f *file) write(s string) { f.text += s }

type text string

func (t text) read() string { return string(t) }

type pair struct {
	a int
	b string
}

type one struct{ p *int }
type arr [1]map[int]int

func classify(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int:
		if x > 10 {
			return "big int"
		}
		return "int"
	case int8, int16:
		_ = x
		return "small int"
	case string:
		return "string " + x
	case text:
		return "text " + string(x)
	case []int:
		if len(x) > 1 {
			return "ints"
		}
		return "int slice"
	case func() int:
		if x() == 3 {
			return "func three"
		}
		return "func"
	case both:
		x.write("+")
		return "both " + x.read()
	case reader:
		return "reader"
	case pair:
		return "pair " + x.b
	case *pair:
		return "pair pointer " + x.b
	case one:
		*x.p++
		return "one"
	case [3]int:
		if x[2] == 2 {
			return "array 2"
		}
		return "array"
	case struct{ x, y int }:
		if x.x == x.y {
			return "same point"
		}
		return "point"
	case error:
		return "error " + x.Error()
	default:
		return "other"
	}
}

type problem struct{}

func (problem) Error() string { return "problem" }

func classifyAll() {
	n := 1
	values := []any{
		nil, 3, 30, int8(1), int16(2), int32(3), "s", text("t"), []int{1}, []int{1, 2}, func() int { return 3 },
		func() int { return 4 }, &file{"f"}, pair{1, "p"}, &pair{2, "q"}, one{&n}, [3]int{0, 1, 2}, [3]int{},
		struct{ x, y int }{1, 1}, struct{ x, y int }{1, 2}, problem{}, &problem{}, 1.5, [2]int{}, (*pair)(nil) == nil,
	}
	for _, v := range values {
		println(classify(v))
	}
	println(n)
}

func commaOK() {
	var v any = 5
	i, ok := v.(int)
	println(i, ok)
	s, ok := v.(string)
	println(s, ok)
	var r reader = text("hello")
	t, ok := r.(text)
	println(string(t), ok)
	w, ok := r.(writer)
	println(w == nil, ok)
	r = &file{"data"}
	w, ok = r.(writer)
	w.write("!")
	println(r.read(), ok)
	f, ok := w.(*file)
	println(f.text, ok)
	var nothing reader
	_, ok = nothing.(*file)
	println(ok)
	_, ok = nothing.(writer)
	println(ok)
	e, ok := any(nothing).(any)
	println(e == nil, ok)
	var big, fine = any([5]int{4: 9}).([5]int)
	println(big[4], fine)
	if p, ok := any(pair{3, "z"}).(pair); ok && p.a == 3 {
		println(p.b)
	}
	type yes bool
	var y yes
	_, y = any(1).(int)
	println(bool(y))
	var x any
	_, x = any(1).(string)
	println(x.(bool))
}

func must() {
	var v any = &file{"m"}
	v.(writer).write("n")
	println(v.(*file).text, v.(both).read(), v.(reader).(both).read(), v.(any) == v)
	var b both = &file{"k"}
	var r reader = b
	println(r.(any).(*file).text, r == b, b == r)
	n := 4
	println(*any(one{&n}).(one).p, any(arr{nil}).(arr)[0] == nil)
}

var packageLevel, packageOK = any("p").(string)

func withInit() {
	switch v := any(3); w := v.(type) {
	case int, string:
		println(w == 3, v == w)
	}
	switch any(1).(type) {
	}
loop:
	for i := 0; ; i++ {
		switch any(i).(type) {
		case int:
			if i == 3 {
				break loop
			}
			if i == 1 {
				break
			}
			println("at", i)
		}
	}
}

type celsius int

func (c celsius) degrees() int { return int(c) }

// Nobody else makes an interface of a celsius: the assertion alone keeps its method.
func measured[T any](x any) interface{ degrees() T } { return x.(interface{ degrees() T }) }

func main() {
	println(measured[int](celsius(21)).degrees())
	classifyAll()
	commaOK()
	must()
	withInit()
	println(packageLevel, packageOK)
}
