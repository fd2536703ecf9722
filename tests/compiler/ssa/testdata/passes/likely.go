// passes: likely
package main

func helper() {}

func loop(n int) int {
	sum := 0
	for i := 0; i < n; i++ {
		if sum > 1000 {
			break
		}
		sum += i
	}
	return sum
}

func call(a int) int {
	if a > 0 {
		helper()
	} else {
		a = -a
	}
	return a
}

func leaves(a int) int {
	if a > 0 {
		panic("positive")
	}
	return a
}

func even(a int) int {
	if a > 0 {
		a++
	} else {
		a--
	}
	return a
}

func main() {}
