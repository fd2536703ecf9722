package main

type shape interface{ area() int }
type square struct{ side int }

func (s square) area() int { return s.side * s.side }

func pair() (int, error)   { return 0, nil }
func three() (int, int, string) {
	println("three")
	println("three")
	return 1, 2, ""
}
func define(a int) int {
	x := a
	y, z := a, x
	var w int
	var u, v = 1, 2
	var t, _ = y, z
	const c = 5
	type local int
	return x + y + z + w + u + v + t + c
}
func assign(a, b int, xs []int, m map[string]int, p *int) {
	a, b = b, a
	xs[0], m["x"] = a, b
	*p = a
	_ = b
	_, a = a, b
	a += 2
	b <<= 1
	m["y"]++
}
func unpack() (x int, err error) {
	x, err = pair()
	y, err := pair()
	var z, e = pair()
	_, _ = z, e
	x += y
	return
}
func unpackConverted() any {
	var a, b any
	a, b = pair()
	_ = b
	return a
}
func returnsPair() (int, error)       { return pair() }
func returnsConverted() (any, any)    { return pair() }
func passes(a int, e error)           { println(a, e != nil) }
func passesPair()                     { passes(pair()) }
func variadic(xs ...any) int          { return len(xs) }
func passesVariadic() int             { return variadic() + variadic(1, "x") + variadic([]any{1}...) }
func spreadVariadic() int             { return variadic(three()) }
func commaOk(m map[string]int, x any, c chan int) (int, bool) {
	v, ok := m["a"]
	s, ok := x.(string)
	w, ok := <-c
	_, ok = m[s]
	return v + w, ok
}
func ifs(a int) int {
	if a > 0 {
		return 1
	} else if b := a * 2; b < -10 {
		return b
	} else {
		a++
	}
	if x, ok := any(a).(int); ok {
		return x
	}
	return a
}
func loops(xs []int, s string, m map[int]string, c chan int, p *[3]int) (n int) {
	for i := 0; i < 10; i++ {
		n += i
	}
	for n < 100 {
		n++
	}
	for {
		break
	}
	for range xs {
		n++
	}
	for i := range xs {
		n += i
	}
	for _, x := range xs {
		n += x
	}
	for i, r := range s {
		n += i + int(r)
	}
	for k, v := range m {
		n += k + len(v)
	}
	for x := range c {
		n += x
	}
	for i := range 10 {
		n += i
	}
	for range 3 {
		n++
	}
	for i, x := range p {
		n += i + x
	}
	var i, x int
	for i, x = range xs {
		n += i + x
	}
	return
}
func switches(a int, s string, x any, e error) int {
	switch a {
	case 1, 2:
		return 1
	case 3:
		fallthrough
	default:
		a++
	}
	switch {
	case a > 1:
		return 2
	case s == "x":
	}
	switch b := a + 1; b {
	}
	switch s {
	case "a", "b":
		return 3
	}
	switch x {
	case 1, "x", nil:
		return 4
	}
	switch e {
	case nil:
		return 5
	}
	return 0
}
func typeSwitches(x any, s shape) int {
	switch v := x.(type) {
	case int:
		return v
	case string, nil:
		return 1
	case shape:
		return 2
	}
	switch s.(type) {
	case square:
		return 3
	default:
		return 4
	}
}
func selects(c, d chan int, e chan any, x any) (v int) {
	select {
	case <-c:
	case v = <-c:
	case v, ok := <-d:
		return v + map[bool]int{}[ok]
	case x = <-d:
	case d <- v:
	case e <- v:
	default:
	}
	select {}
}
func labels(xs []int) int {
	n := 0
outer:
	for i := range xs {
		for {
			if i > 2 {
				continue outer
			}
			break outer
		}
	}
	goto end
end:
	return n
}
func lengthOnly(p *struct{ xs [4]int }) (n int) {
	for i := range p.xs {
		n += i
	}
	for range p.xs {
		n++
	}
	for i, x := range p.xs {
		n += i + x
	}
	return
}

const wide = 64

func nestedConditions(a int) int {
	if wide == 32 && a < 10 || wide == 64 && a < 19 {
		a++
	}
	for a > 0 && (wide == 64 && a < 100) {
		a++
	}
	return a
}
func sends(c chan any, d chan<- int) {
	c <- 1
	d <- 2
}
func blocks() int {
	{
		x := 1
		{
			return x
		}
	}
}
func empty() {}

const debug = false

func deadBranches(a int) int {
	if debug {
		println("debug")
		println("debug")
	}
	if !debug && a > 1 {
		a++
	}
	if debug && a > 1 {
		println("debug")
	} else {
		a--
	}
	for debug {
		println(a)
	}
	switch debug {
	case true:
		println("a")
	case false:
		a *= 2
	}
	return a
	println("never")
	return 1
}
func afterPanic(a int) int {
	if a > 0 {
		panic("a")
		println("x")
	}
	return a
}

func main() {}
