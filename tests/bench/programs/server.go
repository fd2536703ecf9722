// A server without a network: clients send requests over channels, handlers look sessions up, change them and build
// answers, old sessions are dropped. With a number of seconds as argument it runs for so long and tells every ten seconds
// how many answers it has given, how much memory it has and how long the collector's longest pause was.
package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	clients  = 16
	handlers = 8
	shards   = 32
	users    = 200_000
	requests = 20_000 // of each client, without an argument
	history  = 8
)

type event struct {
	kind  string
	value map[string]int
	prev  *event
}

type session struct {
	user   string
	last   *event
	length int
	tags   []string
	hits   int
}

type shard struct {
	lock     sync.Mutex
	sessions map[string]*session
}

type request struct {
	user  string
	path  string
	reply chan *answer
}

type answer struct {
	body []byte
	sess *session
}

var (
	store   [shards]shard
	answers atomic.Int64
)

func shardOf(user string) *shard {
	h := uint32(0)
	for _, c := range []byte(user) {
		h = h*31 + uint32(c)
	}
	return &store[h%shards]
}

func (s *session) note(kind string, size int) {
	e := &event{kind: kind, value: map[string]int{"size": size, "hits": s.hits}, prev: s.last}
	s.last = e
	s.length++
	s.hits++
	if s.length > history {
		for i := 1; i < history; i++ {
			e = e.prev
		}
		e.prev = nil
		s.length = history
	}
}

func handle(r *request) *answer {
	sh := shardOf(r.user)
	sh.lock.Lock()
	s := sh.sessions[r.user]
	if s == nil {
		s = &session{user: r.user, tags: strings.Split(r.path, "/")}
		sh.sessions[r.user] = s
	}
	s.note(r.path, len(r.user))
	if s.hits > 3*history {
		delete(sh.sessions, r.user)
	}
	var b strings.Builder
	b.WriteString(`{"user":"`)
	b.WriteString(s.user)
	b.WriteString(`","events":[`)
	for e := s.last; e != nil; e = e.prev {
		b.WriteString(strconv.Itoa(e.value["hits"]))
		b.WriteByte(',')
	}
	b.WriteString(`]}`)
	sh.lock.Unlock()
	return &answer{body: []byte(b.String()), sess: s}
}

// client sends requests until told to stop, or all of them; it gives the bytes of all answers.
func client(seed uint32, in chan<- *request, stop <-chan struct{}, limited bool) int {
	reply := make(chan *answer)
	total := 0
	for n := 0; !limited || n < requests; n++ {
		select {
		case <-stop:
			return total
		default:
		}
		seed = seed*1664525 + 1013904223
		user := "user-" + strconv.Itoa(int(seed>>8)%(users/clients)*clients+int(seed%clients))
		in <- &request{user: user, path: "a/b/" + strconv.Itoa(int(seed>>20)%100), reply: reply}
		total += len((<-reply).body)
		answers.Add(1)
	}
	return total
}

// watch tells about memory and pauses.
func watch(seconds int, stop chan<- struct{}) {
	begin := time.Now()
	longest := uint64(0)
	seen := uint32(0)
	for next := 10; ; next += 10 {
		time.Sleep(time.Until(begin.Add(time.Duration(min(next, seconds)) * time.Second)))
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		for n := max(seen, max(m.NumGC, 256)-256); n < m.NumGC; n++ {
			longest = max(longest, m.PauseNs[n%256])
		}
		seen = m.NumGC
		println(int(time.Since(begin).Seconds()), "s:", answers.Load()/1000, "thousand answers, resident", resident()>>20, "MiB, heap", m.HeapAlloc>>20, "MiB, goal",
			m.NextGC>>20, "MiB,", m.NumGC, "collections, longest pause", longest/1000, "us, all", m.PauseTotalNs/1000, "us")
		if next >= seconds {
			close(stop)
			return
		}
	}
}

// resident gives the bytes of memory that the process has.
func resident() int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * os.Getpagesize()
}

func main() {
	for i := range store {
		store[i].sessions = map[string]*session{}
	}
	in := make(chan *request, 64)
	stop := make(chan struct{})
	limited := len(os.Args) < 2
	if !limited {
		seconds, _ := strconv.Atoi(os.Args[1])
		go watch(seconds, stop)
	}
	for range handlers {
		go func() {
			for r := range in {
				r.reply <- handle(r)
			}
		}()
	}
	totals := make([]int, clients)
	var done sync.WaitGroup
	for i := range clients {
		done.Add(1)
		go func() {
			defer done.Done()
			totals[i] = client(uint32(i)*977+uint32(i), in, stop, limited)
		}()
	}
	done.Wait()
	count := 0
	for i := range store {
		count += len(store[i].sessions)
	}
	if limited {
		println("answers:", totals[0] > 0, "sessions:", count > 1000)
	}
}
