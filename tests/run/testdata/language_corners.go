// Corners: who recovers through wrappers, comparisons, conversions, complex numbers, order, operands from one call.

package main

import "unsafe"

type E struct{ n int }

func (e E) Val() int   { return e.n }
func (e *E) Ptr() int  { e.n++; return e.n }
func (e E) Recover()   { println("val recovered", recover() != nil) }
func (e *E) PRecover() { println("ptr recovered", recover() != nil) }

type I interface {
	Val() int
	Recover()
}
type Outer struct{ E }
type POuter struct{ *E }
type IOuter struct{ I }
type Deep struct{ *POuter }

func two() (int, string)     { return 1, "two" }
func sl() ([]int, int)       { return []int{1}, 7 }
func cc() (float64, float64) { return 3, -4 }
func cp() ([]byte, string)   { return make([]byte, 3), "abcdef" }

func deferRec(kind int) {
	defer func() {
		if r := recover(); r != nil {
			println("outer recovers", kind)
		}
	}()
	o := Outer{E{1}}
	p := POuter{&E{2}}
	i := IOuter{o}
	d := Deep{&p}
	var ii I = &o
	var ji I = i
	switch kind {
	case 0:
		defer o.Recover()
	case 1:
		defer p.Recover()
	case 2:
		defer i.Recover()
	case 3:
		defer ii.Recover()
	case 4:
		defer ji.Recover()
	case 5:
		defer d.Recover()
	case 6:
		defer o.PRecover()
	case 7:
		f := o.Recover
		defer f()
	case 8:
		f := Outer.Recover
		defer f(o)
	case 9:
		f := (*Outer).Recover
		defer f(&o)
	case 10:
		f := I.Recover
		defer f(ii)
	case 11:
		f := ii.Recover
		defer f()
	case 12:
		defer recover()
	case 13:
		defer func() { defer recover() }()
	case 14:
		defer func() { func() { recover() }() }()
	}
	panic(kind)
}

type S1 struct {
	a int8
	b int64
	_ int
	f float32
	s string
	i any
}
type Arr [3]S1

func cmp() {
	x := S1{1, 2, 3, 4.5, "s", 5}
	y := S1{1, 2, 9, 4.5, "s", 5}
	println(x == y, x != y)
	y.i = "5"
	println(x == y)
	a, b := Arr{x, x, x}, Arr{x, x, x}
	println(a == b)
	b[2].f = -0.0
	a[2].f = 0
	println(a == b)
	var zero float32
	b[1].f = zero / zero
	a[1].f = b[1].f
	println(a == b, a[1] == a[1])
	var e1, e2 any = [2]int{1, 2}, [2]int{1, 2}
	println(e1 == e2, e1 == any(3), e1 != nil)
	var i1 I = Outer{E{1}}
	println(i1 == any(Outer{E{1}}), Outer{E{1}} == i1, i1 == I(nil))
	var p1, p2 *int
	println(p1 == p2, any(p1) == any(p2), any(p1) == nil)
	type fn struct {
		a [0]int
		s struct{}
	}
	println(fn{} == fn{})
	c1, c2 := complex(1, 2), complex(1, 2)
	println(c1 == c2, c1 != c2, any(c1) == any(c2))
	var ch1, ch2 chan int
	println(ch1 == ch2, ch1 == nil)
	s := "hello"
	t := []byte(s)
	println(string(t) == s, s < "help", s >= "hell", "" < s)
}

func conv() {
	var f = 3.99
	var g = -3.99
	var big = 1e30
	var nan = f - f
	nan /= nan
	println(int(f), int(g), int8(f), uint8(f), uint32(f), uint64(f), float32(big) > 1e29)
	println(nan != nan, uint64(1e19))
	var i8 int8 = -128
	println(uint8(i8), uint16(i8), int16(uint8(i8)), -i8, i8/-1, i8*i8)
	var u64 uint64 = 1<<64 - 1
	println(float64(u64), float32(u64), int64(u64), float64(int64(u64)))
	println(string(rune(0x65e5)), string(rune(-1)), string(rune(0xd800)), string(rune(0x10ffff+1)))
	r := []rune("a\xffé日")
	println(len(r), r[0], r[1], r[2], r[3], string(r), len(string(r)))
	for i, c := range "a\xc0\xafé\xe6\x97" {
		print(i, ":", c, " ")
	}
	println()
	type B []byte
	type MyS string
	b := B("xyz")
	println(string(b), MyS(b), len([]rune(MyS("日本"))))
	arr := [4]int(make([]int, 5))
	ap := (*[2]int)(arr[1:])
	ap[1] = 7
	println(arr[2], len(ap))
	c64 := complex64(complex(1.1, 2.2))
	println(c64, complex128(c64), real(c64), imag(c64))
}

func cplx() {
	var z complex128
	a := complex(1, 2)
	println(a*a, a/complex(0, 1), a/z, -a/z, z/z)
	inf := 1 / real(z)
	println(complex(inf, 1)*a, a/complex(inf, inf), complex(inf, inf)/a)
	b := complex64(a)
	b *= b
	b += 1
	b /= 2i
	println(b, b == complex64(a))
}

func order() {
	a := []int{1, 2, 3}
	i := 0
	i, a[i] = 1, 9
	println(i, a[0], a[1])
	get := func(s string, v int) int { print(s, " "); return v }
	a[get("index", 1)] = get("value", 5)
	_ = [3]int{get("x", 1), get("y", 2), get("z", 3)}
	println()
	m := func() (int, int) { print("m "); return 1, 2 }
	a[get("i1", 0)], a[get("i2", 1)] = m()
	println(a[0], a[1])
	println(len([3]int{get("q", 1)}), cap(a[get("lo", 0):get("hi", 2)]))
}

func several() {
	println(two())
	x := append(sl())
	println(len(x), x[1])
	println(complex(cc()))
	println(copy(cp()))
	defer println(two())
	print(two())
	println(min(two3()))
}
func two3() (int, int) { return 5, 3 }

func unsafes() {
	type T struct {
		a byte
		b int32
		c [3]uint16
	}
	var t T
	t.c[1] = 77
	p := unsafe.Pointer(&t)
	println(*(*uint16)(unsafe.Add(p, unsafe.Offsetof(t.c)+2)), unsafe.Sizeof(t), unsafe.Alignof(t.b))
	s := unsafe.Slice(&t.c[0], 3)
	println(len(s), cap(s), s[1])
	str := unsafe.String((*byte)(p), 1)
	println(len(str))
	println(*unsafe.StringData("q"), *unsafe.SliceData(s[1:]))
	func() {
		defer func() { println(recover().(error).Error()) }()
		n := -1
		_ = unsafe.Slice(&t.a, n)
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var np *int
		_ = unsafe.Slice(np, len(s))
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		n := -5
		_ = unsafe.String((*byte)(p), n)
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		last := (*byte)(unsafe.Pointer(^uintptr(0)))
		println(len(unsafe.Slice(last, 1)))
		_ = unsafe.Slice(last, 2)
	}()
}

func rangeTargets() {
	i, x := 1, []int{10, 20}
	for i, x[i] = range []int{99} {
		println(i, x[0], x[1])
	}
	for x[0], i = range x {
		println(x[0], i)
	}
	c := make(chan int, 1)
	c <- 1
	ok := []bool{false, false}
	i = 0
	select {
	case i, ok[i] = <-c:
	}
	println(i, ok[0], ok[1])
}

func tagless() {
	switch v := any(true); {
	case v:
		println("true as an interface")
	default:
		println("other")
	}
}

var narrow int8 = -128

func wide() {
	if uint8(narrow) != 128 {
		println("not 128")
	}
	println(uint16(narrow) == 65408, narrow < 0)
}

func main() {
	for k := 0; k < 15; k++ {
		func() {
			defer func() {
				if r := recover(); r != nil {
					println("main recovers", k)
				}
			}()
			deferRec(k)
		}()
	}
	cmp()
	conv()
	cplx()
	order()
	several()
	unsafes()
	rangeTargets()
	tagless()
	wide()
}
