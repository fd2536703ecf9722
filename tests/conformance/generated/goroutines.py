"""Goroutines whose output does not depend on their schedule: pipelines, fan-in by index, mutexes, wait groups, contexts."""

from __future__ import annotations

from tests.conformance.generated.program import Program
from tests.conformance.generated.values import literal


def write_concurrent(program: Program) -> None:
    """Some of the subjects."""
    for writer in program.random.sample((_pipeline, _workers, _locks, _ping, _once, _panics), 3):
        writer(program)


def _pipeline(program: Program) -> None:
    """Stages joined by channels, cut off early by a closed channel."""
    typ = program.pick(("int", "uint8", "string", "[3]int64", "struct{}", "any"))
    made = {
        "string": "string(rune(97 + i%26))",
        "[3]int64": "[3]int64{int64(i), 2, 3}",
        "struct{}": "struct{}{}",
        "any": "any(i)",
    }
    stage = program.fresh("stage")
    with program.block(f"func {stage}[T any](in <-chan T, done <-chan bool, f func(T) (T, bool)) <-chan T"):
        program.line(f"result := make(chan T, {program.number(0, 3)})")
        program.line(
            "go func() { defer close(result); for v := range in { v, ok := f(v); if !ok { continue }; select { case result <- v: case <-done: return } } }()"
        )
        program.line("return result")
    with program.case("pipeline"):
        program.line(f"source, done := make(chan {typ}), make(chan bool)")
        program.line(
            f"go func() {{ defer close(source); for i := range {program.number(1, 60)} {{ _ = i; select {{ case source <- {made.get(typ, f'{typ}(i)')}: case <-done: return }} }} }}()"
        )
        program.line("n := 0")
        program.line(f"odd := func(v {typ}) ({typ}, bool) {{ n++; return v, n%{program.number(2, 4)} != 0 }}")
        program.line(f"same := func(v {typ}) ({typ}, bool) {{ return v, true }}")
        program.line("count := 0")
        program.line(
            f"for v := range {stage}({stage}({stage}(source, done, same), done, odd), done, same) {{ out.Show(v); count++; if count == {program.number(3, 30)} {{ break }} }}"
        )
        program.line("close(done)")
        program.show("count")


def _workers(program: Program) -> None:
    """Workers that write into a slice by index, and results summed over a channel."""
    program.package("sync", "sync/atomic")
    count, tasks = program.number(1, 8), program.number(1, 40)
    with program.case("workers"):
        program.line(f"results := make([]int, {tasks})")
        program.line("var group sync.WaitGroup")
        program.line("var total atomic.Int64")
        program.line(f"jobs, sums := make(chan int, {program.number(0, 10)}), make(chan uint64)")
        with program.block(f"for worker := range {count}"), program.block("group.Go(func()", "})"):
            program.line("sum := uint64(worker) * 0")
            program.line(
                f"for job := range jobs {{ results[job] = job*job - {program.number(1, 9)}; sum += uint64(job) << (job % {program.number(1, 40)}); total.Add(int64(job)) }}"
            )
            program.line("sums <- sum")
        program.line(
            f"go func() {{ for i := range {tasks} {{ jobs <- i }}; close(jobs); group.Wait(); close(sums) }}()"
        )
        program.line("all := uint64(0)")
        program.line("for sum := range sums { all += sum }")
        program.show("results", "all", "total.Load()")


def _locks(program: Program) -> None:
    """Counters, maps and slices behind mutexes, with many goroutines."""
    program.package("sync", "runtime")
    with program.case("locks"):
        program.line(f"var lock {program.pick(('sync.Mutex', 'sync.RWMutex'))}")
        program.line("var group sync.WaitGroup")
        program.line("counts := map[int]int{}")
        program.line("longest := []int{}")
        with program.block(f"for i := range {program.number(2, 60)}"):
            program.line("group.Add(1)")
            with program.block("go func(k int)", "}(i * 7 % 5)"):
                program.line("defer group.Done()")
                with program.block(f"for j := range {program.number(1, 30)}"):
                    program.line("lock.Lock()")
                    program.line("counts[k] += i + j")
                    program.line(
                        "if len(longest) < counts[k]%50 { longest = append(longest, 1) }"
                        if program.chance(0.3)
                        else "longest = longest[:0]"
                    )
                    program.line("lock.Unlock()")
                    program.line(
                        program.pick(("runtime.Gosched()", "if j%7 == 0 { runtime.Gosched() }", "_ = make([]int, j)"))
                    )
        program.line("group.Wait()")
        program.show("counts", "len(longest) < 51")


def _ping(program: Program) -> None:
    """Goroutines that hand values round in a ring, with nil channels switched on and off in a select."""
    size = program.number(2, 12)
    typ = program.pick(("int", "uint32", "string", "[2]string"))
    step = {"string": 'out.Cut(v + "x")', "[2]string": '[2]string{v[1] + "y", out.Cut(v[0])}'}.get(typ, "v*3 + 1")
    with program.case("ring"):
        program.line(f"channels := make([]chan {typ}, {size})")
        program.line(f"for i := range channels {{ channels[i] = make(chan {typ}{program.pick(('', ', 1'))}) }}")
        program.line(
            f"for i := range {size - 1} {{ go func() {{ defer close(channels[i+1]); for v := range channels[i] {{ channels[i+1] <- {step} }} }}() }}"
        )
        program.line(f"var v {typ}")
        program.line(f"for range {program.number(1, 30)} {{ channels[0] <- v; v = <-channels[{size - 1}] }}")
        program.line("close(channels[0])")
        program.line(f"_, ok := <-channels[{size - 1}]")
        program.show("v", "ok")
        program.line("a, b := make(chan int), make(chan int)")
        program.line(f"go func() {{ for i := range {program.number(0, 9)} {{ a <- i }}; close(a) }}()")
        program.line(f"go func() {{ for i := range {program.number(0, 9)} {{ b <- i * 10 }}; close(b) }}()")
        program.line("sum := 0")
        program.line(
            "for a != nil || b != nil { select { case v, ok := <-a: if !ok { a = nil }; sum += v; case v, ok := <-b: if !ok { b = nil }; sum += v } }"
        )
        program.show("sum")


def _once(program: Program) -> None:
    """Once, OnceValue, Pool, Cond, sync.Map, context."""
    program.package("sync", "context", "errors")
    with program.case("once"):
        program.line("var once sync.Once")
        program.line("calls := 0")
        program.line(f"for i := range {program.number(1, 5)} {{ once.Do(func() {{ calls += i + 1 }}) }}")
        program.line("value := sync.OnceValue(func() int { calls += 10; return calls })")
        program.show("value()", "value()", "calls")
        program.line("lock := sync.Mutex{}")
        program.line("cond := sync.NewCond(&lock)")
        program.line('turn, text := 0, ""')
        program.line("finished := make(chan int)")
        count = program.number(1, 6)
        program.line(
            f"for i := range {count} {{ go func() {{ lock.Lock(); for turn != i {{ cond.Wait() }}; text += string(rune('a' + i)); turn++; cond.Broadcast(); lock.Unlock(); finished <- i }}() }}"
        )
        program.line(f"sum := 0; for range {count} {{ sum += <-finished }}")
        program.show("text", "sum")
        program.line('ctx, cancel := context.WithCancelCause(context.WithValue(context.Background(), 1, "one"))')
        program.line("child, stop := context.WithCancel(ctx)")
        program.line("defer stop()")
        program.line('go cancel(errors.New("enough"))')
        program.line("<-child.Done()")
        program.show("child.Err().Error()", "context.Cause(child).Error()", "child.Value(1)", "child.Value(2)")
        program.line("var table sync.Map")
        program.line(f'for i := range {program.number(1, 20)} {{ table.LoadOrStore(i%5, i); table.Swap("k", i) }}')
        program.line("n := 0; table.Range(func(k, v any) bool { n += v.(int); return true })")
        program.line("v, loaded := table.LoadAndDelete(2)")
        program.show("n", "v", "loaded")


def _panics(program: Program) -> None:
    """Panics in goroutines, recovered there and passed on; results of many by index."""
    count = program.number(1, 12)
    with program.case("panics"):
        program.line(f"reports := make([]string, {count})")
        program.line("finished := make(chan struct{})")
        with program.block("for i := range reports"), program.block("go func()", "}()"):
            program.line("defer func() { reports[i] = out.Describe(recover()); finished <- struct{}{} }()")
            program.line(f"s := make([]int, i%{program.number(1, 4)})")
            program.line(
                f"var m map[string]int; if i%{program.number(2, 5)} == 0 {{ m[{literal(program, 'string')}] = s[i] }}"
            )
            program.line("s[i%2]++")
            program.line("panic(i)")
        program.line("for range reports { <-finished }")
        program.show("reports")
