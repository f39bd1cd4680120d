package view

import (
	"strconv"
	"strings"
	"time"

	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// Axis is follow-ups on one axis of time, for a picture beside the list of them. Places along the axis
// are percentages of its length, to be followed by "%".
type Axis struct {
	Title string   // what the picture shows
	Text  []string // the same in numbers, where to read of each, and what the lines mean
	Ticks []Tick
	Today *Tick // nil where the day lies outside
	Lanes []Lane
}

// Tick is a place on the axis with a name. Where there is no room for the name, Text is "".
type Tick struct {
	X, Text string
	Anchor  string // what of the name stands at the place, as SVG's text-anchor says it: start, middle or end
}

// Lane is one of the rows above the axis. It has Points, the follow-ups of one document, or Columns, how
// many of all kommuner have a state.
type Lane struct {
	Name    string
	State   string // of the columns: published, planned or overdue
	Spans   []Span // when the document is in force
	Points  []Point
	Columns []Column
}

// Span is a stretch of the axis.
type Span struct{ X, Width string }

// Point is a follow-up.
type Point struct {
	State string // published, planned or overdue
	X     string
	Wait  *Span // from the day it was due until it came, or until now; nil when it is not late
}

// Column is how many follow-ups a stretch of time has.
type Column struct {
	Span
	Y, Height string // of the lane's height, percent
}

// axis is a stretch of days to be drawn.
type axis struct{ from, to day.Date }

// years returns the axis of whole years with both days.
func years(from, to day.Date) axis {
	return axis{day.New(from.Year, time.January, 1), day.New(to.Year+1, time.January, 1)}
}

func (a axis) x(d day.Date) string {
	return share(a.from.DaysUntil(day.Min(day.Max(d, a.from), a.to)), a.from.DaysUntil(a.to))
}

// span returns the stretch from the first to the last day, both within it.
func (a axis) span(first, last day.Date) Span {
	first, last = day.Max(first, a.from), day.Min(last.AddDays(1), a.to)
	return Span{a.x(first), share(max(0, first.DaysUntil(last)), a.from.DaysUntil(a.to))}
}

// named is how many names fit below an axis in a narrow window.
const named = 7

// ticks returns the beginning of each year, and names as many of them as there is room for.
func (a axis) ticks() []Tick {
	n := a.to.Year - a.from.Year
	every := (n + named - 1) / named
	ticks := make([]Tick, n)
	for i := range ticks {
		y := a.from.Year + i
		ticks[i].X, ticks[i].Anchor = a.x(day.New(y, time.January, 1)), "start"
		if i%every == 0 {
			ticks[i].Text = strconv.Itoa(y)
		}
	}
	return ticks
}

func (p *page) today(a axis) *Tick {
	now := p.plan.Now
	if now.Before(a.from) || !now.Before(a.to) {
		return nil
	}
	anchor := "middle"
	switch part := 8 * a.from.DaysUntil(now) / a.from.DaysUntil(a.to); part {
	case 0:
		anchor = "start"
	case 7:
		anchor = "end"
	}
	return &Tick{a.x(now), p.text("axis_today", "Date", p.date(now).Text), anchor}
}

// kommunAxis draws the follow-ups of a kommun, each document with a lane of its own; nil when there are
// none.
func (p *page) kommunAxis(k *promise.Kommun) *Axis {
	var from, to day.Date
	var counts [3]int
	late := 0
	note := func(d day.Date) {
		if from.IsZero() {
			from, to = d, d
		}
		from, to = day.Min(from, d), day.Max(to, d)
	}
	for _, d := range k.Documents {
		for _, e := range p.timelineOf(d) {
			note(e.Day())
			note(d.From)
			counts[stateIndex(e.State)]++
			if e.State == promise.Published && e.DaysLate(p.plan.Now) > 0 {
				late++
			}
			if e.State == promise.Overdue {
				note(p.plan.Now)
			}
		}
	}
	if from.IsZero() {
		return nil
	}
	a := years(from, to)
	v := &Axis{
		Title: p.text("axis_title", "Name", k.Title, "Years", strconv.Itoa(a.from.Year)+"–"+strconv.Itoa(a.to.Year-1)),
		Text:  append(p.axisText(counts, late), p.text("axis_listed"), p.text("axis_key")),
		Ticks: a.ticks(),
		Today: p.today(a),
	}
	for _, d := range k.Documents {
		lane := Lane{Name: strings.Replace(d.Period, "-", "–", 1)}
		last, open := d.End()
		if open {
			last = day.Max(last, p.plan.Now)
		}
		lane.Spans = []Span{a.span(d.From, last)}
		for _, e := range p.timelineOf(d) {
			point := Point{State: string(e.State), X: a.x(e.Day())}
			if e.DaysLate(p.plan.Now) > 0 {
				until := p.plan.Now
				if e.FollowUp != nil {
					until = e.FollowUp.Date
				}
				wait := a.span(e.Part.Due, until)
				point.Wait = &wait
			}
			lane.Points = append(lane.Points, point)
		}
		v.Lanes = append(v.Lanes, lane)
	}
	return v
}

// axisText says in numbers what an axis shows.
func (p *page) axisText(counts [3]int, late int) []string {
	var words []string
	for i, id := range []string{"events_published", "events_planned", "events_overdue"} {
		if counts[i] > 0 {
			words = append(words, p.count(id, counts[i]))
		}
	}
	text := []string{p.text("axis_text", "Counts", p.messages.List(words))}
	if late > 0 {
		text = append(text, p.count("axis_late", late))
	}
	return text
}

// columnAxis draws how many of the given follow-ups each month has, or each quarter where there are more
// than four years of them, with a lane for each state; nil when there are none. listed is the message
// that says where each of them stands.
func (p *page) columnAxis(list []*promise.Expected, listed string) *Axis {
	if len(list) == 0 {
		return nil
	}
	from, to := list[0].Day(), list[0].Day()
	for _, e := range list {
		from, to = day.Min(from, e.Day()), day.Max(to, e.Day())
	}
	a := years(from, to)
	months := 1
	if a.to.Year-a.from.Year > 4 {
		months = 3
	}
	parts := 12 / months * (a.to.Year - a.from.Year)
	heights := [3][]int{make([]int, parts), make([]int, parts), make([]int, parts)}
	var counts [3]int
	late, most := 0, 1
	for _, e := range list {
		i, on := stateIndex(e.State), e.Day()
		at := ((on.Year-a.from.Year)*12 + int(on.Month) - 1) / months
		heights[i][at]++
		counts[i]++
		most = max(most, heights[i][at])
		if e.State == promise.Published && e.DaysLate(p.plan.Now) > 0 {
			late++
		}
	}
	v := &Axis{
		Title: p.text("axis_title", "Name", p.text("axis_all"), "Years", strconv.Itoa(a.from.Year)+"–"+strconv.Itoa(a.to.Year-1)),
		Text:  append(p.axisText(counts, late), p.text(listed)),
		Ticks: a.ticks(),
		Today: p.today(a),
	}
	for i, state := range []promise.State{promise.Published, promise.Planned, promise.Overdue} {
		if counts[i] == 0 {
			continue
		}
		lane := Lane{Name: p.text("column_" + string(state)), State: string(state)}
		for at, n := range heights[i] {
			if n == 0 {
				continue
			}
			month := at * months
			first := day.New(a.from.Year, time.January+time.Month(month), 1)
			span := a.span(first, day.EndOfMonth(a.from.Year, time.January+time.Month(month), months-1))
			lane.Columns = append(lane.Columns, Column{span, share(most-n, most), share(n, most)})
		}
		v.Lanes = append(v.Lanes, lane)
	}
	return v
}

// yearOf returns the follow-ups that are listed under a year.
func (p *page) yearOf(year int) []*promise.Expected {
	var list []*promise.Expected
	for _, e := range p.everyTimeline() {
		if plan.TimelineYear(*e) == year {
			list = append(list, e)
		}
	}
	return list
}
