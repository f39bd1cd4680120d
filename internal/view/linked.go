package view

import (
	"encoding/json"
	"html/template"
	"strings"

	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// locales are the territories that the Open Graph protocol wants languages to have.
var locales = map[string]string{"sv": "sv_SE", "en": "en_GB", "fi": "fi_FI"}

func (p *page) share() Share {
	s := Share{Type: "website", Locale: locales[p.plan.Config.Language]}
	image := (*promise.Image)(nil)
	switch p.output.View {
	case plan.Document:
		s.Type, image = "article", p.output.Document.Image
	case plan.FollowUp:
		s.Type, image = "article", p.output.Document.Image
	case plan.News:
		s.Type, image = "article", p.output.News.Image
	}
	if image != nil {
		s.Image, s.Alt = p.plan.Config.BaseURL+strings.TrimPrefix(p.toFile(image.URL), p.root), image.Alt
	}
	return s
}

// What follows is the part of schema.org's vocabulary that pages are described with, as JSON-LD
// (https://schema.org/, https://www.w3.org/TR/json-ld11/).

type graph struct {
	Context string `json:"@context"`
	Graph   []any  `json:"@graph"`
}

type thing struct {
	Type          string       `json:"@type"`
	ID            string       `json:"@id,omitempty"`
	Name          string       `json:"name,omitempty"`
	Headline      string       `json:"headline,omitempty"`
	Description   string       `json:"description,omitempty"`
	URL           string       `json:"url,omitempty"`
	Email         string       `json:"email,omitempty"`
	Language      string       `json:"inLanguage,omitempty"`
	DatePublished string       `json:"datePublished,omitempty"`
	Temporal      string       `json:"temporalCoverage,omitempty"` // ISO 8601, both days included
	Keywords      []string     `json:"keywords,omitempty"`
	Image         string       `json:"image,omitempty"`
	About         *thing       `json:"about,omitempty"`
	Spatial       *place       `json:"spatialCoverage,omitempty"`
	Publisher     *thing       `json:"publisher,omitempty"`
	PartOf        *thing       `json:"isPartOf,omitempty"`
	Items         []breadcrumb `json:"itemListElement,omitempty"`
}

type place struct {
	Type       string      `json:"@type"`
	Name       string      `json:"name"`
	Identifier *identifier `json:"identifier,omitempty"`
	Within     *place      `json:"containedInPlace,omitempty"`
}

type identifier struct {
	Type  string `json:"@type"`
	ID    string `json:"propertyID"`
	Value string `json:"value"`
}

type breadcrumb struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

// linked returns the script element that describes a page to programs. It is data, which browsers do not
// run and the Content-Security-Policy does not stop (HTML, 4.12.1).
func (p *page) linked(b Page) template.HTML {
	cfg, o := p.plan.Config, p.output
	site := thing{Type: "WebSite", ID: cfg.BaseURL + "#webbplats", Name: cfg.Title, URL: cfg.BaseURL, Language: cfg.Language}
	main := thing{
		Type: "WebPage", ID: b.Canonical, URL: b.Canonical, Name: b.Heading, Description: b.Description,
		Language: cfg.Language, PartOf: &site, Image: b.Share.Image,
	}
	if cfg.Publisher.Name != "" {
		main.Publisher = &thing{Type: "Organization", Name: cfg.Publisher.Name, URL: cfg.Publisher.URL, Email: cfg.Publisher.Email}
	}
	if k := o.Kommun; k != nil {
		main.Spatial = area(k)
	}
	switch o.View {
	case plan.Document:
		d := o.Document
		main.Type, main.DatePublished, main.Keywords = "DigitalDocument", d.Signed.String(), d.Focus
		last, open := d.End()
		if open {
			last = day.Date{}
		}
		main.Temporal = interval(d.From, last)
	case plan.FollowUp:
		f := o.FollowUp
		main.Type, main.DatePublished = "Report", f.Date.String()
		main.About = &thing{Type: "DigitalDocument", ID: cfg.BaseURL + plan.DocumentURL(f.Document), Name: f.Document.Title}
		if part, err := promise.ParsePart(f.Period); err == nil {
			main.Temporal = interval(part.From, part.To)
		}
	case plan.News:
		main.Type, main.Headline, main.DatePublished = "NewsArticle", b.Heading, o.News.Date.String()
	case plan.Kommun, plan.Timeline, plan.AllTimelines, plan.YearTimelines, plan.Years, plan.Year, plan.FocusAreas, plan.Focus:
		main.Type = "CollectionPage"
	}
	g := graph{"https://schema.org", []any{main}}
	if len(b.Crumbs) > 0 {
		list := thing{Type: "BreadcrumbList"}
		for _, c := range append(b.Crumbs[:len(b.Crumbs):len(b.Crumbs)], Link{b.Heading, p.to(o.URL())}) {
			item := cfg.BaseURL + strings.TrimPrefix(strings.TrimPrefix(c.URL, p.root), "./")
			list.Items = append(list.Items, breadcrumb{"ListItem", len(list.Items) + 1, c.Text, item})
		}
		g.Graph = append(g.Graph, list)
	}
	data, err := json.Marshal(g)
	if err != nil {
		panic("view: " + err.Error()) // texts alone
	}
	// Marshal writes <, > and & as escapes, so nothing in the data ends the element.
	return template.HTML(`<script type="application/ld+json">` + string(data) + `</script>`)
}

// area returns a kommun, or the district of one, as a place.
func area(k *promise.Kommun) *place {
	a := &place{Type: "AdministrativeArea", Name: k.Title}
	if k.Code != "" {
		a.Identifier = &identifier{"PropertyValue", "SCB kommunkod", k.Code}
	}
	if k.County != "" {
		a.Within = &place{Type: "AdministrativeArea", Name: k.County}
	}
	return a
}

// interval writes the days from first to last; a last day that is zero is not known yet.
func interval(first, last day.Date) string {
	if last.IsZero() {
		return first.String() + "/.."
	}
	return first.String() + "/" + last.String()
}
