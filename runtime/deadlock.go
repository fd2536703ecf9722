// Finding out that no goroutine will ever run again.

package runtime

// checkDeadlock ends the program if all threads that run goroutines sleep. A thread in a system call, or in the network
// poller, is not asleep. The caller holds schedLock and has just counted itself as idle.
func checkDeadlock() {
	running := int32(threadCount - idleThreadCount - lockedWaiting - systemThreads)
	if running > 0 || !mainStarted || atomicLoad(&dying) != 0 {
		return
	}
	for i := range processorCount {
		if allps[i].timers.first() != 0 {
			return
		}
	}
	if atomicLoad(&liveUsers) == 0 {
		reportDeadlock("no goroutines (main called runtime.Goexit) - deadlock!")
	}
	reportDeadlock("all goroutines are asleep - deadlock!")
}

func reportDeadlock(text string) {
	printlock()
	printstring("fatal error: ")
	printstring(text)
	printnl()
	printGoroutines(nil)
	die()
}

// printGoroutines names all goroutines of the program but one, the first of them first.
func printGoroutines(without *g) {
	last := uint64(0)
	for {
		var next *g
		for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
			status := atomicLoad(&gp.status)
			if gp == without || gp.system || status == gDead || status == gIdle || gp.id <= last {
				continue
			}
			if next == nil || gp.id < next.id {
				next = gp
			}
		}
		if next == nil {
			return
		}
		last = next.id
		next.printHead()
		if atomicLoad(&next.status) == gWaiting || atomicLoad(&next.status) == gRunnable {
			next.printCalls()
		}
	}
}

// printHead writes the first line of a goroutine's trace.
func (gp *g) printHead() {
	printstring("\ngoroutine ")
	printuint(gp.id)
	printstring(" [")
	printstring(gp.state())
	if gp.lockedM != nil {
		printstring(", locked to thread")
	}
	printstring("]:\n")
}
