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
		fatal("no goroutines (main called runtime.Goexit) - deadlock!")
	}
	fatal("all goroutines are asleep - deadlock!")
}
