package view

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// Feed is what is new in the site or in a kommun, for feed readers. Its addresses are absolute.
type Feed struct {
	ID      string
	Lang    string
	Title   string
	Self    string // its own address
	Page    string // the page that it goes with
	Author  Link   // URL may be ""
	Updated string // as the newest entry; times are as RFC 3339 writes them
	Entries []Entry
}

// Entry is something that became known on a day. What it has nothing of is empty.
type Entry struct {
	ID        string // the same in every feed, for ever
	Kind      Label  // Key is document, followup, status, correction or news
	Title     string
	Lang      string // of the title, where it is not the feed's
	URL       string
	Author    Link
	Published string
	Updated   string

	Facts       []Fact
	Lead        []string // paragraphs before the text
	Image       *Figure
	Text        *Prose
	Groups      []Group // promises with what one follow-up says of them
	Attachments []Attachment
	Sources     []Reference
	Corrections []Correction
}

// Fact is a name and what it stands for.
type Fact struct {
	Name string
	Link
}

// kommunEntries is how many entries the feed of a kommun has at most: more than a reader that asks now and
// then can miss.
const kommunEntries = 50

// Feed makes the feed of an output: that of its kommun, or of the site.
func (m *Maker) Feed(o *plan.Output) *Feed {
	p := m.absolute(o)
	cfg := m.plan.Config
	v := &Feed{
		ID:      p.to(strings.TrimPrefix(o.Path, m.plan.Folder)),
		Lang:    cfg.Language,
		Self:    p.to(strings.TrimPrefix(o.Path, m.plan.Folder)),
		Author:  Link{Text: cfg.Publisher.Name, URL: cfg.Publisher.URL},
		Updated: p.time(day.New(1970, time.January, 1)), // of a feed that has nothing yet
	}
	if v.Author.Text == "" {
		v.Author = Link{Text: cfg.Title, URL: p.to("")}
	}
	kommuner, most := m.public().Kommuner, plan.FeedEntries
	if o.Kommun == nil {
		v.Title, v.Page = cfg.Title, p.to("")
	} else {
		v.Title, v.Page = p.feedTitle(o.Kommun), p.to(plan.KommunURL(o.Kommun))
		kommuner, most = []*promise.Kommun{m.shown(o.Kommun)}, kommunEntries
	}
	f := feedPage{page: p, told: map[*promise.FollowUp][]Promise{}}
	for _, n := range promise.Novelties(kommuner, most, p.plan.Now) {
		v.Entries = append(v.Entries, f.entry(n))
	}
	if len(v.Entries) > 0 {
		v.Updated = v.Entries[0].Updated
	}
	return v
}

func (p *page) feedTitle(k *promise.Kommun) string {
	return p.text("feed_kommun", "Kommun", k.Title)
}

// feeds returns the links to the feeds that go with a page: the site's, and that of the page's kommun.
func (p *page) feeds() []Link {
	list := []Link{{Text: p.plan.Config.Title, URL: p.to(plan.FeedFile)}}
	if k := p.output.Kommun; k != nil {
		list = append(list, Link{Text: p.feedTitle(k), URL: p.to(plan.KommunURL(k) + plan.FeedFile)})
	}
	return list
}

// absolute returns a page whose links have the site's address in them.
func (m *Maker) absolute(o *plan.Output) page {
	return page{Maker: m, output: o, root: m.plan.Config.BaseURL, files: m.siteURL(), outside: true}
}

// public returns the site as everybody sees it, in a preview with drafts too.
func (m *Maker) public() *promise.Site {
	m.publicOnce.Do(func() {
		m.publicSite = m.plan.Site
		if m.publicSite.Withholds(m.plan.Now) {
			m.publicSite = m.publicSite.ShownOn(m.plan.Now)
		}
	})
	return m.publicSite
}

// shown returns a kommun as everybody sees it.
func (m *Maker) shown(k *promise.Kommun) *promise.Kommun {
	return m.public().Kommuner[slices.Index(m.plan.Site.Kommuner, k)]
}

// time writes the time that stands for a day: noon where the site is, which is the same day to readers in
// most other zones.
func (p *page) time(d day.Date) string {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, p.plan.Config.Timezone).Format(time.RFC3339)
}

// withKommun puts a kommun's name before a title that does not have it.
func withKommun(k *promise.Kommun, title string) string {
	if strings.Contains(title, k.Title) {
		return title
	}
	return k.Title + ": " + title
}

// identities is the name space of all ids, a random one.
var identities = uuid.MustParse("4f6d3a52-9c1e-4b7a-8d05-e1b2c7f0a964")

// identity returns the id of what stands at an address within the site, with a fragment where it is not
// all of the page. The same address has the same id wherever the site stands (RFC 9562, version 5).
func identity(address string) uuid.UUID { return uuid.NewSHA1(identities, []byte(address)) }

// feedPage is the making of a feed.
type feedPage struct {
	page
	told map[*promise.FollowUp][]Promise // the answers of follow-ups that the feed tells of
}

// answers is page.answers, once for a follow-up and the changes of status that it tells of.
func (p *feedPage) answers(f *promise.FollowUp) []Promise {
	list := p.told[f]
	if list == nil {
		list = p.page.answers(f)
		p.told[f] = list
	}
	return list
}

func (p *feedPage) entry(n promise.Novelty) Entry {
	var v Entry
	k := n.Kommun()
	address := "" // what the id is made of
	switch n.Kind {
	case promise.OfDocument:
		address = plan.DocumentURL(n.Document)
		v = p.documentEntry(n.Document)
	case promise.OfFollowUp:
		address = plan.FollowUpURL(n.FollowUp)
		v = p.followUpEntry(n.FollowUp)
	case promise.OfNews:
		address = plan.NewsURL(n.News)
		v = p.newsEntry(n.News)
	case promise.OfCorrection:
		address, v = p.correctionEntry(n)
	case promise.OfStatus:
		address = plan.FollowUpURL(n.Status.FollowUp) + "#l-p-" + n.Status.Promise.ID
		v = p.statusEntry(n.Status)
	}
	v.ID = identity(p.plan.Folder + address).URN()
	v.Kind.Text = p.text("feed_" + v.Kind.Key)
	v.Title = withKommun(k, v.Title)
	v.Author = p.kommunLink(k)
	v.Published, v.Updated = p.time(n.Published), p.time(n.Updated)
	if v.URL == "" {
		v.URL = p.to(address)
	}
	return v
}

func (p *page) documentEntry(d *promise.Document) Entry {
	v := Entry{
		Kind:        Label{Key: "document"},
		Title:       d.Title,
		Lang:        p.lang(d.Written),
		Facts:       []Fact{{p.text("feed_validity"), Link{Text: p.validity(d)}}},
		Image:       p.figure(d.Image, d.Written),
		Attachments: p.attachments(d.Attachments, d.Written),
		Sources:     p.references(d.Sources, d.Written),
		Corrections: p.corrections(d.Corrections, d.Written),
	}
	if !d.Signed.IsZero() {
		v.Facts = append(v.Facts, Fact{p.text("document_signed"), Link{Text: p.date(d.Signed).Text}})
	}
	if d.Summary != "" {
		v.Lead = []string{d.Summary}
	}
	// What was told since is told in entries of its own.
	promises := make([]Promise, len(d.Promises))
	for i, q := range d.Promises {
		promises[i] = p.promiseWithout(q)
	}
	v.Text = p.prose(d.Body, d.Written, d.Source.Path, promises)
	return v
}

func (p *feedPage) followUpEntry(f *promise.FollowUp) Entry {
	d := f.Document
	v := Entry{
		Kind:        Label{Key: "followup"},
		Title:       f.Title,
		Lang:        p.lang(f.Written),
		Facts:       []Fact{{p.text("followup_of"), p.documentLink(d)}},
		Text:        p.prose(f.Body, f.Written, f.Source.Path, nil),
		Groups:      p.grouped(d, p.answers(f)),
		Attachments: p.attachments(f.Attachments, f.Written),
		Sources:     p.references(f.Sources, f.Written),
		Corrections: p.corrections(f.Corrections, f.Written),
	}
	if words := p.coverage(f); words != "" {
		v.Lead = []string{words}
	}
	return v
}

func (p *page) newsEntry(n *promise.News) Entry {
	v := Entry{
		Kind:        Label{Key: "news"},
		Title:       n.Title,
		Lang:        p.lang(n.Written),
		Image:       p.figure(n.Image, n.Written),
		Text:        p.prose(n.Body, n.Written, n.Source.Path, nil),
		Attachments: p.attachments(n.Attachments, n.Written),
	}
	if n.About != nil {
		v.Facts = []Fact{{p.text("news_about"), p.documentLink(n.About)}}
	}
	return v
}

// correctionEntry makes the entry of all corrections that a text got on a day.
func (p *page) correctionEntry(n promise.Novelty) (address string, v Entry) {
	corrected, corrections := Link{}, []promise.Correction(nil)
	if d := n.Document; d != nil {
		address, corrected, corrections = plan.DocumentURL(d), p.documentLink(d), d.Corrections
	} else {
		f := n.FollowUp
		address, corrected, corrections = plan.FollowUpURL(f), p.followUpLink(f), f.Corrections
	}
	v = Entry{
		Kind:  Label{Key: "correction"},
		Title: p.text("feed_corrected", "Title", corrected.Text),
		URL:   corrected.URL + "#l-rattelser",
		Facts: []Fact{{p.text("feed_correction_of"), corrected}},
	}
	for _, c := range corrections {
		if c.Date == n.Published {
			v.Lead = append(v.Lead, c.Note)
		}
	}
	return address + "#l-rattelser-" + n.Published.String(), v
}

func (p *feedPage) statusEntry(c *promise.StatusChange) Entry {
	q := p.answers(c.FollowUp)[c.Promise.Index]
	q.Text = p.html(c.Promise.Body, c.Promise.Document.Source.Path)
	before, after := p.status(c.Before).Text, p.status(c.After).Text
	report := p.followUpLink(c.FollowUp)
	report.URL += "#l-p-" + q.ID
	return Entry{
		Kind:  Label{Key: "status"},
		Title: p.text("feed_status_title", "Before", before, "After", after, "Promise", shorten(q.Words, 100)),
		URL:   q.URL,
		Facts: []Fact{
			{p.text("status"), Link{Text: p.text("feed_status_change", "Before", before, "After", after)}},
			{p.text("feed_told"), report},
			{p.text("feed_document"), p.documentLink(c.Promise.Document)},
		},
		Groups: []Group{{Party: q.Party, Promises: []Promise{q}}},
	}
}
