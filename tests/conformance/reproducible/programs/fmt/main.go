package main

import (
	_ "embed"
	"fmt"
	"sort"

	"example.com/fmt/shapes"
)

//go:embed text.txt
var text string

func main() {
	all := []shapes.Shape{shapes.Square(3), shapes.Circle(2)}
	sort.Slice(all, func(i, j int) bool { return all[i].Area() < all[j].Area() })
	fmt.Printf("%T %v %q\n", all[0], all, text)
}
