package main

import (
	"encoding/json"
	"fmt"
)

type T struct {
	A int
	B []string
}

func main() {
	b, _ := json.Marshal(T{1, []string{"x"}})
	var t T
	_ = json.Unmarshal(b, &t)
	fmt.Println(string(b), t)
}
