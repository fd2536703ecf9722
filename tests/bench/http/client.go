// Loads the service over many connections at once, and prints requests per second and how long requests took.
//
// Run: client ADDRESS CONNECTIONS SECONDS [tls]
package main

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"
)

const body = `{"customer": "somebody of Elsewhere", "items": [{"name": "bolt", "count": 12, "price": 0.07},
 {"name": "nut \"M8\"", "count": 12, "price": 0.03}, {"name": "washer", "count": 24, "price": 0.01}]}`

// load sends requests one by one until the end, three reads for each order.
func load(base string, end time.Time, secure bool) (took []time.Duration) {
	transport := &http.Transport{MaxIdleConnsPerHost: 1}
	if secure {
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	}
	client := &http.Client{Transport: transport}
	for i := 0; time.Now().Before(end); i++ {
		started := time.Now()
		var answer *http.Response
		var err error
		if i%4 == 0 {
			answer, err = client.Post(base+"/orders", "application/json", bytes.NewReader([]byte(body)))
		} else {
			answer, err = client.Get(base + "/orders/" + strconv.Itoa(i))
		}
		if err != nil {
			panic(err)
		}
		if _, err = io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			panic(fmt.Sprint(err, answer.Status))
		}
		answer.Body.Close()
		took = append(took, time.Since(started))
	}
	return took
}

func main() {
	connections, _ := strconv.Atoi(os.Args[2])
	seconds, _ := strconv.ParseFloat(os.Args[3], 64)
	secure := len(os.Args) > 4
	base := "http://" + os.Args[1]
	if secure {
		base = "https://" + os.Args[1]
	}
	end := time.Now().Add(time.Duration(seconds * float64(time.Second)))
	var mu sync.Mutex
	var all []time.Duration
	var workers sync.WaitGroup
	for range connections {
		workers.Go(func() {
			took := load(base, end, secure)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	workers.Wait()
	slices.Sort(all)
	fmt.Println(float64(len(all))/seconds, all[len(all)/2].Seconds(), all[len(all)*99/100].Seconds())
}
