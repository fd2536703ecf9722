// Documents with nested structs, maps, slices and all kinds of scalars go to JSON and come back, typed and untyped.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

type item struct {
	Name     string            `json:"name"`
	Price    float64           `json:"price"`
	Count    int               `json:"count,omitempty"`
	Tags     []string          `json:"tags"`
	Labels   map[string]string `json:"labels"`
	Weight   *float32          `json:"weight"`
	Shipped  bool              `json:"shipped"`
	Ordered  time.Time         `json:"ordered"`
	Comments []comment         `json:"comments"`
}

type comment struct {
	Author string `json:"author"`
	Text   string `json:"text"`
	Stars  uint8  `json:"stars"`
}

func document() []item {
	var items []item
	for i := range 60 {
		weight := float32(i) / 3
		one := item{
			Name:    fmt.Sprintf("item <%d> & more", i),
			Price:   float64(i) * 1.07,
			Count:   i % 3,
			Tags:    []string{"plain", "with \"quotes\"", "größer", "line\nbreak"},
			Labels:  map[string]string{"colour": "green", "size": fmt.Sprint(i), "origin": "elsewhere"},
			Weight:  &weight,
			Shipped: i%2 == 0,
			Ordered: time.Date(2026, 1, 2, 3, 4, i, 0, time.UTC),
		}
		for j := range 3 {
			one.Comments = append(one.Comments, comment{"somebody", "It does what it says, mostly. ", uint8(j)})
		}
		items = append(items, one)
	}
	return items
}

func main() {
	items := document()
	total := 0
	for range 600 {
		data, err := json.Marshal(items)
		if err != nil {
			panic(err)
		}
		var typed []item
		if err := json.Unmarshal(data, &typed); err != nil {
			panic(err)
		}
		var untyped any
		if err := json.NewDecoder(bytes.NewReader(data)).Decode(&untyped); err != nil {
			panic(err)
		}
		again, err := json.Marshal(untyped)
		if err != nil {
			panic(err)
		}
		total += len(data) + len(again) + len(typed)
		items = typed
	}
	fmt.Println(total)
}
