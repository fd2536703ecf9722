package p

func f() {
	if a {
	} else if b := c(); b {
	} else {
	}
	for a {
	}
	for i := 0; i < n; i++ {
	}
	for ; ; {
	}
	for ; a; {
	}
	for range c {
	}
	for i := range 10 {
	}
	for k, v = range m {
	}
	switch {
	}
	switch x := f(); x {
	case 1, 2:
		g()
	case 3:
	default:
		h()
	}
	switch x := y.(type) {
	case int, *T, []int, func(), nil:
	}
	switch a := 1; a.(type) {
	}
	select {
	case <-c:
	case x, ok := <-c:
	case c <- 1:
		g()
	default:
	}
}
