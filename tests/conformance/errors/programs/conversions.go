package main

import "unsafe"

type celsius float64

func main() {
	var c celsius = 1
	var f float64 = c
	_ = celsius("1")
	_ = []byte(12)
	_ = string(1.5)
	_ = [3]int([]int{1})
	_ = [3]int([]string{})
	_ = (*int)(&c)
	_ = unsafe.Pointer(1)
	_ = unsafe.Sizeof()
	_ = int("1")
	_ = bool(1)
	_ = f
}
