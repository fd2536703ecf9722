package main

import "net/url"

type point struct{ x, y int }

type named struct {
	point
	name string
}

var (
	p = point{1}
	q = point{1, 2, 3}
	r = point{x: 1, 2}
	s = named{x: 1, name: "n", name: "m"}
	t = []point{{1, 2}, {z: 3}}
	u = map[string]int{"a": 1, "a": 2}
	v = url.URL{scheme: "http"}
)
