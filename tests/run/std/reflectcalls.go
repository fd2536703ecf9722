package main

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

type T struct{ n int }

func (t T) Rec()          { fmt.Println("T.Rec", recover(), t.n) }
func (t *T) PRec()        { fmt.Println("T.PRec", recover(), t.n) }
func (t T) Boom(s string) { panic("boom " + s) }

type R interface{ Rec() }

type E struct{ R }

func rec() { fmt.Println("rec", recover()) }

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "outer", e)
		}
	}()
	f()
	fmt.Println(name, "done")
}

func main() {
	void := reflect.TypeOf(func() {})
	made := func(f func()) func() {
		return reflect.MakeFunc(void, func([]reflect.Value) []reflect.Value { f(); return nil }).Interface().(func())
	}
	try("call", func() { defer reflect.ValueOf(rec).Call(nil); panic(1) })
	try("make direct", func() {
		f := reflect.MakeFunc(void, func([]reflect.Value) []reflect.Value { fmt.Println("in", recover()); return nil }).Interface().(func())
		defer f()
		panic(2)
	})
	try("make deeper", func() { defer made(rec)(); panic(3) })
	try("method value", func() { defer reflect.ValueOf(T{4}).Method(1).Interface().(func())(); panic(4) })
	try("method value ptr", func() { defer reflect.ValueOf(&T{5}).Method(1).Interface().(func())(); panic(5) })
	try("method call", func() { defer reflect.ValueOf(T{6}).Method(1).Call(nil); panic(6) })
	try("iface method value", func() {
		var r R = T{7}
		defer reflect.ValueOf(&r).Elem().Method(0).Interface().(func())()
		panic(7)
	})
	try("embedded", func() { defer reflect.ValueOf(E{T{8}}).Method(0).Interface().(func())(); panic(8) })
	try("panic in call", func() { reflect.ValueOf(T{}).MethodByName("Boom").Call([]reflect.Value{reflect.ValueOf("x")}) })
	try("panic in made", func() { made(func() { panic(errors.New("made")) })() })
	try("runtime error", func() {
		var p *T
		reflect.ValueOf(func() { p.n++ }).Call(nil)
	})
	done := make(chan bool)
	go func() {
		defer close(done)
		defer fmt.Println("goexit deferred")
		reflect.ValueOf(func() { defer fmt.Println("inner"); runtime.Goexit() }).Call(nil)
		fmt.Println("not reached")
	}()
	<-done
	done = make(chan bool)
	go reflect.ValueOf(func(a int, s ...string) { fmt.Println("go call", a, s); close(done) }).Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf("a"), reflect.ValueOf("b")})
	<-done
	done = make(chan bool)
	go made(func() { fmt.Println("go made"); close(done) })()
	<-done
	for _, bad := range []func(){
		func() { reflect.ValueOf(rec).Call([]reflect.Value{reflect.ValueOf(1)}) },
		func() { reflect.ValueOf(strings.ToUpper).Call([]reflect.Value{reflect.ValueOf(1)}) },
		func() { var f func(); reflect.ValueOf(f).Call(nil) },
		func() { reflect.ValueOf(strings.ToUpper).Call([]reflect.Value{{}}) },
		func() { made(nil)() },
		func() {
			reflect.MakeFunc(reflect.TypeOf(func() int { return 0 }), func([]reflect.Value) []reflect.Value { return nil }).Interface().(func() int)()
		},
		func() {
			reflect.MakeFunc(reflect.TypeOf(func() int { return 0 }), func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf("")} }).Interface().(func() int)()
		},
	} {
		try("bad", bad)
	}
	// Types made at run time.
	intT, strT := reflect.TypeOf(0), reflect.TypeOf("")
	st := reflect.StructOf([]reflect.StructField{{Name: "A", Type: intT}, {Name: "B", Type: reflect.ArrayOf(3, strT)}, {Name: "C", Type: reflect.TypeOf(1.5)}})
	ft := reflect.FuncOf([]reflect.Type{st, reflect.SliceOf(st), reflect.MapOf(strT, st)}, []reflect.Type{st, intT, reflect.ChanOf(reflect.BothDir, st)}, false)
	fv := reflect.MakeFunc(ft, func(in []reflect.Value) []reflect.Value {
		fmt.Printf("%T %v %v %v\n", in[0].Interface(), in[0], in[1], in[2])
		return []reflect.Value{in[1].Index(0), reflect.ValueOf(in[1].Len()), reflect.Zero(ft.Out(2))}
	})
	sv := reflect.New(st).Elem()
	sv.Field(0).SetInt(42)
	sv.Field(1).Index(2).SetString("two")
	sl := reflect.Append(reflect.MakeSlice(reflect.SliceOf(st), 0, 0), sv, sv)
	mv := reflect.MakeMap(reflect.MapOf(strT, st))
	mv.SetMapIndex(reflect.ValueOf("k"), sv)
	for _, r := range fv.Call([]reflect.Value{sv, sl, mv}) {
		fmt.Println(r.Type(), r)
	}
	many := make([]reflect.Type, 50)
	args := make([]reflect.Value, 50)
	for i := range many {
		many[i], args[i] = intT, reflect.ValueOf(i)
		if min(i, 49-i)%3 == 1 {
			many[i], args[i] = reflect.TypeOf(1.5), reflect.ValueOf(float64(i)/2)
		}
	}
	big := reflect.MakeFunc(reflect.FuncOf(many, many, false), func(in []reflect.Value) []reflect.Value {
		for i, j := 0, len(in)-1; i < j; i, j = i+3, j-3 {
			in[i], in[j] = in[j], in[i]
		}
		return in
	})
	fmt.Println(big.Call(args))
	var depth func(n int) int
	depth = func(n int) int {
		if n == 0 {
			return 0
		}
		return 1 + int(reflect.ValueOf(depth).Call([]reflect.Value{reflect.ValueOf(n - 1)})[0].Int())
	}
	fmt.Println(depth(5000))
}
