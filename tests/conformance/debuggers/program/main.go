// Command debuggers is what the sessions beside it look at. A comment `at: NAME` names its line for them.
package main

import "runtime"

type Point struct{ X, Y int }

type Node struct {
	Name string
	Next *Node
	Tags []string
}

type Shape interface{ Area() float64 }

type Square struct{ Side float64 }

func (s Square) Area() float64 { return s.Side * s.Side }

type Celsius float64

var kept int

//go:noinline
func keep(values ...any) { kept += len(values) }

//go:noinline
func kinds(flag bool, count int, name string, list []int) (total int) {
	small := uint8(count) + 60
	ratio := float64(count) / 4
	wave := complex(ratio, 2)
	text := name + "!"
	three := [3]int{count, count + 1, count + 2}
	point := Point{count, count * 2}
	node := &Node{text, nil, []string{name}}
	ages := map[string]int{name: count, text: 1}
	var shape Shape = Square{ratio}
	add := func(n int) int { return n + count }
	values := make(chan int, 5)
	values <- count
	degrees := Celsius(ratio)
	total = count // at: kinds
	keep(flag, small, ratio, wave, text, three, point, node, ages, shape, add, values, degrees, list)
	return total + add(1)
}

func scale(number, factor int) int {
	product := number * factor
	keep(product) // at: inlined
	return product + 1
}

//go:noinline
func chain(start int) int {
	first := scale(start, 3)
	second := scale(first, 5)
	return first + second
}

//go:noinline
func shadow(x int) int {
	if x := x * 2; x > 2 {
		x := "inner"
		keep(x) // at: inner
	}
	keep(x) // at: outer
	return x
}

//go:noinline
func capture(limit int) int {
	sum, step := 0, limit+1
	visit := func(n int) {
		sum += n * step // at: closure
		keep(sum, step)
	}
	for i := range limit {
		visit(i)
	}
	keep(visit)
	return sum
}

//go:noinline
func work(task string, done chan<- int) {
	size := len(task)
	keep(task, size) // at: goroutine
	done <- size
}

func dispatch(value any) int {
	switch v := value.(type) {
	case int:
		keep(v) // at: number
		return v
	case string:
		keep(v) // at: word
		return len(v)
	}
	return 0
}

func main() {
	runtime.LockOSThread() // a debugger that steps follows a thread
	total := kinds(kept == 0, kept+7, "gopher", []int{1, 2, 3})
	total += chain(kept)
	total += shadow(total)
	total += capture(3)
	done := make(chan int)
	go work("dig", done)
	total += <-done
	total += dispatch(total) + dispatch("word")
	println(total > 0)
}
