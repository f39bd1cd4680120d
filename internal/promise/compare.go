package promise

import (
	"slices"

	"lofte/internal/day"
)

// Conditions are what the counts of a document rest on, and what makes them hard to hold against those
// of another.
type Conditions struct {
	Months    int // of its validity, to the nearest one; 0 while it has no end
	Promised  int // follow-ups for the whole validity; of one without an end, to the end of the year
	Published int // of those promised; where none was promised, of all
	Due       int // promised that are there, or should be by the day that the conditions are of
	InForce   bool
}

// Conditions returns the document's conditions on the given day; timeline is its Timeline on that day.
func (d *Document) Conditions(now day.Date, timeline []Expected) Conditions {
	c := Conditions{Months: d.months(), InForce: d.InForce(now)}
	type part struct{ published, planned bool }
	parts := map[string]part{}
	for _, e := range timeline {
		if e.Part.Name != "" {
			p := parts[e.Part.Name]
			parts[e.Part.Name] = part{p.published || e.State == Published, e.State == Planned}
		}
	}
	if len(parts) == 0 {
		c.Published = len(d.FollowUps)
		return c
	}
	c.Promised = len(parts)
	for _, p := range parts {
		if p.published {
			c.Published++
		}
		if !p.planned {
			c.Due++
		}
	}
	return c
}

func (d *Document) months() int {
	last, open := d.End()
	if open {
		return 0
	}
	end := last.AddDays(1)
	months := (end.Year-d.From.Year)*12 + int(end.Month-d.From.Month)
	switch days := end.Day - d.From.Day; {
	case days > 15:
		months++
	case days < -15:
		months--
	}
	return max(1, months)
}

// Unlike is a way in which the conditions of a document differ from those of others.
type Unlike struct {
	Length       bool // its validity is of another length than that of most, or there is no length that most have
	NonePromised bool // no follow-ups were promised
	NoneDue      bool // none that was promised is due yet, and none is published
	NotInForce   bool // it is not in force, while others are
	Published    bool // another number of follow-ups is published than of most, or there is no such number
}

// Comparison says how far the counts of several documents can be held against each other.
type Comparison struct {
	Rows []Unlike // of each document, in the order given

	// What more than half of the documents have in common; ok is false when there is nothing.
	Months, Published Common
}

// Common is a number that more than half of several documents share.
type Common struct {
	Number int
	OK     bool
}

// Compare holds the conditions of several documents against each other. One alone differs from none.
func Compare(list []Conditions) Comparison {
	c := Comparison{Rows: make([]Unlike, len(list))}
	if len(list) < 2 {
		return c
	}
	c.Months = common(list, func(c Conditions) int { return c.Months })
	c.Published = common(list, func(c Conditions) int { return c.Published })
	someInForce := slices.ContainsFunc(list, func(c Conditions) bool { return c.InForce })
	for i, own := range list {
		none := own.Promised == 0
		early := !none && own.Due == 0 && own.Published == 0
		c.Rows[i] = Unlike{
			Length:       c.Months != Common{own.Months, true},
			NonePromised: none,
			NoneDue:      early,
			NotInForce:   someInForce && !own.InForce,
			// Where nothing was to be published yet, that says it all.
			Published: c.Published != Common{own.Published, true} && !(own.Published == 0 && (none || early)),
		}
	}
	return c
}

func common(list []Conditions, of func(Conditions) int) Common {
	count := map[int]int{}
	for _, c := range list {
		n := of(c)
		if count[n]++; 2*count[n] > len(list) {
			return Common{n, true}
		}
	}
	return Common{}
}
