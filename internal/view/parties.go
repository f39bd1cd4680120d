package view

import (
	"slices"
	"strings"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/slug"
)

// Party is the page of a kommun's party: what it has promised there.
type Party struct {
	Page
	Kommun Link
	Tally  Tally
	Shared string // "5 av löftena har fler än polisen gett. …"; "" when it made all alone
	Others []Link // the kommun's other parties
	Rows   []Row  // the documents, the newest first; tallies and promises are those of the party
}

// PartyRow is a party in the list of a kommun's.
type PartyRow struct {
	Link
	Tally Tally
}

// names writes parties as party does, each with a link to its page. inside says that they stand within
// a sentence.
func (p *page) names(k *promise.Kommun, parties []promise.Party, inside bool) Names {
	var names Names
	for i, party := range parties {
		switch {
		case i == 0:
		case i == len(parties)-1:
			names = append(names, Link{Text: p.text("list_last")})
		default:
			names = append(names, Link{Text: ", "})
		}
		names = append(names, p.partyLink(k, party, inside || i > 0))
	}
	return names
}

func (p *page) partyLink(k *promise.Kommun, party promise.Party, inside bool) Link {
	link := Link{Text: p.partyName(party, inside)}
	if at := plan.PartyURL(k, party); at != "" {
		link.URL = p.to(at)
	}
	return link
}

// parties lists a kommun's parties, each with all that it has promised.
func (p *page) parties(k *promise.Kommun) []PartyRow {
	var rows []PartyRow
	for _, a := range p.plan.Parties[k] {
		var tally promise.Tally
		for _, d := range a.Documents {
			tally.Add(promise.TallyOf(d.Promises))
		}
		rows = append(rows, PartyRow{p.partyLink(k, a.Name, false), p.tally(tally)})
	}
	return rows
}

// documentParties links to those who promise something in a document.
func (p *page) documentParties(d *promise.Document) []Link {
	var links []Link
	for _, a := range p.plan.Parties[d.Kommun] {
		if slices.ContainsFunc(a.Documents, func(own plan.PartyDocument) bool { return own.Document == d }) {
			links = append(links, p.partyLink(d.Kommun, a.Name, false))
		}
	}
	return links
}

func (p *page) partyPage() *Party {
	k, a := p.output.Kommun, p.output.Party
	name := p.partyName(a.Name, false)
	v := &Party{
		Page: p.base(p.text("party_heading", "Party", name, "Kommun", k.Title),
			p.text("party_description", "Party", name, "Kommun", k.Title), p.kommunLink(k)),
		Kommun: p.kommunLink(k),
	}
	v.ByDay = true
	v.Rows = make([]Row, 0, len(a.Documents))
	var all promise.Tally
	shared := 0
	for _, d := range slices.Backward(a.Documents) {
		tally := promise.TallyOf(d.Promises)
		all.Add(tally)
		row := p.row(d.Document)
		row.Tally = p.tally(tally)
		row.Promises = make([]Promise, 0, len(d.Promises))
		for _, q := range d.Promises {
			one := p.promise(q)
			if others := besides(a, q); len(others) > 0 {
				shared++
				one.Shared = p.names(k, others, true)
			}
			// What each of several does often stands in nested items.
			if strings.Contains(q.Body.HTML, "<li") {
				one.Text = p.html(q.Body, d.Source.Path)
			}
			row.Promises = append(row.Promises, one)
		}
		v.Rows = append(v.Rows, row)
	}
	v.Tally = p.tally(all)
	v.Paced = p.paced
	if shared > 0 {
		v.Shared = p.count("party_shared", shared)
	}
	for _, other := range p.plan.Parties[k] {
		if other != a {
			v.Others = append(v.Others, p.partyLink(k, other.Name, false))
		}
	}
	return v
}

// besides returns the parties that make a promise with party a. Those of promise.Both are named one by
// one, and they are no others to promise.Both itself.
func besides(a *plan.Party, q *promise.Promise) []promise.Party {
	if !q.Shared() {
		return nil
	}
	var others []promise.Party
	for _, other := range q.Promisers() {
		police := other == promise.Police || other == promise.Kommunen
		if other != promise.Both && slug.Make(string(other)) != a.Slug && !(police && a.Slug == string(promise.Both)) {
			others = append(others, other)
		}
	}
	return others
}
