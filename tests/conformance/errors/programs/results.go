package main

func f(n int) int {
	if n > 0 {
		return 1
	} else if n < 0 {
		return -1
	}
}

func g() (n int, err error) {
	{
		err := error(nil)
		return
	}
}

func h() { return 1 }

func k() int { return }

func l() (int, string) { return "a", 1 }

func m() int {
	for {
		break
	}
}

func n() int {
	panic("x")
}
