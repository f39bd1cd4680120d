package view

import (
	"slices"
	"strconv"
	"strings"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/search"
)

func (p *page) search() *Search {
	v := &Search{
		Page:  p.base(p.text("search_heading"), p.text("search_description")),
		Index: p.to(plan.SearchFolder),
	}
	kommuner := p.filter("kommun")
	for _, k := range p.plan.Site.Kommuner {
		v.Kommuner = append(v.Kommuner, p.kommunLink(k))
		kommuner.Options = append(kommuner.Options, Option{k.Slug, k.Title})
	}
	years := p.filter("ar")
	for _, y := range p.plan.Years {
		year := strconv.Itoa(y)
		v.Years = append(v.Years, Link{year, p.to("ar/" + year + "/")})
		years.Options = append(years.Options, Option{year, year})
	}
	areas := p.filter("omrade")
	for _, a := range p.plan.Areas {
		v.Areas = append(v.Areas, Link{a.Title, p.to("omrade/" + a.Slug + "/")})
		areas.Options = append(areas.Options, Option{a.Slug, a.Title})
	}
	statuses := p.filter("status")
	for _, s := range promise.Statuses() {
		l := p.status(s)
		v.Statuses = append(v.Statuses, l)
		statuses.Options = append(statuses.Options, Option{l.Key, l.Text})
	}
	for _, k := range search.Kinds() {
		v.Kinds = append(v.Kinds, Label{string(k), p.text("search_kind_" + string(k))})
	}
	parties := p.filter("part")
	parties.Options = p.parties()
	v.Filters = []Filter{kommuner, years, parties, areas, statuses}
	return v
}

func (p *page) filter(name string) Filter {
	return Filter{Name: name, Label: p.text("search_" + name), All: p.text("search_" + name + "_all")}
}

// parties lists who promises anything: the police, the kommun, both, and the others by name.
func (p *page) parties() []Option {
	first := []promise.Party{promise.Police, promise.Kommunen, promise.Both}
	var options []Option
	seen := map[string]bool{}
	for _, party := range first {
		seen[search.PartyKey(party)] = true
		options = append(options, Option{search.PartyKey(party), p.partyName(party, false)})
	}
	for _, k := range p.plan.Site.Kommuner {
		for _, d := range k.Documents {
			for _, q := range d.Promises {
				for _, party := range q.Parties {
					if key := search.PartyKey(party); !seen[key] {
						seen[key] = true
						options = append(options, Option{key, p.partyName(party, false)})
					}
				}
			}
		}
	}
	slices.SortFunc(options[len(first):], func(a, b Option) int { return strings.Compare(a.Value, b.Value) })
	return options
}
