package main

type iface interface{ get() int }
type value struct{ n int }
type other struct{ n int }

func (v value) get() int  { return v.n }
func (o *other) get() int { return o.n }

func known() int {
	var i iface = value{1}
	return i.get()
}
func pointer() int {
	i := iface(&other{2})
	return i.get()
}
func twoTypes(c bool) int {
	var i iface = value{1}
	if c {
		i = &other{1}
	}
	return i.get()
}
func sameType(c bool) int {
	var i iface
	if c {
		i = value{2}
	} else {
		i = value{3}
	}
	return i.get()
}
func addressed() int {
	var i iface = value{1}
	p := &i
	_ = p
	return i.get()
}
func made(n int) iface   { return value{n} }
func fromResult() int    { return made(1).get() }
func fromVariable() int  { i := made(2); return i.get() }
func passed(i iface) int { return i.get() }
func passes() int        { return passed(value{3}) }
func chosen(c bool) iface {
	if c {
		return value{1}
	}
	return &other{2}
}
func fromChosen() int { return chosen(true).get() }
func asserted(x any) int {
	var y any = value{3}
	return y.(iface).get() + x.(iface).get()
}
func deferred() {
	var i iface = value{1}
	defer i.get()
}
func inClosure() func() int {
	var i iface = value{1}
	return func() int { return i.get() }
}
func ranged(xs []iface) (n int) {
	for _, x := range xs {
		n += x.get()
	}
	return
}
func nilOnly() int {
	var i iface
	return i.get()
}

func main() {}
