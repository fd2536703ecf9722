// Sorting numbers, strings and structures, with and without an interface.
package main

import (
	"slices"
	"sort"
	"strconv"
)

type person struct {
	name string
	age  int
}

type byAge []person

func (a byAge) Len() int           { return len(a) }
func (a byAge) Less(i, j int) bool { return a[i].age < a[j].age }
func (a byAge) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

func main() {
	const n = 600_000
	state := uint32(1)
	next := func() uint32 {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		return state
	}
	numbers, people, words := make([]int, n), make([]person, n), make([]string, n)
	for i := range n {
		numbers[i] = int(next())
		people[i] = person{"p", int(next())}
		words[i] = strconv.Itoa(int(next()))
	}
	slices.Sort(numbers)
	sort.Sort(byAge(people))
	slices.Sort(words)
	copied := slices.Clone(people)
	slices.SortFunc(copied, func(a, b person) int { return b.age - a.age })
	println(numbers[n/2], people[n/2].age, words[n/2], copied[0].age)
}
