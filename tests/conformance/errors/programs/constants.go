package main

const (
	big   = 1 << 100
	small = big >> 98
	bad   = 1 / (small - 4)
)

var a int32 = big
var b uint = -1
var c byte = 'a' + 200
var d = [small]int{1, 2, 3, 4, 5}
var e int = 2.5
var f = "a" + 1
