// A program that dies in as many ways as its cases have names.
package main

import "os"

// cases holds what each argument makes the program do.
var cases = map[string]func(){}

// add is called by the files' init functions.
func add(name string, run func()) { cases[name] = run }

func main() {
	if len(os.Args) < 2 {
		for name := range cases {
			println(name)
		}
		return
	}
	cases[os.Args[1]]()
}
