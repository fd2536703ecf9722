// A panic deep in calls.
package main

func outer(n int) {
	if n == 0 {
		inner([]int{})
	}
	outer(n - 1)
}

func inner(s []int) { s[0] = 1 }

func main() {
	println("before")
	outer(3)
	println("after")
}
