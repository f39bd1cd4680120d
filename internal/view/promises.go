package view

import (
	"slices"
	"strconv"
	"strings"

	"lofte/internal/promise"
)

func (p *page) status(s promise.Status) Label {
	return Label{s.String(), p.text("status_" + s.String())}
}

// party writes who promises: "Polisen", "Polisen och kommunen tillsammans", "Polisen och Poseidon".
func (p *page) party(parties []promise.Party) string {
	words := make([]string, len(parties))
	for i, party := range parties {
		words[i] = p.partyName(party, i > 0)
	}
	return p.messages.List(words)
}

func (p *page) partyName(party promise.Party, inside bool) string {
	var id string
	switch party {
	case promise.Police:
		id = "party_police"
	case promise.Kommunen:
		id = "party_kommunen"
	case promise.Both:
		id = "party_both"
	default:
		return string(party)
	}
	if inside {
		id += "_inside"
	}
	return p.text(id)
}

// target writes a target: "minst 2 vandringar per år", "inom 24 timmar".
func (p *page) target(t *promise.Target) string {
	if t == nil {
		return ""
	}
	number := p.messages.Number(t.Number)
	if t.Unit != "" {
		number += " " + t.Unit
	}
	if t.Within {
		return p.text("target_within", "Target", number)
	}
	words := number
	switch {
	case t.Bound == promise.AtLeast:
		words = p.text("target_min", "Target", number)
	case t.Bound == promise.AtMost:
		words = p.text("target_max", "Target", number)
	case t.Bound == promise.About:
		words = p.text("target_about", "Target", number)
	case t.Unit == "":
		words = p.count("target_times", t.Number)
	}
	if t.Each {
		words = p.text("target_each", "Target", words)
	}
	if t.Per == "" {
		return words
	}
	return words + " " + p.per(t)
}

// per writes the stretch of time that a target is for: "per vecka", "vartannat år".
func (p *page) per(t *promise.Target) string {
	switch {
	case t.Every == 2:
		return p.text("every_2_" + string(t.Per))
	case t.Every > 2:
		return p.text("every_"+string(t.Per), "Every", strconv.Itoa(t.Every))
	}
	return p.text("per_" + string(t.Per))
}

// promise makes the view of a promise as it stands on the plan's day.
func (p *page) promise(q *promise.Promise) Promise {
	last := q.Latest()
	v := p.promiseWithout(q)
	v.Status = p.status(last.StatusOrUnreported())
	if e := q.Document.Kommun.Elsewhere; e != nil {
		v.Told = p.heard(last, e)
		return v
	}
	if last.Result != nil {
		v.Told = p.told(last)
		f := p.judged(q.Document).counts.Last(q)
		if f == nil {
			f = last.FollowUp
		}
		p.counted(v.Told, q, f)
		if f != last.FollowUp {
			link := p.followUpLink(f)
			v.Told.CountFrom = &link
		}
	}
	return v
}

// promiseWithout makes the view of a promise without what was told of it.
func (p *page) promiseWithout(q *promise.Promise) Promise {
	v := Promise{
		ID:     q.ID,
		URL:    p.promiseURL(q),
		Words:  q.Text,
		Lang:   p.lang(q.Document.Written),
		Party:  p.party(q.Parties),
		Target: p.target(q.Target),
		Place:  q.Place,
	}
	if q.First != q {
		v.Since = &Link{Text: period(q.First.Document), URL: p.promiseURL(q.First)}
	}
	return v
}

func (p *page) told(t promise.Told) *Told {
	v := &Told{
		Note:       t.Note,
		Lang:       p.lang(t.FollowUp.Written),
		Verdict:    t.Verdict,
		EffectNote: t.EffectNote,
		Evidence:   p.references(t.Evidence, t.FollowUp.Written),
		Date:       p.date(t.FollowUp.Date),
		Source:     p.followUpLink(t.FollowUp),
	}
	if t.Effect != "" {
		v.Effect = &Label{string(t.Effect), p.text("effect_" + string(t.Effect))}
	}
	return v
}

// heard makes the view of the last that was told of a promise elsewhere. A number stands alone, since the
// target that it can be held against is known there only.
func (p *page) heard(t promise.Told, e *promise.Elsewhere) *Told {
	if t.Result == nil {
		return nil
	}
	v := &Told{Only: p.text("told_only", "Site", e.Site), Date: p.date(t.FollowUp.Date), Source: p.followUpLink(t.FollowUp)}
	if t.Count != nil {
		v.Count = p.messages.Number(*t.Count)
	}
	return v
}

// promises makes the views of a document's promises, in their order.
func (p *page) promises(d *promise.Document) []Promise {
	list := make([]Promise, len(d.Promises))
	for i, q := range d.Promises {
		list[i] = p.promise(q)
	}
	return list
}

// grouped puts promises under their parties. list has the view of each of d's promises; it is the groups'
// afterwards.
func (p *page) grouped(d *promise.Document, list []Promise) []Group {
	var groups []Group
	for _, in := range byParty(d) {
		first, end := in[0], in[0]+len(in)
		g := Group{Party: list[first].Party, Names: p.names(d.Kommun, d.Promises[first].Parties, false)}
		if g.Party == "" {
			g.Party = p.text("party_none")
		}
		if in[len(in)-1] < end { // they stand one after the other, as in most documents
			g.Promises = list[first:end:end]
		} else {
			g.Promises = make([]Promise, len(in))
			for n, i := range in {
				g.Promises[n] = list[i]
			}
		}
		for n, i := range in {
			g.Promises[n].Text = p.html(d.Promises[i].Body, d.Source.Path)
		}
		groups = append(groups, g)
	}
	return groups
}

// byParty returns the indexes of a document's promises by who makes them: the police first, then the
// kommun, both together, others as they come, and last those that nobody is named for.
func byParty(d *promise.Document) [][]int {
	order := []string{string(promise.Police), string(promise.Kommunen), string(promise.Both)}
	indexes := map[string][]int{}
	for i, q := range d.Promises {
		key := partyKey(q.Parties)
		if key != "" && !slices.Contains(order, key) {
			order = append(order, key)
		}
		indexes[key] = append(indexes[key], i)
	}
	var groups [][]int
	for _, key := range append(order, "") {
		if in := indexes[key]; len(in) > 0 {
			groups = append(groups, in)
		}
	}
	return groups
}

func partyKey(parties []promise.Party) string {
	if len(parties) == 1 {
		return string(parties[0])
	}
	words := make([]string, len(parties))
	for i, party := range parties {
		words[i] = string(party)
	}
	return strings.Join(words, "\x00")
}

func (p *page) tally(t promise.Tally) Tally {
	v := Tally{Total: t.Total()}
	var words []string
	before := 0
	for _, s := range promise.Statuses() {
		n := t.Of(s)
		if n == 0 {
			continue
		}
		c := Count{Status: p.status(s), Count: n, Text: p.count("tally_"+s.String(), n), Percent: share(n, v.Total), X: share(before, v.Total)}
		before += n
		v.Counts = append(v.Counts, c)
		words = append(words, c.Text)
	}
	v.Text = p.count("tally", v.Total)
	if len(words) > 0 {
		v.Text = p.text("tally_of", "Total", v.Text, "Counts", p.messages.List(words))
	}
	return v
}

func share(n, total int) string {
	return strconv.FormatFloat(100*float64(n)/float64(total), 'f', 2, 64)
}
