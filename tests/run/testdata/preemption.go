// Loops without calls are stopped in favour of others, and go on with all their registers.
package main

import "runtime"

func mix(seed uint64) (uint64, float64) {
	a, b, c, d := seed, seed^0x9e3779b97f4a7c15, seed*3, ^seed
	x, y, z := 1.0, 0.5, 0.25
	for range 4_000_000 {
		a, b, c, d = b+c, c^d<<1, d-a>>3, a*5+b
		x, y, z = y*1.25+z, z-x*0.125, x*0.5+y*0.0625
	}
	return a ^ b ^ c ^ d, x + y + z
}

func main() {
	runtime.GOMAXPROCS(1)
	stop := false
	go func() {
		for !stop {
		}
	}()
	type result struct {
		i int
		n uint64
		x float64
	}
	c := make(chan result)
	for i := range 4 {
		go func() {
			n, x := mix(uint64(i))
			c <- result{i, n, x}
		}()
	}
	var results [4]result
	for range 4 {
		r := <-c
		results[r.i] = r
	}
	for _, r := range results {
		println(r.n, r.x)
	}
	runtime.GOMAXPROCS(4)
	for range 3 {
		go func() {
			for {
			}
		}()
	}
	for range 5 {
		runtime.GC()
	}
	println("collected")
}
