package view

import (
	"cmp"
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
	data     *opendata.Data // of the whole site
	own      string         // the site's own language

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
	m := &Maker{plan: p, messages: messages, own: p.Config.Language}
	m.data = opendata.New(p, messages, func(d *promise.Document) ([]promise.Expected, promise.Counts) {
		known := (&page{Maker: m}).judged(d)
		return known.timeline, known.counts
	})
	return m
}

// Data returns the plan's open data, whose sizes the page about it has.
func (m *Maker) Data() *opendata.Data { return m.data }

// In returns the Maker of the site in another of its languages.
func (m *Maker) In(language string, messages *message.Catalogue) *Maker {
	return &Maker{plan: m.plan.In(language), messages: messages, data: m.data, own: m.own}
}

// page begins the making of an output.
func (m *Maker) page(o *plan.Output) page {
	p := page{Maker: m, output: o, files: root(o.Path)}
	p.root = strings.TrimSuffix(p.files, root(m.plan.Folder))
	return p
}

// siteURL returns the address of the whole site, in whichever language this is.
func (m *Maker) siteURL() string { return strings.TrimSuffix(m.plan.Config.BaseURL, m.plan.Folder) }

// Make returns the view of an output that has one: a pointer to one of the package's page types. For
// other outputs it returns nil.
func (m *Maker) Make(o *plan.Output) any {
	p := m.page(o)
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
		p.root, p.files = m.plan.Config.BasePath(), m.plan.Config.BasePath() // it is served at any address, so relative links would lead astray
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
	root    string // from the page to the site in its language
	files   string // from the page to the whole site, where files are that are of no language
	outside bool   // both are whole addresses, for what is read elsewhere
	paced   bool   // whether it holds a count against a target

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
func (p *page) toFile(target string) string { return p.escaped(p.files, target, "") }

// toShared is to for a file of the program's own that is of no language.
func (p *page) toShared(target string) string {
	if p.files+target == "" {
		return "./"
	}
	return p.files + target
}

// url returns the page's address within the site in its language.
func (p *page) url() string { return strings.TrimPrefix(p.output.URL(), p.plan.Folder) }

// lang returns the language of a text where it is not the page's, else "".
func (p *page) lang(w promise.Written) string {
	written := cmp.Or(w.Language, p.own)
	if written == p.plan.Config.Language {
		return ""
	}
	return written
}

// word returns the page's language's word for one of the site's own, and its language where it has none.
func (p *page) word(word string) (text, lang string) {
	if t, ok := p.plan.Site.Terms[word]; ok {
		return t, ""
	}
	if p.plan.Folder == "" {
		return word, ""
	}
	return word, p.own
}

// escaped is to with all escaped that must be.
func (p *page) escaped(root, target, anchor string) string {
	if p.outside {
		return root + (&url.URL{Path: target, Fragment: anchor}).String()
	}
	if root+target == "" {
		target = "./"
	}
	return (&url.URL{Path: root + target, Fragment: anchor}).String()
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
		Canonical:   cfg.BaseURL + p.url(),
		Root:        p.toShared(""),
		Home:        p.to(""),
		Site:        Site{Title: cfg.Title, Publisher: Link{Text: cfg.Publisher.Name, URL: cfg.Publisher.URL}, Email: cfg.Publisher.Email},
		Judged:      p.date(p.plan.Now),
	}
	if p.url() != "" {
		b.Crumbs = append([]Link{{Text: p.text("nav_home"), URL: p.to("")}}, above...)
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
	b.Languages = p.languages()
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
		{Link{Text: p.text("nav_kommuner"), URL: p.to("")}, o.View == plan.Front || o.Kommun != nil},
		{Link{Text: p.text("nav_followups"), URL: p.to("uppfoljning/")}, o.View == plan.AllTimelines || o.View == plan.YearTimelines},
		{Link{Text: p.text("nav_years"), URL: p.to("ar/")}, o.View == plan.Years || o.View == plan.Year},
		{Link{Text: p.text("nav_areas"), URL: p.to("omrade/")}, o.View == plan.FocusAreas || o.View == plan.Focus},
	}
	nav = append(nav, NavLink{Link{Text: p.text("nav_search"), URL: p.to("sok/")}, o.View == plan.Search})
	for _, q := range p.plan.Site.Pages {
		nav = append(nav, NavLink{Link{q.Title, p.to(q.Slug + "/"), p.lang(q.Written)}, o.View == plan.Page && o.Page == q})
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

// prose makes a text ready to be shown.
func (p *page) prose(b promise.Body, w promise.Written, from string, promises []Promise) *Prose {
	v := &Prose{Lang: p.lang(w)}
	if v.Lang != "" {
		for i := range promises {
			promises[i].Around = p.plan.Config.Language
		}
	}
	if v.Chunks = p.fill(b, from, promises); v.Chunks == nil {
		return nil
	}
	return v
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
	if a.Anchor != "" && a.URL == p.url() {
		return (&url.URL{Fragment: a.Anchor}).String()
	}
	if a.Shared {
		return p.escaped(p.files, a.URL, a.Anchor)
	}
	return p.escaped(p.root, a.URL, a.Anchor)
}

func (p *page) kommunLink(k *promise.Kommun) Link {
	if e := k.Elsewhere; e != nil {
		return Link{Text: k.Title, URL: e.URL}
	}
	return Link{Text: k.Title, URL: p.to(plan.KommunURL(k))}
}

func (p *page) documentLink(d *promise.Document) Link {
	if d.Kommun.Elsewhere != nil {
		return Link{d.Title, d.URL, p.lang(d.Written)}
	}
	return Link{d.Title, p.toDocument(d), p.lang(d.Written)}
}

func (p *page) followUpLink(f *promise.FollowUp) Link {
	if f.Document.Kommun.Elsewhere != nil {
		return Link{f.Title, f.URL, p.lang(f.Written)}
	}
	return Link{f.Title, p.toFollowUp(f), p.lang(f.Written)}
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

func (p *page) contacts(list []promise.Contact, w promise.Written) []Contact {
	var out []Contact
	for _, c := range list {
		v := Contact{Name: c.Name, Role: c.Role, Phone: c.Phone, Email: c.Email, Address: c.Address, Lang: p.lang(w)}
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

func (p *page) references(list []promise.Reference, w promise.Written) []Reference {
	var out []Reference
	for _, r := range list {
		out = append(out, Reference{Link{r.Title, r.URL, p.lang(w)}, p.date(r.Date)})
	}
	return out
}

func (p *page) attachments(list []promise.Attachment, w promise.Written) []Attachment {
	var out []Attachment
	for _, a := range list {
		out = append(out, Attachment{
			Link: Link{a.Title, p.toFile(a.URL), p.lang(w)},
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

func (p *page) corrections(list []promise.Correction, w promise.Written) []Correction {
	var out []Correction
	for _, c := range list {
		out = append(out, Correction{p.date(c.Date), c.Note, p.lang(w)})
	}
	return out
}

// words returns the page's language's words for those of the site's own.
func (p *page) words(own []string) []string {
	if len(p.plan.Site.Terms) == 0 {
		return own
	}
	words := make([]string, len(own))
	for i, w := range own {
		words[i], _ = p.word(w)
	}
	return words
}

func (p *page) areaLink(a *plan.Area) Link {
	word, lang := p.word(a.Title)
	return Link{word, p.to(plan.AreaURL(a.Title)), lang}
}

func (p *page) focusLinks(focus []string) []Link {
	var out []Link
	for _, f := range focus {
		if slug.Make(f) != "" {
			word, lang := p.word(f)
			out = append(out, Link{word, p.to(plan.AreaURL(f)), lang})
		}
	}
	return out
}
