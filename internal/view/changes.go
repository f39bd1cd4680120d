package view

import (
	"net/url"
	"slices"
	"strings"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/wording"
)

// Changes is a document beside the one that it replaces.
type Changes struct {
	Page
	Before   Row
	After    Row
	Counts   string        // "10 löften gavs 2025: 6 oförändrade, 3 omformulerade och 1 som inte finns kvar."
	Added    string        // "Dessutom finns 2 nya löften 2026."; "" when none are
	Groups   []ChangeGroup // those that have any changes
	Previous *Link         // the comparison before
	Next     *Link
}

// ChangeGroup is the changes of one kind.
type ChangeGroup struct {
	Kind    Label  // Key is dropped, reworded, altered, merged, split, regrouped, unchanged, added or returned
	Note    string // what the kind means; "" when that goes without saying
	Changes []Change
}

// Change is what became of promises.
type Change struct {
	Before []Promise // in the document replaced, or of one that returned in an earlier one; empty when there was none, or After has all its words
	After  []Promise // what carries them on; empty when they were dropped
	Words  []Stretch // of one that was reworded, both texts in one; empty when they are better read apart
	Terms  []Term    // those that are not the same
}

// Stretch is a stretch of two texts in one. Kind is same, removed or added.
type Stretch struct{ Kind, Text string }

// Term is what goes with a promise's words, before and after.
type Term struct{ Name, Before, After string }

// period writes a document's years: "2017–2019".
func period(d *promise.Document) string { return strings.Replace(d.Period, "-", "–", 1) }

func (p *page) promiseURL(q *promise.Promise) string {
	if d := q.Document; d.Kommun.Elsewhere != nil {
		if d.URL == "" {
			return ""
		}
		return d.URL + (&url.URL{Fragment: q.ID}).String()
	}
	return p.toDocument(q.Document) + "#" + q.ID
}

// changesLink returns the link to the page that compares a document with the one that it replaces.
func (p *page) changesLink(d *promise.Document) *Link {
	return &Link{Text: p.text("changes_link", "Before", period(d.Replaces), "After", period(d)), URL: p.to(plan.ChangesURL(d))}
}

// lineage fills in what a document's page says of the document that it replaces. promises are the views
// of the document's own.
func (p *page) lineage(v *Document, promises []Promise) {
	d := p.output.Document
	if d.Replaces == nil {
		return
	}
	v.Changes = p.changesLink(d)
	dropped := 0
	for _, c := range d.Changes() {
		switch c.Kind {
		case promise.Unchanged:
		case promise.Dropped:
			dropped++
		default:
			before := d.Replaces
			if c.Kind == promise.Returned {
				before = c.After[0].Continues[0].Document
			}
			said := p.text("change_"+string(c.Kind), "Before", period(before), "After", period(d))
			for _, q := range c.After {
				promises[q.Index].Change = &Link{Text: said, URL: v.Changes.URL + "#" + changeID(q.ID)}
			}
		}
	}
	if dropped > 0 {
		v.Dropped = p.count("changes_dropped_here", dropped, "Before", period(d.Replaces))
	}
}

// changeID is where a promise stands on the page of changes.
func changeID(id string) string { return "l-p-" + id }

func (p *page) changes() *Changes {
	d := p.output.Document
	old := d.Replaces
	before, after := period(old), period(d)
	names := []string{"Before", before, "After", after}
	v := &Changes{
		Page:   p.base(p.text("changes_heading", names...), p.text("changes_description", append(names, "Kommun", d.Kommun.Title)...), p.kommunLink(d.Kommun), p.documentLink(d)),
		Before: p.row(old),
		After:  p.row(d),
	}
	v.ByDay = true
	v.Withheld = p.withheld(d.Withheld)
	if v.Withheld == "" {
		v.Withheld = p.withheld(old.Withheld)
	}
	byKind := map[promise.ChangeKind][]promise.Change{}
	for _, c := range d.Changes() {
		byKind[c.Kind] = append(byKind[c.Kind], c)
	}
	var counts, added []string
	for _, kind := range promise.ChangeKinds() {
		list := byKind[kind]
		if len(list) == 0 {
			continue
		}
		group := ChangeGroup{Kind: Label{string(kind), p.text("changes_"+string(kind), names...)}, Note: p.text("changes_note_"+string(kind), names...), Changes: make([]Change, 0, len(list))}
		promises := 0
		for _, c := range list {
			group.Changes = append(group.Changes, p.change(c))
			promises += len(c.Before)
		}
		v.Groups = append(v.Groups, group)
		if promises > 0 {
			counts = append(counts, p.count("changes_count_"+string(kind), promises))
		} else {
			added = append(added, p.count("changes_count_"+string(kind), len(list)))
		}
	}
	if len(counts) > 0 {
		v.Counts = p.text("changes_counts", append(names, "Promises", p.count("promises", len(old.Promises)), "Counts", p.messages.List(counts))...)
	}
	if len(added) > 0 {
		v.Added = p.text("changes_counts_added", append(names, "Counts", p.messages.List(added))...)
	}
	if old.Replaces != nil {
		v.Previous = p.changesLink(old)
	}
	for _, other := range d.Kommun.Documents {
		if other.Replaces == d {
			v.Next = p.changesLink(other)
			break
		}
	}
	return v
}

func (p *page) change(c promise.Change) Change {
	var v Change
	whole := func(list []*promise.Promise, view func(*promise.Promise) Promise) []Promise {
		out := make([]Promise, len(list))
		for i, q := range list {
			out[i] = view(q)
			out[i].Text = p.html(q.Body, q.Document.Source.Path)
		}
		return out
	}
	v.After = whole(c.After, p.promiseWithout)
	switch c.Kind {
	case promise.Dropped:
		v.Before = whole(c.Before, p.promise)
	case promise.Unchanged:
	case promise.Returned:
		v.Before = whole(c.After[0].Continues, p.promiseWithout)
	case promise.Altered:
		v.Terms = p.terms(c.Before[0], c.After[0])
	case promise.Reworded:
		v.Terms = p.terms(c.Before[0], c.After[0])
		// What is not in the page's language is read apart: who hears it should not hear both languages in one sentence.
		if before, after := c.Before[0], c.After[0]; p.lang(before.Document.Written) == "" && p.lang(after.Document.Written) == "" {
			v.Words = stretches(before.AllWords(), after.AllWords())
		}
		fallthrough
	default:
		v.Before = whole(c.Before, p.promiseWithout)
	}
	return v
}

// stretches returns two texts in one, or nil when they are better read apart. Space around what was
// removed or added is no part of it, so that no line is drawn through or below it.
func stretches(before, after string) []Stretch {
	list, readable := wording.Difference(before, after)
	if !readable {
		return nil
	}
	var out []Stretch
	for i, s := range list {
		if s.Kind == wording.Same {
			out = append(out, Stretch{string(s.Kind), s.Text})
			continue
		}
		if s.Kind == wording.Added && i > 0 && list[i-1].Kind == wording.Removed {
			out = append(out, Stretch{string(wording.Same), " "})
		}
		text := strings.TrimSpace(s.Text)
		start := strings.Index(s.Text, text)
		for _, part := range []Stretch{{string(wording.Same), s.Text[:start]}, {string(s.Kind), text}, {string(wording.Same), s.Text[start+len(text):]}} {
			if part.Text != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// terms returns those that are not the same before and after.
func (p *page) terms(before, after *promise.Promise) []Term {
	var list []Term
	add := func(same bool, name, a, b string) {
		if !same {
			list = append(list, Term{name, p.orNone(a), p.orNone(b)})
		}
	}
	add(before.SameTarget(after), p.text("target"), p.target(before.Target), p.target(after.Target))
	add(slices.Equal(before.Parties, after.Parties), p.text("change_party"), p.party(before.Parties), p.party(after.Parties))
	add(before.SamePlace(after), p.text("place"), before.Place, after.Place)
	return list
}

func (p *page) orNone(s string) string {
	if s == "" {
		return p.text("change_none")
	}
	return s
}
