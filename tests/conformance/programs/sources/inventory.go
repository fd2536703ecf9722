// An inventory between JSON and a report: structs with tags, custom marshallers, raw messages, streams of values, errors
// with positions, then text/template with functions, nested templates and methods, into aligned columns.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/template"
	"time"
)

// Money is an amount in cents; JSON has it as text with a currency.
type Money struct {
	Cents    int64
	Currency string
}

func (m Money) String() string {
	return fmt.Sprintf("%d.%02d %s", m.Cents/100, m.Cents%100, m.Currency)
}

// MarshalText makes Money a JSON string, and a possible key of a map.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *Money) UnmarshalText(text []byte) error {
	var units, cents int64
	if _, err := fmt.Sscanf(string(text), "%d.%d %s", &units, &cents, &m.Currency); err != nil {
		return fmt.Errorf("amount %q: %w", text, err)
	}
	m.Cents = units*100 + cents
	return nil
}

// Status is one of a few words.
type Status int

const (
	InStock Status = iota
	Ordered
	Gone
)

var statusNames = []string{"in stock", "ordered", "gone"}

func (s Status) String() string { return statusNames[s] }

// MarshalJSON writes the word.
func (s Status) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads a word or a number.
func (s *Status) UnmarshalJSON(data []byte) error {
	var word any
	if err := json.Unmarshal(data, &word); err != nil {
		return err
	}
	switch word := word.(type) {
	case string:
		if *s = Status(slices.Index(statusNames, word)); *s < 0 {
			return fmt.Errorf("unknown status %q", word)
		}
	case float64:
		*s = Status(word)
	default:
		return fmt.Errorf("status cannot be %T", word)
	}
	return nil
}

// Base is part of every item.
type Base struct {
	ID    int       `json:"id"`
	Added time.Time `json:"added,omitzero"`
}

// Item is what is in store.
type Item struct {
	Base
	Name    string             `json:"name"`
	Price   *Money             `json:"price,omitempty"`
	Status  Status             `json:"status"`
	Tags    []string           `json:"tags,omitempty"`
	Sizes   map[string]float64 `json:"sizes,omitempty"`
	Parts   []Part             `json:"parts,omitempty"`
	Extra   json.RawMessage    `json:"extra,omitempty"`
	Weight  float32            `json:",string"`
	Secret  string             `json:"-"`
	private int
}

// Part is a thing in a thing.
type Part struct {
	Name  string `json:"name"`
	Count uint8  `json:"count"`
	Part  *Part  `json:"part,omitempty"`
}

// Total counts a part and what is in it.
func (p Part) Total() int {
	if p.Part == nil {
		return int(p.Count)
	}
	return int(p.Count) * (1 + p.Part.Total())
}

// Labels joins tags for the report.
func (i Item) Labels(separator string) (string, error) {
	if slices.Contains(i.Tags, separator) {
		return "", errors.New("separator is a tag")
	}
	return strings.Join(i.Tags, separator), nil
}

const stream = `
{"id": 1, "name": "Bolt <M8>", "price": "0.25 EUR", "tags": ["metal", "small"], "Weight": "0.01"}
{"id": 2, "NAME": "Crate & lid", "added": "2024-05-06T07:08:09Z", "status": "ordered", "sizes": {"h": 1.5, "b": 2e1, "a": -0.125},
 "parts": [{"name": "plank", "count": 12, "part": {"name": "nail", "count": 4}}, {"name": "lid", "count": 1}], "Weight": "12.5"}
{"id": 3, "name": "Lamp \u00fc\ud83d\ude00", "price": "1200.05 CHF", "status": 2, "extra": {"deep": [1, {"x": null}]}, "unknown": true, "Weight": "1e3"}
`

var broken = []string{
	`{"id": "one"}`, `{"id": 1, "status": "lost"}`, `{"id": 1, "price": "cheap"}`, `{"parts": [{"count": 300}]}`, `{"id": 1,}`, `{"id": 1`,
	`{"Weight": 5}`, `{"status": [1]}`, `[1, 2]`, `{"sizes": {"a": "x"}}`, "{\"name\": \"a\nb\"}",
}

func read(r io.Reader) (items []Item, err error) {
	decoder := json.NewDecoder(r)
	for {
		var item Item
		switch err := decoder.Decode(&item); {
		case errors.Is(err, io.EOF):
			return items, nil
		case err != nil:
			return items, fmt.Errorf("item %d: %w", len(items)+1, err)
		}
		items = append(items, item)
	}
}

func explain(err error) string {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("syntax at %d: %v", syntax.Offset, syntax)
	case errors.As(err, &typed):
		return fmt.Sprintf("%s does not fit %v (field %s)", typed.Value, typed.Type, typed.Field)
	}
	return err.Error()
}

const report = `{{define "part"}}{{.Count}}×{{.Name}}{{with .Part}} of {{template "part" .}}{{end}}{{end -}}
{{- range $i, $item := .Items}}{{if $i}}
{{end}}{{$item.ID | printf "%03d"}} {{.Name | shorten 9 | printf "%-10q"}} {{or .Price "no price"}}
    {{- if eq .Status 1}} (ordered{{if not .Added.IsZero}} {{.Added.Format "2 Jan"}}{{end}}){{else if .Status}} ({{.Status}}){{end}}
    {{- with .Labels "/"}} [{{.}}]{{else}} -{{end}}
    {{- range $name, $size := .Sizes}} {{$name}}={{$size}}{{end}}
    {{- range .Parts}}
    - {{template "part" .}} = {{.Total}}{{end}}
    {{- range $n := len .Name}}{{if gt $n 3}}{{break}}{{end}}{{if eq $n 1}}{{continue}}{{end}} {{$n}}{{end}}
{{- else}}nothing{{end}}
{{len .Items}} items, {{index .Totals "EUR"}} and {{(index .Items 2).Price.Currency}}; {{html "<a&b>"}} {{js "it's"}} {{slice "abcdef" 1 3}} {{and 1 0}}
`

func main() {
	items, err := read(strings.NewReader(stream))
	if err != nil {
		panic(err)
	}
	for _, item := range items {
		text, err := json.Marshal(item)
		fmt.Println(string(text), err)
	}
	for _, text := range broken {
		_, err := read(strings.NewReader(text))
		fmt.Println(explain(err))
	}
	var anything any
	decoder := json.NewDecoder(strings.NewReader(`{"big": 12345678901234567890, "list": [1.5, true, null, "s", {}], "z": {"b": [], "a": 0}}`))
	decoder.UseNumber()
	fmt.Println(decoder.Decode(&anything), anything)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("> ", "\t")
	encoder.Encode(map[Money]any{{5, "EUR"}: items[0].Price, {1, "CHF"}: anything, {3, "A"}: []byte("bytes"), {2, "B"}: [2]float32{1e21, 0.1}})
	fmt.Print(out.String())
	_, err = json.Marshal(map[string]any{"f": func() {}})
	fmt.Println(err)
	strict := json.NewDecoder(strings.NewReader(`{"id": 5, "colour": "red"}`))
	strict.DisallowUnknownFields()
	fmt.Println(strict.Decode(new(Item)))
	tokens := json.NewDecoder(strings.NewReader(`{"a": [1, {"b": "c"}], "d": false}`))
	for {
		token, err := tokens.Token()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%T:%v ", token, token)
	}

	functions := template.FuncMap{"shorten": func(n int, s string) string {
		runes := []rune(s)
		return string(runes[:min(n, len(runes))])
	}}
	page := template.Must(template.New("report").Funcs(functions).Parse(report))
	totals := map[string]Money{}
	for _, item := range items {
		if item.Price != nil {
			total := totals[item.Price.Currency]
			totals[item.Price.Currency] = Money{total.Cents + item.Price.Cents, item.Price.Currency}
		}
	}
	data := struct {
		Items  []Item
		Totals map[string]Money
	}{items, totals}
	if err := page.Execute(os.Stdout, data); err != nil {
		fmt.Println(err)
	}
	items[0].Tags = append(items[0].Tags, "/")
	fmt.Println(page.Execute(io.Discard, data))
	_, err = template.New("bad").Parse("line\n{{if .X}}{{end")
	fmt.Println(err)
	fmt.Println(template.Must(template.New("missing").Parse("{{.Nope.Field}}")).Execute(io.Discard, data))
}
