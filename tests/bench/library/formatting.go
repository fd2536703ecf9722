// Numbers, strings and structs through fmt, strconv and back.
package main

import (
	"fmt"
	"io"
	"strconv"
)

type point struct {
	X, Y int
	Name string
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func main() {
	var total counter
	var out io.Writer = &total
	sum := 0.0
	for i := range 800_000 {
		fmt.Fprintf(out, "%d %5x %-8s|%q %v %t\n", i, i*7, "left", "quoted", i, i%2 == 0)
		fmt.Fprintf(out, "%8.3f %g %e %+v\n", float64(i)/7, float64(i)*1e10, float64(i), point{i, -i, "p"})
		f, err := strconv.ParseFloat(strconv.FormatFloat(float64(i)/3, 'g', -1, 64), 64)
		if err != nil {
			panic(err)
		}
		sum += f
	}
	fmt.Println(total, int(sum))
}
