// A message broker: topics with wildcards, subscribers with buffers that overflow, select with timeouts, defaults and
// many cases, tickers that are stopped, a rate limit, backpressure, nil channels that switch cases off, ordered shutdown.
package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// Message goes to everybody whose pattern fits the topic.
type Message struct {
	Topic string
	Body  any
	reply chan<- string
}

// Policy says what happens when a subscriber is too slow.
type Policy uint8

const (
	Block Policy = iota
	DropNew
	DropOld
)

// Subscription is one subscriber's queue.
type Subscription struct {
	pattern []string
	policy  Policy
	queue   chan Message
	dropped int
}

// Broker has one goroutine that owns all state; the rest of the world sends it functions.
type Broker struct {
	commands chan func(*state)
	stopped  chan struct{}
	once     sync.Once
}

type state struct {
	subscriptions []*Subscription
	retained      map[string]Message
	published     int
	quit          bool
}

var errStopped = errors.New("broker is stopped")

func start() *Broker {
	b := &Broker{commands: make(chan func(*state)), stopped: make(chan struct{})}
	go func() {
		defer close(b.stopped)
		s := &state{retained: map[string]Message{}}
		for command := range b.commands {
			if command(s); s.quit {
				for _, sub := range s.subscriptions {
					close(sub.queue)
				}
				return
			}
		}
	}()
	return b
}

func (b *Broker) do(command func(*state)) error {
	done := make(chan struct{})
	select {
	case b.commands <- func(s *state) { defer close(done); command(s) }:
		<-done
		return nil
	case <-b.stopped:
		return errStopped
	}
}

// Stop closes all queues; it may be called more than once.
func (b *Broker) Stop() {
	b.once.Do(func() { b.do(func(s *state) { s.quit = true }) })
	<-b.stopped
}

func (b *Broker) Subscribe(pattern string, size int, policy Policy) *Subscription {
	sub := &Subscription{pattern: strings.Split(pattern, "/"), policy: policy, queue: make(chan Message, size)}
	b.do(func(s *state) {
		s.subscriptions = append(s.subscriptions, sub)
		topics := []string{}
		for topic := range s.retained {
			topics = append(topics, topic)
		}
		slices.Sort(topics)
		for _, topic := range topics {
			sub.offer(s.retained[topic])
		}
	})
	return sub
}

func (b *Broker) Publish(m Message, retain bool) error {
	return b.do(func(s *state) {
		s.published++
		if retain {
			s.retained[m.Topic] = m
		}
		for _, sub := range s.subscriptions {
			sub.offer(m)
		}
	})
}

func (sub *Subscription) fits(topic string) bool {
	parts := strings.Split(topic, "/")
	for i, p := range sub.pattern {
		switch {
		case p == "#":
			return true
		case i >= len(parts) || p != "+" && p != parts[i]:
			return false
		}
	}
	return len(parts) == len(sub.pattern)
}

func (sub *Subscription) offer(m Message) {
	if !sub.fits(m.Topic) {
		return
	}
	for {
		if sub.policy == Block {
			sub.queue <- m
			return
		}
		select {
		case sub.queue <- m:
			return
		default:
		}
		sub.dropped++
		if sub.policy == DropNew {
			return
		}
		select {
		case <-sub.queue:
		default:
		}
	}
}

func (sub *Subscription) drain() (bodies []any) {
	for {
		select {
		case m, ok := <-sub.queue:
			if !ok {
				return append(bodies, "closed")
			}
			bodies = append(bodies, m.Body)
		default:
			return bodies
		}
	}
}

func policies() {
	b := start()
	b.Publish(Message{Topic: "config/level", Body: "debug"}, true)
	all := b.Subscribe("#", 100, DropNew)
	old := b.Subscribe("sensor/+/value", 3, DropOld)
	fresh := b.Subscribe("sensor/a/value", 3, DropNew)
	for i := range 6 {
		b.Publish(Message{Topic: "sensor/a/value", Body: i}, false)
		b.Publish(Message{Topic: "sensor/b/value/raw", Body: -i}, false)
	}
	fmt.Println(old.drain(), old.dropped, fresh.drain(), fresh.dropped)
	late := b.Subscribe("config/#", 1, DropNew)
	b.Stop()
	b.Stop()
	fmt.Println(late.drain(), late.drain(), len(all.drain()))
	fmt.Println(b.Publish(Message{}, true), errors.Is(b.do(nil), errStopped))
}

// blocked shows backpressure: the publisher goes only as fast as the subscriber.
func blocked() {
	b := start()
	sub := b.Subscribe("work", 0, Block)
	finished := make(chan int)
	go func() {
		defer close(finished)
		for i := range 5 {
			b.Publish(Message{Topic: "work", Body: i}, false)
		}
		finished <- 5
	}()
	sum := 0
	for done := false; !done; {
		select {
		case m := <-sub.queue:
			sum = sum*10 + m.Body.(int)
		case n := <-finished:
			fmt.Println("published", n)
			done = true
		case <-time.After(time.Minute):
			panic("timeout")
		}
	}
	b.Stop()
	fmt.Println(sum)
}

// request asks and waits, but not for ever.
func request(ctx context.Context, b *Broker, topic, body string) (string, error) {
	reply := make(chan string, 1)
	if err := b.Publish(Message{topic, body, reply}, false); err != nil {
		return "", err
	}
	select {
	case answer := <-reply:
		return answer, nil
	case <-ctx.Done():
		return "", fmt.Errorf("%s %q: %w", topic, body, ctx.Err())
	}
}

func requests() {
	b := start()
	sub := b.Subscribe("echo", 10, Block)
	go func() {
		for m := range sub.queue {
			if m.Body != "silence" {
				m.reply <- strings.ToUpper(m.Body.(string))
			}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	fmt.Println(request(ctx, b, "echo", "hello"))
	short, end := context.WithTimeout(ctx, 5*time.Millisecond)
	_, err := request(short, b, "echo", "silence")
	fmt.Println(err, errors.Is(err, context.DeadlineExceeded))
	end()
	cancel()
	_, err = request(ctx, b, "nobody", "hears")
	fmt.Println(err)
	b.Stop()
	_, err = request(context.Background(), b, "echo", "x")
	fmt.Println(err)
}

// merge interleaves sorted channels; exhausted ones become nil, so that their cases never fire.
func merge(a, b <-chan int) (merged []int) {
	var x, y int
	var haveX, haveY bool
	for a != nil || b != nil || haveX || haveY {
		fromA, fromB := a, b
		if haveX {
			fromA = nil
		}
		if haveY {
			fromB = nil
		}
		if fromA != nil || fromB != nil {
			var ok bool
			select {
			case x, ok = <-fromA:
				if haveX = ok; !ok {
					a = nil
				}
			case y, ok = <-fromB:
				if haveY = ok; !ok {
					b = nil
				}
			}
			continue
		}
		if haveX && (!haveY || x <= y) {
			merged, haveX = append(merged, x), false
		} else {
			merged, haveY = append(merged, y), false
		}
	}
	return merged
}

func source(values ...int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for _, v := range values {
			c <- v
		}
	}()
	return c
}

// limiter hands out tokens with a ticker.
func limiter() {
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	began := time.Now()
	for range 5 {
		<-ticker.C
	}
	fmt.Println(time.Since(began) >= 8*time.Millisecond)
	timer := time.NewTimer(time.Hour)
	fmt.Println(timer.Stop(), timer.Stop(), timer.Reset(time.Millisecond))
	<-timer.C
	fired := make(chan string)
	time.AfterFunc(time.Millisecond, func() { fired <- "after" })
	fmt.Println(<-fired)
}

// dynamic selects among as many channels as there are.
func dynamic() {
	var cases []reflect.SelectCase
	for i := range 5 {
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(source(i, i*i, i*i*i))})
	}
	sums := make([]int64, len(cases))
	for open := len(cases); open > 0; {
		chosen, value, ok := reflect.Select(cases)
		if !ok {
			cases[chosen].Chan = reflect.Value{}
			open--
			continue
		}
		sums[chosen] += value.Int()
	}
	fmt.Println(sums)
}

func main() {
	policies()
	blocked()
	requests()
	fmt.Println(merge(source(1, 4, 9, 16), source(2, 3, 5, 7, 11, 13, 17)), merge(source(), source(1)))
	limiter()
	dynamic()
	var never chan int
	select {
	case never <- 1:
	case <-never:
	default:
		fmt.Println("nothing is ready")
	}
	panic(fmt.Errorf("at the end: %w", errStopped))
}
