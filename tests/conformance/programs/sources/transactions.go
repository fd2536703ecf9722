// Panics and errors as a database would use them: transactions rolled back by deferred closures with named results,
// errors wrapped, joined and found again, panics repeated and replaced, cleanups in order, and an exit code at the end.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Store is a map with transactions.
type Store struct {
	values map[string]int
	log    []string
}

// ConflictError says which key was the problem.
type ConflictError struct {
	Key  string
	Have int
}

func (e ConflictError) Error() string { return fmt.Sprintf("conflict on %q (have %d)", e.Key, e.Have) }

// Is makes all conflicts on a key equal; an empty key stands for any.
func (e ConflictError) Is(target error) bool {
	other, ok := target.(ConflictError)
	return ok && (other.Key == "" || other.Key == e.Key)
}

// Temporary is what callers look for with errors.As.
type Temporary interface {
	error
	Temporary() bool
}

type busyError int

func (b busyError) Error() string   { return "busy for " + strconv.Itoa(int(b)) + " ticks" }
func (b busyError) Temporary() bool { return b < 5 }

// rollback is a panic of our own, which Update turns into an error.
type rollback struct{ cause error }

// Tx is what an update works on.
type Tx struct {
	store *Store
	undo  []func()
}

func (tx *Tx) Set(key string, value int) {
	old, had := tx.store.values[key]
	tx.undo = append(tx.undo, func() {
		if had {
			tx.store.values[key] = old
		} else {
			delete(tx.store.values, key)
		}
		tx.store.log = append(tx.store.log, "undo "+key)
	})
	tx.store.values[key] = value
}

// Must stops the transaction if there is an error.
func (tx *Tx) Must(err error) {
	if err != nil {
		panic(rollback{err})
	}
}

func (tx *Tx) Move(from, to string, amount int) {
	if have := tx.store.values[from]; have < amount {
		tx.Must(fmt.Errorf("moving %d: %w", amount, ConflictError{from, have}))
	}
	tx.Set(from, tx.store.values[from]-amount)
	tx.Set(to, tx.store.values[to]+amount)
}

// Update runs a transaction; what f panics with goes on after everything was undone, unless it is a rollback.
func (s *Store) Update(name string, f func(*Tx) error) (changed int, err error) {
	tx := &Tx{store: s}
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	}()
	defer func() {
		r := recover()
		if r == nil && err == nil {
			changed = len(tx.undo)
			return
		}
		for _, undo := range tx.undo {
			defer undo() // so that they run the last first
		}
		switch r := r.(type) {
		case nil:
		case rollback:
			err = r.cause
		default:
			s.log = append(s.log, fmt.Sprintf("%s panics: %v", name, r))
			panic(r)
		}
	}()
	return -1, f(tx)
}

func (s *Store) String() string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(s.values)) {
		fmt.Fprintf(&b, "%s=%d ", key, s.values[key])
	}
	return b.String()
}

func attempt(what string, f func()) {
	defer func() {
		r := recover()
		switch r := r.(type) {
		case *runtime.PanicNilError:
			fmt.Println(what, "nil panic:", r)
		case runtime.Error:
			fmt.Println(what, "runtime error:", r)
		case error:
			fmt.Println(what, "error:", r, errors.Unwrap(r))
		default:
			fmt.Printf("%s %T: %v\n", what, r, r)
		}
	}()
	f()
}

type closer struct {
	name string
	err  error
}

func (c closer) Close() error { return c.err }

// use closes everything, also when something panics, and joins the errors.
func use(closers ...io.Closer) (err error) {
	for _, c := range closers {
		defer func() {
			if e := c.Close(); e != nil {
				err = errors.Join(err, e)
			}
		}()
	}
	if len(closers) > 2 {
		return fs.ErrInvalid
	}
	return nil
}

func replaced() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("outer got %v", r)
		}
	}()
	defer func() {
		defer func() {
			panic(fmt.Sprint("third after ", recover()))
		}()
		panic("second")
	}()
	panic("first")
}

func notRecovered() (result string) {
	defer func() { result = fmt.Sprint("outer ", recover()) }()
	defer func() {
		func() { fmt.Println("a call deeper:", recover()) }()
	}()
	panic("value")
}

func counter() (n int) {
	for i := range 4 {
		defer func() { n = n*10 + i }()
	}
	return 7
}

func exits() {
	done := make(chan string)
	go func() {
		defer close(done)
		defer func() { done <- fmt.Sprint("recover in Goexit: ", recover()) }()
		func() {
			defer func() { done <- "inner" }()
			runtime.Goexit()
		}()
		done <- "never"
	}()
	for text := range done {
		fmt.Println(text)
	}
}

func main() {
	s := &Store{values: map[string]int{"alice": 50, "bob": 20}}
	fmt.Println(s.Update("pay", func(tx *Tx) error { tx.Move("alice", "bob", 30); return nil }))
	_, err := s.Update("pay more", func(tx *Tx) error {
		tx.Move("bob", "carol", 50)
		tx.Move("alice", "bob", 21)
		return nil
	})
	fmt.Println(err, s)
	var conflict ConflictError
	fmt.Println(errors.As(err, &conflict), conflict.Key, errors.Is(err, ConflictError{}), errors.Is(err, ConflictError{Key: "bob"}))

	_, err = s.Update("outer", func(tx *Tx) error {
		tx.Set("x", 1)
		_, err := s.Update("inner", func(tx *Tx) error {
			tx.Set("x", 2)
			return errors.Join(busyError(3), fs.ErrNotExist, nil)
		})
		fmt.Println(s)
		return err
	})
	var temporary Temporary
	fmt.Printf("%q %v %t %t\n", err, s, errors.As(err, &temporary) && temporary.Temporary(), errors.Is(err, os.ErrNotExist))

	attempt("crash", func() {
		s.Update("crash", func(tx *Tx) error {
			tx.Set("alice", -1)
			var table [3]int
			index := len(tx.undo) + 2
			table[index]++
			return nil
		})
	})
	fmt.Println(s, strings.Join(s.log, "; "))
	attempt("wrapped", func() { panic(fmt.Errorf("one: %w", io.EOF)) })
	attempt("nil", func() { panic(nil) })
	attempt("conversion", func() { var v any = "text"; fmt.Println(v.(fmt.Stringer)) })
	attempt("assertion", func() { var v any = 5; fmt.Println(v.(string)) })
	attempt("slice", func() { text := []byte("abc"); n := 5; fmt.Println(text[n:]) })
	attempt("shift", func() { n := -1; fmt.Println(1 << n) })
	attempt("array", func() { fmt.Println([4]int(make([]int, 2+len(s.values)-2))) })
	attempt("map", func() { fmt.Println(map[any]int{[]int{1}: 2}) })
	attempt("pointer", func() { var s *Store; fmt.Println(s.values) })
	attempt("channel", func() { c := make(chan int); close(c); close(c) })
	attempt("make", func() { n := -5; fmt.Println(make([]int, n)) })
	attempt("custom", func() { panic(rollback{busyError(9)}) })

	fmt.Println(use(closer{"a", nil}, closer{"b", nil}), strings.ReplaceAll(use(
		closer{"a", errors.New("a")}, closer{"b", nil}, closer{"c", fmt.Errorf("c: %w", io.ErrClosedPipe)}).Error(), "\n", "|"))
	fmt.Println(replaced(), notRecovered(), counter())
	exits()

	_, err = os.Open("/no/such/file")
	var path *fs.PathError
	fmt.Println(err, errors.Is(err, fs.ErrNotExist), errors.As(err, &path) && path.Op == "open")
	_, err = strconv.ParseInt("99999999999999999999", 10, 64)
	fmt.Println(err, errors.Is(err, strconv.ErrRange))
	if fmt.Errorf("%w and %w", io.EOF, fs.ErrExist).(interface{ Unwrap() []error }).Unwrap()[1] == fs.ErrExist {
		defer os.Exit(3)
	}
	defer func() { fmt.Println("before the exit:", recover()) }()
	panic("last")
}
