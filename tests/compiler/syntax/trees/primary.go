package p

var x = a.b.c(d, e...)(f,)[g][h:i][:j][k:][:][l:m:n][:o:p].(T).(func(int))
var y = []int{1, 2}[0]
var z = T{a: 1, "b": {1, 2}, {3}: {}, [...]int{1}: nil,}
var w = func(a int) (b string) { return }(1)
var v = (*T)(nil)
var u = p.T[int]{}
var t = [...]string{2: "a"}
var s = map[K]V{{1}: {2}}
var r = &T{}
var q = f[[]int, map[string]int, *T, <-chan int, func()](nil)
var o = (<-chan int)(nil)
var n = <-chan int(c)
var m = interface{ m() }(nil)
