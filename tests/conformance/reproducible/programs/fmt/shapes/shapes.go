// Package shapes has areas.
package shapes

import "fmt"

// Shape has an area.
type Shape interface {
	fmt.Stringer
	Area() float64
}

// Square has a side.
type Square float64

// Circle has a radius.
type Circle float64

// Area of a square.
func (s Square) Area() float64 { return float64(s * s) }

// Area of a circle.
func (c Circle) Area() float64 { return 3.14 * float64(c*c) }

func (s Square) String() string { return fmt.Sprintf("square of %g", float64(s)) }
func (c Circle) String() string { return fmt.Sprintf("circle of %g", float64(c)) }
