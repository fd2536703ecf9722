// What a program learns of its calls: functions, lines and inlined calls.
package main

import "runtime"

type counter struct{ n int }

func here() (string, int) {
	pc, _, line, ok := runtime.Caller(1)
	if !ok {
		return "?", 0
	}
	return runtime.FuncForPC(pc).Name(), line
}

//go:noinline
func (c *counter) walk(n int) {
	if n > 0 {
		c.walk(n - 1)
		return
	}
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		frame, more := frames.Next()
		println(frame.Function, frame.Line)
		if !more || frame.Function == "main.main" {
			break
		}
	}
}

func through(c *counter) { c.walk(2) }

func twice(c *counter) {
	through(c)
	func() { c.walk(0) }()
}

func main() {
	name, line := here()
	println(name, line)
	c := &counter{}
	twice(c)
	buf := make([]byte, 64)
	println(string(buf[:runtime.Stack(buf, false)][:22]))
}
