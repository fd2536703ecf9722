package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

func where() string {
	_, file, line, ok := runtime.Caller(1)
	return fmt.Sprint(file[strings.LastIndexByte(file, '/')+1:], ":", line, " ", ok)
}

func inlinedWhere() string { return where() }

type site struct{ name string }

func (s site) callers(skip int) {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(skip, pcs[:])])
	for {
		f, more := frames.Next()
		fn := "-"
		if f.Func != nil {
			fn = f.Func.Name()
		}
		fmt.Println(s.name, f.Function, f.File[strings.LastIndexByte(f.File, '/')+1:], f.Line, fn, f.Entry != 0)
		if !more {
			break
		}
	}
}

func (s site) inlinedCallers() { s.callers(0) }

func init() {
	add("caller", func() {
		fmt.Println(where())
		fmt.Println(inlinedWhere())
		func() { fmt.Println(where()) }()
	})
	add("callers", func() {
		site{"direct"}.callers(0)
		site{"inlined"}.inlinedCallers()
		for skip := range 5 {
			site{fmt.Sprint("skip", skip)}.callers(skip)
		}
		defer site{"deferred"}.callers(1)
		defer func() {
			recover()
			site{"recovered"}.callers(1)
		}()
		sinkInt = nilPair.a
	})
	add("callers_method_value", func() {
		f := site{"value"}.callers
		f(1)
		var i interface{ callers(int) } = &site{"pointer"}
		i.callers(1)
		done := make(chan bool)
		go func() { defer close(done); i.callers(1) }()
		<-done
	})
	add("callers_generic", func() { genericCallers(1); genericCallers("x"); box[int]{}.callers() })
	add("callers_deep", func() { deepCallers(3) })
	add("func_for_pc", func() {
		pc, _, _, _ := runtime.Caller(0)
		f := runtime.FuncForPC(pc)
		file, line := f.FileLine(pc)
		fmt.Println(f.Name(), file[strings.LastIndexByte(file, '/')+1:], line, f.Entry() < pc)
		fmt.Println(runtime.FuncForPC(1) == nil, (*runtime.Func)(nil).Name() == "")
		pc, _, line, _ = runtime.Caller(100)
		fmt.Println(pc, line)
	})
	add("print_stack", func() { printStack(2) })
	add("debug_stack", func() { os.Stderr.Write(debug.Stack()) })
	add("stack_all", func() {
		alongside()
		buf := make([]byte, 1<<16)
		os.Stderr.Write(buf[:runtime.Stack(buf, true)])
	})
	add("stack_short", func() {
		buf := make([]byte, 30)
		os.Stderr.Write(buf[:runtime.Stack(buf, false)])
		println()
	})
	add("stack_in_defer", func() {
		defer func() { debug.PrintStack(); recover() }()
		panic("x")
	})
	add("stack_after_fault", func() {
		defer func() { debug.PrintStack(); recover() }()
		sinkInt = nilPair.a
	})
	add("stack_goroutine", func() {
		done := make(chan bool)
		go func() { debug.PrintStack(); close(done) }()
		<-done
	})
	add("callers_library", func() {
		words := []string{"b", "a"}
		slices.SortFunc(words, func(a, b string) int { site{"sort"}.callers(1); return strings.Compare(a, b) })
		sync.OnceFunc(func() { site{"once"}.callers(1) })()
		for range slices.Values(words) {
			site{"values"}.callers(1)
		}
		strings.Map(func(r rune) rune { site{"map"}.callers(1); return r }, "x")
		time.AfterFunc(0, func() { site{"timer"}.callers(1); panic("timer") })
		select {}
	})
	add("stack_init", func() { os.Stderr.Write(initStack) })
}

var initStack = debug.Stack()

func genericCallers[T any](v T) { site{"generic"}.callers(1) }

func (b box[T]) callers() { site{"method"}.callers(1) }

//go:noinline
func printStack(n int) {
	if n == 0 {
		debug.PrintStack()
		return
	}
	printStack(n - 1)
}

func deepCallers(n int) {
	if n == 0 {
		site{"deep"}.callers(1)
		return
	}
	deepCallers(n - 1)
}
