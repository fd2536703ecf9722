package p

func f(x int, s string, c chan int, m map[string]int, a any) {
	if x { // ERROR "non-boolean condition in if statement"
	}
	for x { // ERROR "non-boolean condition in for statement"
	}
	switch x {
	case 1, 2:
		fallthrough
	case "a": // ERROR "cannot convert \"a\" \(untyped string constant\) to type int|mismatched types"
	case 2: // ERROR "duplicate case 2 \(constant of type int\) in expression switch"
	}
	switch {
	case x > 1:
	case x: // ERROR "invalid case x in switch \(mismatched types int and bool\)|invalid case x in switch on true"
	}
	switch y := a.(type) {
	case int:
		x = y
	case string, bool:
		_ = y
	case nil:
	case int: // ERROR "duplicate case int in type switch"
	}
	switch x.(type) { // ERROR "x \(variable of type int\) is not an interface"
	}
	for i := range 10 {
		_ = i
	}
	for i, r := range s {
		var b rune = r
		_, _ = i, b
	}
	for k, v := range m {
		_, _ = k, v
	}
	for v := range c {
		_ = v
	}
	for v, w := range c { // ERROR "range over c \(variable of type chan int\) permits only one iteration variable"
		_ = v
	}
	for range 1.5 { // ERROR "cannot range over 1.5"
	}
	for i := range func(yield func(int, string) bool) {} {
		_ = i
	}
	for range func() {} { // ERROR "cannot range over func\(\) {} .*: func must be func\(yield func\(...\) bool\): wrong argument count"
	}
	select {
	case v := <-c:
		_ = v
	case c <- 1:
	case v, ok := <-c:
		_, _ = v, ok
	default:
	}
	break    // ERROR "break is not in a loop, switch, or select"
	continue // ERROR "continue is not in a loop"
	go f     // ERROR "expression in go must be function call"
	defer recover()
	defer len(s) // ERROR "defer discards result of len\(s\)"
	x + 1        // ERROR "x \+ 1 \(value of type int\) is not used"
	len          // ERROR "len \(built-in\) must be called"
	<-c
	c <- "a" // ERROR "cannot use \"a\" \(untyped string constant\) as int value in send"
	s++      // ERROR "invalid operation: s\+\+ \(non-numeric type string\)"
}

func labels() {
outer:
	for {
		for {
			continue outer
		}
		break outer
	}
	goto missing // ERROR "label missing not defined"
	goto over    // ERROR "goto over jumps over declaration of v at a.go:81:6"
	var v int
	_ = v
over:
}
