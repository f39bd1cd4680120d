package promise

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"lofte/internal/day"
)

// Schedule is how often follow-ups were promised. The zero Schedule promises none. Only one of its
// two fields is set.
type Schedule struct {
	Times  int          // 1, 2, 3, 4 or 12 a year
	Months []time.Month // in these months, in order
}

// None reports whether no follow-ups were promised.
func (s Schedule) None() bool { return s.Times == 0 && len(s.Months) == 0 }

// Part is a stretch of a document's validity that one follow-up was promised for.
type Part struct {
	Name     string   // "2019-T1", "2019-H2", "2019-Q4", "2019-05" or "2019"
	From, To day.Date // the whole part, also where the validity cuts it off
	Due      day.Date // the last day on which its follow-up is in time
}

// Parts returns the parts of the days from first to last, in order (CONTRACT §5). A year divided by
// Times has parts that are due at the end of the month after; each of Months is due by its own end.
func (s Schedule) Parts(first, last day.Date) []Part {
	var parts []Part
	for y := first.Year; y <= last.Year; y++ {
		for p := range s.year(y) {
			if !p.To.Before(first) && !p.From.After(last) {
				parts = append(parts, p)
			}
		}
	}
	return parts
}

// year yields the parts of a calendar year.
func (s Schedule) year(y int) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		for _, m := range s.Months {
			end := day.EndOfMonth(y, m, 0)
			if !yield(Part{Name: partName(y, 12, int(m)), From: day.New(y, m, 1), To: end, Due: end}) {
				return
			}
		}
		for i := range s.Times {
			if p, _ := ParsePart(partName(y, s.Times, i+1)); !yield(p) {
				return
			}
		}
	}
}

var partLetters = map[int]string{2: "H", 3: "T", 4: "Q"}

func partName(year, times, n int) string {
	switch times {
	case 1:
		return fmt.Sprintf("%04d", year)
	case 12:
		return fmt.Sprintf("%04d-%02d", year, n)
	}
	return fmt.Sprintf("%04d-%s%d", year, partLetters[times], n)
}

// ParsePart reads the name of a part as a follow-up's period gives it: "2019-T1" to "T3" (tertials),
// "2019-H1" and "H2", "2019-Q1" to "Q4", "2019-05", "2019". Its Due is the end of the month after it.
func ParsePart(name string) (Part, error) {
	bad := func() (Part, error) { return Part{}, fmt.Errorf("%q names no part of a year", name) }
	ys, rest, split := strings.Cut(name, "-")
	year, ok := number(ys, 4)
	if !ok {
		return bad()
	}
	months, n := 12, 1
	switch {
	case !split:
	case len(rest) != 2:
		return bad()
	default:
		digits, times := rest[1:], 0
		for t, letter := range partLetters {
			if rest[:1] == letter {
				times = t
			}
		}
		if times == 0 {
			digits, times = rest, 12
		}
		if n, ok = number(digits, len(digits)); !ok || n < 1 || n > times {
			return bad()
		}
		months = 12 / times
	}
	first := time.Month((n-1)*months + 1)
	last := first + time.Month(months) - 1
	return Part{Name: name, From: day.New(year, first, 1), To: day.EndOfMonth(year, last, 0), Due: day.EndOfMonth(year, last, 1)}, nil
}

// number reads as many digits as there must be.
func number(s string, digits int) (int, bool) {
	if len(s) != digits || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// State is how a promised follow-up stands on a day.
type State string

const (
	Published State = "published"
	Planned   State = "planned"
	Overdue   State = "overdue"
)

// Expected is a follow-up that was promised, published or both.
type Expected struct {
	Document *Document
	Part     Part      // the zero Part when the follow-up answers nothing that was promised
	State    State     // on the day that Timeline was asked about
	FollowUp *FollowUp // what answers it; nil unless State is Published
}

// Day returns the day to show it on: when it was published, else when it is due.
func (e Expected) Day() day.Date {
	if e.FollowUp != nil {
		return e.FollowUp.Date
	}
	return e.Part.Due
}

// DaysLate returns how many days after its due day it came, or, not yet come, how late it is on the
// given day; 0 when it is in time or was never promised.
func (e Expected) DaysLate(now day.Date) int {
	if e.Part.Due.IsZero() {
		return 0
	}
	if e.FollowUp != nil {
		now = e.FollowUp.Date
	}
	return max(0, e.Part.Due.DaysUntil(now))
}

// Timeline returns what was promised and what was published of the document's follow-ups, by Day,
// as it stands on the given day. A document that is in force without an end expects follow-ups for
// the parts up to the end of that day's year.
//
// A follow-up answers the part that its Period names; else the part that its Date falls in, or, where
// months were promised, the nearest month not answered yet (CONTRACT §5). One that answers no part,
// or a part already answered, is published all the same.
//
// Of a document that stands elsewhere it is what is Listed, judged by the given day.
func (d *Document) Timeline(now day.Date) []Expected {
	if d.Listed != nil {
		return d.listed(now)
	}
	last, open := d.End()
	if open {
		last = day.Max(day.New(now.Year, time.December, 31), last)
	}
	parts := d.Schedule.Parts(d.From, last)
	answers := d.answers(parts)
	list := make([]Expected, 0, len(parts)+len(d.FollowUps))
	answered := make([]bool, len(parts))
	for i, f := range d.FollowUps {
		e := Expected{Document: d, State: Published, FollowUp: f}
		if p := answers[i]; p >= 0 {
			e.Part, answered[p] = parts[p], true
		}
		list = append(list, e)
	}
	for i, p := range parts {
		if !answered[i] {
			list = append(list, Expected{Document: d, Part: p, State: p.awaited(now)})
		}
	}
	return byDay(list)
}

func (d *Document) listed(now day.Date) []Expected {
	list := slices.Clone(d.Listed)
	for i := range list {
		if list[i].FollowUp == nil {
			list[i].State = list[i].Part.awaited(now)
		}
	}
	return byDay(list)
}

// awaited returns how the follow-up for a part stands that is not published.
func (p Part) awaited(now day.Date) State {
	if p.Due.Before(now) {
		return Overdue
	}
	return Planned
}

func byDay(list []Expected) []Expected {
	slices.SortStableFunc(list, func(a, b Expected) int { return a.Day().Compare(b.Day()) })
	return list
}

// answers returns for each follow-up the index of the part that it answers, or -1. The first to
// answer a part by its date is the one that counts; those that name a part come before those that
// are placed by their date.
func (d *Document) answers(parts []Part) []int {
	to := make([]int, len(d.FollowUps))
	taken := make([]bool, len(parts))
	for i, f := range d.FollowUps {
		to[i] = slices.IndexFunc(parts, func(p Part) bool { return p.Name == f.Period })
		if to[i] >= 0 {
			taken[to[i]] = true
		}
	}
	for i, f := range d.FollowUps {
		if to[i] >= 0 {
			continue
		}
		best, distance := -1, 0
		for j, p := range parts {
			inside := !f.Date.Before(p.From) && !f.Date.After(p.To)
			if len(d.Schedule.Months) == 0 {
				if inside {
					best = j
				}
				continue
			}
			if taken[j] {
				continue
			}
			n := 0
			if !inside {
				n = min(abs(f.Date.DaysUntil(p.From)), abs(p.To.DaysUntil(f.Date)))
			}
			if best < 0 || n < distance {
				best, distance = j, n
			}
		}
		if best >= 0 {
			to[i], taken[best] = best, true
		}
	}
	return to
}

func abs(n int) int { return max(n, -n) }
