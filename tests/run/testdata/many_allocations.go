// Lists and trees on the heap.
package main

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
	println(build(14).count())
	var rows [][]string
	for i := 0; i < 200; i++ {
		row := make([]string, 0, i%7)
		for j := 0; j < i; j++ {
			row = append(row, "cell")
		}
		rows = append(rows, row)
	}
	total := 0
	for _, row := range rows {
		for _, cell := range row {
			total += len(cell)
		}
	}
	println(total, len(rows))
	huge := make([]byte, 100<<20)
	huge[len(huge)-1] = 7
	println(huge[0], huge[len(huge)-1])
}
