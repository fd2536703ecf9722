package p

func f() {
	if x == (T{1}) {
	}
	for _, x := range []int{1, 2} {
	}
	for _, x := range [...]struct{ a int }{{1}} {
	}
	if f := func() bool { return true }; f() {
	}
	for range func(yield func(int) bool) { yield(1) } {
	}
	if m := map[string]T{"a": {}}; m["a"] == v {
	}
	if f(T{}) && a[T{}.x] {
	}
	switch x := (struct{ a int }{1}); x.a {
	}
	if _, ok := x.(interface{ m() }); ok {
	}
	if x.y {
	}
	for i := range n[int] {
	}
	if []int(nil) == nil {
	}
	switch struct{}{} {
	}
}
