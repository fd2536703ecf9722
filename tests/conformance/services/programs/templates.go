// Pages from text/template and html/template: functions, nested templates, blocks, contexts of escaping, errors.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"os"
	"slices"
	"strings"
	text "text/template"
	"time"
)

type item struct {
	Name  string
	Price float64
	Tags  []string
	Attrs map[string]any
	Sold  *time.Time
}

func (i item) Cents() int { return int(i.Price*100 + 0.5) }

func (i *item) Label(prefix string, n int) string {
	return fmt.Sprintf("%s-%s-%03d", prefix, i.Name, n)
}

func (i item) Fail(why string) (string, error) {
	if why == "" {
		return "fine", nil
	}
	return "", errors.New(why)
}

type page struct {
	Title   string
	Items   []*item
	Total   func(...*item) float64
	Unsafe  template.HTML
	Script  template.JS
	Address string
	Seq     func(func(int) bool)
}

const invoice = `
{{- define "line"}}{{printf "%-10s" .Name | printf "%s|"}} {{.Cents | printf "%6d"}}{{with .Sold}} sold {{.Format "2006-01-02"}}{{else}} open{{end}}{{end -}}
Invoice: {{.Title | upper}}
{{range $i, $item := .Items -}}
{{$i}}. {{template "line" $item}} {{.Label "x" $i}}
{{- range $k, $v := .Attrs}} {{$k}}={{$v | printf "%v"}}{{end}}
{{- if and (gt (len .Tags) 1) (not (eq (index .Tags 0) "b" "c"))}} {{slice .Tags 1 | join ", "}}{{end}}
{{else}}nothing
{{end -}}
Total: {{call .Total (index .Items 0) (index .Items 1) | printf "%.2f"}}
{{- /* a comment */ -}}
{{range 3}} {{.}}{{end}}{{range .Seq}}{{if eq . 2}}{{continue}}{{end}}{{if gt . 4}}{{break}}{{end}} <{{.}}>{{end}}
{{block "footer" .}}default footer of {{.Title}}{{end}}
{{$x := 1}}{{range .Items}}{{$x = len .Name}}{{end}}{{$x}} {{1.5}} {{0x1F}} {{'a'}} {{"q\"" | html}} {{` + "`raw`" + ` | js}} {{"a b&c" | urlquery}} {{print nil true 'x' "s" 3}}
`

const site = `<!doctype html>
<title>{{.Title}}</title>
{{define "entry"}}<li title="{{.Name}}" data-price={{.Price}}>{{.Name}}{{end -}}
<ul>{{range .Items}}{{template "entry" .}}{{end}}</ul>
<a href="/search?q={{.Title}}&n={{len .Items}}" onclick="show({{.Title}}, {{.Items}})">{{.Address}}</a>
<a href="{{.Address}}">unsafe</a> <img src={{.Title}} alt='{{.Title}}'>
<script>
var title = {{.Title}}, first = {{index .Items 0 | attrs}};
// {{.Title}}
var s = "in a string {{.Title}}"; var r = /{{.Title}}/; var t = ` + "`lit {{.Title}}`" + `;
{{.Script}}
</script>
<style>p { color: {{.Title}}; width: {{len .Items}}px; background: url("{{.Address}}") }</style>
<!-- {{.Title}} --><textarea>{{.Title}}</textarea>
<p>{{.Unsafe}} {{.Title | html}} {{noescape .Title}} {{if .Items}}<b>{{end}}
`

func data() *page {
	sold := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	items := []*item{
		{Name: "lamp", Price: 19.99, Tags: []string{"a", "b", "c"}, Attrs: map[string]any{"z": 1, "a": []int{1, 2}, "m": nil}, Sold: &sold},
		{Name: `<b>"chair"&'</b>`, Price: 149.5, Tags: []string{"b", "c"}},
		{Name: "Ünïcode ☃", Price: 0.005},
	}
	return &page{
		Title: `O'Reilly & <Söhne> "</script>" \ javascript:`, Items: items, Unsafe: "<i>kept</i>", Script: "let kept = 1 < 2;",
		Address: "javascript:alert(1)", Seq: func(yield func(int) bool) {
			for i := range 10 {
				if !yield(i) {
					return
				}
			}
		},
		Total: func(items ...*item) (sum float64) {
			for _, i := range items {
				sum += i.Price
			}
			return sum
		},
	}
}

func functions() map[string]any {
	return map[string]any{
		"upper": strings.ToUpper, "join": func(sep string, list []string) string { return strings.Join(list, sep) },
		"noescape": func(s string) template.HTML { return template.HTML(s) },
		"attrs":    func(i *item) map[string]any { return map[string]any{"name": i.Name, "tags": i.Tags, "n": i.Price} },
		"boom":     func() string { panic("boom") },
	}
}

func failures() {
	for _, source := range []string{
		"{{.Missing}}", "{{.Title", "{{end}}", "{{if}}", "{{range .Title}}{{.}}{{end}}", "{{index .Items 9}}", "{{template \"none\"}}",
		"{{nofunc 1}}", "{{.Title.Len}}", "{{(index .Items 0).Fail \"why\"}}", "{{(index .Items 0).Fail \"\"}}", "{{boom}}", "{{len 3}}", "{{slice .Title 3 1}}",
		"{{lt 1 \"a\"}}", "{{call .Title}}", "{{1 | 2}}", "{{$x}}", "{{break}}", "{{(index .Items 0).Label 1 2}}", "{{\"unterminated}}",
		"a {{- 3}} {{4 -}} b", "{{define \"x\"}}{{define \"y\"}}{{end}}{{end}}", "{{with $y := .Title}}{{$y | len}}{{end}}",
	} {
		t, err := text.New("t").Funcs(functions()).Parse(source)
		if err != nil {
			fmt.Println("parse:", err)
			continue
		}
		var b bytes.Buffer
		err = t.Execute(&b, data())
		fmt.Printf("%q %v\n", b.String(), err)
	}
	for _, source := range []string{
		`<a href='{{if .Title}}"{{end}}x'>`, `<script>{{if .Title}}"{{end}}</script>`, `<a {{.Title}}>`, `<{{.Title}}>`, `{{define "a"}}<a href="{{end}}{{template "a"}}`,
		`<div onclick=x{{.Title`, `<p {{if .Title}}title='{{else}}id="{{end}}x'>`, `<a href="{{.Title | html}}">`,
	} {
		t, err := template.New("h").Parse(source)
		if err == nil {
			var b bytes.Buffer
			err = t.Execute(&b, data())
			fmt.Printf("%q ", b.String())
		}
		var e *template.Error
		fmt.Println(errors.As(err, &e), err)
	}
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
	}
}

func main() {
	plain := text.Must(text.New("invoice").Funcs(functions()).Parse(invoice))
	check(plain.Execute(os.Stdout, data()))
	other := text.Must(text.Must(plain.Clone()).Parse(`{{define "footer"}}own footer{{end}}`))
	check(other.ExecuteTemplate(os.Stdout, "footer", nil))
	fmt.Println(other.DefinedTemplates() != "", len(other.Templates()))
	html := template.Must(template.New("site").Funcs(functions()).Parse(site))
	check(html.Execute(os.Stdout, data()))
	fmt.Println(html.Lookup("entry") != nil, len(html.Templates()))
	strict := text.Must(text.New("strict").Option("missingkey=error").Parse("{{.a}} {{.b}}"))
	check(strict.Execute(os.Stdout, map[string]int{"a": 1}))
	loose := text.Must(text.New("loose").Delims("<<", ">>").Parse("<<.a>> <<.b>> {{.a}}\n"))
	check(loose.Execute(os.Stdout, map[string]int{"a": 1}))
	failures()
	var tree bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(map[string]bool{"invoice": true, "line": true})) {
		tree.WriteString(plain.Lookup(name).Root.String())
	}
	fmt.Println(tree.Len(), strings.Count(tree.String(), "{{"))
}
