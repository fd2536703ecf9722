// Every metric that package runtime/metrics describes can be read, and what the statistics of memory say agrees.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

var keep [][]byte

func main() {
	for i := range 100000 {
		b := make([]byte, 100)
		if i%10 == 0 {
			keep = append(keep, b)
		}
	}
	runtime.GC()
	all := metrics.All()
	samples := make([]metrics.Sample, len(all)+1)
	for i, d := range all {
		samples[i].Name = d.Name
	}
	samples[len(all)].Name = "/no/such:thing"
	metrics.Read(samples)
	bad := 0
	for i, d := range all {
		if samples[i].Value.Kind() != d.Kind {
			fmt.Println("kind of", d.Name, samples[i].Value.Kind(), d.Kind)
			bad++
		}
	}
	fmt.Println(len(all) > 50, bad, samples[len(all)].Value.Kind() == metrics.KindBad)
	for i, d := range all {
		v := samples[i].Value
		switch d.Name {
		case "/gc/heap/allocs-by-size:bytes", "/gc/pauses:seconds":
			h := v.Float64Histogram()
			n := uint64(0)
			for _, c := range h.Counts {
				n += c
			}
			fmt.Println(d.Name, len(h.Buckets) == len(h.Counts)+1, n > 0)
			for k := 1; k < len(h.Buckets); k++ {
				if h.Buckets[k] <= h.Buckets[k-1] {
					fmt.Println("order", d.Name, k)
				}
			}
		case "/gc/cycles/forced:gc-cycles":
			fmt.Println(d.Name, v.Uint64())
		case "/gc/heap/live:bytes":
			fmt.Println(d.Name, v.Uint64() > 1000000, v.Uint64() < 4000000)
		case "/gc/gogc:percent":
			fmt.Println(d.Name, v.Uint64())
		case "/cpu/classes/total:cpu-seconds":
			fmt.Println(d.Name, v.Float64() > 0)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.StackSys > 0, m.PauseTotalNs > 0, m.GCCPUFraction > 0, m.Sys >= m.HeapSys+m.StackSys, m.HeapSys == m.HeapInuse+m.HeapIdle, m.NumForcedGC)
	var s debug.GCStats
	debug.ReadGCStats(&s)
	fmt.Println(s.NumGC == int64(m.NumGC), len(s.Pause) == int(s.NumGC))
	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(100), debug.SetMemoryLimit(-1))
	debug.FreeOSMemory()
	func() {
		defer func() { fmt.Println(recover()) }()
		var p runtime.Pinner
		p.Pin(3)
	}()
	runtime.KeepAlive(keep)
}
