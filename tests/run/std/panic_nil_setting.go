// A program that asks for it gets nil from recover after panic(nil); the setting may change while it runs.

//go:debug panicnil=1
package main

import (
	"fmt"
	"os"
)

func try(f func()) (v any, panicked bool) {
	panicked = true
	defer func() { v = recover() }()
	f()
	return nil, false
}

func main() {
	fmt.Println(try(func() { panic(nil) }))
	fmt.Println(try(func() {
		defer func() { panic("second") }()
		panic(nil)
	}))
	os.Setenv("GODEBUG", "panicnil=0,other=1")
	fmt.Println(try(func() { panic(nil) }))
	os.Setenv("GODEBUG", "other=1")
	fmt.Println(try(func() { panic(nil) }))
	os.Unsetenv("GODEBUG")
	defer println("leaving")
	panic(nil)
}
