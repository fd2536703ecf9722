// Life runs Conway's Game of Life on a small torus and prints the generations.
package main

const (
	width  = 24
	height = 10
)

// A board is one generation; cells wrap around at the edges.
type board struct {
	cells [height][width]bool
}

// set brings the cells of a picture to life: '#' is a living one.
func (b *board) set(picture []string, top, left int) {
	for y, row := range picture {
		for x, cell := range row {
			if cell == '#' {
				b.cells[(top+y)%height][(left+x)%width] = true
			}
		}
	}
}

// neighbours counts the living cells around (x, y).
func (b *board) neighbours(x, y int) int {
	count := 0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if dx == 0 && dy == 0 {
				continue
			}
			if b.cells[(y+dy+height)%height][(x+dx+width)%width] {
				count++
			}
		}
	}
	return count
}

// step returns the next generation.
func (b *board) step() *board {
	next := new(board)
	for y := range height {
		for x := range width {
			n := b.neighbours(x, y)
			next.cells[y][x] = n == 3 || n == 2 && b.cells[y][x]
		}
	}
	return next
}

// String draws the board, one line a row.
func (b *board) String() string {
	text := make([]byte, 0, height*(width+1))
	for _, row := range b.cells {
		for _, alive := range row {
			if alive {
				text = append(text, '#')
			} else {
				text = append(text, '.')
			}
		}
		text = append(text, '\n')
	}
	return string(text)
}

func main() {
	b := new(board)
	b.set([]string{".#.", "..#", "###"}, 1, 1)
	for generation := range 5 {
		println("generation", generation)
		print(b.String())
		b = b.step()
	}
}
