package p

func variadic(a int, b ...string) {}
func pair() (int, string)         { return 0, "" }

func accepted(ss []string) {
	variadic(1)
	variadic(1, "a", "b")
	variadic(1, ss...)
	variadic(pair())
	_ = append([]byte("a"), "b"...)
	_ = append(ss, "c")
	_ = copy([]byte{}, "abc")
	_ = make([]int, 1, 2)
	_ = make(map[string]int)
	_ = new(int)
	_ = new(1 + 2)
	_ = min(1, 2.5)
	_ = max("a", "b")
	clear(ss)
	_ = len([2]int{}) + cap(ss)
	_ = complex(1, 2)
	_ = real(2i)
	func() {}()
	print(1, "a", nil == nil) // ERROR "invalid operation: nil == nil \(operator == not defined on untyped nil\)"
	println()
	panic(1)
}

func rejected(ss []string) {
	variadic()           // ERROR "not enough arguments in call to variadic\n\thave \(\)\n\twant \(int, ...string\)"
	variadic(1, 2)       // ERROR "cannot use 2 \(untyped int constant\) as string value in argument to variadic"
	variadic("a", ss...) // ERROR "cannot use \"a\" \(untyped string constant\) as int value in argument to variadic"
	accepted(ss, 1)      // ERROR "too many arguments in call to accepted\n\thave \(\[\]string, number\)\n\twant \(\[\]string\)"
	accepted(ss...)      // ERROR "cannot use ... in call to non-variadic accepted"
	ss()                 // ERROR "invalid operation: cannot call ss \(variable of type \[\]string\): \[\]string is not a function"
	len(1)               // ERROR "invalid argument: 1 \(untyped int constant\) for built-in len"
	_ = append(1, 2)     // ERROR "invalid append: argument must be a slice; have 1 \(untyped int constant\)"
	_ = make(int)        // ERROR "invalid argument: cannot make int: type must be slice, map, or channel"
	_ = int("a")         // ERROR "cannot convert \"a\" \(untyped string constant\) to type int"
	_ = []int(ss)        // ERROR "cannot convert ss \(variable of type \[\]string\) to type \[\]int"
	_ = string(1.5)      // ERROR "cannot convert 1.5 \(untyped float constant\) to type string"
	_ = ss["a"]          // ERROR "cannot convert \"a\" \(untyped string constant\) to type int"
	_ = ss[-1]           // ERROR "invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = [2]int{1, 2, 3}  // ERROR "index 2 is out of bounds \(>= 2\)"
	_ = "abc"[5]         // ERROR "invalid argument: index 5 out of bounds \[0:3\]"
	_ = ss[2:1]          // ERROR "invalid slice indices: 1 < 2"
	_ = *ss              // ERROR "invalid operation: cannot indirect ss"
	_ = &1               // ERROR "invalid operation: cannot take address of 1"
	_ = !1               // ERROR "invalid operation: operator ! not defined on 1"
	_ = ss == ss         // ERROR "invalid operation: ss == ss \(slice can only be compared to nil\)"
	_ = 1 && true        // ERROR "mismatched types untyped int and untyped bool"
}
