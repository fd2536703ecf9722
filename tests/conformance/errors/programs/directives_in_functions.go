package f

//go:noinline
var x int = "a"

func g() {
	//go:noinline
	type T int
	//go:embed x.txt
	{
		//go:nosplit
	}
	//go:noinline
	const a = 1 //go:noinline
	x = 2
}

type (
	//go:nosplit
	A int
)

//go:nosplit
type (
	B int
	//go:nosplit
)
var f = func() {
	//go:noinline
	go f()
}
