package view

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"path"
	"strings"
	"sync"
	"unicode/utf8"

	"lofte/internal/day"
	"lofte/internal/message"
	"lofte/internal/opendata"
	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/slug"
)

// Maker makes the views of a plan. It is safe for several goroutines.
type Maker struct {
	plan     *plan.Plan
	messages *message.Catalogue
	data     *opendata.Data

	timelineOnce sync.Once
	timelineAll  []*promise.Expected
	picked       map[promise.State][]*promise.Expected // what pick takes from

	publicOnce sync.Once
	publicSite *promise.Site

	documents sync.Map // *promise.Document to *judged
	dates     sync.Map // day.Date to Date
}

// New returns the Maker for a plan.
func New(p *plan.Plan, messages *message.Catalogue) *Maker {
	m := &Maker{plan: p, messages: messages}
	m.data = opendata.New(p, messages, func(d *promise.Document) ([]promise.Expected, promise.Counts) {
		known := (&page{Maker: m}).judged(d)
		return known.timeline, known.counts
	})
	return m
}

// Data returns the plan's open data, whose sizes the page about it has.
func (m *Maker) Data() *opendata.Data { return m.data }

// Make returns the view of an output that has one: a pointer to one of the package's page types. For
// other outputs it returns nil.
func (m *Maker) Make(o *plan.Output) any {
	p := page{Maker: m, output: o, root: root(o.Path)}
	switch o.View {
	case plan.Front:
		return p.front()
	case plan.Kommun:
		return p.kommun()
	case plan.Document:
		return p.document()
	case plan.Changes:
		return p.changes()
	case plan.FollowUp:
		return p.followUp()
	case plan.News:
		return p.news()
	case plan.Timeline:
		return p.timeline()
	case plan.PartyPage:
		return p.partyPage()
	case plan.AllTimelines:
		return p.timelines()
	case plan.YearTimelines:
		return p.yearTimelines()
	case plan.Years:
		return p.years()
	case plan.Year:
		return p.year()
	case plan.FocusAreas:
		return p.focusAreas()
	case plan.Focus:
		return p.focus()
	case plan.Page:
		return p.plain()
	case plan.Data:
		return p.openData()
	case plan.Search:
		return p.search()
	case plan.Accessibility:
		return p.accessibility()
	case plan.NotFound:
		p.root = m.plan.Config.BasePath() // it is served at any address, so relative links would lead astray
		return p.notFound()
	case plan.Redirect:
		return p.redirect()
	case plan.Embed, plan.EmbedFragment:
		return p.embed()
	case plan.EmbedTimeline:
		return p.embedTimeline()
	case plan.EmbedThis:
		return p.embedThis()
	}
	return nil
}

func root(path string) string { return strings.Repeat("../", strings.Count(path, "/")) }

// page is the making of one view.
type page struct {
	*Maker
	output  *plan.Output
	root    string
	outside bool // root is the site's whole address, for what is read elsewhere
	paced   bool // whether it holds a count against a target

	// The addresses of the document and the follow-up that were linked to last: most pages link to few, and
	// to each of them again and again.
	lastDocument *promise.Document
	documentURL  string
	lastFollowUp *promise.FollowUp
	followUpURL  string
}

// to returns the address of a place in the site as this page links to it.
func (p *page) to(target string) string {
	if p.root+target == "" {
		return "./"
	}
	return p.root + target
}

func (p *page) toDocument(d *promise.Document) string {
	if p.lastDocument != d {
		p.lastDocument, p.documentURL = d, p.to(plan.DocumentURL(d))
	}
	return p.documentURL
}

func (p *page) toFollowUp(f *promise.FollowUp) string {
	if p.lastFollowUp != f {
		p.lastFollowUp, p.followUpURL = f, p.to(plan.FollowUpURL(f))
	}
	return p.followUpURL
}

// toFile is to for a file, whose name may have any characters.
func (p *page) toFile(target string) string { return p.escaped(target, "") }

// escaped is to with all escaped that must be.
func (p *page) escaped(target, anchor string) string {
	if p.outside {
		return p.root + (&url.URL{Path: target, Fragment: anchor}).String()
	}
	return (&url.URL{Path: p.to(target), Fragment: anchor}).String()
}

func (p *page) text(id string, args ...string) string { return p.messages.Text(id, args...) }

func (p *page) count(id string, n int, args ...string) string {
	return p.messages.Count(id, n, args...)
}

func (m *Maker) date(d day.Date) Date {
	if known, ok := m.dates.Load(d); ok {
		return known.(Date)
	}
	date := Date{d.String(), m.messages.Date(d)}
	m.dates.Store(d, date)
	return date
}

// base fills in what every page has. above are the pages between the front page and this one.
func (p *page) base(heading, description string, above ...Link) Page {
	cfg := p.plan.Config
	b := Page{
		Lang:        cfg.Language,
		Heading:     heading,
		Title:       heading,
		Description: shorten(description, 200),
		Canonical:   cfg.BaseURL + p.output.URL(),
		Root:        p.to(""),
		Site:        Site{Title: cfg.Title, Publisher: Link{cfg.Publisher.Name, cfg.Publisher.URL}, Email: cfg.Publisher.Email},
		Judged:      p.date(p.plan.Now),
	}
	if p.output.URL() != "" {
		b.Crumbs = append([]Link{{p.text("nav_home"), p.to("")}}, above...)
		for i := len(above) - 1; i >= 0; i-- {
			b.Title += " – " + above[i].Text
		}
	}
	if b.Title != cfg.Title {
		b.Title += " – " + cfg.Title
	}
	if b.Description == "" {
		b.Description = b.Title
	}
	b.Nav = p.nav()
	b.Feeds = p.feeds()
	b.OEmbed = p.oembedURL()
	if p.output.IsPage() {
		b.Share = p.share()
		b.QRCode = p.qrCode(b.Canonical)
		b.Linked = p.linked(b)
	}
	return b
}

func (p *page) nav() []NavLink {
	o := p.output
	nav := []NavLink{
		{Link{p.text("nav_kommuner"), p.to("")}, o.View == plan.Front || o.Kommun != nil},
		{Link{p.text("nav_followups"), p.to("uppfoljning/")}, o.View == plan.AllTimelines || o.View == plan.YearTimelines},
		{Link{p.text("nav_years"), p.to("ar/")}, o.View == plan.Years || o.View == plan.Year},
		{Link{p.text("nav_areas"), p.to("omrade/")}, o.View == plan.FocusAreas || o.View == plan.Focus},
	}
	nav = append(nav, NavLink{Link{p.text("nav_search"), p.to("sok/")}, o.View == plan.Search})
	for _, q := range p.plan.Site.Pages {
		nav = append(nav, NavLink{Link{q.Title, p.to(q.Slug + "/")}, o.View == plan.Page && o.Page == q})
	}
	return nav
}

// shorten cuts a text at a word's end to at most n characters.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	end := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	cut := s[:end]
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:–-") + " …"
}

func (p *page) withheld(w promise.Withheld) string {
	switch {
	case w.Draft:
		return p.text("withheld_draft")
	case !w.ShownOn(p.plan.Now):
		return p.text("withheld_until", "Date", p.messages.Date(w.Publish))
	}
	return ""
}

// fill returns a text with the addresses of its links filled in. from is the source path that the
// links were planned under; promises are those of a document's text.
func (p *page) fill(b promise.Body, from string, promises []Promise) []Chunk {
	if b.Empty() {
		return nil
	}
	if len(b.Slots) == 0 {
		return []Chunk{{HTML: template.HTML(b.HTML)}}
	}
	var chunks []Chunk
	var out strings.Builder
	done := 0
	flush := func(end int) {
		stretch := b.HTML[done:end]
		if done = end; out.Len() > 0 {
			out.WriteString(stretch)
			stretch = out.String()
			out.Reset()
		}
		if stretch != "" {
			chunks = append(chunks, Chunk{HTML: template.HTML(stretch)})
		}
	}
	addresses := p.plan.Links(from)
	for _, s := range b.Slots {
		switch s.Kind {
		case promise.LinkSlot:
			out.WriteString(b.HTML[done:s.Offset])
			done = s.Offset
			out.WriteString(html.EscapeString(p.address(addresses[s.Index])))
		case promise.ImageSlot:
			out.WriteString(b.HTML[done:s.Offset])
			done = s.Offset
			out.WriteString(p.imageAt(addresses[s.Index]).attributes(s.Offset <= len("<p><img")))
		case promise.PromiseSlot:
			if promises != nil {
				flush(s.Offset)
				chunks = append(chunks, Chunk{Promise: &promises[s.Index]})
			}
		}
	}
	flush(len(b.HTML))
	return chunks
}

// html returns a text without promises as one stretch.
func (p *page) html(b promise.Body, from string) template.HTML {
	chunks := p.fill(b, from, nil)
	if len(chunks) == 0 {
		return ""
	}
	return chunks[0].HTML
}

func (p *page) address(a plan.Address) string {
	if a.Anchor != "" && a.URL == p.output.URL() {
		return (&url.URL{Fragment: a.Anchor}).String()
	}
	return p.escaped(a.URL, a.Anchor)
}

func (p *page) kommunLink(k *promise.Kommun) Link {
	if e := k.Elsewhere; e != nil {
		return Link{k.Title, e.URL}
	}
	return Link{k.Title, p.to(plan.KommunURL(k))}
}

func (p *page) documentLink(d *promise.Document) Link {
	if d.Kommun.Elsewhere != nil {
		return Link{d.Title, d.URL}
	}
	return Link{d.Title, p.toDocument(d)}
}

func (p *page) followUpLink(f *promise.FollowUp) Link {
	if f.Document.Kommun.Elsewhere != nil {
		return Link{f.Title, f.URL}
	}
	return Link{f.Title, p.toFollowUp(f)}
}

// elsewhere names the site that publishes a kommun elsewhere, and says when its data was fetched, unless that is
// as new as the page.
func (p *page) elsewhere(k *promise.Kommun) string {
	switch e := k.Elsewhere; {
	case e == nil:
		return ""
	case e.Last.IsZero() || !e.Last.Before(p.plan.Now):
		return p.text("elsewhere", "Site", e.Site)
	default:
		return p.text("elsewhere_then", "Site", e.Site, "Date", p.date(e.Last).Text)
	}
}

func (p *page) contacts(list []promise.Contact) []Contact {
	var out []Contact
	for _, c := range list {
		v := Contact{Name: c.Name, Role: c.Role, Phone: c.Phone, Email: c.Email, Address: c.Address}
		if c.Phone != "" {
			// Digits and + alone, so the address is safe whatever was written.
			v.PhoneURL = template.URL("tel:" + strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' || r == '+' {
					return r
				}
				return -1
			}, c.Phone))
		}
		out = append(out, v)
	}
	return out
}

func (p *page) references(list []promise.Reference) []Reference {
	var out []Reference
	for _, r := range list {
		out = append(out, Reference{Link{r.Title, r.URL}, p.date(r.Date)})
	}
	return out
}

func (p *page) attachments(list []promise.Attachment) []Attachment {
	var out []Attachment
	for _, a := range list {
		out = append(out, Attachment{
			Link: Link{a.Title, p.toFile(a.URL)},
			Kind: strings.ToUpper(strings.TrimPrefix(path.Ext(a.URL), ".")),
			Size: p.size(a.Size),
		})
	}
	return out
}

// size writes a number of bytes: "186 kB", "1,4 MB".
func (p *page) size(n int64) string {
	switch {
	case n < 1000:
		return p.text("size_b", "N", fmt.Sprint(n))
	case n < 1_000_000:
		return p.text("size_kb", "N", fmt.Sprint((n+500)/1000))
	}
	return p.text("size_mb", "N", strings.Replace(fmt.Sprintf("%.1f", float64(n)/1e6), ".", p.text("decimal"), 1))
}

func (p *page) corrections(list []promise.Correction) []Correction {
	var out []Correction
	for _, c := range list {
		out = append(out, Correction{p.date(c.Date), c.Note})
	}
	return out
}

func (p *page) focusLinks(focus []string) []Link {
	var out []Link
	for _, f := range focus {
		if slug.Make(f) != "" {
			out = append(out, Link{f, p.to(plan.AreaURL(f))})
		}
	}
	return out
}
