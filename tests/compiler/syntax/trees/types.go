package p

type A int
type B = A
type (
	C struct {
		A
		*B
		p.D
		G[int]
		x, y int "tag"
		z []int `json:"z"`
		a [4]int
		f func(int)
		_ struct{}
	}
	D interface {
		m()
		n(a int) (b string)
		E
		~int | ~string | p.Q
		*A | []B
		interface{ o() }
	}
)
type E map[string][]*E
type F chan int
type G <-chan chan<- (<-chan int)
type H chan (<-chan int)
type I [N * 2]int
type J [...]int
type K (((int)))
