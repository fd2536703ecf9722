package main

func inner() {
	defer println("inner deferred")
	var s []int
	_ = s[3]
}

func outer() {
	n := 1
	defer func() { println("outer deferred", n) }()
	n = 2
	inner()
}

func main() {
	for i := 0; i < 2; i++ {
		defer println("main", i)
	}
	outer()
}
