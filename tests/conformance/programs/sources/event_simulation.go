// A discrete simulation of a small hospital: events in a heap, patients as goroutines that meet a clock of our own
// through channels, contexts whose deadlines the simulation counts, states as functions, and statistics at the end.
package main

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
)

// Clock runs one goroutine at a time and jumps to the next event when all wait.
type Clock struct {
	now    time.Duration
	events events
	serial int
	yield  chan struct{}
	alive  int
}

type event struct {
	at     time.Duration
	serial int
	wake   chan struct{}
	cancel func()
}

type events []*event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].serial < e[j].serial
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(*event)) }
func (e *events) Pop() (x any) {
	last := len(*e) - 1
	x, *e = (*e)[last], (*e)[:last]
	return
}

func (c *Clock) schedule(after time.Duration, ev *event) *event {
	c.serial++
	ev.at, ev.serial = c.now+after, c.serial
	heap.Push(&c.events, ev)
	return ev
}

// Go starts an actor after some time.
func (c *Clock) Go(after time.Duration, actor func()) {
	wake := make(chan struct{})
	c.alive++
	c.schedule(after, &event{wake: wake})
	go func() {
		<-wake
		defer func() {
			c.alive--
			c.yield <- struct{}{}
		}()
		actor()
	}()
}

// Sleep lets the simulated time pass.
func (c *Clock) Sleep(d time.Duration) {
	wake := make(chan struct{})
	c.schedule(d, &event{wake: wake})
	c.park(wake)
}

func (c *Clock) park(wake <-chan struct{}) {
	c.yield <- struct{}{}
	<-wake
}

// Run handles all events.
func (c *Clock) Run() time.Duration {
	for len(c.events) > 0 {
		next := heap.Pop(&c.events).(*event)
		c.now = next.at
		if next.cancel != nil {
			next.cancel()
			continue
		}
		next.wake <- struct{}{}
		<-c.yield
	}
	return c.now
}

var errImpatient = errors.New("ran out of patience")

// WithPatience gives a context that ends after simulated time.
func (c *Clock) WithPatience(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	c.schedule(d, &event{cancel: func() { cancel(errImpatient) }})
	return ctx, func() { cancel(nil) }
}

// Resource has a number of units, which are handed out in order of arrival.
type Resource struct {
	clock *Clock
	name  string
	free  int
	queue []chan struct{}
	most  int
}

// Acquire waits for a unit or the end of the context.
func (r *Resource) Acquire(ctx context.Context) error {
	if r.free > 0 {
		r.free--
		return nil
	}
	turn := make(chan struct{})
	r.queue = append(r.queue, turn)
	r.most = max(r.most, len(r.queue))
	for {
		r.clock.Sleep(time.Minute)
		select {
		case <-turn:
			return nil
		default:
		}
		if ctx.Err() != nil {
			r.queue = slices.DeleteFunc(r.queue, func(c chan struct{}) bool { return c == turn })
			return fmt.Errorf("%s: %w", r.name, context.Cause(ctx))
		}
	}
}

// Release hands the unit on.
func (r *Resource) Release() {
	if len(r.queue) == 0 {
		r.free++
		return
	}
	close(r.queue[0])
	r.queue = r.queue[1:]
}

type severity int

const (
	mild severity = iota
	serious
	critical
)

func (s severity) String() string { return [...]string{"mild", "serious", "critical"}[s] }

type patient struct {
	id       int
	severity severity
	arrived  time.Duration
	log      []string
	err      error
}

// step is a state of a patient: it does something and returns the next.
type step func(h *hospital, ctx context.Context, p *patient) step

type hospital struct {
	*Clock
	nurses, doctors, beds *Resource
	mu                    sync.Mutex
	done                  []*patient
	random                uint32
}

func (h *hospital) next(n int) int {
	h.random = h.random*1664525 + 1013904223
	return int(h.random>>16) % n
}

func (p *patient) note(h *hospital, format string, args ...any) {
	p.log = append(p.log, fmt.Sprintf("%v "+format, append([]any{h.now}, args...)...))
}

func (h *hospital) with(ctx context.Context, r *Resource, p *patient, d time.Duration) bool {
	if err := r.Acquire(ctx); err != nil {
		p.err = err
		return false
	}
	defer r.Release()
	h.Sleep(d)
	p.note(h, "%s", r.name)
	return true
}

func arrive(h *hospital, ctx context.Context, p *patient) step {
	p.arrived = h.now
	if p.severity == critical {
		return treat
	}
	return triage
}

func triage(h *hospital, ctx context.Context, p *patient) step {
	if !h.with(ctx, h.nurses, p, 5*time.Minute) {
		return leave
	}
	if p.severity == mild && h.next(3) == 0 {
		p.severity = serious
	}
	return treat
}

func treat(h *hospital, ctx context.Context, p *patient) step {
	if !h.with(ctx, h.doctors, p, time.Duration(10+h.next(20))*time.Minute) {
		return leave
	}
	if p.severity > mild {
		return admit
	}
	return leave
}

func admit(h *hospital, ctx context.Context, p *patient) step {
	ctx = context.WithoutCancel(ctx) // in the house nobody gives up
	h.with(ctx, h.beds, p, time.Duration(2+h.next(4))*time.Hour)
	return leave
}

func leave(h *hospital, _ context.Context, p *patient) step {
	p.note(h, "leaves, %v after %v", p.severity, h.now-p.arrived)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = append(h.done, p)
	return nil
}

func main() {
	clock := &Clock{yield: make(chan struct{})}
	h := &hospital{Clock: clock, random: 7}
	resource := func(name string, units int) *Resource { return &Resource{clock: clock, name: name, free: units} }
	h.nurses, h.doctors, h.beds = resource("nurse", 1), resource("doctor", 2), resource("bed", 4)
	day, endOfDay := clock.WithPatience(context.Background(), 3*time.Hour)
	defer endOfDay()
	for id := range 16 {
		p := &patient{id: id, severity: severity(min(h.next(5)/2, 2))}
		clock.Go(time.Duration(id*7+h.next(9))*time.Minute, func() {
			ctx, cancel := clock.WithPatience(day, time.Duration(15+10*h.next(4))*time.Minute)
			defer cancel()
			for state := step(arrive); state != nil; {
				state = state(h, ctx, p)
			}
		})
	}
	fmt.Println("end:", clock.Run(), "alive:", clock.alive)
	var waits []time.Duration
	failed := map[string]int{}
	for _, p := range h.done {
		fmt.Printf("%2d %-8v %s", p.id, p.severity, strings.Join(p.log, ", "))
		if p.err != nil {
			fmt.Printf(" (%v)", p.err)
			failed[p.err.Error()]++
			if !errors.Is(p.err, errImpatient) {
				panic(p.err)
			}
		}
		fmt.Println()
		waits = append(waits, h.now-p.arrived)
	}
	slices.Sort(waits)
	sum := 0.0
	for _, w := range waits {
		sum += w.Minutes()
	}
	fmt.Printf("median %v, mean %.2f, root %.3f\n", waits[len(waits)/2], sum/float64(len(waits)), math.Sqrt(sum))
	fmt.Println(failed, "queues:", h.nurses.most, h.doctors.most, h.beds.most, "cause:", context.Cause(day))
}
