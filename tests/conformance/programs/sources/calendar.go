// Dates and durations: parsing in several layouts, formatting, recurrences as iterators, leap years and month ends, time
// zones of fixed offset, rounding; types that print themselves in every verb and scan themselves from text.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// Entry is something in the calendar.
type Entry struct {
	Title string
	Start time.Time
	Span  Span
	Rule  Rule
}

// Span is a duration that prints in days and reads words.
type Span time.Duration

func (s Span) split() (days int, rest time.Duration) {
	d := time.Duration(s)
	return int(d / (24 * time.Hour)), d % (24 * time.Hour)
}

func (s Span) String() string {
	days, rest := s.split()
	if days == 0 {
		return rest.String()
	}
	return fmt.Sprintf("%dd%v", days, rest)
}

// Format knows %v, %+v (words) and %d (minutes), with width and flags.
func (s Span) Format(f fmt.State, verb rune) {
	var text string
	switch {
	case verb == 'v' && f.Flag('#'):
		text = fmt.Sprintf("Span(%d)", int64(s))
	case verb == 'v' && f.Flag('+'):
		days, rest := s.split()
		text = fmt.Sprintf("%d days %02d:%02d", days, int(rest.Hours()), int(rest.Minutes())%60)
	case verb == 'v' || verb == 's':
		text = s.String()
	case verb == 'd':
		text = fmt.Sprint(int(time.Duration(s).Minutes()))
	default:
		text = fmt.Sprintf("%%!%c(Span=%d)", verb, int64(s))
	}
	if width, ok := f.Width(); ok {
		pad := strings.Repeat(" ", max(0, width-len(text)))
		if f.Flag('-') {
			text += pad
		} else {
			text = pad + text
		}
	}
	fmt.Fprint(f, text)
}

// Scan reads "2 days", "90 minutes" or what time.ParseDuration knows.
func (s *Span) Scan(state fmt.ScanState, verb rune) error {
	tok, err := state.Token(true, nil)
	if err != nil {
		return err
	}
	var n int
	if _, err := fmt.Sscanf(string(tok), "%d", &n); err == nil && strings.Trim(string(tok), "0123456789") == "" {
		unit, err := state.Token(true, nil)
		if err != nil {
			return err
		}
		units := map[string]time.Duration{"day": 24 * time.Hour, "hour": time.Hour, "minute": time.Minute, "week": 7 * 24 * time.Hour}
		d, ok := units[strings.TrimSuffix(string(unit), "s")]
		if !ok {
			return fmt.Errorf("unknown unit %q", unit)
		}
		*s = Span(time.Duration(n) * d)
		return nil
	}
	d, err := time.ParseDuration(string(tok))
	*s = Span(d)
	return err
}

// Rule yields when an entry happens again.
type Rule interface {
	Next(start time.Time, n int) time.Time
	fmt.Stringer
}

type (
	daily    struct{ every int }
	monthly  struct{ day int } // the last day of shorter months
	weekdays struct{}
	ordinal  struct { // such as the second Tuesday
		week    int
		weekday time.Weekday
	}
)

func (d daily) Next(start time.Time, n int) time.Time { return start.AddDate(0, 0, n*d.every) }
func (d daily) String() string                        { return fmt.Sprintf("every %d days", d.every) }

func (m monthly) Next(start time.Time, n int) time.Time {
	first := time.Date(start.Year(), start.Month()+time.Month(n), 1, start.Hour(), start.Minute(), 0, 0, start.Location())
	return first.AddDate(0, 0, min(m.day, daysIn(first))-1)
}
func (m monthly) String() string { return fmt.Sprintf("monthly on %d.", m.day) }

func (weekdays) Next(start time.Time, n int) time.Time {
	for t := start; ; t = t.AddDate(0, 0, 1) {
		if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
			continue
		}
		if n == 0 {
			return t
		}
		n--
	}
}
func (weekdays) String() string { return "on weekdays" }

func (o ordinal) Next(start time.Time, n int) time.Time {
	first := time.Date(start.Year(), start.Month()+time.Month(n), 1, start.Hour(), 0, 0, 0, start.Location())
	ahead := (int(o.weekday) - int(first.Weekday()) + 7) % 7
	return first.AddDate(0, 0, ahead+7*(o.week-1))
}
func (o ordinal) String() string {
	return fmt.Sprint([...]string{"", "first ", "second ", "third "}[o.week], o.weekday)
}

func daysIn(t time.Time) int {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Occurrences yields an entry's times before an end.
func (e Entry) Occurrences(end time.Time) iter.Seq2[int, time.Time] {
	return func(yield func(int, time.Time) bool) {
		for n := 0; ; n++ {
			at := e.Start
			if e.Rule != nil {
				at = e.Rule.Next(e.Start, n)
			} else if n > 0 {
				return
			}
			if !at.Before(end) || !yield(n, at) {
				return
			}
		}
	}
}

var layouts = []string{time.RFC3339, time.RFC1123Z, time.DateTime, time.DateOnly, "2 Jan 2006 3:04pm", "Jan _2 06", time.Kitchen}

func parse(text string) (t time.Time, err error) {
	for _, layout := range layouts {
		var one error
		if t, one = time.Parse(layout, text); one == nil {
			return t, nil
		}
		err = errors.Join(err, one)
	}
	var bad *time.ParseError
	errors.As(err, &bad)
	return t, fmt.Errorf("no date: %q, first of all %s", bad.Value, bad.LayoutElem)
}

func month(t time.Time) string {
	var b strings.Builder
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
	fmt.Fprintf(&b, "%*s\nMo Tu We Th Fr Sa Su\n", 10+len(first.Format("January 2006"))/2, first.Format("January 2006"))
	column := (int(first.Weekday()) + 6) % 7
	fmt.Fprint(&b, strings.Repeat("   ", column))
	for day := 1; day <= daysIn(first); day++ {
		fmt.Fprintf(&b, "%2d", day)
		if column = (column + 1) % 7; column == 0 || day == daysIn(first) {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func main() {
	east := time.FixedZone("EAST", 5*3600+1800)
	for _, text := range []string{
		"2024-02-29T13:04:05.678+01:00", "Mon, 02 Jan 2006 15:04:05 -0700", "1999-12-31 23:59:59", "2023-11-05", "5 Mar 2021 11:30pm",
		"Jul  4 76", "3:04PM", "2023-02-29", "tomorrow",
	} {
		t, err := parse(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(t.UTC().Format(time.RFC3339Nano), t.Weekday(), t.YearDay(), t.In(east).Format("Mon _2 Jan 06 15h04 MST Z07:00"), t.Unix())
	}
	fmt.Print(month(time.Date(2024, time.February, 1, 0, 0, 0, 0, time.UTC)), month(time.Date(2021, 13, 32, 0, 0, 0, 0, time.UTC)))

	start := time.Date(2024, 1, 31, 9, 30, 0, 0, time.UTC)
	entries := []Entry{
		{"rent", start, Span(time.Hour), monthly{31}},
		{"standup", start, Span(15 * time.Minute), weekdays{}},
		{"board", start, Span(50*time.Hour + 5*time.Minute), ordinal{2, time.Tuesday}},
		{"water", start, Span(90 * time.Second), daily{45}},
		{"once", start.Add(36 * time.Hour), 0, nil},
	}
	end := start.AddDate(0, 4, 0)
	type happening struct {
		at time.Time
		*Entry
	}
	var all []happening
	for i := range entries {
		for n, at := range entries[i].Occurrences(end) {
			if n == 5 {
				break
			}
			all = append(all, happening{at, &entries[i]})
		}
	}
	slices.SortFunc(all, func(a, b happening) int { return cmp.Or(a.at.Compare(b.at), strings.Compare(a.Title, b.Title)) })
	for _, h := range all {
		fmt.Printf("%s %-8s|%9v|%-9v|%6d|%+v|%v\n", h.at.Format("Mon 02.01. 15:04"), h.Title, h.Span, h.Span, h.Span, h.Span, h.Rule)
	}
	fmt.Printf("%#v %x %s %v\n", entries[2].Span, entries[2].Span, []Span{1, 2}, struct{ S Span }{Span(time.Hour)})

	var a, b, c Span
	n, err := fmt.Sscan("2 days 1h15m 90 minutes", &a, &b, &c)
	fmt.Println(n, err, a, b, c, a+b+c)
	n, err = fmt.Sscan("3 moons", &a)
	fmt.Println(n, err)
	n, err = fmt.Sscanf("from 1 week to 2h", "from %v to %v", &a, &b)
	fmt.Printf("%d %v %d %d\n", n, err, a, b)

	t := time.Date(2024, 3, 10, 1, 59, 59, 999_999_999, east)
	fmt.Println(t.Truncate(time.Hour), t.Round(time.Minute).UTC(), t.Add(1).Sub(t), t.Equal(t.UTC()), t == t.UTC())
	year, week := t.ISOWeek()
	fmt.Println(year, week, t.Sub(start).Round(time.Second), start.Sub(t).Truncate(time.Hour), time.Duration(1<<63-1), t.Month() == time.March)
	d, err := time.ParseDuration("-1h15m30.918273645s")
	fmt.Println(d, err, d.Abs().Hours() > 1.25, d.Milliseconds(), d.Round(time.Millisecond))
	_, err = time.ParseDuration("1 fortnight")
	fmt.Println(err, time.Time{}.IsZero(), time.Unix(1e9, 5).UTC(), time.UnixMilli(-1).UTC().Format(time.StampMilli))
	text, err := t.MarshalText()
	var back time.Time
	fmt.Println(string(text), err, back.UnmarshalText(text), back.Equal(t))
}
