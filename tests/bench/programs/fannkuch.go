// Flips of pancakes over all permutations: integer slices and bounds checks.
package main

const size = 10

func main() {
	start, work, count := make([]int, size), make([]int, size), make([]int, size)
	for i := range start {
		start[i] = i
	}
	most, sum, r, even := 0, 0, size, true
	for {
		for ; r != 1; r-- {
			count[r-1] = r
		}
		copy(work, start)
		flips := 0
		for k := work[0]; k != 0; k = work[0] {
			for i, j := 0, k; i < j; i, j = i+1, j-1 {
				work[i], work[j] = work[j], work[i]
			}
			flips++
		}
		most = max(most, flips)
		if even {
			sum += flips
		} else {
			sum -= flips
		}
		for {
			if r == size {
				println(sum, most)
				return
			}
			first := start[0]
			for i := range r {
				start[i] = start[i+1]
			}
			start[r] = first
			count[r]--
			if count[r] > 0 {
				break
			}
			r++
		}
		even = !even
	}
}
