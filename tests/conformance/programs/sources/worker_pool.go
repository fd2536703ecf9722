// A pool of workers under a context: jobs with retries, results in order, cancel on the first hard failure, and a
// deadline that ends what does not end by itself.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

var errHard = errors.New("hard failure")

// TemporaryError may be tried again.
type TemporaryError struct{ Attempt int }

func (e TemporaryError) Error() string { return fmt.Sprintf("temporary failure %d", e.Attempt) }

// Job is what a worker runs.
type Job func(ctx context.Context, attempt int) (int, error)

// Result is the outcome of one job.
type Result struct {
	Value    int
	Err      error
	Attempts int
}

// Pool runs jobs.
type Pool struct {
	workers, retries int
	started          atomic.Int32
}

// Run runs all jobs and gives their results in order. The first error that is not temporary cancels the others.
func (p *Pool) Run(ctx context.Context, jobs []Job) ([]Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	results := make([]Result, len(jobs))
	queue := make(chan int)
	var group sync.WaitGroup
	for range p.workers {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := range queue {
				results[i] = p.try(ctx, jobs[i])
				if err := results[i].Err; err != nil && !errors.As(err, new(TemporaryError)) {
					cancel(fmt.Errorf("job %d: %w", i, err))
				}
			}
		}()
	}
feed:
	for i := range jobs {
		select {
		case queue <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(queue)
	group.Wait()
	return results, context.Cause(ctx)
}

func (p *Pool) try(ctx context.Context, job Job) (r Result) {
	defer func() {
		if v := recover(); v != nil {
			r.Err = fmt.Errorf("%w: %v", errHard, v)
		}
	}()
	for r.Attempts = 1; ; r.Attempts++ {
		p.started.Add(1)
		r.Value, r.Err = job(ctx, r.Attempts)
		var temporary TemporaryError
		if !errors.As(r.Err, &temporary) || r.Attempts > p.retries {
			return r
		}
	}
}

func square(n int) Job {
	return func(context.Context, int) (int, error) { return n * n, nil }
}

func flaky(n, until int) Job {
	return func(_ context.Context, attempt int) (int, error) {
		if attempt < until {
			return 0, TemporaryError{attempt}
		}
		return n, nil
	}
}

func waiting(ctx context.Context, _ int) (int, error) {
	select {
	case <-ctx.Done():
		return -1, ctx.Err()
	case <-time.After(time.Minute):
		return 1, nil
	}
}

func main() {
	pool := &Pool{workers: 4, retries: 2}
	var jobs []Job
	for i := range 20 {
		if i%6 == 5 {
			jobs = append(jobs, flaky(i, i/5+1))
		} else {
			jobs = append(jobs, square(i))
		}
	}
	results, err := pool.Run(context.Background(), jobs)
	fmt.Println(err, pool.started.Load())
	for i, r := range results {
		fmt.Println(i, r.Value, r.Err, r.Attempts)
	}

	single := &Pool{workers: 1}
	results, err = single.Run(context.Background(), []Job{square(3), func(context.Context, int) (int, error) {
		var table map[string]int
		table["x"] = 1
		return 0, nil
	}, waiting})
	fmt.Println(err, errors.Is(err, errHard))
	fmt.Println(results[0], results[1].Err, results[2].Err == nil || errors.Is(results[2].Err, context.Canceled))

	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), "name", "deadline"), 20*time.Millisecond)
	defer cancel()
	results, err = pool.Run(ctx, []Job{waiting, waiting, square(2)})
	fmt.Println(err, errors.Is(err, context.DeadlineExceeded), results[2].Value, ctx.Value("name"))
	fmt.Println(results[0].Err, results[1].Value)

	stop := context.AfterFunc(ctx, func() {})
	fmt.Println(stop())
	tick := time.NewTicker(time.Millisecond)
	n := 0
	for range tick.C {
		if n++; n == 3 {
			tick.Stop()
			break
		}
	}
	fmt.Println(n)
}
