// Quicksort and binary search over slices; a small real program.
package main

func sort(s []int) {
	if len(s) < 2 {
		return
	}
	pivot := s[len(s)/2]
	i, j := 0, len(s)-1
	for i <= j {
		for s[i] < pivot {
			i++
		}
		for s[j] > pivot {
			j--
		}
		if i <= j {
			s[i], s[j] = s[j], s[i]
			i++
			j--
		}
	}
	sort(s[:j+1])
	sort(s[i:])
}

func search(s []int, x int) int {
	low, high := 0, len(s)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if s[middle] < x {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

func main() {
	var s []int
	seed := uint32(12345)
	for i := 0; i < 1000; i++ {
		seed = seed*1664525 + 1013904223
		s = append(s, int(seed>>16))
	}
	sort(s)
	sum := 0
	for i := 1; i < len(s); i++ {
		if s[i-1] > s[i] {
			println("not sorted at", i)
		}
		sum += i * s[i] % 7
	}
	println(s[0], s[499], s[999], sum)
	println(search(s, s[700]) <= 700, search(s, -1), search(s, 1<<30))
}
