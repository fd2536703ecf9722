// Switches over strings, types of operands mixed, and many cases.
package main

func month(name string) int {
	switch name {
	case "jan":
		return 1
	case "feb":
		return 2
	case "mar", "april":
		return 3
	case "":
		return -1
	}
	return 0
}

func digit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

func parse(s string, base int) (n int, ok bool) {
	if s == "" {
		return
	}
	for i := 0; i < len(s); i++ {
		d := digit(s[i])
		if d < 0 || d >= base {
			return n, false
		}
		n = n*base + d
	}
	return n, true
}

func main() {
	println(month("jan"), month("april"), month("x"), month(""))
	println(parse("1234", 10))
	println(parse("ff", 16))
	println(parse("12z", 10))
	println(parse("", 10))
	for _, f := range []float64{0.5, 1, 2} {
		switch f {
		case 1:
			println("one")
		case 0.5:
			println("half")
		default:
			println("other")
		}
	}
}
