package main

import (
	"os"
	"text/template"
)

func main() {
	t := template.Must(template.New("x").Parse("hello {{.}}\n"))
	_ = t.Execute(os.Stdout, "world")
}
