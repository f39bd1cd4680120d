package view

import (
	"path"
	"slices"
	"strings"

	"lofte/internal/opendata"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// Data is the page about the open data.
type Data struct {
	Page
	License   Link
	Sets      []DataSet
	Statuses  []DataTerm   // what a promise's status can be
	Kommuner  []Attachment // a file for each
	Elsewhere []Link       // to the open data of other sites that the site lists
	More      []Attachment // the catalogue for data portals, and what describes the kommuner's files
	Examples  []DataTerm   // what can be done with the data, and in Name how
}

// DataSet is a set of the open data.
type DataSet struct {
	DataTerm
	About   DataTerm
	Files   []Attachment
	Columns []DataTerm
}

// DataTerm is something in the data by its name there, in Swedish and in English.
type DataTerm struct{ Name, Text, English string }

func (p *page) openData() *Data {
	cfg := p.plan.Config
	v := &Data{
		Page:    p.base(p.text("data_heading"), p.text("data_intro")),
		License: Link{Text: license(cfg.DataLicense), URL: cfg.DataLicense},
		More:    []Attachment{p.dataFile("catalog.rdf", nil), p.dataFile("kommuner.json", nil), p.dataFile("kommuner.schema.json", nil), p.dataFile("kommun.schema.json", nil)},
	}
	for _, set := range opendata.Sets() {
		name := string(set)
		s := DataSet{DataTerm: p.term(name, "data_"+name), About: p.term("", "data_"+name+"_about")}
		for _, kind := range []string{".csv", ".json", ".schema.json"} {
			s.Files = append(s.Files, p.dataFile(name+kind, nil))
		}
		for _, c := range set.Columns() {
			s.Columns = append(s.Columns, DataTerm{c.Name, p.text("data_" + name + "_" + c.Name), c.Description})
		}
		v.Sets = append(v.Sets, s)
	}
	for _, s := range promise.Statuses() {
		name := s.String()
		v.Statuses = append(v.Statuses, DataTerm{name, p.text("legend_" + name), p.text("legend_" + name + "_en")})
	}
	for _, k := range p.plan.Site.Kommuner {
		v.Kommuner = append(v.Kommuner, p.dataFile("", k))
	}
	for _, k := range p.plan.Site.All() {
		if e := k.Elsewhere; e != nil {
			link := Link{Text: e.Site}
			if e.URL != "" {
				link.URL = strings.TrimSuffix(e.URL, plan.KommunURL(k)) + plan.DataURL
			}
			if !slices.Contains(v.Elsewhere, link) {
				v.Elsewhere = append(v.Elsewhere, link)
			}
		}
	}
	at := p.siteURL() + plan.DataURL
	v.Examples = []DataTerm{
		p.term("curl -s "+at+"promises.json |\n  jq '.[] | select(.status == \"unreported\") | .url'", "data_example_silent"),
		p.term("import pandas\nrows = pandas.read_csv(\""+at+"followups.csv\", dtype={\"code\": str})\nprint(rows[rows.state == \"overdue\"].groupby(\"kommun\").size())",
			"data_example_overdue"),
	}
	return v
}

// term is a message in Swedish and in English.
func (p *page) term(name, id string) DataTerm { return DataTerm{name, p.text(id), p.text(id + "_en")} }

// dataFile is a file of the open data: a kommun's, or the site's with a name.
func (p *page) dataFile(name string, k *promise.Kommun) Attachment {
	o, text, at := plan.Output{Name: name, Kommun: k}, name, plan.DataURL+name
	if k != nil {
		text, at = k.Title, plan.KommunDataURL(k)
	}
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(at), "."))
	return Attachment{Link: Link{Text: text, URL: p.toFile(at)}, Kind: kind, Size: p.size(p.data.Size(&o))}
}

// license names a licence by its address.
func license(address string) string {
	_, rest, cc := strings.Cut(address, "//creativecommons.org/")
	parts := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	switch {
	case cc && len(parts) == 3 && parts[0] == "publicdomain" && parts[1] == "zero":
		return "CC0 " + parts[2]
	case cc && len(parts) == 3 && parts[0] == "licenses":
		return "CC " + strings.ToUpper(parts[1]) + " " + parts[2]
	}
	return address
}
