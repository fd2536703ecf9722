// The pages of net/http/pprof and expvar, asked for by the program itself.
package main

import (
	_ "expvar"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	_ "net/http/pprof"
	"os"
	"reflect"
	"runtime"
	"strings"
	"time"
)

var (
	sum  int
	kept [][]byte
)

func compute(stop chan bool) {
	for {
		select {
		case <-stop:
			return
		default:
			for i := range 1_000_000 {
				sum += i ^ sum>>3
			}
		}
	}
}

// keep allocates most of what the program holds.
//
//go:noinline
func keep() {
	for range 64 {
		kept = append(kept, make([]byte, 1<<20))
	}
}

func get(url string) string {
	response, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	what, _, _ := strings.Cut(strings.SplitN(url, "/", 4)[3], "?0x")
	fmt.Println(what, response.Status, response.Header.Get("Content-Type"), err)
	return string(text)
}

func main() {
	server := httptest.NewServer(http.DefaultServeMux)
	defer server.Close()
	page := get(server.URL + "/debug/pprof/")
	for _, name := range []string{"allocs", "block", "goroutine", "goroutineleak", "heap", "mutex", "threadcreate", "profile", "trace", "full goroutine stack dump"} {
		fmt.Println(name, strings.Contains(page, name))
	}
	page = get(server.URL + "/debug/pprof/goroutine?debug=1")
	fmt.Println(strings.Contains(page, "goroutine profile: total "), strings.Contains(page, "main.main+"))
	page = get(server.URL + "/debug/pprof/goroutine?debug=2")
	fmt.Println(strings.Contains(page, "[running]:"), strings.Contains(page, "main.main()"))
	stop := make(chan bool)
	go compute(stop)
	page = get(server.URL + "/debug/pprof/profile?seconds=1")
	stop <- true
	fmt.Println(len(page) > 100, os.WriteFile("cpu.pprof", []byte(page), 0o644))
	keep()
	runtime.GC() // what the pages show is as of a collection
	for _, name := range []string{"allocs", "heap", "block", "mutex", "threadcreate", "goroutineleak"} {
		page = get(server.URL + "/debug/pprof/" + name + "?gc=1")
		fmt.Println(len(page) > 50, os.WriteFile(name+".pprof", []byte(page), 0o644))
		page = get(server.URL + "/debug/pprof/" + name + "?debug=1")
		fmt.Println(len(page) > 10)
	}
	page = get(server.URL + "/debug/pprof/heap?seconds=1")
	fmt.Println(len(page) > 50)
	page = get(server.URL + "/debug/pprof/nothing")
	fmt.Printf("%q\n", page)
	at := fmt.Sprintf("%#x", reflect.ValueOf(keep).Pointer())
	page = get(server.URL + "/debug/pprof/symbol?" + at)
	fmt.Println(strings.Contains(page, "num_symbols: 1"), strings.Contains(page, at+" main.keep"))
	page = get(server.URL + "/debug/pprof/cmdline")
	fmt.Println(page == strings.Join(os.Args, "\x00"))
	page = get(server.URL + "/debug/vars")
	fmt.Println(strings.Contains(page, `"memstats"`), strings.Contains(page, `"cmdline"`))
	client := http.Client{Timeout: 50 * time.Millisecond}
	_, err := client.Get(server.URL + "/debug/pprof/profile?seconds=2")
	fmt.Println(err != nil && os.IsTimeout(err))
}
