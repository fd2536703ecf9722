package p; import "fmt"; var x int; func f() { return }; type T struct{}
var y = 1 /* comment
over lines */ var z = 2
func g() int {
	return 1 // comment
}
var (a int; b = 2)
var fn =
func() {}
func h() { x := []int{
	1,
	2,
}; if x != nil { g() } }
