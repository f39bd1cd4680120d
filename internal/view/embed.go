package view

import (
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/slug"
)

// Embed is a document in short, for other sites to frame or to include. It says nothing of how often
// something was done that could pass for a verdict: what was done and what came of it are told of each
// promise.
type Embed struct {
	Page
	Fragment bool // whether it is to stand on another page, below that page's own h1
	Document *Row // nil when the kommun has none
	Coverage *Coverage
	Standing []string
	Groups   []EmbedGroup
	Links    []Link // where to read more
}

// EmbedGroup is the promises of one party, or of several together.
type EmbedGroup struct {
	Party    string
	Promises []EmbedPromise
}

// EmbedPromise is a promise with the last that was told of it, in short.
type EmbedPromise struct {
	URL       string
	Words     string
	Lang      string   // of the words, where it is not the page's
	Below     []string // what stands below it, item by item
	Target    string
	Place     string
	Parties   string // the slugs of those who promise, with spaces between them
	Focus     string // and those of its focus areas
	Status    Label
	Told      bool // whether anything was told of it; what follows is empty when not
	Count     string
	CountFrom *Link
	Effect    *Label // nil when nothing is said
	Date      Date   // no day where it is not known
	Source    Link   // the follow-up
}

// EmbedTimeline is the follow-up timeline of a kommun, for other sites to frame.
type EmbedTimeline struct {
	Page
	URL      string // the timeline's own page
	Standing []string
	Groups   []EventGroup // by year, the newest first
	Links    []Link
}

// EmbedThis says how to embed a kommun's page, or a document's.
type EmbedThis struct {
	Page
	Address  string // of what is embedded, absolute
	Base     string // the site's address
	Origin   string // the site's origin, for a host's Content-Security-Policy
	Frame    string // address of what is framed, relative
	Snippets EmbedSnippets
	Timeline *EmbedSnippets // of the timeline; nil on a document's page
	Fragment string         // address of the bare fragment, absolute; "" where there is none
	Parties  []Option       // what the promises can be narrowed to
	Areas    []Option
	Allowed  []string // who may frame it; nil when everybody may
	Nobody   bool     // whether nobody may
}

// EmbedSnippets are pieces of HTML to copy.
type EmbedSnippets struct{ Link, Frame, Element string }

// OEmbed describes a page to programs that embed what an address leads to (oembed.com, 2.3.4).
type OEmbed struct {
	Version         string `json:"version"`
	Type            string `json:"type"`
	Title           string `json:"title"`
	ProviderName    string `json:"provider_name"`
	ProviderURL     string `json:"provider_url"`
	CacheAge        int    `json:"cache_age"` // seconds
	HTML            string `json:"html"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	ThumbnailURL    string `json:"thumbnail_url"`
	ThumbnailWidth  int    `json:"thumbnail_width"`
	ThumbnailHeight int    `json:"thumbnail_height"`
}

// subject is a page of the site that can be embedded.
type subject struct {
	name string
	url  string            // within the site
	d    *promise.Document // what is shown; nil when the kommun has none
}

// embedded returns what an output is the embedding of.
func (p *page) embedded() subject {
	k, d := p.output.Kommun, p.output.Document
	if d != nil {
		s := subject{d.Title, plan.DocumentURL(d), d}
		if !strings.Contains(d.Title, k.Title) {
			s.name = p.text("embed_document", "Document", d.Title, "Kommun", k.Title)
		}
		return s
	}
	return subject{p.text("embed_kommun", "Kommun", k.Title), plan.KommunURL(k), k.Newest(p.plan.Now)}
}

// oembedURL returns the address of what describes an output's page, or "" where it has no such thing.
func (p *page) oembedURL() string {
	switch o := p.output; o.View {
	case plan.Kommun, plan.Document, plan.Embed:
		return p.plan.Config.BaseURL + plan.EmbedURL(p.embedded().url) + plan.OEmbedFile
	}
	return ""
}

// bare fills in what a page has that stands within another site's. canonical is the page of the site that
// it stands for.
func (p *page) bare(heading, title, canonical string) Page {
	cfg := p.plan.Config
	return Page{
		Lang:      cfg.Language,
		Heading:   heading,
		Title:     p.text("embed_title", "Title", title, "Site", cfg.Title),
		Canonical: cfg.BaseURL + canonical,
		Root:      p.toShared(""),
		Home:      p.to(""),
		Languages: p.languages(),
		Site:      Site{Title: cfg.Title},
		Judged:    p.date(p.plan.Now),
		ByDay:     true,
	}
}

func (p *page) embed() *Embed {
	k, s := p.output.Kommun, p.embedded()
	v := &Embed{Page: p.bare(s.name, s.name, s.url)}
	v.OEmbed = p.oembedURL()
	if p.output.View == plan.EmbedFragment {
		v.Fragment = true
		p.root, p.files, p.outside = p.plan.Config.BaseURL, p.siteURL(), true // it is read at another site's address
	}
	timeline := Link{Text: p.text("kommun_timeline", "Kommun", k.Title), URL: p.to(plan.TimelineURL(k))}
	if s.d == nil {
		v.Links = []Link{p.kommunLink(k)}
		return v
	}
	v.Heading = s.d.Title
	v.Withheld = p.withheld(s.d.Withheld)
	row := p.row(s.d)
	v.Document = &row
	v.Coverage = p.covered(s.d)
	v.Standing = p.standing(s.d, p.timelineOf(s.d))
	for _, in := range byParty(s.d) {
		g := EmbedGroup{Party: p.party(s.d.Promises[in[0]].Parties), Promises: make([]EmbedPromise, len(in))}
		if g.Party == "" {
			g.Party = p.text("party_none")
		}
		for n, i := range in {
			g.Promises[n] = p.inShort(s.d.Promises[i])
		}
		v.Groups = append(v.Groups, g)
	}
	v.Links = []Link{{Text: p.text("kommun_read"), URL: row.Document.URL}, timeline}
	return v
}

// inShort makes the view of a promise as it stands on the plan's day.
func (p *page) inShort(q *promise.Promise) EmbedPromise {
	last := q.Latest()
	v := EmbedPromise{
		URL:    p.promiseURL(q),
		Words:  q.Text,
		Lang:   p.lang(q.Document.Written),
		Target: p.target(q.Target),
		Place:  q.Place,
		Status: p.status(last.StatusOrUnreported()),
	}
	if q.Below != "" {
		v.Below = strings.Split(q.Below, "\n")
	}
	for _, party := range q.Promisers() {
		v.Parties = withSlug(v.Parties, string(party))
	}
	focus := q.Focus
	if len(focus) == 0 {
		focus = q.Document.Focus
	}
	for _, area := range focus {
		v.Focus = withSlug(v.Focus, area)
	}
	if last.Result == nil {
		return v
	}
	v.Told = true
	v.Date, v.Source = p.date(last.FollowUp.Date), p.followUpLink(last.FollowUp)
	if last.Effect != "" {
		v.Effect = &Label{string(last.Effect), p.text("effect_" + string(last.Effect))}
	}
	counts := p.judged(q.Document).counts
	if f := counts.Last(q); f != nil {
		v.Count = p.total(counts.By(q, f), f.Results[q.Index], f)
		if f != last.FollowUp {
			link := p.followUpLink(f)
			v.CountFrom = &link
		}
	}
	return v
}

// withSlug adds the slug of a name to a list with spaces between.
func withSlug(list, name string) string { return strings.TrimSpace(list + " " + slug.Make(name)) }

func (p *page) embedTimeline() *EmbedTimeline {
	k := p.output.Kommun
	heading := p.text("timeline_heading", "Kommun", k.Title)
	v := &EmbedTimeline{Page: p.bare(heading, heading, plan.TimelineURL(k)), URL: p.to(plan.TimelineURL(k))}
	var all []promise.Expected
	for _, d := range k.Documents {
		list := p.timelineOf(d)
		all = append(all, list...)
		if d == k.Newest(p.plan.Now) {
			v.Standing = p.standing(d, list)
		}
	}
	v.Groups = p.byYear(all)
	v.Links = []Link{{Text: p.text("embed_kommun", "Kommun", k.Title), URL: p.to(plan.KommunURL(k))}}
	return v
}

func (p *page) embedThis() *EmbedThis {
	k, s, cfg := p.output.Kommun, p.embedded(), p.plan.Config
	above := []Link{p.kommunLink(k)}
	if p.output.Document != nil {
		above = append(above, p.documentLink(s.d))
	}
	v := &EmbedThis{
		Page:     p.base(p.text("embed_this"), p.text("embed_this_description", "Name", s.name), above...),
		Address:  cfg.BaseURL + s.url,
		Base:     cfg.BaseURL,
		Frame:    p.to(plan.EmbedURL(s.url)),
		Snippets: p.snippets(s.name, s.url, height(s.d)),
	}
	if base, err := url.Parse(cfg.BaseURL); err == nil {
		v.Origin = base.Scheme + "://" + base.Host
	}
	v.Nobody = len(cfg.EmbedAllow) == 0
	if !slices.Contains(cfg.EmbedAllow, "*") {
		v.Allowed = cfg.EmbedAllow
	}
	if p.output.Document == nil {
		v.Fragment = cfg.BaseURL + plan.EmbedURL(s.url) + plan.FragmentFile
		timeline := p.snippets(p.text("timeline_heading", "Kommun", k.Title), plan.TimelineURL(k), p.timelineHeight(k))
		v.Timeline = &timeline
	}
	if s.d == nil {
		return v
	}
	for _, a := range p.plan.Parties[k] {
		if slices.ContainsFunc(a.Documents, func(own plan.PartyDocument) bool { return own.Document == s.d }) {
			v.Parties = append(v.Parties, Option{a.Slug, p.partyName(a.Name, false)})
		}
	}
	for _, focus := range s.d.AllFocus() {
		if area := slug.Make(focus); area != "" {
			word, _ := p.word(focus)
			v.Areas = append(v.Areas, Option{area, word})
		}
	}
	return v
}

// snippets are what embeds a page of the site, which the frame shows at a height.
func (p *page) snippets(name, page string, height int) EmbedSnippets {
	base := p.plan.Config.BaseURL
	link := `<a href="` + html.EscapeString(base+page) + `">` + html.EscapeString(name) + `</a>`
	frame := html.EscapeString(base + plan.EmbedURL(page))
	return EmbedSnippets{
		Link:    link,
		Frame:   frameElement(frame, name, height, ` loading="lazy"`),
		Element: `<lofte-embed src="` + frame + `">` + link + "</lofte-embed>\n" + `<script async src="` + html.EscapeString(p.siteURL()+plan.EmbedFolder+"v1.js") + `"></script>`,
	}
}

func frameElement(address, name string, height int, more string) string {
	return `<iframe src="` + address + `" title="` + html.EscapeString(name) + `" width="100%" height="` + strconv.Itoa(height) + `" frameborder="0"` + more + `></iframe>`
}

// spare adds some to the height that a frame needs where it is 320 pixels wide, since nobody knows the letters that it
// is shown in. Such a height is for sites that let no script make the frame fit.
func spare(pixels int) int { return (pixels*106/100 + 49) / 50 * 50 }

// linesOf returns how many lines a text takes, with so many letters in each at the least.
func linesOf(text string, letters int) int { return 1 + utf8.RuneCountInString(text)/letters }

// height returns at what height a frame shows a document whole. What it adds up are heights of the
// stylesheet's classes, in pixels.
func height(d *promise.Document) int {
	if d == nil {
		return spare(400)
	}
	const (
		around, heading                       = 720, 30 // head without its heading, legend and foot; a line of the heading
		group, item                           = 62, 33  // a group's heading; what goes around a promise
		words, terms, silent                  = 27, 23, 77
		told, count, sinceLast, effect, where = 57, 26, 78, 26, 46
	)
	sum := around + heading*linesOf(d.Title, 17) + group*len(byParty(d))
	for _, q := range d.Promises {
		sum += item + words*linesOf(q.Text, 30)
		if q.Below != "" {
			for below := range strings.Lines(q.Below) {
				sum += words * linesOf(below, 26)
			}
		}
		if q.Target != nil {
			sum += terms * linesOf("Mål: minst 00 per vecka "+q.Target.Unit, 34)
		}
		if q.Place != "" {
			sum += terms * linesOf("Plats: "+q.Place, 34)
		}
		last := q.Latest()
		if last.Result == nil {
			sum += silent
			continue
		}
		sum += told + where*linesOf(last.FollowUp.Title, 44)
		if slices.ContainsFunc(d.FollowUps, func(f *promise.FollowUp) bool { return f.Results[q.Index] != nil && f.Results[q.Index].Count != nil }) {
			sum += count
			if last.FollowUp.CountIs == promise.CountSinceLast {
				sum += sinceLast
			}
		}
		if last.Effect != "" {
			sum += effect
		}
	}
	return spare(sum)
}

// timelineHeight is height for a kommun's timeline.
func (p *page) timelineHeight(k *promise.Kommun) int {
	const around, year, event = 500, 70, 198
	sum := around
	years := map[int]bool{}
	for _, d := range k.Documents {
		for _, e := range p.timelineOf(d) {
			years[plan.TimelineYear(e)] = true
			sum += event
		}
	}
	return spare(sum + year*len(years))
}

// OEmbed returns what describes to programs the page that an output is about.
func (m *Maker) OEmbed(o *plan.Output) OEmbed {
	p := m.page(o)
	s, cfg := p.embedded(), m.plan.Config
	share := p.share()
	return OEmbed{
		Version:      "1.0",
		Type:         "rich",
		Title:        s.name,
		ProviderName: cfg.Title,
		ProviderURL:  cfg.BaseURL,
		CacheAge:     3600,
		// WordPress shows the quotation until the frame has told its height.
		HTML:            "<blockquote>" + p.snippets(s.name, s.url, 0).Link + "</blockquote>" + frameElement(html.EscapeString(cfg.BaseURL+plan.EmbedURL(s.url)), s.name, height(s.d), ""),
		Width:           600,
		Height:          height(s.d),
		ThumbnailURL:    share.Image,
		ThumbnailWidth:  share.Width,
		ThumbnailHeight: share.Height,
	}
}
