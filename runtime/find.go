// Finding something to run: the own queue, timers, the global queue, the network, other processors; otherwise, sleep.
//
// Who gives up looks once more after saying so (releasing the processor): between the two somebody may have made a
// goroutine runnable and have seen that the thread was still looking.

package runtime

// findRunnable gives the next goroutine for a thread. It sleeps until there is one.
func findRunnable(mp *m) (gp *g, inherits bool) {
	for {
		if atomicLoad(&stopping) != 0 {
			stopForWorld(mp)
		}
		pp := mp.p
		if writeBarrier != 0 {
			pp.markShare()
		}
		now, next := pp.runTimers(0)
		if gp, inherits = pp.findLocal(); gp != nil {
			return gp, inherits
		}
		if ready := pollNetwork(0); ready.count != 0 {
			return takeReady(mp, &ready), false
		}
		if gp = stealWork(mp, now, &next); gp != nil {
			return gp, false
		}
		if markIdle(mp) {
			continue
		}
		if gp = giveUp(mp, next); gp != nil {
			return gp, false
		}
	}
}

// findLocal looks at the processor's own queue, and at the global one.
func (pp *p) findLocal() (gp *g, inherits bool) {
	if pp.ticks%fairness == 0 && atomicLoad(&runQueue.count) > 0 {
		lock(&schedLock)
		gp = pp.getGlobal(1)
		unlock(&schedLock)
		if gp != nil {
			return gp, false
		}
	}
	if gp, inherits = pp.get(); gp != nil {
		return gp, inherits
	}
	if atomicLoad(&runQueue.count) > 0 {
		lock(&schedLock)
		gp = pp.getGlobal(localQueue / 2)
		unlock(&schedLock)
	}
	return gp, false
}

// takeReady gives the first of some goroutines and makes the others run soon.
func takeReady(mp *m, ready *gQueue) *g {
	first := ready.pop()
	if ready.count != 0 {
		injectReady(mp.p, ready)
	}
	return first
}

// injectReady puts goroutines that have become runnable into the queue of a processor, or into the global one.
func injectReady(pp *p, ready *gQueue) {
	count := ready.count
	if pp != nil {
		for gp := ready.pop(); gp != nil; gp = ready.pop() {
			pp.put(gp, false)
		}
	} else {
		lock(&schedLock)
		runQueue.append(ready)
		unlock(&schedLock)
	}
	for ; count > 0 && atomicLoad(&idleCount) > 0; count-- {
		wakep()
	}
}

// stealWork looks for work at other processors, unless enough threads do so already. next: see runTimers.
func stealWork(mp *m, now int64, next *int64) *g {
	if !mp.spinning {
		if 2*atomicLoad(&spinning) >= uint32(processorCount)-atomicLoad(&idleCount) {
			return nil
		}
		mp.spinning = true
		atomicAdd(&spinning, 1)
	}
	for round := range stealRounds {
		last := round == stealRounds-1
		start := int(randn(uint32(processorCount)))
		for i := range processorCount {
			if atomicLoad(&stopping) != 0 {
				return nil
			}
			victim := allps[(start+i)%processorCount]
			if victim == mp.p {
				continue
			}
			if last {
				if _, when := victim.runTimers(now); when != 0 && (*next == 0 || when < *next) {
					*next = when
				}
				if gp, _ := mp.p.get(); gp != nil {
					return gp
				}
			}
			if !victim.isEmpty() {
				if gp := mp.p.steal(victim, last); gp != nil {
					return gp
				}
			}
		}
	}
	return nil
}

// giveUp gives the processor back and sleeps, until there is work or until the time of the next timer; when it returns,
// the thread has a processor again, and perhaps a goroutine to run.
func giveUp(mp *m, next int64) *g {
	lock(&schedLock)
	if atomicLoad(&stopping) != 0 {
		unlock(&schedLock)
		return nil
	}
	if runQueue.count > 0 {
		gp := mp.p.getGlobal(localQueue / 2)
		unlock(&schedLock)
		return gp
	}
	mp.releaseToIdle()
	unlock(&schedLock)
	if mp.spinning {
		mp.spinning = false
		atomicAdd(&spinning, -1)
		if lookAgain(mp) {
			return nil
		}
	}
	if pollsNetwork() || next != 0 {
		if waited, gp := waitForNetwork(mp, next); waited {
			return gp
		}
	}
	stopThread(mp)
	return nil
}

// lookAgain takes an idle processor, if one has got work in the meantime.
func lookAgain(mp *m) bool {
	work := atomicLoad(&runQueue.count) > 0 || writeBarrier != 0 && hasMarkWork()
	for i := 0; i < processorCount && !work; i++ {
		work = !allps[i].isEmpty()
	}
	if !work {
		return false
	}
	lock(&schedLock)
	pp := takeIdle()
	unlock(&schedLock)
	if pp == nil {
		return false
	}
	mp.acquire(pp)
	mp.spinning = true
	atomicAdd(&spinning, 1)
	return true
}

// waitForNetwork sleeps in the network poller, in the place of all who have nothing to do. It says whether it was this
// thread's turn; then the thread has a processor again.
func waitForNetwork(mp *m, next int64) (bool, *g) {
	if !atomicCas(&polling, 0, 1) {
		if next != 0 {
			wakePoller(next)
		}
		return false, nil
	}
	delay := int64(-1)
	if next != 0 {
		delay = max(next-nanotime(), 0)
	}
	atomicStore64(&pollUntil, uint64(next))
	ready := pollNetwork(delay)
	atomicStore64(&pollUntil, 0)
	atomicStore(&polling, 0)
	lock(&schedLock)
	pp := takeIdle()
	unlock(&schedLock)
	if pp == nil {
		injectReady(nil, &ready)
		stopThread(mp)
		return true, nil
	}
	mp.acquire(pp)
	if ready.count != 0 {
		return true, takeReady(mp, &ready)
	}
	mp.spinning = true
	atomicAdd(&spinning, 1)
	return true, nil
}

// stopSpinning is called by who has found work: somebody else may have to look for more.
func stopSpinning(mp *m) {
	mp.spinning = false
	if atomicAdd(&spinning, -1) == 0 {
		wakep()
	}
}
