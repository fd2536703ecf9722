package main

import (
	"fmt"
	"math"
)

type shape interface {
	area() float64
	perimeter() float64
}

type circle struct{ r float64 }

func (c *circle) area() float64      { return math.Pi * c.r * c.r }
func (c *circle) perimeter() float64 { return 2 * math.Pi * c.r }

type square struct{ side float64 }

func (s square) area() int { return int(s.side * s.side) }

func main() {
	shapes := []shape{circle{1}, square{2}, &circle{3}}
	for _, s := range shapes {
		fmt.Println(s.area(), s.diameter())
	}
}
