package p

func a() int {
	for {
	}
}

func b(x int) int {
	switch x {
	case 1:
		return 1
	default:
		panic("no")
	}
}

func c(x int) int {
	if x > 0 {
		return 1
	} else if x < 0 {
		return 2
	} else {
		return 3
	}
}

func d() int {
L:
	for {
		for {
			break L
		}
	}
} // ERROR "missing return"

func e(x int) int {
	if x > 0 {
		return 1
	}
} // ERROR "missing return"

func f(x any) int {
	switch x.(type) {
	case int:
		return 1
	}
} // ERROR "missing return"

func g(c chan int) int {
	select {
	case <-c:
		return 1
	}
}

func h() (int, string) {
	return 1 // ERROR "not enough return values\n\thave \(number\)\n\twant \(int, string\)"
}

func i() {
	return 1 // ERROR "too many return values\n\thave \(number\)\n\twant \(\)"
}

func j() (r int, err error) {
	if r == 0 {
		return
	}
	return h() // ERROR "cannot use 2nd function result \(value of type string\) as error value in return statement: string does not implement error \(missing method Error\)"
}

func k() int {
	goto end
end:
	return 1
}

func l() int {
	{
		return 1
	}
}

func m() (x int) {
	func() int {
	}() // ERROR "missing return"
	return
}
