package main

type mutex struct{ n int }

func (m *mutex) lock()   { m.n++ }
func (m *mutex) unlock() { m.n-- }

type closer interface{ close() error }

func leaf(x int) int { return x + 1 }
func plain()         {}
func inMethod(m *mutex) {
	m.lock()
	defer m.unlock()
}
func inFunction(x int) {
	defer leaf(x)
	defer leaf(leaf(x))
	defer plain()
	go plain()
	go leaf(1)
}
func inLiteral(x int) {
	defer func() { println(leaf(x)) }()
	defer func(y int) { leaf(y) }(x)
	go func() {}()
	go func(a, b int) { println(a + x) }(1, x)
}
func ofInterface(c closer, f func(), g func(int), p any, ch chan int, m map[int]int) {
	defer c.close()
	defer f()
	defer g(1)
	defer panic(p)
	defer close(ch)
	defer delete(m, 1)
	defer println("x", p)
	defer print()
}
func variadic(xs ...any) {}
func ofVariadic(x int) {
	defer variadic()
	defer variadic(x, "a")
	defer variadic([]any{x}...)
}
func inLoop(xs []int) {
	for _, x := range xs {
		defer leaf(x)
	}
}
func recovers() {
	defer func() {
		if e := recover(); e != nil {
			println(e)
		}
	}()
	defer recover()
}

type lock struct{ n int }

//go:noinline
func (l *lock) unlock() { l.n = 0 }
func expensive(l *lock) {
	defer l.unlock()
	go (*lock).unlock(l)
	println(l)
}

func main() {}
