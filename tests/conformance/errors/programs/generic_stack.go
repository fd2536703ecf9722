package main

type stack[T any] struct{ items []T }

func (s *stack[T]) push(v T) { s.items = append(s.items, v) }

func (s *stack[T]) pop() (T, bool) {
	var zero T
	if len(s.items) == 0 {
		return zero
	}
	return s.items[len(s.items)-1], true
}

func main() {
	var s stack
	var t stack[int]
	t.push("x")
	u := stack[int, string]{}
	_, _ = s, u
}
