package main

import (
	"fmt"
	"os"
	str "strings"
	"strings"
	_ "io"
)

var fmt = 1

func main() {
	strings.Println("x")
}
