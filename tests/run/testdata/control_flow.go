// if, for, switch, break, continue, goto, labels.
package main

func classify(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		return "zero"
	case n < 10:
		return "small"
	default:
		return "large"
	}
}

func kind(r rune) int {
	switch r {
	case 'a', 'e', 'i', 'o', 'u':
		return 1
	case ' ':
		return 2
	}
	return 0
}

func falls(n int) {
	switch n {
	case 1:
		print("one ")
		fallthrough
	case 2:
		print("two ")
		fallthrough
	default:
		print("default ")
	case 3:
		print("three ")
	}
	println()
}

func counted() int {
	i := 0
loop:
	if i < 5 {
		i++
		goto loop
	}
	return i
}

func main() {
	for _, n := range []int{-5, 0, 7, 70} {
		println(classify(n))
	}
	vowels := 0
	for _, r := range "hello world" {
		if kind(r) == 1 {
			vowels++
		} else if kind(r) == 2 {
			continue
		}
	}
	println(vowels)
	for n := 1; n <= 4; n++ {
		falls(n)
	}
	println(counted())
outer:
	for i := 0; i < 5; i++ {
		for j := 0; ; j++ {
			if j == 3 {
				continue outer
			}
			if i == 3 {
				break outer
			}
			print(i, j, " ")
		}
	}
	println()
	n := 27
	steps := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	println(steps)
	if x := steps * 2; x > 100 {
		println("big", x)
	} else {
		println("little", x)
	}
	switch x := steps % 3; x {
	case 0, 1:
		println("0 or 1")
	case 2:
		println("2")
	}
	for {
		steps--
		if steps < 100 {
			break
		}
	}
	println(steps)
	switch {
	}
	for i := range 3 {
		print(i, " ")
	}
	for range 2 {
		print("again ")
	}
	println()
	var limit uint8 = 3
	for i := range limit {
		print(i, ";")
	}
	println()
}
