package main

type list[T any] struct {
	items []T
}

func (l *list[T]) push(x T) { l.items = append(l.items, x) }

func (l list[T]) all(f func(T) bool) bool {
	for _, x := range l.items {
		if !f(x) {
			return false
		}
	}
	return true
}

type number interface{ ~int | ~float64 }

func double[T number](x T) T { return x + x }

func convert[T, U number](x T) U { return U(x) * U(2) }

func kept[T any](x T) any {
	type box struct{ content T }
	return box{x}
}

type settable[T any] interface {
	*T
	set(int)
}

type cell struct{ n int }

func (c *cell) set(n int) { c.n = n }

func made[T any, P settable[T]](n int) (x T) {
	P(&x).set(n)
	return
}

func use(n int) (int, float64) {
	var l list[int]
	l.push(n)
	l.all(func(x int) bool { return x > n })
	f := double[float64]
	_, _ = kept(n), made[cell](n)
	return double(n), f(convert[int, float64](n))
}
