// GODEBUG=schedtrace=N: a line about the scheduler every N milliseconds.

package runtime

var (
	schedTrace   int64 // nanoseconds; 0: none
	nextTrace    int64
	programStart int64
)

func initSchedTrace() {
	schedTrace = int64(godebugNumber("schedtrace")) * millisecond
	programStart = nanotime()
	nextTrace = programStart
}

// traceScheduler writes the line if it is time.
func traceScheduler(now int64) {
	if schedTrace == 0 || now < nextTrace {
		return
	}
	nextTrace = now + schedTrace
	lock(&schedLock)
	printlock()
	printstring("SCHED ")
	printint((now - programStart) / millisecond)
	printCount("ms: gomaxprocs=", uint32(processorCount))
	printCount(" idleprocs=", atomicLoad(&idleCount))
	printCount(" threads=", threadCount)
	printCount(" spinningthreads=", atomicLoad(&spinning))
	printCount(" needspinning=", 0)
	printCount(" idlethreads=", idleThreadCount)
	printCount(" runqueue=", runQueue.count)
	printstring(" [")
	for i := range processorCount {
		pp := allps[i]
		printCount(" ", atomicLoad(&pp.queueTail)-atomicLoad(&pp.queueHead))
	}
	printstring(" ] schedticks=[")
	for i := range processorCount {
		printCount(" ", atomicLoad(&allps[i].ticks))
	}
	printstring(" ]\n")
	printunlock()
	unlock(&schedLock)
}

func printCount(text string, n uint32) {
	printstring(text)
	printuint(uint64(n))
}
