// Loops over functions that return from inside.

package main

type R struct{ n int }

func (r *R) all(f func(int) bool) {
	for i := 0; i < r.n; i++ {
		if !f(i) {
			return
		}
	}
	println(r)
	println(r)
	for i := 0; i < r.n; i++ {
		if !f(i) {
			return
		}
	}
}

var it func(func(int) bool)

func (r *R) has(x int) bool {
	for v := range it {
		if v == x {
			return true
		}
	}
	return false
}

func named(r *R) (a int, err error) {
	for v := range it {
		if v == 3 {
			return v, nil
		}
	}
	return 0, nil
}

func blank(r *R) (_ int, err error) {
	for v := range it {
		if v == 3 {
			return v, nil
		}
	}
	return 0, nil
}

func dyn(f func(func(int) bool)) (int, error) {
	for v := range f {
		if v == 3 {
			return v, nil
		}
	}
	return 0, nil
}
func main() { println((&R{}).has(3)) }
