package main

import (
	"fmt"
	"sort"
)

func main() {
	x := 1
	var y int
	z := func() { w := 2 }
	for i := 0; ; {
	}
	switch t := any(x).(type) {
	}
	fmt.Sprint(1) + "a"
	y = 2
	1
	x == 1
	<-make(chan int)
	len("a")
	func() {}
}
