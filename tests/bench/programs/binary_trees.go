// Trees that are made, counted and dropped: the allocator and the collector.
package main

const depth = 17

type tree struct{ left, right *tree }

func build(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{build(depth - 1), build(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func main() {
	println(build(depth + 1).count())
	kept := build(depth)
	for d := 4; d <= depth; d += 4 {
		rounds, sum := 1<<(depth-d+4), 0
		for range rounds {
			sum += build(d).count()
		}
		println(rounds, d, sum)
	}
	println(kept.count())
}
