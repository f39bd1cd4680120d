package view

import (
	"encoding/json"
	"html/template"
	"net/url"
	"strings"

	"lofte/internal/day"
	"lofte/internal/picture"
	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/scale"
)

// Share is what a page is called where somebody shares its address (the Open Graph protocol, ogp.me).
type Share struct {
	Type   string // website or article; "" where the page has no address
	Locale string // "sv_SE"
	Image  string // absolute; "" when there is none
	Alt    string // of the image
	Width  int    // of the image, pixels
	Height int
}

// locales are the territories that the Open Graph protocol wants languages to have.
var locales = map[string]string{"sv": "sv_SE", "en": "en_GB", "fi": "fi_FI"}

func (p *page) share() Share {
	o := p.output
	s := Share{Type: "website", Locale: locales[p.plan.Config.Language]}
	switch o.View {
	case plan.Document, plan.FollowUp, plan.News:
		s.Type = "article"
	}
	switch {
	case o.News != nil && o.News.Image != nil:
		image := o.News.Image
		s.Image, s.Alt, s.Width, s.Height = p.siteURL()+(&url.URL{Path: image.URL}).String(), image.Alt, image.Width, image.Height
		if widths := p.plan.Widths(image.URL); len(widths) > 0 && !plan.ShownItself(widths) {
			shown := p.image(image.URL, image.Width, image.Height)
			s.Image, s.Width = p.siteURL()+strings.TrimPrefix(shown.URL, p.files), widths[len(widths)-1]
			s.Height = scale.About{Width: image.Width, Height: image.Height}.HeightAt(s.Width)
		}
	case o.Document != nil:
		s.Image, s.Alt = p.plan.Config.BaseURL+plan.PictureURL(plan.DocumentURL(o.Document)), p.alt(o.Document.Kommun, o.Document)
	case o.Kommun != nil:
		s.Image, s.Alt = p.plan.Config.BaseURL+plan.PictureURL(plan.KommunURL(o.Kommun)), p.alt(o.Kommun, o.Kommun.Newest(p.plan.Now))
	default:
		return s
	}
	if s.Width == 0 {
		s.Width, s.Height = picture.Width, picture.Height
	}
	return s
}

// alt says what a picture says.
func (p *page) alt(k *promise.Kommun, d *promise.Document) string {
	if d == nil {
		return k.Title
	}
	return p.text("picture_alt", "Kommun", k.Title, "Document", d.Title, "Counts", p.judged(d).row.Tally.Text)
}

// Picture returns what the picture says that an output is.
func (m *Maker) Picture(o *plan.Output) picture.Card {
	p := m.page(o)
	c := picture.Card{Site: m.plan.Config.Title, Name: o.Kommun.Title}
	d := o.Document
	if d == nil {
		d = o.Kommun.Newest(m.plan.Now)
	}
	if d == nil {
		c.Text = p.text("empty_documents")
		return c
	}
	tally := p.judged(d).row.Tally
	c.What, c.Text = d.Title, tally.Text
	if !strings.Contains(c.What, d.Period) && !strings.Contains(c.What, period(d)) {
		c.What += ", " + period(d)
	}
	for _, count := range tally.Counts {
		c.Bar = append(c.Bar, picture.Stretch{Status: count.Status.Key, Count: count.Count})
	}
	return c
}

// What follows is the part of schema.org's vocabulary that pages are described with, as JSON-LD
// (https://schema.org/, https://www.w3.org/TR/json-ld11/).

type graph struct {
	Context string   `json:"@context"`
	Graph   []*thing `json:"@graph"`
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
	main := &thing{
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
		main.Type, main.DatePublished, main.Keywords = "DigitalDocument", d.Signed.String(), p.words(d.Focus)
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
	g := graph{"https://schema.org", []*thing{main}}
	if len(b.Crumbs) > 0 {
		list := &thing{Type: "BreadcrumbList", Items: make([]breadcrumb, 0, len(b.Crumbs)+1)}
		add := func(name, url string) {
			item := cfg.BaseURL + strings.TrimPrefix(strings.TrimPrefix(url, p.root), "./")
			list.Items = append(list.Items, breadcrumb{"ListItem", len(list.Items) + 1, name, item})
		}
		for _, c := range b.Crumbs {
			add(c.Text, c.URL)
		}
		add(b.Heading, p.to(p.url()))
		g.Graph = append(g.Graph, list)
	}
	data, err := json.Marshal(&g)
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
