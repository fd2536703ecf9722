package main

import "unsafe"

type point struct{ x, y int }
type inner struct{ a, b int }
type outer struct {
	inner
	c  *int
	p  *inner
	xs [4]int
}
type named float64
type bytes []byte

var global point
var table [8]int

func constants() int              { return 1 + 2*3 }
func arithmetic(a, b int) int     { return a*b + a/b - a%b ^ -a }
func shifts(a, b uint) uint       { return a<<3 | a>>b &^ 1 }
func compare(a, b point) bool     { return a == b && a.x != b.y || !(a.x < b.x) }
func concat(a, b, c string) string { return a + "x" + b + (c + a) + "y" + "z" }
func fields(o *outer) int         { return o.a + o.inner.b + o.p.a + *o.c }
func first(o *outer) *int         { return &o.a }
func second(o *outer) *int        { return &o.b }
func firstOfGlobal() *int         { return &global.x }
func elementAddress(o *outer) *int { return &o.xs[1] }
func index(xs []int, s string, m map[string]int, a *[4]int) int {
	return xs[0] + int(s[1]) + m["k"] + a[2] + table[3]
}
func slices(xs []int, s string, a [4]int, p *[4]int) int {
	return len(xs[1:]) + len(xs[0:2]) + len(xs[:len(xs)]) + len(s[1:2]) + len(a[:]) + len(p[1:2]) + cap(xs[1:2:3])
}
func sliceOfField(o *outer) []int { return o.xs[:] }
func numbers(i int, u uint8, f float64, n named, r rune) float64 {
	return float64(i) + float64(u) + float64(f) + float64(n) + float64(int64(i)) + float64(int32(r)) + float64(uint(i))
}
func strings(b []byte, s string, r []rune, n bytes, i int) int {
	return len(string(b)) + len([]byte(s)) + len([]rune(s)) + len(string(r)) + len(string(n)) + len(string(rune(i)))
}
func boxed(i int, p *int, e error) (any, any, any, error) { return i, p, e, e }
func literals(a, b int) (point, *point, []int, [2]int, map[string]int) {
	return point{a, b}, &point{x: a}, []int{a, b, 3}, [2]int{1: a}, map[string]int{"a": a}
}
func nested(a int) []*point { return []*point{{a, a}, {x: a}} }
func emptyLiterals() (point, []int, map[int]int) { return point{}, []int{}, map[int]int{} }
func asserted(x any) int     { return x.(int) + x.(point).x }
func unsafePointers(p *int) uint64 {
	return *(*uint64)(unsafe.Pointer(p)) + *(*uint64)(unsafe.Pointer(&global))
}
func unsafeCalls(p *byte, n int) (unsafe.Pointer, []byte, string, *byte) {
	return unsafe.Add(unsafe.Pointer(p), n), unsafe.Slice(p, n), unsafe.String(p, n), unsafe.SliceData([]byte{})
}
func sizes() uintptr { return unsafe.Sizeof(global) + unsafe.Offsetof(global.y) }
func made(n int) ([]int, []int, map[int]int, map[int]int, chan int, chan int) {
	return make([]int, n), make([]int, n, 2*n), make(map[int]int), make(map[int]int, n), make(chan int), make(chan int, 1)
}
func newed(n int) (*int, *point, *int, *string) { return new(int), new(point), new(n), new("text") }
func appended(xs, ys []int, b []byte, s string, as []any) ([]int, []int, []byte, []any) {
	return append(xs, 1, 2), append(xs, ys...), append(b, s...), append(as, 1, xs)
}
func builtins(xs []int, m map[any]int, c chan int, f float64) (int, float64, complex128) {
	copy(xs, xs[1:])
	delete(m, 1)
	clear(m)
	close(c)
	println("x", xs[0], f)
	return min(xs[0], 2, 3), max(f, 1), complex(f, 0) + complex(real(1i), imag(2i))
}
func panics(e error)        { panic(e) }
func panicsText()           { panic("text") }
func panicsAny(x any)       { panic(x) }
func compareAny(x any, i int) bool { return x == i || x == nil || x == 1 || i == x }
func receive(c chan int) int { return <-c + 1 }
func parens(a int) int       { return ((((a)) + (1))) }

func main() {}
