// What a program can ask and set.
package main

import (
	"runtime"
	"runtime/debug"
)

var keep [][]byte

func main() {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 1000 {
		keep = append(keep, make([]byte, 1000))
	}
	runtime.ReadMemStats(&after)
	println(after.Mallocs-before.Mallocs >= 1000, after.HeapAlloc-before.HeapAlloc >= 1_000_000)
	println(after.HeapObjects == after.Mallocs-after.Frees, after.Alloc == after.HeapAlloc)
	println(after.HeapSys >= after.HeapInuse, after.Sys >= after.HeapSys, after.HeapIdle >= after.HeapReleased)
	keep = nil
	runtime.GC()
	var freed runtime.MemStats
	runtime.ReadMemStats(&freed)
	println(freed.NumGC > after.NumGC, freed.NumForcedGC > after.NumForcedGC, freed.Frees > after.Frees)
	println(freed.HeapAlloc < after.HeapAlloc, freed.TotalAlloc >= after.TotalAlloc, freed.PauseTotalNs > 0)
	debug.SetGCPercent(100)
	println(debug.SetGCPercent(50), debug.SetGCPercent(100), debug.SetMemoryLimit(-1) > 1<<60)
	debug.SetGCPercent(-1)
	runtime.ReadMemStats(&before)
	for range 100 {
		keep = append(keep[:0], make([]byte, 200_000))
	}
	runtime.ReadMemStats(&after)
	println(after.NumGC == before.NumGC)
	debug.SetMemoryLimit(1 << 20)
	for range 1000 { // until a collection that the limit has begun is over, which other threads may take their time for
		keep = append(keep[:0], make([]byte, 200_000))
		runtime.ReadMemStats(&after)
		if after.NumGC > before.NumGC {
			break
		}
		runtime.Gosched()
	}
	println(after.NumGC > before.NumGC)
	keep = nil
	debug.FreeOSMemory()
	runtime.ReadMemStats(&after)
	println(after.HeapReleased > 0)
}
