package view

import (
	"cmp"
	"slices"
	"strconv"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/slug"
)

// Search is the page to search on.
type Search struct {
	Page
	Index    string // address of the search index, for the script
	Filters  []Filter
	Kinds    []Label // of what can be found: kommun, promise, document, followup, news or page
	Statuses []Label
	Kommuner []Link
	Years    []Link
	Areas    []Link
}

// Filter is what a search can be narrowed by.
type Filter struct {
	Name    string // in the page's address: kommun, ar, part, omrade or status
	Label   string
	All     string // what it says when it narrows nothing
	Options []Option
}

// Option is a value of a filter.
type Option struct{ Value, Text string }

func (p *page) search() *Search {
	v := &Search{
		Page:  p.base(p.text("search_heading"), p.text("search_description")),
		Index: p.to(plan.SearchFolder),
	}
	kommuner := p.filter("kommun")
	for _, k := range p.plan.Site.All() {
		v.Kommuner = append(v.Kommuner, p.kommunLink(k))
		kommuner.Options = append(kommuner.Options, Option{k.Slug, k.Title})
	}
	years := p.filter("ar")
	for _, y := range p.plan.Years {
		year := strconv.Itoa(y)
		v.Years = append(v.Years, Link{Text: year, URL: p.to("ar/" + year + "/")})
		years.Options = append(years.Options, Option{year, year})
	}
	areas := p.filter("omrade")
	for _, a := range p.plan.Areas {
		link := p.areaLink(a)
		v.Areas = append(v.Areas, link)
		areas.Options = append(areas.Options, Option{a.Slug, link.Text})
	}
	statuses := p.filter("status")
	for _, s := range promise.Statuses() {
		l := p.status(s)
		v.Statuses = append(v.Statuses, l)
		statuses.Options = append(statuses.Options, Option{l.Key, l.Text})
	}
	for _, k := range []string{"kommun", "promise", "document", "followup", "news", "page"} {
		v.Kinds = append(v.Kinds, Label{k, p.text("search_kind_" + k)})
	}
	parties := p.filter("part")
	parties.Options = p.promisers()
	v.Filters = []Filter{kommuner, years, parties, areas, statuses}
	return v
}

func (p *page) filter(name string) Filter {
	return Filter{Name: name, Label: p.text("search_" + name), All: p.text("search_" + name + "_all")}
}

// promisers lists who promises anything: the police, the kommun, both, and the others by name.
func (p *page) promisers() []Option {
	var list []*plan.Party
	for _, k := range p.plan.Site.All() {
		list = append(list, p.plan.Parties[k]...)
		if k.Elsewhere == nil {
			continue
		}
		for _, d := range k.Documents { // which has no pages of its parties here
			for _, q := range d.Promises {
				for _, name := range q.Promisers() {
					if s := slug.Make(string(name)); s != "" && !slices.ContainsFunc(list, func(known *plan.Party) bool { return known.Slug == s }) {
						list = append(list, &plan.Party{Slug: s, Name: name})
					}
				}
			}
		}
	}
	first := []string{string(promise.Police), string(promise.Kommunen), string(promise.Both)}
	rank := func(party *plan.Party) int {
		if i := slices.Index(first, party.Slug); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(list, func(a, b *plan.Party) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Slug, b.Slug))
	})
	var options []Option
	for i, party := range list {
		if i == 0 || list[i-1].Slug != party.Slug {
			options = append(options, Option{party.Slug, p.partyName(party.Name, false)})
		}
	}
	return options
}
