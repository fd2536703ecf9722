// Values through encoding/xml, gob, json, csv, asn1, binary, base32, base64, ascii85, hex: there and back, and in what is wrong.
package main

import (
	"bytes"
	"encoding/ascii85"
	"encoding/asn1"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"reflect"
	"strings"
	"time"
)

type Address struct {
	Street string `xml:"street" json:"street"`
	City   string `xml:"city,attr" json:"city,omitempty"`
}

type Level int

func (l Level) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "level-%d", int(l)), nil }

func (l *Level) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "level-%d", (*int)(l))
	return err
}

type Person struct {
	XMLName xml.Name          `xml:"urn:people person" json:"-"`
	ID      int               `xml:"id,attr" json:"id"`
	Name    string            `xml:"name>full" json:"name"`
	Nick    *string           `xml:"name>nick,omitempty" json:"nick,omitempty"`
	Emails  []string          `xml:"contact>email" json:"emails"`
	Homes   []Address         `xml:"home" json:"homes"`
	Note    string            `xml:",comment" json:"note"`
	Level   Level             `xml:"level" json:"level"`
	Born    time.Time         `xml:"born" json:"born"`
	Data    []byte            `xml:"data" json:"data"`
	Scores  map[string]Level  `xml:"-" json:"scores,omitempty"`
	Extra   map[Level]float64 `xml:"-" json:"extra,omitempty"`
	Any     any               `xml:"-" json:"any"`
	Raw     json.RawMessage   `xml:"-" json:"raw,omitempty"`
	Embedded
	hidden int
}

type Embedded struct {
	Flag  bool    `xml:"flag" json:"flag,string"`
	Ratio float32 `xml:"ratio" json:"ratio"`
}

func sample() Person {
	nick := "<A&B>"
	return Person{
		ID: 7, Name: "Ann \"Ünï\" ☃", Nick: &nick, Emails: []string{"a@b", "c@d"}, Homes: []Address{{"Main 1", "X"}, {"", "Y"}},
		Note: " a note ", Level: 3, Born: time.Date(2000, 2, 29, 12, 30, 0, 5, time.FixedZone("", 3600)), Data: []byte{0, 1, 254, 255},
		Scores: map[string]Level{"z": 1, "a": 2}, Extra: map[Level]float64{2: 1e21, 1: 1e-7, 3: 0.1}, Any: []any{nil, 1.5, "x", map[string]any{"k": false}},
		Raw: json.RawMessage(`{"raw": [1, 2]}`), Embedded: Embedded{true, 0.3}, hidden: 1,
	}
}

func xmls() {
	p := sample()
	text, err := xml.MarshalIndent(p, "", "  ")
	fmt.Println(string(text), err)
	var back Person
	fmt.Println(xml.Unmarshal(text, &back))
	back.XMLName, back.Scores, back.Extra, back.Any, back.Raw, back.hidden = p.XMLName, p.Scores, p.Extra, p.Any, p.Raw, p.hidden
	fmt.Println(back.Born.Equal(p.Born))
	back.Born = p.Born
	fmt.Println(reflect.DeepEqual(back, p))
	d := xml.NewDecoder(strings.NewReader(`<?xml version="1.0"?><!DOCTYPE x><a xmlns="u" xmlns:p="v" p:k="1"><b/>t&amp;x<![CDATA[<raw>]]><!--c--><p:c>&#x41;</p:c></a>`))
	for {
		token, err := d.Token()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%T %v\n", token, token)
	}
	for _, bad := range []string{"<a>", "<a></b>", "<a b=1/>", "<a>&none;</a>", "<a><level>x</level></a>", "", "<person xmlns='urn:people' id='x'/>"} {
		var v Person
		err := xml.Unmarshal([]byte(bad), &v)
		var syntax *xml.SyntaxError
		fmt.Println(err, errors.As(err, &syntax))
	}
	var list struct {
		Items []struct {
			Name  string `xml:"name,attr"`
			Inner string `xml:",innerxml"`
			Chars string `xml:",chardata"`
		} `xml:"list>item"`
		Rest []struct{ XMLName xml.Name } `xml:",any"`
	}
	fmt.Println(xml.Unmarshal([]byte(`<x><list><item name="a">t<i>u</i>v</item><item/></list><other/><more/></x>`), &list), list)
	fmt.Println(xml.EscapeText(os.Stdout, []byte("\t<\"'&>\n\x01")))
}

type shape interface{ Area() float64 }

type square struct{ Side float64 }

type circle struct{ R float64 }

func (s square) Area() float64  { return s.Side * s.Side }
func (c *circle) Area() float64 { return math.Pi * c.R * c.R }

type node struct {
	Next   *node
	Shapes []shape
	Table  map[string][]*big.Int
	C      complex128
	A      [3]uint16
	When   time.Time
	F      func()
	Big    *big.Float
}

type old struct {
	A, B int
	Gone string
}

type renewed struct {
	B   int64
	New *string
	A   *int
}

func gobs() {
	gob.Register(square{})
	gob.Register(&circle{})
	var b bytes.Buffer
	e := gob.NewEncoder(&b)
	in := &node{Next: &node{C: 1i}, Shapes: []shape{square{2}, &circle{1}, nil}[:2], Table: map[string][]*big.Int{"x": {big.NewInt(1), new(big.Int).Lsh(big.NewInt(3), 200)}}, C: 1 + 2i, A: [3]uint16{1, 2, 65535}, When: time.Unix(1e9, 5).UTC(), Big: big.NewFloat(1.5)}
	for range 3 {
		fmt.Println(e.Encode(in), b.Len())
	}
	d := gob.NewDecoder(&b)
	for range 3 {
		var out node
		fmt.Println(d.Decode(&out), reflect.DeepEqual(out.Next, in.Next), out.Shapes[1].Area() == in.Shapes[1].Area(), out.Table["x"][1], out.C, out.A, out.When, out.Big)
	}
	fmt.Println(d.Decode(new(node)))
	b.Reset()
	fmt.Println(gob.NewEncoder(&b).Encode(old{1, 2, "x"}))
	stream := bytes.Clone(b.Bytes())
	var r renewed
	fmt.Println(gob.NewDecoder(&b).Decode(&r), r.B, *r.A, r.New)
	fmt.Println(gob.NewDecoder(bytes.NewReader(stream)).Decode(new(struct{ A string })))
	fmt.Println(gob.NewDecoder(bytes.NewReader(stream[:10])).Decode(&r))
	fmt.Println(gob.NewEncoder(io.Discard).Encode(struct{ c chan int }{}))
}

func jsons() {
	p := sample()
	text, err := json.MarshalIndent(p, ">", "\t")
	fmt.Println(string(text), err)
	var back Person
	fmt.Println(json.Unmarshal(text, &back), reflect.DeepEqual(back.Scores, p.Scores), reflect.DeepEqual(back.Extra, p.Extra), back.Any, string(back.Raw))
	for _, bad := range []string{`{"id":"x"}`, `{"id":1.5}`, `{"id":1`, `{"level":"none"}`, `[1,2`, `{"flag":"maybe"}`, `{"data":"!"}`, `{"born":"today"}`, `nul`, `{"homes":{}}`, "{\"name\":\"\x01\"}", `{"id":1}x`, `{"extra":{"k":1}}`, `{"id":99999999999999999999}`} {
		var v Person
		err := json.Unmarshal([]byte(bad), &v)
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		fmt.Println(err, errors.As(err, &syntax), errors.As(err, &kind))
	}
	d := json.NewDecoder(strings.NewReader(`{"a":[1,2.50,{"b":null}],"c":"\u00e9\ud83d\ude00"} true "x" [] `))
	d.UseNumber()
	for d.More() {
		token, err := d.Token()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%T %v; ", token, token)
	}
	fmt.Println()
	_, err = json.Marshal(map[string]any{"f": math.Inf(1)})
	fmt.Println(err)
	_, err = json.Marshal(map[string]any{"c": make(chan int)})
	fmt.Println(err)
	var compact bytes.Buffer
	fmt.Println(json.Compact(&compact, []byte(` { "a" : [ 1 , 2 ] } `)), compact.String(), json.Valid([]byte("{}")), json.Valid([]byte("{]")))
}

type sequence struct {
	Version int `asn1:"optional,explicit,default:1,tag:0"`
	OID     asn1.ObjectIdentifier
	Bits    asn1.BitString
	Texts   []string `asn1:"set"`
	When    time.Time
	Number  *big.Int
	Flag    asn1.Flag `asn1:"optional,tag:3"`
	Raw     asn1.RawValue
}

func others() {
	in := sequence{2, asn1.ObjectIdentifier{1, 2, 840, 113549}, asn1.BitString{Bytes: []byte{0xa0}, BitLength: 4}, []string{"a", "ü"}, time.Unix(1e9, 0).UTC(), big.NewInt(-129), true, asn1.NullRawValue}
	der, err := asn1.Marshal(in)
	fmt.Printf("%x %v\n", der, err)
	var out sequence
	rest, err := asn1.Unmarshal(append(der, 1, 2), &out)
	fmt.Println(out.OID, out.Bits, out.Texts, out.When, out.Number, len(rest), err)
	_, err = asn1.Unmarshal(der[:9], &out)
	fmt.Println(err)
	rows := csv.NewReader(strings.NewReader("a,\"b \"\"q\"\"\",c\n# comment\n\"multi\nline\",,;\nshort\n"))
	rows.Comment = '#'
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		fmt.Printf("%q %v\n", row, err)
	}
	w := csv.NewWriter(os.Stdout)
	w.Comma, w.UseCRLF = ';', false
	fmt.Println(w.WriteAll([][]string{{"a;b", "c\"d", "e\nf", "", " g"}}))
	var b bytes.Buffer
	header := struct {
		Magic [4]byte
		Size  uint32
		X     int16
		F     float32
		B     bool
	}{[4]byte{'G', 'O', 'B', 'D'}, 7, -2, 1.5, true}
	fmt.Println(binary.Write(&b, binary.BigEndian, header), hex.Dump(b.Bytes()), binary.Size(header))
	copied := header
	fmt.Println(binary.Read(bytes.NewReader(b.Bytes()), binary.LittleEndian, &copied), copied)
	fmt.Println(binary.AppendVarint(nil, -300), binary.AppendUvarint(nil, 1<<63))
	data := []byte("any carnal pleas\xff\x00")
	fmt.Println(base64.StdEncoding.EncodeToString(data), base64.RawURLEncoding.EncodeToString(data), base32.HexEncoding.EncodeToString(data))
	_, err = base64.StdEncoding.DecodeString("a*b=")
	fmt.Println(err)
	_, err = hex.DecodeString("0g")
	fmt.Println(err)
	place := make([]byte, ascii85.MaxEncodedLen(len(data)))
	n := ascii85.Encode(place, data)
	decoded, err := io.ReadAll(ascii85.NewDecoder(bytes.NewReader(place[:n])))
	fmt.Println(string(place[:n]), bytes.Equal(decoded, data), err)
}

func main() {
	xmls()
	gobs()
	jsons()
	others()
}
