package main

func search(grid [][]int, want int) (int, int) {
outer:
	for i, row := range grid {
		for j, v := range row {
			if v == want {
				return i, j
			}
			if v < 0 {
				continue inner
			}
		}
	}
	for i := range 10 {
		i = "a"
	}
	break
	goto end
	n := 1
end:
	return n, 0
}
