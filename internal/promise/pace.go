package promise

import (
	"math"
	"slices"

	"lofte/internal/day"
)

// Counts holds the counts that the follow-ups of a document give, in order of the time that they are
// for, and sets them against the targets. It speaks of numbers alone, and neither of what the parties
// call the state of a promise nor of what came of it.
type Counts struct {
	document *Document
	reaches  []Reach
}

// Reach is how far in time a follow-up goes.
type Reach struct {
	FollowUp *FollowUp
	Part     Part // that it names, else answers; the zero Part when there is none
	// Until is the last day that it tells of: the last of its Part, and for the last part that was
	// promised the last of the validity, but never a day after its date. Without a Part it is its date.
	// It is never after the validity.
	Until day.Date
}

// Counts returns the counts of the document's follow-ups. timeline is the document's Timeline.
func (d *Document) Counts(timeline []Expected) Counts {
	end, open := d.End()
	var last day.Date
	for _, e := range timeline {
		last = day.Max(last, e.Part.To)
	}
	c := Counts{document: d}
	for _, e := range timeline {
		f := e.FollowUp
		if f == nil {
			continue
		}
		r := Reach{f, e.Part, f.Date}
		if f.Period != "" { // also one that was not promised
			r.Part, _ = ParsePart(f.Period)
		}
		switch {
		case r.Part.Name == "":
		case !open && r.Part.To == last:
			r.Until = day.Min(f.Date, day.Max(last, end))
		default:
			r.Until = day.Min(f.Date, r.Part.To)
		}
		if !open {
			r.Until = day.Min(r.Until, end)
		}
		c.reaches = append(c.reaches, r)
	}
	// The timeline is by date, which so decides between those that go as far.
	slices.SortStableFunc(c.reaches, func(a, b Reach) int { return a.Until.Compare(b.Until) })
	return c
}

// Count is what the counts of a promise come to.
type Count struct {
	Total int
	Given bool // whether any follow-up gives a number
	// Gap is a follow-up that gives none although a later one counts from it on, so that Total is too
	// low; nil when there is no such gap.
	Gap *FollowUp
}

// By returns what the counts of p come to with follow-up f, in order of the time that they are for: the
// last total, and what was counted since. A follow-up by which p is not started has counted none.
func (c Counts) By(p *Promise, f *FollowUp) Count {
	var n Count
	var silent *FollowUp // since the last count
	for _, r := range c.reaches {
		g, told := r.FollowUp, r.FollowUp.Results[p.Index]
		switch {
		case told == nil || told.Count == nil && told.Status != NotStarted:
			if silent == nil {
				silent = g
			}
		case told.Count == nil:
		case g.CountIs == CountSinceLast:
			n.Total += *told.Count
			n.Given = true
			if n.Gap == nil {
				n.Gap = silent
			}
			silent = nil
		default:
			n = Count{Total: *told.Count, Given: true}
			silent = nil
		}
		if g == f {
			break
		}
	}
	return n
}

// Last returns the follow-up whose count of p goes furthest in time, or nil when none gives a number.
func (c Counts) Last(p *Promise) *FollowUp {
	for _, r := range slices.Backward(c.reaches) {
		if told := r.FollowUp.Results[p.Index]; told != nil && told.Count != nil {
			return r.FollowUp
		}
	}
	return nil
}

// Pace is how the count of a promise stands against its target.
type Pace struct {
	State PaceState
	Reach Reach // of the follow-up; its Until lies within the time that the target is for
	Count Count

	// What follows is 0 where State is one that says why nothing can be said.

	// Expected is what a steady pace comes to by Reach.Until, rounded down to whole deeds; for AtMost it
	// is the limit that applies by then.
	Expected int
	// Whole is what the target comes to over the whole validity, rounded down; for AtMost it is Expected.
	// It is 0 for a target by the week, month or year in a document without an end.
	Whole int
	Gone  Span // of the target's time
	Time  Span // the whole of it; the zero Span where Whole is 0
	Over  bool // whether all of it has passed
}

// PaceState is what can be said of a count and a target.
type PaceState string

const (
	OnPace     PaceState = "on-pace"      // within a tenth of what was expected by then
	Behind     PaceState = "behind"       // lower than that
	Ahead      PaceState = "ahead"        // higher than that
	TooEarly   PaceState = "too-early"    // not even one was expected by then, and there is none
	Reached    PaceState = "reached"      // the whole number is there
	Fewer      PaceState = "fewer"        // the time has passed, and it is not
	More       PaceState = "more"         // more than a number that was not called a least
	UnderLimit PaceState = "within-limit" // not more than AtMost allows by then
	OverLimit  PaceState = "over-limit"   // more

	NoTarget     PaceState = "no-target"     // the promise names no number
	ResponseTime PaceState = "response-time" // the number is a time, and the count is none
	ForEach      PaceState = "for-each"      // the number is for each of several, the count for all of them
	NoCount      PaceState = "no-count"      // no follow-up gives a number
	NoPeriod     PaceState = "no-period"     // the follow-up answers no part, so that the time of the count is not known
	Outside      PaceState = "outside"       // the count is for a time before the validity
	LongerTime   PaceState = "longer-time"   // the target is for a longer time than the validity
	Incomplete   PaceState = "incomplete"    // the count lacks what Count.Gap did not tell
)

// Compared reports whether the state is one that comes of comparing numbers.
func (s PaceState) Compared() bool {
	switch s {
	case NoTarget, ResponseTime, ForEach, NoCount, NoPeriod, Outside, LongerTime, Incomplete:
		return false
	}
	return true
}

// Span is a length of time in weeks, in calendar months or in days: N of them, and Days more of the one
// that has begun, which has Length days.
type Span struct {
	Unit            Per // PerDay, PerWeek or PerMonth
	N, Days, Length int
}

// ratio returns the span in its unit, as a fraction.
func (s Span) ratio() (num, den int) { return s.N*s.Length + s.Days, s.Length }

// span measures from first to last, both included. Months begin on the day of the month that first is.
func span(unit Per, first, last day.Date) Span {
	after := last.AddDays(1)
	switch unit {
	case PerDay:
		return Span{unit, first.DaysUntil(after), 0, 1}
	case PerWeek:
		days := first.DaysUntil(after)
		return Span{unit, days / 7, days % 7, 7}
	}
	begin := func(n int) day.Date {
		start := day.EndOfMonth(first.Year, first.Month, n-1).AddDays(first.Day)
		return day.Min(start, day.EndOfMonth(first.Year, first.Month, n))
	}
	n := (after.Year-first.Year)*12 + int(after.Month-first.Month)
	if begin(n).After(after) {
		n--
	}
	return Span{PerMonth, n, begin(n).DaysUntil(after), begin(n).DaysUntil(begin(n + 1))}
}

// Pace sets the count of p with follow-up f against p's target.
//
// The time of a target by the day, week, month or year is the validity, of which it takes its share: 80 a
// year are 160 in two years, and 40 in half a year. The time of any other target is the validity without
// what UntilReplaced adds. Deeds are expected evenly over the time.
func (c Counts) Pace(p *Promise, f *FollowUp) Pace {
	t := p.Target
	pace := Pace{Count: c.By(p, f)}
	if i := slices.IndexFunc(c.reaches, func(r Reach) bool { return r.FollowUp == f }); i >= 0 {
		pace.Reach = c.reaches[i]
	}
	switch {
	case t == nil:
		pace.State = NoTarget
	case !pace.Count.Given:
		pace.State = NoCount
	case t.Within:
		pace.State = ResponseTime
	case t.Each:
		pace.State = ForEach
	default:
		pace.measure(c.document, t)
	}
	return pace
}

func (p *Pace) measure(d *Document, t *Target) {
	end, open := d.End()
	every := max(t.Every, 1)
	unit := t.Per
	byTime := t.ByTime()
	switch {
	case !byTime:
		unit = PerMonth
		end, open = day.Max(d.To, d.ExtendedTo), false
	case t.Per == PerYear:
		unit = PerMonth
		every *= 12
	}
	if !open {
		p.Reach.Until = day.Min(p.Reach.Until, end)
		p.Over = p.Reach.Until == end
	}
	if p.Reach.Until.Before(d.From) {
		p.State = Outside
		return
	}
	gone := span(unit, d.From, p.Reach.Until)
	var time Span
	if !open {
		time = span(unit, d.From, end)
	}
	num, den := gone.ratio()
	switch {
	case t.Bound == AtMost && !byTime:
		p.Expected, p.Whole = t.Number, t.Number
	case t.Bound == AtMost:
		begun := (num + den*every - 1) / (den * every)
		p.Expected = scale(t.Number, begun, 1)
		p.Whole = p.Expected
	case !byTime:
		wholeNum, wholeDen := time.ratio()
		p.Expected, p.Whole = scale(t.Number, num*wholeDen, den*wholeNum), t.Number
	default:
		p.Expected = scale(t.Number, num, den*every)
		if !open {
			wholeNum, wholeDen := time.ratio()
			p.Whole = scale(t.Number, wholeNum, wholeDen*every)
			if p.Whole == 0 {
				p.State = LongerTime
				return
			}
		}
	}
	p.Gone, p.Time = gone, time
	p.State = p.judge(t)
	if p.Reach.Part.Name == "" && !p.Over && p.byTime(t) {
		p.State = NoPeriod
	}
	if p.Count.Gap != nil && !p.certain(t) {
		p.State = Incomplete
	}
}

// scale returns n times num/den, rounded down. A target is small enough to be multiplied by any time.
func scale(n, num, den int) int { return n * num / den }

func (p *Pace) judge(t *Target) PaceState {
	n := p.Count.Total
	if t.Bound == AtMost {
		if n > p.Expected {
			return OverLimit
		}
		return UnderLimit
	}
	lowest, highest := p.Whole, math.MaxInt
	switch t.Bound {
	case Exactly:
		highest = p.Whole
	case About:
		lowest, highest = p.Whole-p.Whole/10, p.Whole+p.Whole/10
	}
	known := p.Whole > 0
	once := p.Whole <= t.Number // 80 a year are in no year reached by the 80 of another
	switch {
	case known && n > highest:
		return More
	case known && n >= lowest && (p.Over || once):
		return Reached
	case p.Over:
		return Fewer
	case p.Expected == 0 && n == 0:
		return TooEarly
	case p.Expected-n > p.Expected/10:
		return Behind
	case n-p.Expected > p.Expected/10:
		return Ahead
	}
	return OnPace
}

// byTime reports whether the state would be another one if the count was for a shorter time.
func (p *Pace) byTime(t *Target) bool {
	switch p.State {
	case OnPace, Behind, TooEarly:
		return true
	case UnderLimit:
		return t.ByTime()
	}
	return false
}

// certain reports whether the state stays as it is when the count turns out to be higher.
func (p *Pace) certain(t *Target) bool {
	switch p.State {
	case More, OverLimit:
		return true
	case Reached, Ahead:
		return t.Bound == AtLeast
	}
	return false
}
