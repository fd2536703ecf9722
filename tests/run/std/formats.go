// Package fmt: verbs, flags, methods that it finds, scanning.
package main

import "fmt"

type point struct {
	X, Y int
	name string
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }

type secret string

func (secret) GoString() string { return "secret(...)" }

type custom int

func (c custom) Format(f fmt.State, verb rune) {
	width, ok := f.Width()
	fmt.Fprintf(f, "<%c %d %v %t>", verb, width, ok, f.Flag('+'))
}

type failing struct{}

func (failing) Error() string { panic("cannot say") }

type node struct {
	value int
	next  *node
}

func main() {
	p := point{1, -2, "p"}
	fmt.Printf("%v %+v %#v %T\n", p, p, p, p)
	fmt.Printf("%v %+v\n", &p, []*int{nil})
	fmt.Printf("%d|%5d|%-5d|%05d|%+d|%x|%X|%#x|%o|%#o|%b|%c|%q|%U\n", 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42)
	fmt.Printf("%f|%.2f|%8.3f|%-8.1f|%e|%g|%G|%+.1e\n", 3.14159, 3.14159, 3.14159, 3.14159, 314159.0, 1e21, 1e-10, 12345.678)
	fmt.Printf("%s|%10s|%-10s|%.2s|%q|%x|% x|%#q\n", "hello", "hello", "hello", "hello", "hel\"lo", "hello", "hello", "hello")
	fmt.Printf("%t|%v|%p\n", true, false, nil)
	fmt.Printf("%v %v %v %v\n", []string{"a", "b"}, [3]bool{true}, map[string]int{"z": 26, "a": 1, "m": 13}, struct{}{})
	fmt.Printf("%#v %#v %#v\n", []string{"a"}, map[int]string{1: "x"}, struct{ A any }{nil})
	fmt.Printf("%v %s %d\n", celsius(21.55), celsius(-3), celsius(1))
	fmt.Printf("%#v %v %+5d %s\n", secret("x"), secret("x"), custom(3), custom(4))
	fmt.Printf("%v %v\n", failing{}, error(nil))
	fmt.Printf("%!|%z|%d\n", 1)
	fmt.Printf("%d %d\n", 1, 2, 3)
	fmt.Printf("%[2]d %[1]d %*d %.*f\n", 1, 2, 5, 3, 2, 2.71828)
	fmt.Printf("%v %v %.3v %v\n", 1+2i, complex64(-1i), 1.0/3+0i, uint8(200))
	fmt.Printf("%6.2f%%|%x|%X|%v\n", 99.5, []byte("abc"), "xyz", []byte{1, 2})
	fmt.Printf("%v %+v\n", node{1, nil}, struct {
		P *point
		E error
	}{nil, nil})
	fmt.Println(fmt.Sprint("a", 1, 2, "b", "c", 3.0), fmt.Sprintln("end", nil))

	var name string
	var age int
	var height float64
	n, err := fmt.Sscanf("Ann 42 1.75", "%s %d %f", &name, &age, &height)
	fmt.Println(n, err, name, age, height)
	n, err = fmt.Sscan("7 x", &age, &age)
	fmt.Println(n, err, age)
	var hex int
	fmt.Sscanf("ff", "%x", &hex)
	fmt.Println(hex, fmt.Append(nil, "bytes", 1))
}
