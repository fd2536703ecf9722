package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.com/m/dep"
)

type byAge []person

type person struct {
	name string
	age  int
}

func (b byAge) Len() int           { return len(b) }
func (b byAge) Less(i, j int) bool { return b[i].age < b[j].age }
func (b byAge) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func oldest(people []person) (*person, error) {
	if len(people) == 0 {
		return nil, fmt.Errorf("oldest: %w", errors.New("none"))
	}
	sort.Sort(byAge(people))
	p := people[len(people)-1]
	return &p, nil
}

func names(people []person) string {
	var sb strings.Builder
	for i, p := range people {
		if i > 0 {
			sb.WriteString(", ")
		}
		sb.WriteString(p.name)
		sb.WriteString(strconv.Itoa(p.age))
	}
	return sb.String()
}

func keys(m map[string]int) []string {
	found := make([]string, 0, len(m))
	for key := range maps.Keys(m) {
		found = append(found, key)
	}
	slices.SortFunc(found, func(a, b string) int { return strings.Compare(b, a) })
	return found
}

func copyAll(r io.Reader) (int, error) {
	var buf bytes.Buffer
	n, err := buf.ReadFrom(r)
	if err != nil {
		return 0, err
	}
	return int(n), nil
}

type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(word string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[word]++
}

func use() int {
	a := dep.Node{Name: "a"}
	b := dep.Node{Name: "b", Next: &a}
	kept := dep.Node{Name: "kept"}
	dep.Keep(&kept)
	x, y := 1, 2
	dep.Walk(&b, func(n *dep.Node) { x += len(n.Name) })
	return dep.Len(&b) + *dep.Larger(&x, &y) + len(b.Last().Upper()) + len(dep.Sorted([]int{3, 1}))
}

func elapsed(start time.Time) string {
	return time.Since(start).Round(time.Millisecond).String()
}

func main() {
	start := time.Now()
	people := []person{{"Ann", 30}, {"Bob", 40}}
	p, err := oldest(people)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	c := &counter{n: map[string]int{}}
	for _, w := range strings.Fields(names(people)) {
		c.add(w)
	}
	n, _ := copyAll(strings.NewReader("abc"))
	fmt.Println(p.name, keys(c.n), n, use(), elapsed(start))
}
