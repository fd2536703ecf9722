package p

type I interface {
	M()
	N(int) string
}

type J interface {
	I
	O()
}

type V struct{}

func (V) M()           {}
func (V) N(int) string { return "" }

type P struct{}

func (*P) M()           {}
func (*P) N(int) string { return "" }
func (*P) O()           {}

type W struct{ V }

type Bad struct{}

func (Bad) M()        {}
func (Bad) N() string { return "" }

var (
	_ I = V{}
	_ I = &V{}
	_ I = W{}
	_ J = &P{}
	_ I = P{}   // ERROR "P does not implement I \(method M has pointer receiver\)"
	_ I = Bad{} // ERROR "Bad does not implement I \(wrong type for method N\)\n\t\thave N\(\) string\n\t\twant N\(int\) string"
	_ J = V{}   // ERROR "V does not implement J \(missing method O\)"
	_ I = 1     // ERROR "int does not implement I \(missing method M\)"
	_   = V.M
	_   = (*P).O
	_   = P.O // ERROR "invalid method expression P.O \(needs pointer receiver \(\*P\).O\)"
	_   = I.N
)

func use(i I, j J, a any) {
	i = j
	j = i // ERROR "I does not implement J \(missing method O\)"
	j = i.(J)
	_ = i.(V)
	_ = i.(int) // ERROR "impossible type assertion: i.\(int\)\n\tint does not implement I \(missing method M\)"
	i.M()
	i.X() // ERROR "i.X undefined \(type I has no field or method X\)"
	i.m() // ERROR "i.m undefined \(type I has no field or method m, but does have method M\)"
	_ = a == i
	_ = i == V{}
	_ = i == nil
	P{}.M() // ERROR "cannot call pointer method M on P"
	var f func(int) string = i.N
	_ = f
	var p *I
	p.M() // ERROR "p.M undefined \(type \*I is pointer to interface, not interface\)"
}
