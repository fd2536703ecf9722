// Dependency injection and remote calls by reflection: constructors called with what their parameters need, struct fields
// filled by tag, a proxy of functions made with MakeFunc, methods called by name with arguments parsed from text.
package main

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

var (
	errorType  = reflect.TypeFor[error]()
	errMissing = errors.New("no provider")
	errCycle   = errors.New("cycle")
)

// Container makes values of types from constructors.
type Container struct {
	providers map[reflect.Type]reflect.Value
	values    map[reflect.Type]reflect.Value
	path      []reflect.Type
	made      []string
}

// Provide registers a constructor: any parameters, one result and perhaps an error.
func (c *Container) Provide(constructor any) error {
	v := reflect.ValueOf(constructor)
	t := v.Type()
	switch {
	case t.Kind() != reflect.Func:
		return fmt.Errorf("%v is a %v, not a function", t, t.Kind())
	case t.NumOut() == 0 || t.NumOut() > 2 || t.NumOut() == 2 && t.Out(1) != errorType:
		return fmt.Errorf("%v: results must be a value and perhaps an error", t)
	case t.IsVariadic():
		return fmt.Errorf("%v is variadic", t)
	}
	if c.providers == nil {
		c.providers, c.values = map[reflect.Type]reflect.Value{}, map[reflect.Type]reflect.Value{}
	}
	c.providers[t.Out(0)] = v
	return nil
}

func (c *Container) get(t reflect.Type) (v reflect.Value, err error) {
	if v, ok := c.values[t]; ok {
		return v, nil
	}
	if slices.Contains(c.path, t) {
		return v, fmt.Errorf("%v: %w", append(c.path, t), errCycle)
	}
	provider, ok := c.providers[t]
	if !ok {
		return v, fmt.Errorf("%v: %w (there are %v)", t, errMissing, c.implementers(t))
	}
	c.path = append(c.path, t)
	defer func() { c.path = c.path[:len(c.path)-1] }()
	arguments := make([]reflect.Value, provider.Type().NumIn())
	for i := range arguments {
		if arguments[i], err = c.get(provider.Type().In(i)); err != nil {
			return v, err
		}
	}
	results := provider.Call(arguments)
	if len(results) == 2 && !results[1].IsNil() {
		return v, fmt.Errorf("making %v: %w", t, results[1].Interface().(error))
	}
	c.made = append(c.made, t.String())
	c.values[t] = results[0]
	return results[0], nil
}

// implementers are the types that could stand for an interface.
func (c *Container) implementers(t reflect.Type) (names []string) {
	for have := range c.providers {
		if t.Kind() == reflect.Interface && have.Implements(t) {
			names = append(names, have.String())
		}
	}
	slices.Sort(names)
	return names
}

// Get makes a value of type T.
func Get[T any](c *Container) (value T, err error) {
	v, err := c.get(reflect.TypeFor[T]())
	if err == nil {
		reflect.ValueOf(&value).Elem().Set(v)
	}
	return value, err
}

// Fill sets the fields of a struct that say `inject`, embedded structs included, or have a default.
func (c *Container) Fill(target any) error {
	v := reflect.ValueOf(target).Elem()
	for _, field := range reflect.VisibleFields(v.Type()) {
		tag, ok := field.Tag.Lookup("inject")
		if !ok {
			continue
		}
		slot := v.FieldByIndex(field.Index)
		if text, found := strings.CutPrefix(tag, "default="); found {
			parsed, err := parse(text, field.Type)
			if err != nil {
				return fmt.Errorf("%s: %w", field.Name, err)
			}
			slot.Set(parsed)
			continue
		}
		value, err := c.get(field.Type)
		switch {
		case tag == "optional" && errors.Is(err, errMissing):
		case err != nil:
			return fmt.Errorf("%s: %w", field.Name, err)
		case !slot.CanSet():
			return fmt.Errorf("%s cannot be set", field.Name)
		default:
			slot.Set(value)
		}
	}
	return nil
}

// parse reads a value of any simple type, or slices of them separated by "|".
func parse(text string, t reflect.Type) (v reflect.Value, err error) {
	v = reflect.New(t).Elem()
	switch {
	case t.Kind() == reflect.String:
		v.SetString(text)
	case v.CanInt():
		n, bad := strconv.ParseInt(text, 10, t.Bits())
		v.SetInt(n)
		err = bad
	case v.CanFloat():
		f, bad := strconv.ParseFloat(text, t.Bits())
		v.SetFloat(f)
		err = bad
	case t.Kind() == reflect.Bool:
		v.SetBool(text == "true")
	case t.Kind() == reflect.Slice:
		for part := range strings.SplitSeq(text, "|") {
			element, bad := parse(part, t.Elem())
			v = reflect.Append(v, element)
			err = errors.Join(err, bad)
		}
	case t.Kind() == reflect.Pointer:
		element, bad := parse(text, t.Elem())
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(element)
		err = bad
	default:
		err = fmt.Errorf("cannot parse %v", t)
	}
	return v, err
}

// Invoke calls a method by name: "Name arg arg".
func Invoke(receiver any, line string) (text string, err error) {
	words := strings.Fields(line)
	method := reflect.ValueOf(receiver).MethodByName(words[0])
	if !method.IsValid() {
		return "", fmt.Errorf("%T has no method %s", receiver, words[0])
	}
	t, words := method.Type(), words[1:]
	fixed := t.NumIn()
	if t.IsVariadic() {
		fixed--
	}
	if len(words) < fixed || len(words) > fixed && !t.IsVariadic() {
		return "", fmt.Errorf("%v: %d arguments", t, len(words))
	}
	var arguments []reflect.Value
	for i, word := range words {
		in := t.In(min(i, t.NumIn()-1))
		if i >= fixed {
			in = in.Elem()
		}
		v, err := parse(word, in)
		if err != nil {
			return "", err
		}
		arguments = append(arguments, v)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", line, r)
		}
	}()
	var texts []string
	for _, result := range method.Call(arguments) {
		texts = append(texts, fmt.Sprint(result))
	}
	return strings.Join(texts, ", "), nil
}

// Proxy fills the function fields of a struct with functions that go through handle.
func Proxy(target any, handle func(name string, arguments []any) (any, error)) {
	v := reflect.ValueOf(target).Elem()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Type.Kind() != reflect.Func {
			continue
		}
		v.Field(i).Set(reflect.MakeFunc(field.Type, func(in []reflect.Value) []reflect.Value {
			arguments := make([]any, len(in))
			for i, argument := range in {
				arguments[i] = argument.Interface()
			}
			result, err := handle(field.Name, arguments)
			out := []reflect.Value{reflect.Zero(field.Type.Out(0)), reflect.Zero(errorType)}
			if err != nil {
				out[1] = reflect.ValueOf(&err).Elem()
			} else {
				out[0] = reflect.ValueOf(result).Convert(field.Type.Out(0))
			}
			return out
		}))
	}
}

type (
	// Logger writes lines.
	Logger interface {
		Log(format string, args ...any)
	}
	memory struct{ lines []string }
	// Database needs a logger and an address.
	Database struct {
		Logger
		address Address
		rows    map[string]float64
	}
	Address string
	a       struct{ *b }
	b       struct{ *a }
)

func (m *memory) Log(format string, args ...any) {
	m.lines = append(m.lines, fmt.Sprintf(format, args...))
}

func open(l Logger, address Address) (*Database, error) {
	if address == "" {
		return nil, io.ErrUnexpectedEOF
	}
	l.Log("open %s", address)
	return &Database{l, address, map[string]float64{}}, nil
}

// Set and the other methods are called by name.
func (d *Database) Set(key string, value float32) int {
	d.rows[key] = float64(value)
	return len(d.rows)
}
func (d *Database) Sum(keys ...string) (sum float64) {
	for _, key := range keys {
		sum += d.rows[key]
	}
	d.Log("sum of %d", len(keys))
	return sum
}
func (d *Database) Split(n int8, by *int) (int8, int8) { return n / int8(*by), n % int8(*by) }
func (d Database) Address() Address                    { return d.address }
func (d *Database) Join(words []string, flag bool) string {
	return strings.Join(words, "+") + fmt.Sprint(flag)
}

type service struct {
	base
	DB     *Database `inject:""`
	Log    Logger    `inject:"" json:"log"`
	Extra  io.Writer `inject:"optional"`
	Limits []uint    `json:"limits"`
}

type base struct {
	Retries int      `inject:"default=3"`
	Hosts   []string `inject:"default=a|b|c"`
	Rate    *float64 `inject:"default=0.25"`
}

type client struct {
	Add    func(x, y int) (int, error)
	Greet  func(name string, big bool) (Address, error)
	Name   string
	Wrong  func() (struct{}, error)
	Number func(values ...float64) (int32, error)
}

func main() {
	var c Container
	fmt.Println(c.Provide(5), c.Provide(func() {}), c.Provide(func(...int) int { return 0 }))
	for _, constructor := range []any{
		open, func() *memory { return new(memory) }, func(m *memory) Logger { return m }, func() Address { return "db:1" },
		func(b *b) *a { return &a{b} }, func(a *a) *b { return &b{a} },
		func() (io.Reader, error) { return nil, io.EOF },
	} {
		if err := c.Provide(constructor); err != nil {
			panic(err)
		}
	}
	var s service
	fmt.Println(c.Fill(&s), s.Retries, s.Hosts, *s.Rate, s.Extra == nil, s.DB.Logger == s.Log, c.made)
	_, err := Get[*a](&c)
	fmt.Println(err, errors.Is(err, errCycle))
	_, err = Get[io.Reader](&c)
	fmt.Println(err, errors.Is(err, io.EOF))
	_, err = Get[map[string]func(int) error](&c)
	fmt.Println(err)
	_, err = Get[interface {
		Log(string, ...any)
		Split(int8, *int) (int8, int8)
	}](&c)
	fmt.Println(err)
	address, err := Get[Address](&c)
	fmt.Println(address, err)

	for _, line := range []string{
		"Set x 1.5", "Set y 2", "Sum x y z", "Sum", "Split 17 5", "Split 1 0", "Address", "Join a|b|c true", "Missing 1", "Set x", "Split 300 1", "Log %s-%d text",
	} {
		text, err := Invoke(s.DB, line)
		fmt.Printf("%s -> %s %v\n", line, text, err)
	}
	fmt.Println(s.Log.(*memory).lines)
	t := reflect.TypeOf(s.DB)
	for i := range t.NumMethod() {
		fmt.Print(t.Method(i).Name, " ", t.Method(i).Type, "; ")
	}
	fmt.Println(t.Elem().NumMethod())

	var remote client
	Proxy(&remote, func(name string, arguments []any) (any, error) {
		switch name {
		case "Add":
			return arguments[0].(int) + arguments[1].(int), nil
		case "Greet":
			return fmt.Sprint(append([]any{"hello "}, arguments...)...), nil
		case "Number":
			return len(arguments[0].([]float64)), nil
		}
		return nil, fmt.Errorf("%s%v: %w", name, arguments, io.ErrNoProgress)
	})
	fmt.Println(remote.Add(40, 2))
	fmt.Println(remote.Greet("you", true))
	fmt.Println(remote.Wrong())
	fmt.Println(remote.Number(1, 2, 3))

	made := reflect.StructOf([]reflect.StructField{
		{Name: "ID", Type: reflect.TypeFor[int](), Tag: `key:"id"`},
		{Name: "Tags", Type: reflect.MapOf(reflect.TypeFor[string](), reflect.SliceOf(reflect.TypeFor[bool]()))},
	})
	v := reflect.New(made).Elem()
	v.Field(0).SetInt(9)
	v.Field(1).Set(reflect.MakeMap(made.Field(1).Type))
	v.Field(1).SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf([]bool{true}))
	fmt.Printf("%+v %v %s\n", v, made, made.Field(0).Tag.Get("key"))
	channel := reflect.MakeChan(reflect.ChanOf(reflect.BothDir, made), 1)
	channel.Send(v)
	chosen, received, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: channel}, {Dir: reflect.SelectDefault}})
	fmt.Println(chosen, received.Field(0), ok, reflect.DeepEqual(received.Interface(), v.Interface()))
}
