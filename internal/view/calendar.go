package view

import (
	"cmp"
	"slices"
	"strings"

	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// Calendar is the days that matter in the site or in a kommun. Its addresses are absolute.
type Calendar struct {
	Name string
	Self string // its own address
	Page string // the page that it goes with
	Days []CalendarDay
}

// CalendarDay is what happens on a day.
type CalendarDay struct {
	UID         string // the same in every calendar, for ever
	Revision    int    // how often it has been moved to another day, as far as is known
	Revised     day.Date
	Day         day.Date
	Summary     string
	Description string // lines
	URL         string
	Categories  []string
	Reminder    string // what to say two weeks before; "" for nothing
}

// siteDays is how many days the calendar of the site has at most. Large ones are refused by the services
// that read them.
const siteDays = 2000

// Calendar makes the calendar of an output: that of its kommun, or of the site.
func (m *Maker) Calendar(o *plan.Output) *Calendar {
	p := m.absolute(o)
	v := &Calendar{Name: m.plan.Config.Title, Self: p.to(strings.TrimPrefix(o.Path, m.plan.Folder)), Page: p.to("uppfoljning/")}
	kommuner := m.public().Kommuner
	if o.Kommun != nil {
		v.Name, v.Page = p.feedTitle(o.Kommun), p.to(o.Kommun.Slug+"/uppfoljning/")
		kommuner = []*promise.Kommun{m.shown(o.Kommun)}
	}
	var all []dated
	for _, k := range kommuner {
		for _, d := range k.Documents {
			all = p.dates(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.day.Compare(b.day) })
	if o.Kommun == nil && len(all) > siteDays {
		all = all[len(all)-siteDays:]
	}
	v.Days = make([]CalendarDay, len(all))
	for i, x := range all {
		v.Days[i] = p.calendarDay(x)
	}
	return v
}

// dated is something that a document gives a day to.
type dated struct {
	document *promise.Document
	what     string            // signed, from, to, or the name of a follow-up's part or of the follow-up
	expected *promise.Expected // of a follow-up
	day      day.Date
}

// dates adds what a document gives days to.
func (p *page) dates(all []dated, d *promise.Document) []dated {
	if !d.Signed.IsZero() {
		all = append(all, dated{document: d, what: "signed", day: d.Signed})
	}
	all = append(all, dated{document: d, what: "from", day: d.From})
	if last, open := d.End(); !open {
		all = append(all, dated{document: d, what: "to", day: last})
	}
	timeline := p.timelineOf(d)
	answered := map[string]bool{}
	for i := range timeline {
		// A follow-up is the one that was expected before it came. Of several for a part, the first is.
		e := &timeline[i]
		what := e.Part.Name
		if what == "" || answered[what] {
			what = e.FollowUp.Name + "/"
		}
		answered[what] = true
		all = append(all, dated{d, what, e, e.Day()})
	}
	return all
}

func (p *page) calendarDay(x dated) CalendarDay {
	d := x.document
	address := plan.DocumentURL(d)
	v := CalendarDay{
		UID:     identity("kalender:" + p.plan.Folder + address + "#" + x.what).String(),
		Revised: d.PublishedOn(),
		Day:     x.day,
		URL:     p.to(address),
	}
	var title, kind string
	lines := []string{d.Title}
	switch {
	case x.expected != nil:
		kind = "calendar_followup"
		title, lines = p.expectedDay(&v, x.expected, lines)
	case x.what == "signed":
		kind, title = "calendar_signing", p.text("calendar_signed", "Document", d.Title)
	case x.what == "from":
		kind, title = "calendar_validity", p.text("calendar_from", "Document", d.Title)
		lines = append(lines, p.text("feed_validity")+": "+p.validity(d))
	default:
		kind, title = "calendar_validity", p.text("calendar_to", "Document", d.Title)
		lines = append(lines, p.text("feed_validity")+": "+p.validity(d))
		if d.ExtendedTo.After(d.To) {
			v.Revision = 1
		}
	}
	v.Summary = withKommun(d.Kommun, title)
	v.Description = strings.Join(append(lines, v.URL), "\n")
	v.Categories = []string{p.text(kind), d.Kommun.Title}
	return v
}

// expectedDay fills in the day of a follow-up. What it says changes when the follow-up comes or its day is
// past, and not from day to day.
func (p *page) expectedDay(v *CalendarDay, e *promise.Expected, lines []string) (title string, all []string) {
	part, due := p.part(e.Part), p.date(e.Part.Due).Text
	switch e.State {
	case promise.Planned:
		title = p.text("calendar_expected", "Part", part)
		v.Reminder = p.text("calendar_reminder", "Part", part, "Kommun", e.Document.Kommun.Title, "Date", due)
		return title, append(lines, p.text("calendar_due", "Date", due))
	case promise.Overdue:
		v.Revised = e.Part.Due.AddDays(1)
		return p.text("event_missing", "Part", part), append(lines, p.text("calendar_overdue", "Date", due))
	}
	f := e.FollowUp
	v.Revised = day.Max(f.Date, day.Max(f.Publish, f.Document.Publish))
	for _, c := range f.Corrections {
		if !c.Date.After(p.plan.Now) {
			v.Revised = day.Max(v.Revised, c.Date)
		}
	}
	v.URL = p.to(plan.FollowUpURL(f))
	if e.Part.Name != "" {
		v.Revision = 1
		lines = append(lines, p.text("event_part", "Part", part), p.text("calendar_due", "Date", due))
	}
	return p.text("calendar_published", "Title", f.Title), append(lines, cmp.Or(p.coverage(f), p.text("calendar_silent")))
}
