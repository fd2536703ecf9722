// What a program can learn of its run: all metrics with their kinds, build information, limits, expvar, profiles by name.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"expvar"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"time"
)

var sink [][]byte

func sampled() {
	all := metrics.All()
	samples := make([]metrics.Sample, len(all))
	for i, d := range all {
		samples[i].Name = d.Name
	}
	metrics.Read(samples)
	for i, s := range samples {
		d := all[i]
		good := true
		switch s.Value.Kind() {
		case metrics.KindFloat64:
			f := s.Value.Float64()
			good = f >= 0 && !math.IsNaN(f)
		case metrics.KindFloat64Histogram:
			h := s.Value.Float64Histogram()
			good = len(h.Buckets) == len(h.Counts)+1
			for j := 1; j < len(h.Buckets); j++ {
				good = good && h.Buckets[j-1] < h.Buckets[j]
			}
		case metrics.KindBad:
			good = false
		}
		fmt.Println(s.Name, s.Value.Kind() == d.Kind, d.Cumulative, good)
	}
	unknown := []metrics.Sample{{Name: "/none:nothing"}}
	metrics.Read(unknown)
	fmt.Println(unknown[0].Value.Kind() == metrics.KindBad)
}

func value(name string) uint64 {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func consistent() {
	before := value("/gc/heap/allocs:bytes")
	cycles := value("/gc/cycles/forced:gc-cycles")
	for range 100 {
		sink = append(sink, make([]byte, 10_000))
	}
	runtime.GC()
	fmt.Println(value("/gc/heap/allocs:bytes")-before >= 1_000_000, value("/gc/cycles/forced:gc-cycles")-cycles, value("/gc/heap/live:bytes") >= 1_000_000)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.HeapAlloc >= 1_000_000, m.NumGC >= 1, m.Sys > m.HeapSys, m.Mallocs-m.Frees == m.HeapObjects, m.EnableGC, len(m.BySize))
	fmt.Println(value("/sched/gomaxprocs:threads") == uint64(runtime.GOMAXPROCS(0)), value("/sched/goroutines:goroutines") >= 1)
	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	fmt.Println(stats.NumGC == int64(m.NumGC), len(stats.Pause) > 0, len(stats.PauseEnd) == len(stats.Pause))
	debug.SetGCPercent(50)
	fmt.Println(debug.SetGCPercent(100), debug.SetMemoryLimit(-1) == math.MaxInt64, debug.SetMaxStack(1<<20) > 0)
	fmt.Println(debug.SetMemoryLimit(1<<30) == math.MaxInt64, debug.SetMemoryLimit(-1), debug.SetPanicOnFault(true), debug.SetPanicOnFault(false))
	debug.FreeOSMemory()
	info, ok := debug.ReadBuildInfo()
	fmt.Println(ok, info.GoVersion, info.Main.Path, filepath.Base(info.Path), len(info.Deps))
	stack := string(debug.Stack())
	fmt.Println(strings.Contains(stack, "main.consistent("), strings.Contains(stack, "runtime/debug.Stack()"))
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf(`"%.1f°"`, float64(c)) }

func published() {
	requests := expvar.NewInt("requests")
	requests.Add(3)
	ratio := expvar.NewFloat("ratio")
	ratio.Set(0.25)
	ratio.Add(0.5)
	table := expvar.NewMap("table").Init()
	table.Add("z", 1)
	table.AddFloat("a", 1.5)
	table.Set("name", new(expvar.String))
	expvar.NewString("text").Set("quote \" and <tag>")
	expvar.Publish("temperature", celsius(21.5))
	expvar.Publish("computed", expvar.Func(func() any { return map[string]any{"k": []int{1, 2}, "d": time.Second} }))
	expvar.Do(func(kv expvar.KeyValue) {
		if kv.Key != "memstats" && kv.Key != "cmdline" {
			fmt.Println(kv.Key, kv.Value)
		}
	})
	w := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(w, httptest.NewRequest("GET", "/debug/vars", nil))
	var vars map[string]any
	err := json.Unmarshal(w.Body.Bytes(), &vars)
	fmt.Println(len(vars), vars["requests"], vars["memstats"].(map[string]any)["EnableGC"], err)
	defer func() { fmt.Println(recover() != nil, expvar.Get("ratio"), expvar.Get("none")) }()
	expvar.NewInt("nothing")
}

func profiled() {
	for _, p := range pprof.Profiles() {
		var packed, text bytes.Buffer
		fmt.Println(p.Name(), p.WriteTo(&packed, 0), p.WriteTo(&text, 1), packed.Len() > 50, text.Len() > 0)
	}
	own := pprof.NewProfile("own.things")
	own.Add(&sink, 0)
	fmt.Println(own.Count(), pprof.Lookup("own.things") == own, pprof.Lookup("none") == nil)
	own.Remove(&sink)
	fmt.Println(own.Count())
	trace.Log(context.Background(), "category", "message")
	trace.WithRegion(context.Background(), "region", func() { fmt.Println("in the region", trace.IsEnabled()) })
	var fast bytes.Buffer
	fmt.Println(pprof.StartCPUProfile(&fast), pprof.StartCPUProfile(&fast) != nil)
	pprof.StopCPUProfile()
	fmt.Println(fast.Len() > 0)
}

func main() {
	sampled()
	consistent()
	published()
	profiled()
	fmt.Println(runtime.GOOS, runtime.Version(), runtime.NumCPU() > 0, os.Getpagesize())
}
