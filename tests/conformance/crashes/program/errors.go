package main

import (
	"runtime"
	"strings"
	"unsafe"
)

var (
	zero     int
	minusOne = -1
	five     = 5
	nine     = 9
	numbers  = []int{1, 2, 3}
	array    [4]int
	text     = "text"
	nilMap   map[string]int
	nilPair  *pair
	nilFunc  func(int) int
	empty    any
	reader   interface{ Read([]byte) (int, error) }
	holder   any = pair{1, 2}
	sinkInt  int
	sinkAny  any
	huge     int64 = 1 << 62
	byteFive uint8 = 5
	maxU     uint64 = 1<<64 - 1
)

type big struct {
	pad [1 << 16]byte
	x   int
}

type method interface{ missing() }

type twoMethods interface {
	String() string
	missing()
}

var nilBig *big

func (p pair) value() int { return p.a }

func init() {
	add("index", func() { sinkInt = numbers[five] })
	add("index_negative", func() { sinkInt = numbers[minusOne] })
	add("index_array", func() { sinkInt = array[nine] })
	add("index_string", func() { sinkInt = int(text[five]) })
	add("index_uint8", func() { sinkInt = numbers[byteFive] })
	add("index_uint64", func() { sinkInt = numbers[maxU] })
	add("index_int64", func() { sinkInt = numbers[huge] })
	add("slice_high", func() { numbers = numbers[:five] })
	add("slice_low", func() { numbers = numbers[five:] })
	add("slice_order", func() { low := 2; numbers = numbers[low:minusOne+2] })
	add("slice_negative", func() { numbers = numbers[minusOne:] })
	add("slice_high_negative", func() { numbers = numbers[:minusOne] })
	add("slice_string", func() { text = text[:nine] })
	add("slice_string_low", func() { text = text[five:] })
	add("slice_array", func() { numbers = array[:five] })
	add("slice3_max", func() { numbers = numbers[0:1:nine] })
	add("slice3_max_negative", func() { numbers = numbers[0:1:minusOne] })
	add("slice3_high", func() { numbers = numbers[0:five:3] })
	add("slice3_high_negative", func() { numbers = numbers[0:minusOne:3] })
	add("slice3_low", func() { numbers = numbers[five-2:2:3] })
	add("slice3_low_negative", func() { numbers = numbers[minusOne:2:3] })
	add("slice3_array", func() { numbers = array[0:1:nine] })
	add("slice_to_array", func() { array = [4]int(numbers) })
	add("slice_to_array_pointer", func() { sinkInt = (*[4]int)(numbers)[0] })
	add("nil_map", func() { nilMap["a"] = 1 })
	add("nil_pointer", func() { sinkInt = nilPair.b })
	add("nil_pointer_store", func() { nilPair.b = 1 })
	add("nil_pointer_far", func() { sinkInt = nilBig.x })
	add("nil_func", func() { sinkInt = nilFunc(1) })
	add("nil_interface_call", func() { _, _ = reader.Read(nil) })
	add("nil_method_wrapper", func() { var v interface{ value() int } = nilPair; sinkInt = v.value() })
	add("divide", func() { sinkInt = five / zero })
	add("modulo", func() { sinkInt %= zero })
	add("shift", func() { sinkInt = five << minusOne })
	add("shift_right", func() { sinkInt = five >> minusOne })
	add("assert_nil", func() { sinkInt = empty.(int) })
	add("assert_other", func() { sinkInt = holder.(int) })
	add("assert_interface_nil", func() { sinkAny = empty.(method) })
	add("assert_missing", func() { sinkAny = holder.(method) })
	add("assert_missing_two", func() { sinkAny = holder.(twoMethods) })
	add("assert_from_interface", func() { sinkAny = reader.(*strings.Reader) })
	add("assert_from_interface_other", func() { reader = strings.NewReader(""); sinkAny = reader.(interface{ Foo() }) })
	add("assert_scopes", func() {
		type pair struct{ a, b int }
		sinkAny = holder.(pair)
	})
	add("assert_generic", func() { sinkAny = holder.(box[string]) })
	add("close_nil", func() { var c chan int; close(c) })
	add("close_closed", func() { c := make(chan int); close(c); close(c) })
	add("send_closed", func() { c := make(chan int, 1); close(c); c <- 1 })
	add("select_closed", func() {
		c := make(chan int, 1)
		close(c)
		select {
		case c <- 1:
		default:
		}
	})
	add("makeslice", func() { numbers = make([]int, minusOne) })
	add("makeslice_huge", func() { sinkAny = make([]int64, huge) })
	add("makeslice_cap", func() { numbers = make([]int, five, five-2) })
	add("makechan", func() { sinkAny = make(chan int, minusOne) })
	add("makemap_negative", func() { sinkAny = make(map[int]int, minusOne); panic("made") })
	add("unhashable", func() { m := map[any]int{}; m[numbers] = 1 })
	add("unhashable_lookup", func() { m := map[any]int{1: 1}; sinkInt = m[[]int{1}] })
	add("unhashable_nested", func() { m := map[any]int{}; m[[1]any{func() {}}] = 1 })
	add("uncomparable", func() { a := any(numbers); println(a == a) })
	add("uncomparable_struct", func() { a := any(struct{ f func() }{}); println(a == a) })
	add("unsafe_slice_negative", func() { sinkAny = unsafe.Slice(&five, minusOne) })
	add("unsafe_slice_nil", func() { var p *int; sinkAny = unsafe.Slice(p, five) })
	add("unsafe_string", func() { sinkAny = unsafe.String((*byte)(nil), five) })
	add("append_huge", func() { s := make([]struct{}, 1<<62); s = append(s, s...); s = append(s, s...); println(len(s)) })
	add("strings_repeat", func() { sinkAny = strings.Repeat("x", minusOne) })
	add("error_value", func() {
		defer func() {
			e := recover().(runtime.Error)
			println(e.Error())
			panic(e)
		}()
		sinkInt = numbers[five]
	})
	add("panic_nil", func() { panic(nil) })
	add("range_func_after", func() {
		for range func(yield func() bool) { yield(); yield() } {
			break
		}
	})
	add("range_func_missed", func() {
		for range func(yield func() bool) {
			defer func() { recover() }()
			yield()
		} {
			panic("swallowed")
		}
	})
}
