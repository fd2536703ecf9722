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
	"strings"
	"time"
)

var sum int

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

func get(url string) string {
	response, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	fmt.Println(strings.SplitN(url, "/", 4)[3], response.Status, response.Header.Get("Content-Type"), err)
	return string(text)
}

func main() {
	server := httptest.NewServer(http.DefaultServeMux)
	defer server.Close()
	page := get(server.URL + "/debug/pprof/")
	for _, name := range []string{"goroutine", "block", "mutex", "threadcreate", "profile", "full goroutine stack dump"} {
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
	page = get(server.URL + "/debug/pprof/cmdline")
	fmt.Println(page == strings.Join(os.Args, "\x00"))
	page = get(server.URL + "/debug/vars")
	fmt.Println(strings.Contains(page, `"memstats"`), strings.Contains(page, `"cmdline"`))
	client := http.Client{Timeout: 50 * time.Millisecond}
	_, err := client.Get(server.URL + "/debug/pprof/profile?seconds=2")
	fmt.Println(err != nil && os.IsTimeout(err))
}
