// A page with loops, conditions, pipelines and nested templates, escaped by context.
package main

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
)

const page = `{{define "row"}}<tr class="{{if .Odd}}odd{{else}}even{{end}}"><td>{{.Name | upper}}</td><td>{{printf "%05.2f" .Price}}</td></tr>
{{end}}<h1>{{.Title}}</h1>
<table>{{range $i, $e := .Rows}}{{template "row" $e}}{{if and (gt $i 2) (lt $i 5)}}<!-- {{$i}} -->{{end}}{{else}}nothing{{end}}</table>
{{with .Footer}}<p>{{.}} {{len $.Rows}} rows, {{index $.Words "all"}}</p>{{end}}
`

type row struct {
	Name  string
	Price float64
	index int
}

func (r row) Odd() bool { return r.index%2 == 1 }

func main() {
	t := template.Must(template.New("page").Funcs(template.FuncMap{"upper": strings.ToUpper}).Parse(page))
	data := map[string]any{"Title": "Prices & more", "Footer": "in total", "Words": map[string]string{"all": "everything"}}
	var rows []row
	for i := range 100 {
		rows = append(rows, row{fmt.Sprint("article ", i), float64(i) * 1.5, i})
	}
	data["Rows"] = rows
	var out bytes.Buffer
	total := 0
	for range 1000 {
		out.Reset()
		if err := t.Execute(&out, data); err != nil {
			panic(err)
		}
		total += out.Len()
	}
	fmt.Println(total)
}
