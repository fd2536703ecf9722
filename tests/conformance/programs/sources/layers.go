// Layers over small interfaces: readers and writers that embed others and override a method, handlers with middleware,
// promoted methods through several levels and pointers, interfaces found by assertion, and a bank of odd embeddings.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Counting counts what goes through a writer.
type Counting struct {
	io.Writer
	Bytes, Calls int
}

func (c *Counting) Write(p []byte) (n int, err error) {
	n, err = c.Writer.Write(p)
	c.Bytes += n
	c.Calls++
	return n, err
}

// Rotating turns letters by 13.
type Rotating struct{ io.Reader }

func (r Rotating) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	for i, b := range p[:n] {
		switch {
		case b >= 'a' && b <= 'z':
			p[i] = (b-'a'+13)%26 + 'a'
		case b >= 'A' && b <= 'Z':
			p[i] = (b-'A'+13)%26 + 'A'
		}
	}
	return n, err
}

// Flaky fails after some bytes.
type Flaky struct {
	io.ReadWriter
	left int
}

var errBroken = errors.New("line broken")

func (f *Flaky) Write(p []byte) (int, error) {
	if len(p) <= f.left {
		f.left -= len(p)
		return f.ReadWriter.Write(p)
	}
	n, err := f.ReadWriter.Write(p[:f.left])
	f.left = 0
	return n, errors.Join(err, errBroken)
}

// Prefixed begins every line with a text that is computed.
type Prefixed struct {
	*Counting
	prefix func(line int) string
	line   int
	middle bool
}

func (w *Prefixed) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		if !w.middle {
			w.line++
			if _, err = io.WriteString(w.Counting, w.prefix(w.line)); err != nil {
				return n, err
			}
			w.middle = true
		}
		end := bytes.IndexByte(p, '\n') + 1
		if w.middle = end == 0; w.middle {
			end = len(p)
		}
		written, err := w.Counting.Write(p[:end])
		n += written
		if err != nil {
			return n, err
		}
		p = p[end:]
	}
	return n, nil
}

// Request and Handler are a small server's.
type Request struct {
	Path    string
	User    string
	Context map[any]any
}

type Handler interface {
	Serve(w io.Writer, r *Request) error
}

// HandlerFunc makes a function a Handler.
type HandlerFunc func(w io.Writer, r *Request) error

// Serve calls the function.
func (f HandlerFunc) Serve(w io.Writer, r *Request) error { return f(w, r) }

// Middleware wraps a handler.
type Middleware func(Handler) Handler

func chain(h Handler, layers ...Middleware) Handler {
	for _, layer := range slices.Backward(layers) {
		h = layer(h)
	}
	return h
}

type userKey struct{}

var errDenied = errors.New("denied")

func authenticate(allowed ...string) Middleware {
	return func(next Handler) Handler {
		return HandlerFunc(func(w io.Writer, r *Request) error {
			if !slices.Contains(allowed, r.User) {
				return fmt.Errorf("%s: %w", r.User, errDenied)
			}
			r.Context[userKey{}] = strings.ToUpper(r.User)
			return next.Serve(w, r)
		})
	}
}

func logged(log *[]string) Middleware {
	return func(next Handler) Handler {
		return HandlerFunc(func(w io.Writer, r *Request) (err error) {
			counting := &Counting{Writer: w}
			defer func() { *log = append(*log, fmt.Sprint(r.Path, " ", counting.Bytes, " ", err)) }()
			return next.Serve(counting, r)
		})
	}
}

func recovering(next Handler) Handler {
	return HandlerFunc(func(w io.Writer, r *Request) (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("recovered: %v", v)
			}
		}()
		return next.Serve(w, r)
	})
}

// Mux finds handlers by prefix, the longest first.
type Mux struct {
	routes  map[string]Handler
	Handler // what serves the rest
}

func (m *Mux) Serve(w io.Writer, r *Request) error {
	best := ""
	for prefix := range m.routes {
		if strings.HasPrefix(r.Path, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	if h, ok := m.routes[best]; ok {
		return h.Serve(w, r)
	}
	return m.Handler.Serve(w, r)
}

// Animals embed in every way there is.
type (
	Speaker interface{ Speak() string }
	Named   interface{ Name() string }
	Animal  interface {
		Speaker
		Named
	}
	base   struct{ name string }
	Dog    struct{ base }
	Puppy  struct{ *Dog }
	Robot  struct{ Animal }
	Chorus []Animal
	Mute   struct {
		base
		Speaker // which is nil
	}
	Twin struct {
		Dog
		Cat
	}
	Cat struct{ base }
)

func (b base) Name() string      { return b.name }
func (b *base) Rename(to string) { b.name = to }
func (d Dog) Speak() string      { return d.name + ": wuff" }
func (p Puppy) Speak() string    { return strings.ReplaceAll(p.Dog.Speak(), "u", "i") }
func (r Robot) Speak() string {
	return strings.ToUpper(r.Animal.Speak()) + fmt.Sprintf(" (%T)", r.Animal)
}
func (c Chorus) Name() string { return fmt.Sprint(len(c), " voices") }
func (t Twin) Name() string   { return t.Dog.name + "&" + t.Cat.name }
func (c Chorus) Speak() string {
	var parts []string
	for _, a := range c {
		parts = append(parts, a.Speak())
	}
	return strings.Join(parts, ", ")
}

func describe(v any) string {
	var can []string
	if _, ok := v.(Animal); ok {
		can = append(can, "animal")
	}
	switch v := v.(type) {
	case interface{ Rename(string) }:
		v.Rename("Rex")
		can = append(can, "renamed")
	case Chorus, *Chorus:
		can = append(can, "chorus")
	case nil:
		return "nothing"
	}
	if s, ok := v.(Speaker); ok {
		can = append(can, s.Speak())
	}
	return fmt.Sprintf("%T %v", v, can)
}

func streams() {
	var buffer bytes.Buffer
	counting := &Counting{Writer: &buffer}
	w := &Prefixed{Counting: counting, prefix: func(line int) string { return fmt.Sprintf("%02d| ", line) }}
	fmt.Fprintf(w, "first\nsecond %s", strings.Repeat("x", 3))
	io.Copy(w, Rotating{strings.NewReader(" uryyb\nGur raq\n")})
	fmt.Print(buffer.String())
	fmt.Println(w.Bytes, w.Calls, w.Counting.Bytes == buffer.Len())

	flaky := &Flaky{&buffer, 10}
	n, err := io.Copy(flaky, io.TeeReader(io.LimitReader(strings.NewReader(strings.Repeat("abc", 20)), 25), counting))
	fmt.Println(n, err, errors.Is(err, errBroken), counting.Bytes)
	var _ io.ReadWriter = flaky
	line, err := bufio.NewReader(flaky).ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	words := bufio.NewScanner(Rotating{io.MultiReader(strings.NewReader("nyy tb"), strings.NewReader("bq guvatf"))})
	words.Split(bufio.ScanWords)
	for words.Scan() {
		fmt.Print(strings.Map(func(r rune) rune {
			if r == 'o' {
				return -1
			}
			return unicode.ToUpper(r)
		}, words.Text()), ".")
	}
	fmt.Println()
	reader, writer := io.Pipe()
	go func() {
		defer writer.CloseWithError(errBroken)
		fmt.Fprint(writer, "through the pipe")
	}()
	all, err := io.ReadAll(reader)
	fmt.Println(string(all), err)
	section := io.NewSectionReader(strings.NewReader("0123456789"), 2, 6)
	section.Seek(-2, io.SeekEnd)
	tail, _ := io.ReadAll(section)
	fmt.Println(string(tail), section.Size())
}

func handlers() {
	var log []string
	hello := HandlerFunc(func(w io.Writer, r *Request) error {
		_, err := fmt.Fprintln(w, "hello", r.Context[userKey{}])
		return err
	})
	mux := &Mux{routes: map[string]Handler{
		"/":      hello,
		"/admin": chain(hello, authenticate("root")),
		"/crash": HandlerFunc(func(io.Writer, *Request) error { var m *Mux; return m.Handler.Serve(nil, nil) }),
	}, Handler: HandlerFunc(func(w io.Writer, r *Request) error { return io.ErrUnexpectedEOF })}
	server := chain(mux, logged(&log), recovering, authenticate("ann", "root"))
	var page strings.Builder
	for _, r := range []Request{{Path: "/x", User: "ann"}, {Path: "/admin/y", User: "ann"}, {Path: "/admin", User: "root"}, {Path: "/crash", User: "ann"}, {Path: "none", User: "root"}, {Path: "/", User: "bob"}} {
		r.Context = map[any]any{}
		if err := server.Serve(&page, &r); err != nil && !errors.Is(err, errDenied) {
			fmt.Println("error:", err)
		}
	}
	fmt.Print(page.String())
	fmt.Println(strings.Join(log, "\n"))
}

func main() {
	streams()
	handlers()
	dog := Dog{base{"Bello"}}
	puppy := Puppy{&dog}
	chorus := Chorus{dog, puppy, Robot{puppy}, Robot{Robot{&dog}}}
	fmt.Println(chorus.Name(), chorus.Speak())
	mute := Mute{base: base{"Silent"}}
	twin := Twin{dog, Cat{base{"Mia"}}}
	for _, v := range []any{dog, &dog, puppy, Robot{puppy}, chorus[:1], &chorus, twin, &twin.Cat, nil, 5} {
		fmt.Println(describe(v))
	}
	fmt.Println(dog.Name(), twin.Name(), twin.Cat.Name(), mute.Name())
	rename, name := puppy.Rename, (*base).Name
	rename("Waldi")
	fmt.Println(dog.name, name(&dog.base), Animal.Name(puppy), Speaker.Speak(Robot{puppy}))
	for _, f := range []func() string{dog.Speak, puppy.Speak, Animal(puppy).Name, Chorus(nil).Name} {
		fmt.Print(f(), "; ")
	}
	fmt.Println()
	defer func() { fmt.Println("recovered:", recover()) }()
	fmt.Println(mute.Speak())
}
