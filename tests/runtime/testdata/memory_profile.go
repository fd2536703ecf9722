// The profile of memory: each object at a rate of 1, and samples that stand for about what was allocated.
package main

import "runtime"

type thing struct {
	next *thing
	pad  [5]int
}

type flat [40]int

var (
	kept  []*thing
	last  *thing
	other *flat
	parts [][]byte
)

//go:noinline
func keep() {
	for range 1000 {
		kept = append(kept, &thing{})
	}
}

//go:noinline
func drop() {
	for range 1000 {
		last = &thing{}
	}
}

//go:noinline
func tiny() (sum int) {
	for i := range 4000 {
		p := new(int32)
		runtime.SetFinalizer(p, func(p *int32) { sum += int(*p) })
		*p = int32(i)
	}
	return sum
}

//go:noinline
func large() {
	for range 10 {
		parts = append(parts, make([]byte, 100_000))
	}
}

//go:noinline
func alternate() {
	for range 200_000 {
		last = &thing{}
		other = &flat{}
		last = &thing{next: last}
	}
}

// A sum is what the profile says of a function.
type sum struct{ allocated, freed, objects int64 }

// look adds up what a function has allocated in objects of a size, as far as it was sampled.
func look(function string, size int64) (s sum) {
	n, _ := runtime.MemProfile(nil, true)
	records := make([]runtime.MemProfileRecord, n+50)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		println("the profile has grown")
	}
	for _, r := range records[:n] {
		frames := runtime.CallersFrames(r.Stack())
		for more := r.AllocObjects != 0 && r.AllocBytes/r.AllocObjects == size; more; {
			var frame runtime.Frame
			frame, more = frames.Next()
			if frame.Function == function {
				s.allocated += r.AllocBytes
				s.freed += r.FreeBytes
				s.objects += r.AllocObjects
			}
		}
	}
	return s
}

func near(got, want int64) bool { return got > want*9/10 && got < want*11/10 }

func main() {
	runtime.MemProfileRate = 1
	keep()
	drop()
	tiny()
	large()
	runtime.GC()
	s := look("main.keep", 48)
	println(s.allocated, s.freed, s.objects)
	s = look("main.drop", 48)
	println(s.allocated, s.freed >= 48*990, s.objects)
	s = look("main.large", 106496)
	println(s.allocated, s.freed, s.objects)
	s = look("main.tiny", 16)
	println(s.allocated >= 15_900)
	clear(parts)
	runtime.GC()
	s = look("main.large", 106496)
	println(s.allocated, s.freed >= 9*106496)

	runtime.MemProfileRate = 20_000
	alternate()
	runtime.GC()
	s = look("main.alternate", 48)
	println(near(s.objects*20_024, 400_000*48))
	s = look("main.alternate", 320)
	println(near(s.objects*20_160, 200_000*320))

	runtime.MemProfileRate = 0
	before := look("main.drop", 48)
	drop()
	runtime.GC()
	println(look("main.drop", 48).objects == before.objects, len(kept))
}
