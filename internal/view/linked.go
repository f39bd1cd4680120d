package view

import (
	"html/template"
	"strconv"
	"strings"

	"lofte/internal/day"
	"lofte/internal/jsontext"
	"lofte/internal/picture"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

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
		s.Image, s.Alt, s.Width, s.Height = strings.TrimPrefix(p.toFile(image.URL), p.root), image.Alt, image.Width, image.Height
	case o.Document != nil:
		s.Image, s.Alt = plan.PictureURL(plan.DocumentURL(o.Document)), p.alt(o.Document.Kommun, o.Document)
	case o.Kommun != nil:
		s.Image, s.Alt = plan.PictureURL(plan.KommunURL(o.Kommun)), p.alt(o.Kommun, o.Kommun.Newest(p.plan.Now))
	default:
		return s
	}
	if s.Width == 0 {
		s.Width, s.Height = picture.Width, picture.Height
	}
	s.Image = p.plan.Config.BaseURL + s.Image
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
	p := page{Maker: m, output: o, root: root(o.Path)}
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
// (https://schema.org/, https://www.w3.org/TR/json-ld11/). What is empty is left out.

type thing struct {
	Type          string
	ID            string
	Name          string
	Headline      string
	Description   string
	URL           string
	Email         string
	Language      string
	DatePublished string
	Temporal      string // ISO 8601, both days included
	Keywords      []string
	Image         string
	About         *thing
	Spatial       *promise.Kommun
	Publisher     *thing
	PartOf        *thing
	Items         []Link // of a list of breadcrumbs
}

// object writes objects, which begin with their types. It writes <, > and & as escapes, so that nothing in them
// ends the element that they stand in.
type object struct{ out []byte }

func (o *object) begin(kind string) {
	o.out = append(o.out, `{"@type":`...)
	o.out = jsontext.AppendForHTML(o.out, kind)
}

func (o *object) end() { o.out = append(o.out, '}') }

func (o *object) name(name string) {
	o.out = append(o.out, ',', '"')
	o.out = append(o.out, name...)
	o.out = append(o.out, '"', ':')
}

// member writes a member that is a text, if there is one.
func (o *object) member(name, text string) {
	if text != "" {
		o.name(name)
		o.out = jsontext.AppendForHTML(o.out, text)
	}
}

func (o *object) thing(t *thing) {
	o.begin(t.Type)
	o.member("@id", t.ID)
	o.member("name", t.Name)
	o.member("headline", t.Headline)
	o.member("description", t.Description)
	o.member("url", t.URL)
	o.member("email", t.Email)
	o.member("inLanguage", t.Language)
	o.member("datePublished", t.DatePublished)
	o.member("temporalCoverage", t.Temporal)
	o.list("keywords", len(t.Keywords), func(i int) {
		o.out = jsontext.AppendForHTML(o.out, t.Keywords[i])
	})
	o.member("image", t.Image)
	o.part("about", t.About)
	if t.Spatial != nil {
		o.name("spatialCoverage")
		o.area(t.Spatial)
	}
	o.part("publisher", t.Publisher)
	o.part("isPartOf", t.PartOf)
	o.list("itemListElement", len(t.Items), func(i int) {
		o.begin("ListItem")
		o.name("position")
		o.out = strconv.AppendInt(o.out, int64(i+1), 10)
		o.name("name")
		o.out = jsontext.AppendForHTML(o.out, t.Items[i].Text)
		o.name("item")
		o.out = jsontext.AppendForHTML(o.out, t.Items[i].URL)
		o.end()
	})
	o.end()
}

// part writes a member that is a thing, if there is one.
func (o *object) part(name string, t *thing) {
	if t != nil {
		o.name(name)
		o.thing(t)
	}
}

// list writes a member that is an array of n values, if there are any.
func (o *object) list(name string, n int, value func(i int)) {
	if n == 0 {
		return
	}
	o.name(name)
	for i := range n {
		o.out = append(o.out, "[,"[min(i, 1)])
		value(i)
	}
	o.out = append(o.out, ']')
}

// area writes a kommun, or the district of one, as a place.
func (o *object) area(k *promise.Kommun) {
	o.begin("AdministrativeArea")
	o.name("name")
	o.out = jsontext.AppendForHTML(o.out, k.Title)
	if k.Code != "" {
		o.name("identifier")
		o.begin("PropertyValue")
		o.member("propertyID", "SCB kommunkod")
		o.member("value", k.Code)
		o.end()
	}
	if k.County != "" {
		o.name("containedInPlace")
		o.begin("AdministrativeArea")
		o.member("name", k.County)
		o.end()
	}
	o.end()
}

// linked returns the script element that describes a page to programs. It is data, which browsers do not
// run and the Content-Security-Policy does not stop (HTML, 4.12.1).
func (p *page) linked(b Page) template.HTML {
	cfg, o := p.plan.Config, p.output
	site := thing{Type: "WebSite", ID: cfg.BaseURL + "#webbplats", Name: cfg.Title, URL: cfg.BaseURL, Language: cfg.Language}
	main := thing{
		Type: "WebPage", ID: b.Canonical, URL: b.Canonical, Name: b.Heading, Description: b.Description,
		Language: cfg.Language, PartOf: &site, Image: b.Share.Image, Spatial: o.Kommun,
	}
	if cfg.Publisher.Name != "" {
		main.Publisher = &thing{Type: "Organization", Name: cfg.Publisher.Name, URL: cfg.Publisher.URL, Email: cfg.Publisher.Email}
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
	graph := object{make([]byte, 0, 2048)}
	graph.out = append(graph.out, `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[`...)
	graph.thing(&main)
	if len(b.Crumbs) > 0 {
		list := thing{Type: "BreadcrumbList", Items: make([]Link, 0, len(b.Crumbs)+1)}
		add := func(name, url string) {
			list.Items = append(list.Items, Link{name, cfg.BaseURL + strings.TrimPrefix(strings.TrimPrefix(url, p.root), "./")})
		}
		for _, c := range b.Crumbs {
			add(c.Text, c.URL)
		}
		add(b.Heading, p.to(o.URL()))
		graph.out = append(graph.out, ',')
		graph.thing(&list)
	}
	return template.HTML(append(graph.out, "]}</script>"...))
}

// interval writes the days from first to last; a last day that is zero is not known yet.
func interval(first, last day.Date) string {
	if last.IsZero() {
		return first.String() + "/.."
	}
	return first.String() + "/" + last.String()
}
