package view

import (
	"slices"
	"strconv"
	"strings"

	"lofte/internal/plan"
	"lofte/internal/promise"
)

// Event is a follow-up, published or expected.
type Event struct {
	State     Label // Key is published, planned or overdue
	Kommun    Link
	Document  Link
	Elsewhere string // the site that publishes it, when that is another
	Title     Link   // URL is "" until it is published
	Part      string // "tertial 1 2019"; "" when it answers none
	Due       Date
	Date      Date   // when it was published
	Timing    string // "i tid", "12 dagar sent", "skulle ha kommit senast 31 januari 2020"
	Late      bool
	Coverage  string // "5 av 6 löften besvarade"
}

// Timeline is the follow-up timeline of a kommun.
type Timeline struct {
	Page
	Kommun      Link
	CalendarURL string
	Standing    []string
	Axis        *Axis        // nil when there is no follow-up
	Groups      []EventGroup // by year, the newest first
}

// EventGroup is the follow-ups of a year, or of a kommun.
type EventGroup struct {
	Link
	Elsewhere string // the site that publishes the kommun, when that is another
	Events    []Event
}

// Timelines is the follow-up timeline of all kommuner.
type Timelines struct {
	Page
	CalendarURL string
	Overdue     []Event
	Planned     []Event
	Newest      []Event
	More        string // says that the lists are cut short; "" when they are whole
	Axis        *Axis  // nil when there is no follow-up
	Years       []YearRow
}

// YearTimelines is the follow-up timeline of all kommuner for a year.
type YearTimelines struct {
	Page
	Year     int
	Counts   YearRow
	Axis     *Axis // nil when there is no follow-up
	Previous *Link
	Next     *Link
	Groups   []EventGroup // by kommun
}

// YearRow is a year in a list of years.
type YearRow struct {
	Link
	Documents, Kommuner         string // "12 dokument"; "" in a timeline
	Tally                       Tally
	Published, Planned, Overdue int
	PublishedText, PlannedText  string
	OverdueText                 string
}

// Coverage is how many of a document's promises any follow-up speaks of.
type Coverage struct {
	Text string // "9 av 12 löften har besvarats i någon uppföljning."
	Date Date   // when one last spoke of some; both are empty when none has
	Last Link
}

// event makes the view of a follow-up, published or expected.
func (p *page) event(e promise.Expected) Event {
	d := e.Document
	v := Event{
		State:     Label{string(e.State), p.text("state_" + string(e.State))},
		Kommun:    p.kommunLink(d.Kommun),
		Document:  p.documentLink(d),
		Elsewhere: p.elsewhere(d.Kommun),
		Part:      p.part(e.Part),
		Due:       p.date(e.Part.Due),
	}
	late := e.DaysLate(p.plan.Now)
	v.Late = late > 0
	switch e.State {
	case promise.Published:
		f := e.FollowUp
		v.Title = p.followUpLink(f)
		v.Date = p.date(f.Date)
		v.Coverage = p.coverage(f)
		switch {
		case e.Part.Due.IsZero():
			v.Timing = ""
		case late > 0:
			v.Timing = p.since("timing_late", late)
		default:
			v.Timing = p.text("timing_in_time")
		}
	case promise.Planned:
		v.Title = Link{Text: p.text("event_expected", "Part", v.Part)}
		v.Timing = p.text("timing_planned", "Date", v.Due.Text)
	case promise.Overdue:
		v.Title = Link{Text: p.text("event_missing", "Part", v.Part)}
		v.Timing = p.since("timing_overdue", late, "Date", v.Due.Text)
	}
	return v
}

// since returns a message about a number of days in the unit that people count it in: days, whole
// months or whole years.
func (p *page) since(id string, days int, args ...string) string {
	switch {
	case days >= 2*365:
		return p.count(id+"_years", days*100/36525, args...)
	case days > 90:
		return p.count(id+"_months", days*100/3044, args...)
	}
	return p.count(id+"_days", days, args...)
}

// coverage says how many of the promises a follow-up speaks of.
func (p *page) coverage(f *promise.FollowUp) string {
	if len(f.Results) == 0 {
		return ""
	}
	return p.count("coverage", len(f.Results), "Answered", p.messages.Number(f.Answered()))
}

// covered says how many of a document's promises any follow-up speaks of, and which one was the last to
// speak of some.
func (p *page) covered(d *promise.Document) *Coverage {
	if len(d.Promises) == 0 {
		return nil
	}
	answered := 0
	for _, q := range d.Promises {
		if slices.ContainsFunc(d.FollowUps, func(f *promise.FollowUp) bool { return f.Results[q.Index] != nil }) {
			answered++
		}
	}
	if answered == 0 {
		return &Coverage{Text: p.count("covered_none", len(d.Promises))}
	}
	v := &Coverage{Text: p.count("covered", len(d.Promises), "Answered", p.messages.Number(answered))}
	for _, f := range slices.Backward(d.FollowUps) {
		if f.Answered() > 0 {
			v.Date, v.Last = p.date(f.Date), p.followUpLink(f)
			break
		}
	}
	return v
}

// part writes the part of a year that a follow-up is about: "tertial 1 2019". Not every language has words for
// all such parts, so their months are given, too.
func (p *page) part(part promise.Part) string {
	if part.Name == "" {
		return ""
	}
	year := strconv.Itoa(part.From.Year)
	if len(part.Name) == 4 {
		return year
	}
	if letter := part.Name[5:6]; letter == "T" || letter == "H" || letter == "Q" {
		return p.text("part_"+letter, "N", part.Name[6:], "Year", year,
			"First", p.messages.Month(int(part.From.Month)), "Last", p.messages.Month(int(part.To.Month)))
	}
	return p.text("part_month", "Month", p.messages.Month(int(part.From.Month)), "Year", year)
}

func (p *page) events(list []promise.Expected) []Event {
	out := make([]Event, len(list))
	for i, e := range list {
		out[i] = p.event(e)
	}
	return out
}

// standing says in sentences how the follow-ups of a document stand.
func (p *page) standing(d *promise.Document, timeline []promise.Expected) []string {
	promised, published, late := 0, 0, 0
	answered := map[string]bool{}
	var missing, coming []promise.Expected
	for _, e := range timeline {
		if e.Part.Name == "" {
			continue
		}
		switch e.State {
		case promise.Published:
			if answered[e.Part.Name] {
				continue
			}
			answered[e.Part.Name] = true
			promised, published = promised+1, published+1
			if e.DaysLate(p.plan.Now) > 0 {
				late++
			}
		case promise.Overdue:
			promised++
			missing = append(missing, e)
		case promise.Planned:
			promised++
			coming = append(coming, e)
		}
	}
	if promised == 0 {
		if d.Schedule.None() {
			return []string{p.text("standing_none_promised")}
		}
		return nil
	}
	out := []string{p.count("standing", promised, "Published", p.messages.Number(published), "Document", strings.Replace(d.Period, "-", "–", 1))}
	if late > 0 {
		out = append(out, p.count("standing_late", late))
	}
	switch len(missing) {
	case 0:
	case 1:
		out = append(out, p.text("standing_missing_one", "Part", p.part(missing[0].Part), "Date", p.date(missing[0].Part.Due).Text))
	default:
		out = append(out, p.count("standing_missing", len(missing), "Date", p.date(missing[0].Part.Due).Text))
	}
	if len(coming) > 0 {
		out = append(out, p.text("standing_next", "Part", p.part(coming[0].Part), "Date", p.date(coming[0].Part.Due).Text))
	}
	return out
}

// schedule says how often follow-ups were promised.
func (p *page) schedule(s promise.Schedule) string {
	if s.None() {
		return p.text("schedule_none")
	}
	if len(s.Months) > 0 {
		months := make([]string, len(s.Months))
		for i, m := range s.Months {
			months[i] = p.messages.Month(int(m))
		}
		return p.text("schedule_months", "Months", p.messages.List(months))
	}
	return p.count("schedule_times", s.Times)
}

func (p *page) timeline() *Timeline {
	k := p.output.Kommun
	v := &Timeline{
		Page:        p.base(p.text("timeline_heading", "Kommun", k.Title), p.text("timeline_description", "Kommun", k.Title), p.kommunLink(k)),
		Kommun:      p.kommunLink(k),
		CalendarURL: p.to(plan.KommunURL(k) + plan.CalendarFile),
	}
	v.ByDay = true
	var all []promise.Expected
	for _, d := range k.Documents {
		list := p.timelineOf(d)
		all = append(all, list...)
		if d == k.Newest(p.plan.Now) {
			v.Standing = p.standing(d, list)
		}
	}
	v.Axis = p.kommunAxis(k)
	v.Groups = p.byYear(all)
	return v
}

// byYear groups follow-ups by the year that they are about, the newest year first, each in order of
// time.
func (p *page) byYear(all []promise.Expected) []EventGroup {
	years := map[int][]promise.Expected{}
	for _, e := range all {
		y := plan.TimelineYear(e)
		years[y] = append(years[y], e)
	}
	var groups []EventGroup
	for _, y := range p.plan.TimelineYears {
		if list := years[y]; len(list) > 0 {
			slices.SortStableFunc(list, func(a, b promise.Expected) int { return a.Day().Compare(b.Day()) })
			year := strconv.Itoa(y)
			groups = append(groups, EventGroup{Link: Link{Text: year, URL: p.to("uppfoljning/" + year + "/")}, Events: p.events(list)})
		}
	}
	return groups
}

// everyTimeline returns the follow-ups of all kommuner, by kommun and document.
func (p *page) everyTimeline() []*promise.Expected {
	p.timelineOnce.Do(func() {
		p.picked = map[promise.State][]*promise.Expected{}
		for _, k := range p.plan.Site.All() {
			for _, d := range k.Documents {
				list := p.timelineOf(d)
				for i := range list {
					e := &list[i]
					p.timelineAll = append(p.timelineAll, e)
					if e.State != promise.Published || !e.FollowUp.Date.After(p.plan.Now) {
						p.picked[e.State] = append(p.picked[e.State], e)
					}
				}
			}
		}
		for state, list := range p.picked {
			slices.SortStableFunc(list, func(a, b *promise.Expected) int {
				if state == promise.Planned {
					return a.Day().Compare(b.Day())
				}
				return b.Day().Compare(a.Day())
			})
		}
	})
	return p.timelineAll
}

// timelineOf returns the follow-ups of a document, published and expected, in order.
func (p *page) timelineOf(d *promise.Document) []promise.Expected { return p.judged(d).timeline }

// pick returns the follow-ups of a kind to show first, at most n, and how many there are.
func (p *page) pick(state promise.State, n int) (shown []Event, all int) {
	p.everyTimeline()
	list := p.picked[state]
	for _, e := range list[:min(n, len(list))] {
		shown = append(shown, p.event(*e))
	}
	return shown, len(list)
}

// listed is how many follow-ups the national timeline shows of each kind; a year's page has them all.
const listed = 50

func (p *page) timelines() *Timelines {
	v := &Timelines{Page: p.base(p.text("timelines_heading"), p.text("timelines_description")), CalendarURL: p.to(plan.CalendarFile)}
	v.ByDay = true
	counts := [3]int{}
	v.Overdue, counts[0] = p.pick(promise.Overdue, listed)
	v.Planned, counts[1] = p.pick(promise.Planned, listed)
	v.Newest, counts[2] = p.pick(promise.Published, listed)
	if max(counts[0], counts[1], counts[2]) > listed {
		v.More = p.text("timelines_more", "N", strconv.Itoa(listed))
	}
	v.Axis = p.columnAxis(p.everyTimeline(), "axis_listed_years")
	byYear := map[int]*[3]int{}
	for _, e := range p.everyTimeline() {
		y := plan.TimelineYear(*e)
		if byYear[y] == nil {
			byYear[y] = &[3]int{}
		}
		byYear[y][stateIndex(e.State)]++
	}
	for _, y := range p.plan.TimelineYears {
		v.Years = append(v.Years, p.timelineYear(y, *byYear[y]))
	}
	return v
}

func stateIndex(s promise.State) int {
	switch s {
	case promise.Published:
		return 0
	case promise.Planned:
		return 1
	}
	return 2
}

// timelineYear makes the row of a year: counts are of published, planned and overdue follow-ups.
func (p *page) timelineYear(year int, counts [3]int) YearRow {
	y := strconv.Itoa(year)
	return YearRow{
		Link:          Link{Text: y, URL: p.to("uppfoljning/" + y + "/")},
		Published:     counts[0],
		Planned:       counts[1],
		Overdue:       counts[2],
		PublishedText: p.count("events_published", counts[0]),
		PlannedText:   p.count("events_planned", counts[1]),
		OverdueText:   p.count("events_overdue", counts[2]),
	}
}

func (p *page) yearTimelines() *YearTimelines {
	y := p.output.Year
	year := strconv.Itoa(y)
	above := Link{Text: p.text("nav_followups"), URL: p.to("uppfoljning/")}
	v := &YearTimelines{
		Page: p.base(p.text("timelines_year_heading", "Year", year), p.text("timelines_year_description", "Year", year), above),
		Year: y,
	}
	v.ByDay = true
	counts := [3]int{}
	listed := p.yearOf(y)
	v.Axis = p.columnAxis(listed, "axis_listed")
	var last *promise.Kommun
	for _, e := range listed {
		counts[stateIndex(e.State)]++
		if k := e.Document.Kommun; k != last {
			last = k
			v.Groups = append(v.Groups, EventGroup{Link: p.kommunLink(k), Elsewhere: p.elsewhere(k)})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Events = append(g.Events, p.event(*e))
	}
	v.Counts = p.timelineYear(y, counts)
	v.Previous, v.Next = p.neighbours(p.plan.TimelineYears, y, "uppfoljning/")
	return v
}

// neighbours returns links to the year before and the year after, among years that run downwards.
func (p *page) neighbours(years []int, year int, folder string) (previous, next *Link) {
	i := slices.Index(years, year)
	link := func(y int) *Link {
		s := strconv.Itoa(y)
		return &Link{Text: s, URL: p.to(folder + s + "/")}
	}
	if i+1 < len(years) {
		previous = link(years[i+1])
	}
	if i > 0 {
		next = link(years[i-1])
	}
	return previous, next
}
