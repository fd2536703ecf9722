// Package reflect: what it finds in types, values made and changed through it.
package main

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

type shape interface {
	Area() float64
	name() string
}

type base struct{ ID int }

func (b base) Ident() int    { return b.ID }
func (b *base) SetID(id int) { b.ID = id }

type square struct {
	base
	Side  float64 `json:"side" unit:"m"`
	tags  []string
	Inner struct{ A, B int8 }
	Next  *square
	Fn    func(int, ...string) (bool, error)
	Ch    <-chan map[string][2]any
}

func (s square) Area() float64 { return s.Side * s.Side }
func (s square) name() string  { return "square" }

type tree[T any] struct {
	left, right *tree[T]
	value       T
}

func (t *tree[T]) Insert(v T) {}

func describe(t reflect.Type, indent int) {
	fmt.Printf("%s%v kind=%v size=%d align=%d comparable=%t name=%q pkg=%q methods=%d\n", strings.Repeat(" ", indent),
		t, t.Kind(), t.Size(), t.Align(), t.Comparable(), t.Name(), t.PkgPath(), t.NumMethod())
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			f := t.Field(i)
			fmt.Println(strings.Repeat(" ", indent+2), f.Name, f.Type, f.Offset, f.Index, f.Anonymous, f.IsExported(), f.Tag.Get("unit"))
		}
	}
	if t.Kind() == reflect.Func {
		fmt.Println(t.NumIn(), t.NumOut(), t.IsVariadic(), t.In(1), t.Out(1))
	}
}

func main() {
	s := square{base: base{3}, Side: 2}
	describe(reflect.TypeOf(s), 0)
	describe(reflect.TypeOf(&s), 0)
	describe(reflect.TypeOf(s.Fn), 1)
	describe(reflect.TypeFor[shape](), 1)
	describe(reflect.TypeFor[tree[map[string]int]](), 1)
	describe(reflect.TypeFor[*tree[int]](), 1)
	for _, t := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[error](), reflect.TypeFor[unsafe.Pointer](),
		reflect.TypeFor[[3]string](), reflect.TypeFor[map[base]bool](), reflect.TypeFor[any](), reflect.TypeFor[chan<- int]()} {
		describe(t, 0)
	}
	t := reflect.TypeOf(s)
	for i := range t.NumMethod() {
		m := t.Method(i)
		fmt.Println(m.Name, m.Type, m.Index)
	}
	fmt.Println(t.Implements(reflect.TypeFor[shape]()), reflect.TypeFor[base]().Implements(reflect.TypeFor[shape]()),
		reflect.TypeFor[int]().ConvertibleTo(reflect.TypeFor[string]()), reflect.PointerTo(t) == reflect.TypeOf(&s))

	v := reflect.ValueOf(&s).Elem()
	v.FieldByName("Side").SetFloat(5)
	v.Field(0).Field(0).SetInt(9)
	v.FieldByName("Inner").Set(reflect.ValueOf(struct{ A, B int8 }{1, 2}))
	v.FieldByName("Next").Set(reflect.New(t))
	fmt.Println(s.Area(), s.ID, s.Inner, s.Next.Side, v.FieldByName("tags").CanSet(), v.NumField())

	m := reflect.MakeMap(reflect.TypeFor[map[string]int]())
	m.SetMapIndex(reflect.ValueOf("x"), reflect.ValueOf(1))
	for it := m.MapRange(); it.Next(); {
		fmt.Println(it.Key(), it.Value(), m.Len())
	}
	list := reflect.MakeSlice(reflect.TypeFor[[]int](), 0, 2)
	list = reflect.Append(list, reflect.ValueOf(4), reflect.ValueOf(5))
	reflect.Swapper(list.Interface())(0, 1)
	fmt.Println(list, list.Index(0).Int(), list.Slice(1, 2), reflect.Indirect(reflect.ValueOf(&list)).Kind())
	fmt.Println(reflect.DeepEqual(map[string][]int{"a": {1}}, map[string][]int{"a": {1}}), reflect.DeepEqual(s, square{}),
		reflect.Zero(t).Field(1), reflect.ValueOf(uint8(3)).Convert(reflect.TypeFor[float64]()))
	fmt.Println(reflect.SliceOf(reflect.TypeFor[square]()), reflect.MapOf(reflect.TypeFor[string](), t), reflect.ArrayOf(4, t).Size())
	made := reflect.New(reflect.MapOf(reflect.TypeFor[int16](), reflect.TypeFor[[]string]())).Elem()
	made.Set(reflect.MakeMap(made.Type()))
	made.SetMapIndex(reflect.ValueOf(int16(2)), reflect.ValueOf([]string{"two"}))
	fmt.Println(made.Interface(), made.MapIndex(reflect.ValueOf(int16(2))))
	structure := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[int](), Tag: `k:"v"`}, {Name: "B", Type: reflect.TypeFor[string]()}})
	value := reflect.New(structure).Elem()
	value.Field(1).SetString("made")
	fmt.Printf("%+v %v\n", value.Interface(), structure)
	promoted()
	defer func() { fmt.Println(recover()) }()
	reflect.ValueOf(s).Elem()
}

type titled interface{ Title() string }

type label string

func (l *label) Title() string {
	if l == nil {
		return "no label"
	}
	return string(*l)
}

// Pointers to types without a name that only reflection makes have promoted methods.
func promoted() {
	v := reflect.New(reflect.TypeFor[titled]()).Elem()
	v.Set(reflect.ValueOf(struct{ titled }{(*label)(nil)}))
	w := reflect.New(v.Elem().Type()).Elem()
	w.Set(v.Elem())
	found, ok := reflect.TypeAssert[titled](w.Addr())
	fmt.Println(ok, found.Title())

	p := reflect.ValueOf([]struct{ base }{{base{1}}}).Index(0).Addr()
	p.MethodByName("SetID").Call([]reflect.Value{reflect.ValueOf(4)})
	fmt.Println(p.Type(), p.Type().NumMethod(), p.MethodByName("Ident").Call(nil)[0])
	fmt.Println(reflect.PointerTo(reflect.TypeOf(struct{ base int }{})).NumMethod())
}
