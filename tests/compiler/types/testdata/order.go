package p

var a = b + f()
var b = 2

func f() int { return c }

var c = 3

var x = g() // ERROR "initialization cycle for x"

func g() int { return h() }
func h() int { return x }

var m = n // ERROR "initialization cycle for m"
var n = m

var self = self // ERROR "initialization cycle: self refers to itself"
