// Range over functions: what happens when an iterator calls a loop body that is over.

package runtime

// What a loop is doing (server/compiler/irbuild/loopbody.py).
const (
	rangeDone         = 0
	rangePanic        = 2
	rangeExhausted    = 3
	rangeMissingPanic = 4
)

// panicrangestate panics because of what a loop is doing.
func panicrangestate(state int) {
	text := "range function recovered a loop body panic and did not resume panicking"
	switch state {
	case rangeDone:
		text = "range function continued iteration after function for loop body returned false"
	case rangePanic:
		text = "range function continued iteration after loop body panic"
	case rangeExhausted:
		text = "range function continued iteration after whole loop exit"
	}
	panic(errorString(text))
}
