package view

import (
	"slices"

	"lofte/internal/promise"
)

// Comparison is documents beside each other, one in a row.
type Comparison struct {
	Caption  string
	Statuses []Label // the columns of Compared.Counts
	Rows     []Compared
	Unfair   []string // in what the rows are unlike; nil when they can be held against each other
}

// Compared is a row of a Comparison: a document, or a kommun that has none.
type Compared struct {
	Kommun    Link
	Elsewhere string // the site that publishes it, when that is another
	County    string
	Overdue   string // on the front page: the kommun's overdue follow-ups; "" when there are none
	Document  *Link  // nil when the kommun has none, and all below is empty
	State     Label  // as in Row
	Validity  string
	From      string // its first day, for sorting: "2026-01-01"
	Length    string // "gäller i 3 år", when that is unlike most
	Promises  int
	Counts    []int  // by status, zeros too
	FollowUps string // "2 av 3"
	Unlike    string // why the follow-ups cannot be held against others: "inga utlovade"; "" when they can
}

// columns are the statuses in a table that compares documents: first what nobody has told, beside the
// number of promises.
func columns() []promise.Status {
	list := promise.Statuses()
	return append([]promise.Status{promise.Unreported}, slices.DeleteFunc(list, func(s promise.Status) bool { return s == promise.Unreported })...)
}

// compare puts documents beside each other. In documents, nil stands for a kommun that has none.
func (p *page) compare(caption string, kommuner []*promise.Kommun, documents []*promise.Document) Comparison {
	v := Comparison{Caption: caption}
	var conditions []promise.Conditions
	for i, k := range kommuner {
		row := Compared{Kommun: p.kommunLink(k), County: k.County, Elsewhere: p.elsewhere(k)}
		if d := documents[i]; d != nil {
			p.compared(&row, d)
			conditions = append(conditions, p.judged(d).conditions)
		}
		v.Rows = append(v.Rows, row)
	}
	for _, s := range columns() {
		v.Statuses = append(v.Statuses, p.status(s))
	}
	c := promise.Compare(conditions)
	n := 0
	for i, d := range documents {
		if d != nil {
			p.unlike(&v.Rows[i], conditions[n], c.Rows[n])
			n++
		}
	}
	v.Unfair = p.unfair(c)
	return v
}

func (p *page) compared(row *Compared, d *promise.Document) {
	known := p.judged(d)
	link := p.documentLink(d)
	row.Document = &link
	row.State, row.Validity, row.From = known.row.State, known.row.Validity, d.From.String()
	row.Promises = len(d.Promises)
	for _, s := range columns() {
		row.Counts = append(row.Counts, known.tally.Of(s))
	}
	row.FollowUps = p.messages.Number(known.conditions.Published)
	if promised := known.conditions.Promised; promised > 0 {
		row.FollowUps = p.text("compare_followups", "Published", row.FollowUps, "Promised", p.messages.Number(promised))
	}
}

// unlike says on a row what sets it apart.
func (p *page) unlike(row *Compared, c promise.Conditions, u promise.Unlike) {
	if u.Length {
		row.Length = p.length(c.Months, "unlike_length")
	}
	switch {
	case u.NonePromised:
		row.Unlike = p.text("unlike_none_promised")
	case u.NoneDue:
		row.Unlike = p.text("unlike_none_due")
	case u.Published:
		row.Unlike = p.text("unlike_published")
	}
}

// length writes the length of a validity in whole years, or else in months, with the messages that
// begin with id.
func (p *page) length(months int, id string) string {
	switch {
	case months == 0:
		return p.text(id + "_open")
	case months%12 == 0:
		return p.count(id+"_years", months/12)
	}
	return p.count(id+"_months", months)
}

// unfair says in what rows differ, and how many do.
func (p *page) unfair(c promise.Comparison) []string {
	var list []string
	say := func(is func(promise.Unlike) bool, words func(n int) string) {
		n := 0
		for _, u := range c.Rows {
			if is(u) {
				n++
			}
		}
		if n > 0 {
			list = append(list, words(n))
		}
	}
	say(func(u promise.Unlike) bool { return u.Length }, func(n int) string {
		if !c.Months.OK {
			return p.text("unfair_lengths")
		}
		return p.count("unfair_length", n, "Most", p.length(c.Months.Number, "unfair_length"))
	})
	say(func(u promise.Unlike) bool { return u.NotInForce }, func(n int) string { return p.count("unfair_out", n) })
	say(func(u promise.Unlike) bool { return u.NoneDue }, func(n int) string { return p.count("unfair_none_due", n) })
	say(func(u promise.Unlike) bool { return u.NonePromised }, func(n int) string { return p.count("unfair_none_promised", n) })
	say(func(u promise.Unlike) bool { return u.Published }, func(n int) string {
		if !c.Published.OK {
			return p.text("unfair_published_all")
		}
		return p.count("unfair_published", n, "Most", p.messages.Number(c.Published.Number))
	})
	return list
}
