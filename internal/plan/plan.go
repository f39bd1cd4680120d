// Package plan decides what a site consists of: every output with its address, its view and its
// inputs, and where the links in the texts lead. It reads no files and renders nothing; the same
// model, settings and day give the same plan.
package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/slug"
	"lofte/internal/source"
)

// View is what is made of an output's subject.
type View string

const (
	Front         View = "front"
	Kommun        View = "kommun"
	Document      View = "document"
	Changes       View = "changes" // a document beside the one that it replaces
	FollowUp      View = "followup"
	News          View = "news"
	Timeline      View = "timeline" // of a kommun
	PartyPage     View = "party"
	AllTimelines  View = "timelines"      // of all kommuner
	YearTimelines View = "timelines-year" // of all kommuner, for a year
	Years         View = "years"
	Year          View = "year"
	FocusAreas    View = "focus-areas"
	Focus         View = "focus"
	Page          View = "page"
	Data          View = "data"      // the page about the open data
	DataFile      View = "data-file" // a file of the open data: of a kommun, or of the site and named by Name
	Search        View = "search"
	Accessibility View = "accessibility" // the accessibility statement
	NotFound      View = "notfound"
	Redirect      View = "redirect"
	Feed          View = "feed"     // of a kommun, or of the site
	Calendar      View = "calendar" // of a kommun, or of the site
	Sitemap       View = "sitemap"
	Robots        View = "robots"
	Headers       View = "headers"
	Redirects     View = "redirects"
	Embed         View = "embed" // a document for other sites to frame: the one named, or a kommun's in force
	EmbedTimeline View = "embed-timeline"
	EmbedFragment View = "embed-fragment" // a kommun's Embed without a page around it
	EmbedThis     View = "embed-this"     // how to embed a kommun's page, or a document's
	OEmbed        View = "oembed"         // what describes an Embed
	Picture       View = "picture"        // what stands for a kommun or a document where its address is shared
	SearchFile    View = "search-file"    // of the search index
	File          View = "file"           // published as it is
	Scaled        View = "scaled"         // an image, a File, in a width
	Asset         View = "asset"          // a file of the theme
)

// Output is one file of the finished site.
type Output struct {
	Path string // "katrineholm/2019/index.html"
	View View

	// What it is about; which of these are set depends on View.
	Kommun   *promise.Kommun
	Document *promise.Document
	FollowUp *promise.FollowUp
	News     *promise.News
	Page     *promise.Page
	Year     int
	Area     *Area
	Party    *Party // of Kommun
	File     *promise.File
	Width    int    // of a Scaled, pixels
	Name     string // of an Asset, a DataFile or a SearchFile, or what a Redirect leads to

	// Language is that of the Others whose output it is; "" for one of the site's own language, or of none.
	Language string

	// Inputs are the paths, under the site's root, that it is made of. A path that ends with a slash
	// means all below it; ThemeInput and ContentInput mean more and less, and lofte.toml is always one.
	// Its links, and which outputs there are at all, are matters of the plan.
	Inputs []string
}

// URL returns the output's address within the site: "katrineholm/2019/", "" for the front page.
func (o *Output) URL() string { return strings.TrimSuffix(o.Path, "index.html") }

// PictureURL returns the address of the picture of a page, by the page's.
func PictureURL(page string) string { return page + "delning.png" }

// Embedded reports whether the output is HTML for other sites to frame or to include.
func (o *Output) Embedded() bool {
	return o.View == Embed || o.View == EmbedTimeline || o.View == EmbedFragment
}

// IsPage reports whether the output is a page for people to read, which is listed in the sitemap.
func (o *Output) IsPage() bool {
	switch o.View {
	case DataFile, NotFound, Redirect, Feed, Calendar, Sitemap, Robots, Headers, Redirects, Picture, SearchFile, File, Scaled, Asset, OEmbed:
		return false
	}
	return !o.Embedded()
}

// spoken reports whether the output has words in it, so that there is one for each language.
func (o *Output) spoken() bool {
	switch o.View {
	case DataFile, NotFound, Redirect, Sitemap, Robots, Headers, Redirects, File, Scaled, Asset:
		return false
	}
	return true
}

// Area is a focus area across kommuner and years.
type Area struct {
	Slug      string
	Title     string
	Documents []*promise.Document // in order of kommun, then of time
}

// Address is where a link leads within the site.
type Address struct {
	URL    string
	Anchor string
	File   *promise.File // when it leads to a file
	Shared bool          // whether what it leads to is of no language, and stands in no language's folder
}

// Plan is a site as it will be. It is read-only once made.
type Plan struct {
	Site    *promise.Site
	Config  config.Config
	Now     day.Date
	Outputs []Output // by Path
	Years   []int    // in which some document is in force, the newest first
	Areas   []*Area  // in order of their slugs

	// Parties are those of each kommun that promise something in it: the police, the kommun, both
	// together, and others by their slugs.
	Parties map[*promise.Kommun][]*Party

	// TimelineYears are the years that follow-ups were promised or published for, the newest first.
	TimelineYears []int

	Search SearchIndex

	// Folder is where the site stands in a language that is not its own: "en/". Addresses are those within it.
	Folder string

	// Others is the site in its other languages. What is made of them is among the Outputs of this Plan, by its
	// path in the whole site, and they have none themselves.
	Others []*Plan

	links  map[string][]Address // of each text that has links, by its source path
	widths map[string][]int     // of each image that is shown, by its address
}

// Links returns where the links of the text at a source path lead, in the order of its Body.Links.
func (p *Plan) Links(path string) []Address { return p.links[path] }

// In returns the plan of the site in one of its languages, "" for its own.
func (p *Plan) In(language string) *Plan {
	for _, o := range p.Others {
		if o.Config.Language == language {
			return o
		}
	}
	return p
}

// Languages returns the plans of the site in all its languages, its own first.
func (p *Plan) Languages() []*Plan { return append([]*Plan{p}, p.Others...) }

// Make plans the site in all its languages. assets are the paths of the theme's files in the site.
func Make(site *promise.Site, cfg config.Config, now day.Date, assets []string) (*Plan, diag.List) {
	own := newMaker(site, cfg, now)
	own.make(assets)
	p := own.plan
	for _, language := range cfg.Others() {
		m := newMaker(site.In(language, cfg.Language), cfg.In(language), now)
		m.make(nil)
		o := m.plan
		o.Folder = language + "/"
		if f := o.Site.Front; f != nil && f.Language == language && f.Title != "" {
			o.Config.Title = f.Title
		}
		for _, out := range o.Outputs {
			_, planned := own.byPath[out.Path]
			switch {
			case out.spoken():
				out.Path, out.Language = o.Folder+out.Path, language
				p.Outputs = append(p.Outputs, out)
			case out.View == Scaled && !planned: // an image that only a translation shows
				own.byPath[out.Path] = len(p.Outputs)
				p.Outputs = append(p.Outputs, out)
			}
		}
		o.Outputs = nil
		p.Others = append(p.Others, o)
		own.problems.Append(m.problems)
	}
	slices.SortFunc(p.Outputs, func(a, b Output) int { return cmp.Compare(a.Path, b.Path) })
	return p, own.problems
}

func newMaker(site *promise.Site, cfg config.Config, now day.Date) *maker {
	return &maker{
		plan:   &Plan{Site: site, Config: cfg, Now: now, Parties: map[*promise.Kommun][]*Party{}, links: map[string][]Address{}, widths: map[string][]int{}},
		byPath: map[string]int{},
		source: map[string]int{},
	}
}

// make plans the site in one language.
func (m *maker) make(assets []string) {
	m.years()
	m.areas()
	m.pages()
	m.aliases()
	m.files(assets)
	m.resolve()
	m.scaled()
}

// maker is the state of one Make.
type maker struct {
	plan     *Plan
	problems diag.List
	byPath   map[string]int // index of each output
	source   map[string]int // index of the output that shows each source file
}

// add plans an output. One at an address that is taken is a problem at its source.
func (m *maker) add(o Output, at source.Place) {
	if i, taken := m.byPath[o.Path]; taken {
		other := &m.plan.Outputs[i]
		m.problems.Errorf(spot(at), diag.Clash, "the address /%s is also that of %s", o.URL(), describe(other)).
			Hintf("give one of the two another name")
		return
	}
	m.byPath[o.Path] = len(m.plan.Outputs)
	o.Inputs = append(o.Inputs, config.File)
	m.plan.Outputs = append(m.plan.Outputs, o)
}

// spot returns a place in a file whose text is not at hand; the first line of a text stands for all of
// it.
func spot(at source.Place) source.Spot {
	if at.Column == 0 {
		at.Line = 0
	}
	return source.Spot{Place: at}
}

// describe names an output by what an author can change.
func describe(o *Output) string {
	if len(o.Inputs) > 0 && !strings.HasSuffix(o.Inputs[0], "/") {
		return o.Inputs[0]
	}
	return "a page of the site (" + string(o.View) + ")"
}

// show plans the page that shows a text.
func (m *maker) show(o Output, url string, at source.Place) {
	o.Path = url + "index.html"
	if _, taken := m.byPath[o.Path]; !taken && !strings.HasSuffix(at.Path, "/") {
		m.source[at.Path] = len(m.plan.Outputs)
		if original := o.original(); original != "" {
			m.source[original] = len(m.plan.Outputs)
			o.Inputs = append(slices.Clip(o.Inputs), original)
		}
	}
	m.add(o, at)
}

const (
	ThemeInput   = "theme/"
	ContentInput = "content/"
	staticInput  = "static/"
)

func (m *maker) pages() {
	site := m.plan.Site
	front := source.Place{Path: ContentInput}
	if site.Front != nil {
		front = site.Front.Source
	}
	m.show(Output{View: Front, Page: site.Front, Inputs: []string{ContentInput, ThemeInput}}, "", front)
	for _, p := range site.Pages {
		m.show(Output{View: Page, Page: p, Inputs: []string{p.Source.Path, ThemeInput}}, p.Slug+"/", p.Source)
	}
	for _, k := range site.Kommuner {
		m.kommun(k)
	}
	all := []string{ContentInput, ThemeInput}
	none := source.Place{Path: ContentInput}
	m.show(Output{View: AllTimelines, Inputs: all}, "uppfoljning/", none)
	for _, y := range m.plan.TimelineYears {
		m.show(Output{View: YearTimelines, Year: y, Inputs: all}, "uppfoljning/"+strconv.Itoa(y)+"/", none)
	}
	m.show(Output{View: Years, Inputs: all}, "ar/", none)
	for _, y := range m.plan.Years {
		m.show(Output{View: Year, Year: y, Inputs: all}, "ar/"+strconv.Itoa(y)+"/", none)
	}
	m.show(Output{View: FocusAreas, Inputs: all}, "omrade/", none)
	for _, a := range m.plan.Areas {
		m.show(Output{View: Focus, Area: a, Inputs: all}, "omrade/"+a.Slug+"/", none)
	}
	m.show(Output{View: Data, Inputs: all}, DataURL, none)
	for _, name := range DataFiles() {
		m.add(Output{Path: DataURL + name, View: DataFile, Name: name, Inputs: []string{ContentInput}}, none)
	}
	m.show(Output{View: Accessibility, Inputs: []string{ThemeInput}}, AccessibilityURL, none)
	m.feeds(none)
	m.search()
	m.add(Output{Path: "404.html", View: NotFound, Inputs: []string{ThemeInput}}, none)
	m.add(Output{Path: "sitemap.xml", View: Sitemap, Inputs: all}, none)
	m.add(Output{Path: "robots.txt", View: Robots}, none)
	m.add(Output{Path: "_headers", View: Headers, Inputs: []string{ContentInput, staticInput, ThemeInput}}, none)
	m.add(Output{Path: "_redirects", View: Redirects, Inputs: all}, none)
}

func (m *maker) kommun(k *promise.Kommun) {
	at := k.Slug + "/"
	// A kommun's pages name each other's titles, dates and statuses, so each is made of the whole
	// folder. That is a few dozen pages to make again, not the site.
	folder := k.Folder() + "/"
	inputs := func(first string) []string { return []string{first, folder, ThemeInput} }
	m.show(Output{View: Kommun, Kommun: k, Inputs: inputs(k.Source.Path)}, at, k.Source)
	m.add(Output{Path: PictureURL(at), View: Picture, Kommun: k, Inputs: inputs(folder)}, k.Source)
	m.show(Output{View: Timeline, Kommun: k, Inputs: inputs(folder)}, TimelineURL(k), source.Place{Path: folder})
	m.parties(k, inputs(folder))
	for _, d := range k.Documents {
		m.show(Output{View: Document, Kommun: k, Document: d, Inputs: inputs(d.Source.Path)}, DocumentURL(d), d.Source)
		m.add(Output{Path: PictureURL(DocumentURL(d)), View: Picture, Kommun: k, Document: d, Inputs: inputs(folder)}, d.Source)
		if old := d.Replaces; old != nil {
			m.add(Output{Path: ChangesURL(d) + "index.html", View: Changes, Kommun: k, Document: d,
				Inputs: []string{d.Source.Path, old.Source.Path, folder, ThemeInput}}, d.Source)
		}
		for _, f := range d.FollowUps {
			m.show(Output{View: FollowUp, Kommun: k, Document: d, FollowUp: f, Inputs: inputs(f.Source.Path)}, FollowUpURL(f), f.Source)
		}
	}
	m.add(Output{Path: KommunDataURL(k), View: DataFile, Kommun: k, Inputs: []string{folder}}, source.Place{Path: folder})
	m.add(Output{Path: at + FeedFile, View: Feed, Kommun: k, Inputs: inputs(folder)}, k.Source)
	m.add(Output{Path: at + CalendarFile, View: Calendar, Kommun: k, Inputs: inputs(folder)}, k.Source)
	m.embeds(k, inputs(folder))
	for _, n := range k.News {
		m.show(Output{View: News, Kommun: k, News: n, Inputs: inputs(n.Source.Path)}, NewsURL(n), n.Source)
	}
}

// The names of a feed and a calendar, below the address of a kommun's page and of the front page.
const (
	FeedFile     = "feed.xml"
	CalendarFile = "kalender.ics"
)

// FeedEntries is how many entries the feed of the site has at most.
const FeedEntries = 100

// feeds plans the feed and the calendar of the site.
func (m *maker) feeds(at source.Place) {
	inputs := []string{ContentInput, ThemeInput}
	// The feed has running text too, which ContentInput leaves out.
	for _, n := range promise.Novelties(m.plan.Site.Kommuner, FeedEntries, m.plan.Now) {
		if folder := n.Kommun().Folder() + "/"; !slices.Contains(inputs, folder) {
			inputs = append(inputs, folder)
		}
	}
	m.add(Output{Path: FeedFile, View: Feed, Inputs: inputs}, at)
	m.add(Output{Path: CalendarFile, View: Calendar, Inputs: []string{ContentInput, ThemeInput}}, at)
}

// KommunURL returns the address of a kommun's page within the site.
func KommunURL(k *promise.Kommun) string { return k.Slug + "/" }

// DocumentURL returns the address of a document's page within the site.
func DocumentURL(d *promise.Document) string { return d.Kommun.Slug + "/" + d.Period + "/" }

// ChangesURL returns the address of the page that sets a document beside the one that it replaces.
func ChangesURL(d *promise.Document) string { return DocumentURL(d) + "andringar/" }

// FollowUpURL returns the address of a follow-up's page within the site.
func FollowUpURL(f *promise.FollowUp) string { return DocumentURL(f.Document) + f.Name + "/" }

// NewsURL returns the address of a news item's page within the site.
func NewsURL(n *promise.News) string { return n.Kommun.Slug + "/nyheter/" + n.Name + "/" }

// AreaURL returns the address of a focus area's page within the site.
func AreaURL(focus string) string { return "omrade/" + slug.Make(focus) + "/" }

// DataURL is the address of the page about the open data within the site, and the folder of its files.
const DataURL = "data/"

// DataFiles returns the names of the site's open data files.
func DataFiles() []string {
	return []string{"catalog.rdf", "followups.csv", "followups.json", "followups.schema.json", "kommun.schema.json", "kommuner.json", "kommuner.schema.json",
		"promises.csv", "promises.json", "promises.schema.json"}
}

// AccessibilityURL is the address of the accessibility statement within the site.
const AccessibilityURL = "tillganglighet/"

// KommunDataURL returns the address of a kommun's open data within the site.
func KommunDataURL(k *promise.Kommun) string { return k.Slug + "/data.json" }

func (m *maker) years() {
	years, timeline := map[int]bool{}, map[int]bool{}
	for _, k := range m.plan.Site.All() {
		for _, d := range k.Documents {
			for _, y := range d.Years(m.plan.Now) {
				years[y] = true
			}
			for _, e := range d.Timeline(m.plan.Now) {
				timeline[TimelineYear(e)] = true
			}
		}
	}
	m.plan.Years = descending(years)
	m.plan.TimelineYears = descending(timeline)
}

// TimelineYear returns the year that a follow-up is listed under: that of the part it is about, else
// that of its day.
func TimelineYear(e promise.Expected) int {
	if !e.Part.From.IsZero() {
		return e.Part.From.Year
	}
	if part, err := promise.ParsePart(e.FollowUp.Period); err == nil {
		return part.From.Year
	}
	return e.Day().Year
}

func descending(set map[int]bool) []int {
	var list []int
	for y := range set {
		list = append(list, y)
	}
	slices.SortFunc(list, func(a, b int) int { return b - a })
	return list
}

func (m *maker) areas() {
	bySlug := map[string]*Area{}
	for _, k := range m.plan.Site.All() {
		for _, d := range k.Documents {
			for _, focus := range d.AllFocus() {
				s := slug.Make(focus)
				if s == "" {
					continue
				}
				a := bySlug[s]
				if a == nil {
					a = &Area{Slug: s, Title: focus}
					bySlug[s] = a
					m.plan.Areas = append(m.plan.Areas, a)
				}
				if n := len(a.Documents); n == 0 || a.Documents[n-1] != d {
					a.Documents = append(a.Documents, d)
				}
			}
		}
	}
	slices.SortFunc(m.plan.Areas, func(a, b *Area) int { return cmp.Compare(a.Slug, b.Slug) })
}

// aliases plans a small page at each former address that leads to the new one.
func (m *maker) aliases() {
	add := func(aliases []promise.Alias, to string) {
		for _, a := range aliases {
			file := a.URL
			if strings.HasSuffix(file, "/") {
				file += "index.html"
			}
			m.add(Output{Path: file, View: Redirect, Name: to, Inputs: []string{a.Source.Path, ThemeInput}}, a.Source)
		}
	}
	for _, p := range m.plan.Site.Pages {
		add(p.Aliases, p.Slug+"/")
	}
	if f := m.plan.Site.Front; f != nil {
		add(f.Aliases, "")
	}
	for _, k := range m.plan.Site.Kommuner {
		add(k.Aliases, KommunURL(k))
		for _, d := range k.Documents {
			add(d.Aliases, DocumentURL(d))
		}
	}
}

func (m *maker) files(assets []string) {
	add := func(files []promise.File) {
		for i := range files {
			f := &files[i]
			if _, taken := m.byPath[f.URL]; !taken {
				m.source[f.Source] = len(m.plan.Outputs)
			}
			m.add(Output{Path: f.URL, View: File, File: f, Inputs: []string{f.Source}}, source.Place{Path: f.Source})
		}
	}
	add(m.plan.Site.Files)
	for _, k := range m.plan.Site.Kommuner {
		add(k.Files)
		for _, d := range k.Documents {
			add(d.Files)
		}
	}
	for _, a := range assets {
		m.add(Output{Path: a, View: Asset, Name: a, Inputs: []string{ThemeInput}}, source.Place{Path: a})
	}
}
