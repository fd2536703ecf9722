// The game of life on a torus: cells as bits of words, a generic grid with iterators over cells and neighbours, nested
// range-over-func loops left through labels, patterns parsed from text, and cycles found by hashing.
package main

import (
	"fmt"
	"hash/fnv"
	"iter"
	"math/bits"
	"strings"
)

// Point is a place on a grid.
type Point struct{ X, Y int }

func (p Point) add(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }

// Grid is a torus of values.
type Grid[T any] struct {
	width, height int
	cells         []T
}

func newGrid[T any](width, height int) *Grid[T] {
	return &Grid[T]{width, height, make([]T, width*height)}
}

func (g *Grid[T]) at(p Point) *T {
	x, y := (p.X%g.width+g.width)%g.width, (p.Y%g.height+g.height)%g.height
	return &g.cells[y*g.width+x]
}

// Rows yields each row with an iterator over its cells.
func (g *Grid[T]) Rows() iter.Seq2[int, iter.Seq2[Point, *T]] {
	return func(yield func(int, iter.Seq2[Point, *T]) bool) {
		for y := range g.height {
			row := func(yield func(Point, *T) bool) {
				for x := range g.width {
					if !yield(Point{x, y}, &g.cells[y*g.width+x]) {
						return
					}
				}
			}
			if !yield(y, row) {
				return
			}
		}
	}
}

func neighbours(p Point) iter.Seq[Point] {
	return func(yield func(Point) bool) {
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				if (dx != 0 || dy != 0) && !yield(p.add(Point{dx, dy})) {
					return
				}
			}
		}
	}
}

// Board is a game: one step makes the next board.
type Board interface {
	Step() Board
	Alive(Point) bool
	Population() int
	fmt.Stringer
}

// simple has a cell in each bool.
type simple struct{ *Grid[bool] }

func (s simple) Alive(p Point) bool { return *s.at(p) }

func (s simple) Population() (count int) {
	for _, row := range s.Rows() {
		for _, alive := range row {
			if *alive {
				count++
			}
		}
	}
	return count
}

func (s simple) Step() Board {
	next := simple{newGrid[bool](s.width, s.height)}
	for _, row := range s.Rows() {
	cells:
		for p, alive := range row {
			count := 0
			for q := range neighbours(p) {
				if s.Alive(q) {
					if count++; count > 3 {
						continue cells // of overcrowding
					}
				}
			}
			*next.at(p) = count == 3 || count == 2 && *alive
		}
	}
	return next
}

func (s simple) String() string {
	var b strings.Builder
	for y, row := range s.Rows() {
		if y > 0 {
			b.WriteByte('\n')
		}
		for _, alive := range row {
			b.WriteByte(map[bool]byte{false: '.', true: '#'}[*alive])
		}
	}
	return b.String()
}

// packed has 64 cells in a word; it is always 64 cells wide.
type packed []uint64

func (b packed) Alive(p Point) bool {
	return b[(p.Y%len(b)+len(b))%len(b)]>>(p.X&63)&1 != 0
}

func (b packed) Population() (count int) {
	for _, word := range b {
		count += bits.OnesCount64(word)
	}
	return count
}

// Step adds neighbours in all 64 columns at a time: ones, twos and fours are the digits of the counts.
func (b packed) Step() Board {
	next := make(packed, len(b))
	for y, row := range b {
		above, below := b[(y+len(b)-1)%len(b)], b[(y+1)%len(b)]
		var ones, twos, fours uint64
		for _, word := range [...]uint64{
			bits.RotateLeft64(above, 1), above, bits.RotateLeft64(above, -1), bits.RotateLeft64(row, 1),
			bits.RotateLeft64(row, -1), bits.RotateLeft64(below, 1), below, bits.RotateLeft64(below, -1),
		} {
			carry := ones & word
			ones ^= word
			fours |= twos & carry
			twos ^= carry
		}
		next[y] = twos &^ fours & (ones | row)
	}
	return next
}

func (b packed) String() string {
	lines := make([]string, len(b))
	for i, word := range b {
		lines[i] = strings.Map(func(r rune) rune {
			return map[rune]rune{'0': '.', '1': '#'}[r]
		}, fmt.Sprintf("%064b", bits.Reverse64(word)))
	}
	return strings.Join(lines, "\n")
}

var (
	_ Board = simple{}
	_ Board = packed(nil)
)

const glider = `
.#.
..#
###`

const pentomino = `
.##
##.
.#.`

func parse(text string) iter.Seq[Point] {
	return func(yield func(Point) bool) {
		for y, line := range strings.Split(strings.TrimSpace(text), "\n") {
			for x, r := range line {
				if r == '#' && !yield(Point{x, y}) {
					return
				}
			}
		}
	}
}

func place(text string, at Point, height int) (Board, Board) {
	one, other := simple{newGrid[bool](64, height)}, make(packed, height)
	for p := range parse(text) {
		p = p.add(at)
		*one.at(p) = true
		other[p.Y] |= 1 << p.X
	}
	return one, other
}

func fingerprint(b Board) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, b)
	return h.Sum64()
}

// cycle plays until a board comes again.
func cycle(b Board, limit int) (start, length int) {
	seen := map[uint64]int{}
	for step := range limit {
		print := fingerprint(b)
		if first, ok := seen[print]; ok {
			return first, step - first
		}
		seen[print] = step
		b = b.Step()
	}
	return -1, limit
}

// first finds the first living cell in a window, row by row.
func first(b Board, width, height int) (found Point, ok bool) {
	g := newGrid[struct{}](width, height)
search:
	for y, row := range g.Rows() {
		if y%2 == 1 {
			continue
		}
		for p := range row {
			if b.Alive(p) {
				found, ok = p, true
				break search
			}
			if p.X > p.Y*8+8 {
				continue search
			}
		}
	}
	return
}

func main() {
	one, other := place(glider, Point{1, 1}, 8)
	for range 3 {
		one, other = one.Step(), other.Step()
	}
	fmt.Println(one)
	fmt.Println(one.String() == other.String(), one.Population(), other.Population())
	_, other = place(glider, Point{60, 5}, 8)
	fmt.Println(cycle(other, 600))

	one, other = place(pentomino, Point{30, 14}, 32)
	for step := 0; step <= 60; step++ {
		if one.Population() != other.Population() {
			panic(fmt.Sprint("boards differ at step ", step))
		}
		if step%20 == 0 {
			fmt.Println(step, one.Population(), fingerprint(one) == fingerprint(other))
			fmt.Println(first(other, 64, 32))
		}
		one, other = one.Step(), other.Step()
	}
	fmt.Println(cycle(other, 40))
}
