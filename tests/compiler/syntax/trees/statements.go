package p

func f() {
	;
	var a int
	const b = 1
	type c int
	a = 1
	a, b := 1, 2
	a += 1
	a <<= 2
	a++
	b--
	c <- d
	<-c
	go f()
	defer func() {}()
	return
	return 1, 2
L:
	for {
		break
		continue L
		goto M
	}
M:
	{
		f();
	}
	switch { case 1: fallthrough; default: }
N: }
