// Records of log/slog and lines of log: handlers, groups, levels, values that log themselves, sources, wrappers.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

type secret string

func (secret) LogValue() slog.Value { return slog.StringValue("hidden") }

type person struct {
	Name string `json:"name"`
	Age  int    `json:"age,omitempty"`
	key  secret
}

func (p person) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", p.Name), slog.Any("key", p.key), slog.Int("age", p.Age))
}

type endless struct{}

func (endless) LogValue() slog.Value { return slog.AnyValue(endless{}) }

type panicking struct{}

func (*panicking) String() string { panic("no string") }

func (*panicking) MarshalText() ([]byte, error) { return nil, errors.New("no text") }

func options(level slog.Leveler, source bool) *slog.HandlerOptions {
	return &slog.HandlerOptions{Level: level, AddSource: source, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		switch {
		case a.Key == slog.TimeKey && len(groups) == 0:
			return slog.Attr{}
		case a.Key == slog.SourceKey:
			s := a.Value.Any().(*slog.Source)
			return slog.String("at", fmt.Sprintf("%s:%d %s", filepath.Base(s.File), s.Line, s.Function))
		case a.Key == "drop":
			return slog.Attr{}
		case a.Key == "renamed":
			return slog.Any(strings.Join(append(groups, "new name"), "/"), a.Value)
		}
		return a
	}}
}

func records(l *slog.Logger) {
	l.Debug("not shown at first", "a", 1)
	l.Info("hello", "n", 42, "f", 2.5, "s", "with space", "quote", `"q"=`, "t", true, "nil", nil, "empty", "")
	l.Warn("odd", "key only")
	l.Warn("bad key", 7, 8)
	l.Error("failed", "err", fmt.Errorf("outer: %w", io.ErrUnexpectedEOF), slog.Duration("took", 1500*time.Millisecond))
	l.With("a", 1).WithGroup("g").With("b", 2).WithGroup("h").Info("grouped", "c", 3, slog.Group("i", "d", 4, slog.Group("none")))
	l.WithGroup("empty").Info("no attributes")
	l.Info("people", "p", person{"Ann", 30, "k"}, slog.Any("list", []person{{"Bo", 1, ""}}), slog.Any("map", map[string]int{"z": 1, "a": 2}))
	l.Info("values", "time", time.Date(2026, 11, 23, 15, 4, 5, 6789, time.UTC), "bytes", []byte("raw\x00"), "inf", math.Inf(1), "nan", math.NaN(), "u", uint64(math.MaxUint64), "c", 'x', "ip", netip.MustParseAddr("::1"))
	l.Info("unicode ☃\t\n\x01", "ключ", "значение", "emoji", "😀", "html", "<a&b>")
	l.Info("resolve", "secret", secret("x"), "drop", 1, "renamed", 2, slog.Group("in", "renamed", 3))
	l.LogAttrs(context.Background(), slog.LevelWarn+1, "between", slog.Int64("i", -1), slog.Uint64("u", 1), slog.Attr{}, slog.Any("p", (*panicking)(nil)))
	l.Info("panics", "p", (*panicking)(nil), "q", &panicking{})
	l.Log(context.Background(), slog.LevelError+4, "high")
}

// counting is a handler of its own that wraps another.
type counting struct {
	slog.Handler
	mu     *sync.Mutex
	counts map[slog.Level]int
}

func (c counting) Handle(ctx context.Context, r slog.Record) error {
	c.mu.Lock()
	c.counts[r.Level]++
	c.mu.Unlock()
	if v := ctx.Value(request{}); v != nil {
		r.Add("request", v)
	}
	return c.Handler.Handle(ctx, r)
}

func (c counting) WithAttrs(attrs []slog.Attr) slog.Handler {
	return counting{c.Handler.WithAttrs(attrs), c.mu, c.counts}
}

type request struct{}

func wrapped(l *slog.Logger, format string, args ...any) {
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	r := slog.NewRecord(time.Time{}, slog.LevelInfo, fmt.Sprintf(format, args...), pcs[0])
	_ = l.Handler().Handle(context.Background(), r)
}

func concurrently() {
	var b bytes.Buffer
	l := slog.New(slog.NewJSONHandler(&b, nil))
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			own := l.With("goroutine", i)
			for j := range 20 {
				own.Info("message", "n", j, slog.Group("g", "x", strings.Repeat("y", j)))
			}
		})
	}
	wg.Wait()
	sums := 0
	for line := range strings.Lines(b.String()) {
		var record struct {
			Time      time.Time
			Msg       string
			Goroutine int
			N         int
			G         struct{ X string }
		}
		if err := json.Unmarshal([]byte(line), &record); err != nil || record.Msg != "message" || len(record.G.X) != record.N {
			fmt.Println("bad line", line, err)
		}
		sums += record.Goroutine*100 + record.N
	}
	fmt.Println("sum", sums)
}

func main() {
	var level slog.LevelVar
	for _, source := range []bool{false, true} {
		records(slog.New(slog.NewTextHandler(os.Stdout, options(&level, source))))
		records(slog.New(slog.NewJSONHandler(os.Stdout, options(&level, source))))
		level.Set(slog.LevelDebug)
	}
	c := counting{slog.NewTextHandler(os.Stdout, options(slog.LevelDebug, true)), new(sync.Mutex), map[slog.Level]int{}}
	l := slog.New(c)
	records(l)
	l.InfoContext(context.WithValue(context.Background(), request{}, 17), "with context")
	wrapped(l, "wrapped %d", 1)
	fmt.Println(c.counts)
	slog.New(slog.NewTextHandler(os.Stdout, options(nil, false))).Info("endless", "e", endless{})
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, options(nil, true))))
	log.Print("through log")
	slog.Info("through the default")
	old := log.New(os.Stdout, "prefix: ", log.Lshortfile|log.Lmsgprefix)
	old.Printf("a line %d", 1)
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		old.Panicf("panic %d", 2)
	}()
	std := slog.NewLogLogger(slog.NewTextHandler(os.Stdout, options(nil, true)), slog.LevelWarn)
	std.Println("from a log.Logger")
	multi := slog.New(slog.NewMultiHandler(slog.NewTextHandler(os.Stdout, options(nil, false)), slog.DiscardHandler, slog.NewJSONHandler(os.Stdout, options(slog.LevelWarn, false))))
	multi.Info("once")
	multi.Warn("twice")
	var parsed slog.Level
	fmt.Println(parsed.UnmarshalText([]byte("warn+2")), parsed, slog.LevelDebug-1)
	concurrently()
	log.SetFlags(0)
	old.SetOutput(os.Stderr)
	old.Fatal("the end")
}
