package view

import (
	"strconv"

	"lofte/internal/promise"
)

// Pace is how a count stands against its target, and nothing of what was done or came of it.
type Pace struct {
	// State has as Key on-pace, behind, ahead, too-early, reached, fewer, more, within-limit or
	// over-limit; not-compared where nothing can be said.
	State   Label
	Because string // the sum, or why there is none
}

// counted fills in the number that follow-up f gives of q, and how it stands against q's target. Where
// f gives none, it says so only when there is a number to be held against.
func (p *page) counted(v *Told, q *promise.Promise, f *promise.FollowUp) {
	counts := p.judged(q.Document).counts
	r := f.Results[q.Index]
	if r.Count == nil && (q.Target == nil || q.Target.Within || r.Status == promise.NotStarted) {
		return
	}
	pace := counts.Pace(q, f)
	if r.Count != nil {
		v.Count = p.total(pace.Count, r, f)
	} else {
		pace = promise.Pace{State: promise.NoCount}
	}
	v.Pace = p.pace(q.Target, pace)
	p.paced = true
}

// total writes the sum of the counts up to follow-up f, whose result is r.
func (p *page) total(c promise.Count, r *promise.Result, f *promise.FollowUp) string {
	s := p.messages.Number(c.Total)
	if c.Gap != nil {
		s = p.text("count_incomplete", "Count", s)
	}
	if f.CountIs == promise.CountSinceLast && c.Total != *r.Count {
		s += p.text("count_since_last", "Count", p.messages.Number(*r.Count))
	}
	return s
}

// pace words how a count stands against a target.
func (p *page) pace(t *promise.Target, pace promise.Pace) *Pace {
	if !pace.State.Compared() {
		var args []string
		switch pace.State {
		case promise.Incomplete:
			f := pace.Count.Gap
			name := f.Title
			if p.lang(f.Written) != "" {
				name = p.date(f.Date).Text
			}
			args = []string{"FollowUp", name}
		case promise.NoPeriod:
			args = []string{"Date", p.date(pace.Reach.FollowUp.Date).Text}
		}
		return &Pace{Label{"not-compared", p.text("pace_not-compared")}, p.text("pace_because_"+string(pace.State), args...)}
	}
	return &Pace{Label{string(pace.State), p.text("pace_" + string(pace.State))}, p.reckoned(t, pace)}
}

// reckoned explains what a count was compared with.
func (p *page) reckoned(t *promise.Target, pace promise.Pace) string {
	per := ""
	if t.ByTime() {
		per = p.per(t)
	}
	number, whole, expected := p.messages.Number(t.Number), p.messages.Number(pace.Whole), p.messages.Number(pace.Expected)
	switch pace.State {
	case promise.UnderLimit, promise.OverLimit:
		if per == "" {
			return p.text("pace_limit") + " " + p.difference(pace)
		}
		return p.text("pace_limit_per", "Until", p.until(pace.Reach), "Limit", expected, "Number", number, "Per", per) + " " + p.difference(pace)
	case promise.Reached, promise.Fewer, promise.More:
		s := p.difference(pace)
		if t.Bound == promise.About && pace.State == promise.Reached && pace.Count.Total != pace.Whole {
			s += " " + p.text("pace_about")
		}
		if per != "" {
			s = p.text("pace_whole", "Number", number, "Per", per, "Time", p.span(pace.Time), "Whole", whole) + " " + s
		}
		if pace.Over {
			s = p.text("pace_over") + " " + s
		}
		return s
	}
	if per == "" {
		return p.text("pace_share", "Until", p.until(pace.Reach), "Gone", p.spanOf(pace.Gone, pace.Time), "Time", p.span(pace.Time), "Expected", expected, "Number", number)
	}
	return p.text("pace_rate", "Until", p.until(pace.Reach), "Gone", p.span(pace.Gone), "Number", number, "Per", per, "Expected", expected)
}

// difference says how far a count is from the number that it is held against.
func (p *page) difference(pace promise.Pace) string {
	whole := p.messages.Number(pace.Whole)
	if pace.Count.Gap != nil {
		return p.text("pace_or_more", "Total", p.messages.Number(pace.Count.Total), "Whole", whole)
	}
	switch d := pace.Count.Total - pace.Whole; {
	case d < 0:
		return p.text("pace_fewer_by", "Difference", p.messages.Number(-d), "Whole", whole)
	case d > 0:
		return p.text("pace_more_by", "Difference", p.messages.Number(d), "Whole", whole)
	}
	return p.text("pace_equal", "Whole", whole)
}

// until begins a sentence with how far in time a follow-up goes.
func (p *page) until(r promise.Reach) string {
	switch r.Until {
	case r.Part.To:
		return p.text("pace_until", "Until", p.part(r.Part), "Date", p.date(r.Until).Text)
	case r.FollowUp.Date:
		return p.text("pace_until_told", "Date", p.date(r.Until).Text)
	}
	return p.text("pace_until_day", "Date", p.date(r.Until).Text)
}

// span writes a length of time: "8 månader", "17 veckor och 1 dag".
func (p *page) span(s promise.Span) string {
	var words []string
	if s.N > 0 {
		words = append(words, p.count("span_"+string(s.Unit), s.N))
	}
	if s.Days > 0 {
		words = append(words, p.count("span_day", s.Days))
	}
	return p.messages.List(words)
}

// spanOf is span for a part of a time: where both are whole months, the number alone, as the unit
// follows with the other.
func (p *page) spanOf(s, whole promise.Span) string {
	if s.Days == 0 && whole.Days == 0 {
		return strconv.Itoa(s.N)
	}
	return p.span(s)
}
