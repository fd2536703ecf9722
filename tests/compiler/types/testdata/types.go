package p

import "unsafe"

type (
	list   struct{ next *list }
	tree   map[string]tree
	rec    []rec
	fn     func(fn) fn
	ch     chan ch
	iface  interface{ m(iface) iface }
	matrix [2][3]float64
	alias  = list
)

type loop struct{ l loop } // ERROR "invalid recursive type: loop refers to itself"

type l1 struct{ b l2 } // ERROR "invalid recursive type l1\n\ta.go:18:6: l1 refers to l2\n\ta.go:19:6: l2 refers to l1"
type l2 struct{ a [1]l1 }

type self self // ERROR "invalid recursive type: self refers to itself"

var (
	_ [-1]int         // ERROR "invalid array length -1"
	_ [1.5]int        // ERROR "array length 1.5 \(untyped float constant\) must be integer"
	_ map[[]int]int   // ERROR "invalid map key type \[\]int"
	_ struct{ a, a int } // ERROR "a redeclared"
	_ notype          // ERROR "undefined: notype"
	_ [unsafe.Sizeof(list{})]int
	_ *[3]*alias
)

type E1 struct{ F int }
type E2 struct{ F int }
type both struct {
	E1
	*E2
}

var x both
var _ = x.F // ERROR "ambiguous selector x.F"
var _ = x.E1.F

func (list) m()  {}
func (*list) n() {}
func (list) m()  {} // ERROR "method list.m already declared at a.go:44:13"
func (l *alias) o() {}
func (int) p()   {} // ERROR "cannot define new methods on non-local type int"
func (x *nope) q() {} // ERROR "undefined: nope"

func dup(a int, a string) {} // ERROR "a redeclared in this block"
