// A small serializer with reflect: structs with tags, embedded structs, pointers, maps in order, slices, and back again.
package main

import (
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Encode writes any value as text.
func Encode(v any) (string, error) {
	var b strings.Builder
	err := encode(&b, reflect.ValueOf(v))
	return b.String(), err
}

func encode(b *strings.Builder, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Invalid:
		b.WriteString("nil")
	case reflect.Bool:
		fmt.Fprint(b, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if d, ok := v.Interface().(time.Duration); ok {
			b.WriteString(strconv.Quote(d.String()))
			return nil
		}
		b.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		b.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		b.WriteString(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	case reflect.String:
		b.WriteString(strconv.Quote(v.String()))
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return nil
		}
		return encode(b, v.Elem())
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			if err := encode(b, v.Index(i)); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		b.WriteByte(']')
	case reflect.Map:
		keys := v.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return fmt.Sprint(keys[i]) < fmt.Sprint(keys[j]) })
		b.WriteString("{")
		for i, key := range keys {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprint(b, key, ":")
			if err := encode(b, v.MapIndex(key)); err != nil {
				return fmt.Errorf("%v: %w", key, err)
			}
		}
		b.WriteString("}")
	case reflect.Struct:
		b.WriteString("{")
		if err := encodeFields(b, v); err != nil {
			return fmt.Errorf("%s%w", v.Type().Name(), err)
		}
		b.WriteString("}")
	default:
		return errors.New("cannot encode " + v.Type().String())
	}
	return nil
}

func encodeFields(b *strings.Builder, v reflect.Value) error {
	first := true
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, rest, _ := strings.Cut(field.Tag.Get("pack"), ",")
		if !field.IsExported() || name == "-" || rest == "omitempty" && v.Field(i).IsZero() {
			continue
		}
		if name == "" {
			name = strings.ToLower(field.Name)
		}
		if !first {
			b.WriteByte(' ')
		}
		first = false
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			if err := encodeFields(b, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		b.WriteString(name + ":")
		if err := encode(b, v.Field(i)); err != nil {
			return fmt.Errorf(".%s: %w", field.Name, err)
		}
	}
	return nil
}

// Fill sets the fields of a struct from texts, by name.
func Fill(target any, values map[string]string) (err error) {
	v := reflect.ValueOf(target)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("Fill(%T): not a pointer to a struct", target)
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		field := v.Elem().FieldByNameFunc(func(f string) bool { return strings.EqualFold(f, name) })
		if !field.IsValid() || !field.CanSet() {
			err = errors.Join(err, fmt.Errorf("no field %s", name))
			continue
		}
		err = errors.Join(err, set(field, values[name]))
	}
	return err
}

func set(v reflect.Value, text string) error {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return set(v.Elem(), text)
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		v.SetBool(b)
		return err
	case reflect.Int8, reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 0, v.Type().Bits())
		v.SetInt(n)
		return err
	case reflect.Float64, reflect.Float32:
		f, err := strconv.ParseFloat(text, v.Type().Bits())
		v.SetFloat(f)
		return err
	case reflect.Slice:
		for _, part := range strings.Split(text, ",") {
			element := reflect.New(v.Type().Elem()).Elem()
			if err := set(element, part); err != nil {
				return err
			}
			v.Set(reflect.Append(v, element))
		}
	default:
		return errors.New("cannot set " + v.Type().String())
	}
	return nil
}

type base struct {
	ID    int64 `pack:"id"`
	Notes []string
}

type level int8

// Account has a bit of everything.
type Account struct {
	base
	Base
	Name    string
	Level   level             `pack:"lvl"`
	Rates   [3]float32        `pack:",omitempty"`
	Parent  *Account          `pack:",omitempty"`
	Meta    map[string]any    `pack:"meta"`
	Limits  map[level][]uint8 `pack:",omitempty"`
	Wait    time.Duration
	Flag    *bool
	Secret  string `pack:"-"`
	private int
}

// Base is embedded and exported.
type Base struct {
	Kind  string `pack:"kind"`
	Score float64
}

func main() {
	yes := true
	parent := &Account{Name: "root", Wait: time.Second}
	account := Account{
		base: base{ID: 7, Notes: []string{"hidden"}}, Base: Base{"user", 0.1}, Name: "Zoë \"z\"", Level: -3,
		Rates: [3]float32{1.5, 0, 1e-7}, Parent: parent, Flag: &yes, Secret: "s", private: 1, Wait: 90 * time.Minute,
		Meta:   map[string]any{"b": 1, "a": []any{nil, "x", 2.5, map[int]bool{2: true, 1: false}}, "c": struct{ X, y int }{1, 2}},
		Limits: map[level][]uint8{5: {1, 2}, 4: nil},
	}
	fmt.Println(Encode(account))
	fmt.Println(Encode(&account.Base))
	account.Meta["bad"] = []any{1, func() {}}
	_, err := Encode([]Account{account})
	fmt.Println(err)
	_, err = Encode(make(chan int))
	fmt.Println(err)

	var filled struct {
		Name  string
		Count int8
		Ratio *float64
		Parts []int
		Flags []bool
		Other struct{}
		lower string
	}
	err = Fill(&filled, map[string]string{
		"name": "n", "COUNT": "0x7f", "ratio": "2.5e3", "parts": "1,2,-3", "flags": "true,0", "lower": "x", "other": "?", "none": "",
	})
	fmt.Println(filled.Name, filled.Count, *filled.Ratio, filled.Parts, filled.Flags, filled.lower == "")
	fmt.Println(err)
	fmt.Println(Fill(&filled, map[string]string{"count": "128"}))
	fmt.Println(Fill(filled, nil))
	t := reflect.TypeOf(account)
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("pack"), f.Anonymous, f.Index, f.PkgPath)
	}
	fmt.Println(reflect.DeepEqual(account, account), reflect.DeepEqual(parent, &Account{Name: "root", Wait: time.Second}))
}
