// Package content reads a site's folders and assembles the model of it.
//
// Load walks content/ and static/ through an fs.FS, reads and judges every text on its own, in
// parallel, and then ties them together. What authors did wrong is in the problems; the site holds
// all that could be read, so that one bad page does not hide the faults of the next.
package content

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"lofte/internal/cache"
	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/markdown"
	"lofte/internal/promise"
	"lofte/internal/slug"
	"lofte/internal/source"
	"lofte/internal/table"
)

// Reserved are the names at the site's top that no kommun and no page can have: they are addresses of
// the site's own (CONTRACT §4), or languages.
var Reserved = []string{"404", "ar", "assets", "data", "embed", "en", "feed", "fi", "fit", "kalender", "omrade", "robots", "se",
	"sitemap", "sok", "sv", "tillganglighet", "uppfoljning"}

// reservedFollowUps are the names that no follow-up can have, for the same reason.
var reservedFollowUps = []string{"andringar", "badda-in"}

// Load reads the site. The problems are those that can be seen without knowing the addresses of the
// pages; dead links and clashes are the plan's. What known, which may be nil, has of texts that are
// unchanged is not read again. The site is the caller's alone: no later Load changes it.
func Load(fsys fs.FS, cfg config.Config, known *Cache) (*promise.Site, diag.List) {
	if known != nil {
		known.begin(cfg)
		if known.stored() && len(known.disk.old) > 0 {
			known.disk.store.ReadAll()
		}
	}
	l := newLoader(fsys, cfg, known)
	l.static()
	if _, err := fs.Stat(fsys, Root); errors.Is(err, fs.ErrNotExist) {
		if len(cfg.Collect) == 0 {
			l.problems.Errorf(source.Whole(Root), diag.NoContent, "the site has no folder %s", Root).
				Hintf("make content/KOMMUN/_index.md, and beside it a promise document such as content/KOMMUN/2026.md")
		}
	} else {
		l.top(l.list(Root))
	}
	l.clashes()
	l.run()
	l.assemble()
	for _, f := range l.kommuner {
		l.problems.Append(f.problems)
	}
	if known != nil {
		known.end(l)
	}
	for _, f := range l.kommuner {
		l.jobs = append(l.jobs, f.jobs...)
	}
	for _, j := range l.jobs {
		l.problems.Append(j.problems)
	}
	return l.site, l.problems
}

// loader is the state of one Load. Only run works in parallel; it touches nothing here but the jobs
// and folders that it runs.
type loader struct {
	lister
	cfg      config.Config
	site     *promise.Site
	kommuner []*folder
	jobs     []*job                  // those of no kommun, and while a kommun is listed, its
	files    map[string]promise.File // everything published as it is, by path; read-only while jobs run
}

func newLoader(fsys fs.FS, cfg config.Config, known *Cache) *loader {
	return &loader{
		lister: lister{fsys: fsys, cache: known},
		cfg:    cfg,
		site:   &promise.Site{},
		files:  map[string]promise.File{},
	}
}

// folder is a kommun's folder.
type folder struct {
	entry
	slug    string
	named   bool // whether a kommun can have that slug, and has it alone
	kommun  *promise.Kommun
	partOf  table.Locator
	periods []*period
	news    []*newsJob
	jobs    []*job
	files   []promise.File // all that is published from the folder

	broken   []string          // the texts that nothing can be said of
	sum      [sha256.Size]byte // of its texts and files, for a Cache on disk
	facts    [sha256.Size]byte // of what pages show of it that are not its own
	problems diag.List         // but those of the jobs
	kept     bool              // whether the Cache has it
}

// period is what stands under one period's name: a document and its follow-ups.
type period struct {
	name      string
	path      string
	document  *documentJob
	followUps []*followUpJob
	files     []promise.File
}

// job is one text to read. It goes in two steps: read makes a value of the bytes, which may be kept
// for a later Load and is never changed; use puts a copy of it into the site.
type job struct {
	text
	problems diag.List
	nothing  any // of the type of the values
	markdown *markdown.Reader
	read     func(j *job, data []byte) any
	use      func(value any)
	asked    []asked
	sum      [sha256.Size]byte // of its bytes, for a Cache on disk
	facts    [sha256.Size]byte // see keptText
	anchored bool              // whether the text is another now but has the same anchors as in the Cache on disk
	parsed   *parsed           // for a Cache in memory; nil when the text cannot be read
}

func addJob[T any](l *loader, t text, read func(j *job, data []byte) T, use func(value T)) *job {
	var nothing T
	j := &job{
		text:    t,
		nothing: nothing,
		read:    func(j *job, data []byte) any { return read(j, data) },
		use:     func(value any) { use(value.(T)) },
	}
	l.jobs = append(l.jobs, j)
	return j
}

// run reads every text and makes the kommuner of them, each by itself, on as many goroutines as there
// are processors.
func (l *loader) run() {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			w := &worker{loader: l, markdown: markdown.New(l.cfg.HTML)}
			for {
				i := int(next.Add(1)) - 1
				switch {
				case i < len(l.kommuner):
					w.runFolder(l.kommuner[i])
				case i < len(l.kommuner)+len(l.jobs):
					w.runJob(l.jobs[i-len(l.kommuner)], true)
				default:
					return
				}
			}
		})
	}
	wg.Wait()
}

// worker reads texts, one after the other. What one takes up while it is read, the next uses again: between
// what is kept of the texts, long stretches of memory that nobody needs would lie about.
type worker struct {
	*loader
	markdown *markdown.Reader
	data     bytes.Buffer // the bytes of the text
}

func (w *worker) runFolder(f *folder) {
	if f.kept {
		return
	}
	before, problems := *f.kommun, f.problems
	recalled := w.readFolder(f, true)
	if recalled && (f.problems.Len() > problems.Len() || slices.ContainsFunc(f.jobs, func(j *job) bool { return j.problems.Len() > 0 })) {
		// What was recalled does not know its places.
		*f.kommun, f.problems, f.broken = before, problems, nil
		w.readFolder(f, false)
	}
	if w.cache.stored() {
		f.sumUp()
	}
	f.periods, f.news = nil, nil
	for _, j := range f.jobs {
		j.read, j.use = nil, nil
	}
}

// readFolder reads a kommun's texts and makes the kommun of them. With recall it takes what an earlier
// program has read, and reports whether it took any.
func (w *worker) readFolder(f *folder, recall bool) (recalled bool) {
	for _, j := range f.jobs {
		recalled = w.runJob(j, recall) || recalled
	}
	if f.named {
		f.assemble()
	}
	return recalled
}

func (w *worker) runJob(j *job, recall bool) (recalled bool) {
	j.problems, j.asked = diag.List{}, nil
	parsed := w.parse(j, recall)
	if parsed == nil {
		return false
	}
	j.problems.Append(parsed.problems)
	switch {
	case w.cache.stored():
		w.cache.disk.keep(j, parsed)
		j.sum, j.facts = parsed.sum, parsed.facts
	case w.cache != nil:
		j.parsed = parsed
	}
	j.use(parsed.value)
	return parsed.ref != cache.Ref{}
}

// parse returns what a text says, from the cache when it still holds.
func (w *worker) parse(j *job, recall bool) *parsed {
	last := w.cache.last(j, recall)
	if last != nil && !last.holds(w.files) {
		last = nil
	}
	if last != nil && !j.unsure && !w.cache.touched(j.path) {
		return last
	}
	data, err := w.bytes(j.path)
	if err != nil {
		unreadable(j.path, err, &j.problems)
		return nil
	}
	var sum [sha256.Size]byte
	if w.cache != nil {
		sum = sha256.Sum256(data)
	}
	if last != nil && last.sum == sum {
		return last
	}
	j.markdown = w.markdown
	value := j.read(j, data)
	j.markdown = nil
	j.anchored = last != nil && slices.Equal(anchors(last.value), anchors(value))
	found := j.problems
	j.problems = diag.List{}
	return &parsed{sum: sum, value: value, problems: found, asked: j.asked}
}

// bytes returns a file's bytes. They are good until the next file's are asked for.
func (w *worker) bytes(path string) ([]byte, error) {
	f, err := w.fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	w.data.Reset()
	_, err = w.data.ReadFrom(f)
	return w.data.Bytes(), err
}

// static notes the files below static/, when there are any.
func (l *loader) static() {
	if _, err := fs.Stat(l.fsys, Static); err != nil {
		return
	}
	l.site.Files = append(l.site.Files, l.publish(l.list(Static), "")...)
}

// publish notes that files are published as they are, in a folder of the site.
func (l *loader) publish(entries []entry, at string) []promise.File {
	var files []promise.File
	for _, e := range entries {
		url := path.Join(at, e.name)
		switch {
		case e.folder:
			files = append(files, l.publish(e.children, url)...)
		case strings.HasSuffix(e.name, ".md") && strings.HasPrefix(e.path, Root+"/"):
			l.misplaced(e, "Markdown stands in content/, content/KOMMUN/, content/KOMMUN/PERIOD/ or content/KOMMUN/nyheter/")
		default:
			if stem, ok := almostText(e.name); ok && strings.HasPrefix(e.path, Root+"/") {
				l.problems.Warnf(source.Whole(e.path), diag.NotAText, "the file is no text of the site but published as it is: its name does not end with .md").
					Hintf("if it is a text, name it %s.md", stem)
			}
			f := promise.File{URL: url, Source: e.path, Size: e.seen.stamp.Size}
			if last, ok := l.known(e); ok {
				f.Width, f.Height = last.Width, last.Height
			} else {
				f.Width, f.Height = l.dimensions(e)
			}
			l.files[e.path] = f
			files = append(files, f)
		}
	}
	return files
}

// almostText reports whether a file's name ends as a text's would if an editor's program had not seen to it that
// it does not, and returns it without that end.
func almostText(name string) (stem string, ok bool) {
	for _, end := range []string{".md.txt", ".markdown", ".md"} {
		if n := len(name) - len(end); n > 0 && strings.EqualFold(name[n:], end) {
			return name[:n], true
		}
	}
	return "", false
}

func (l *loader) misplaced(e entry, hint string) {
	l.problems.Errorf(source.Whole(e.path), diag.Misplaced, "a Markdown file does not belong here").Hintf(hint)
}

// translated reports whether a text is a translation. Translations are shown once the site offers
// their language.
func (l *loader) translated(t text) bool {
	if t.language == "" || t.language == l.cfg.Language {
		return false
	}
	if !slices.Contains(l.cfg.Languages, t.language) {
		l.problems.Warnf(source.Whole(t.path), diag.TranslationOff, "the translation is not shown: the site does not offer the language %q", t.language).
			Hintf("languages in lofte.toml lists what the site offers")
	}
	return true
}

func (l *loader) top(entries []entry) {
	marked, others := texts(entries)
	for _, t := range marked {
		switch {
		case l.translated(t):
		case t.stem == "_index":
			l.site.Front = l.page(t, "")
		default:
			page := l.page(t, slug.Make(t.stem))
			if l.name(t.entry, page.Slug) {
				l.site.Pages = append(l.site.Pages, page)
			}
		}
	}
	var files []entry
	for _, e := range others {
		if e.folder {
			l.kommun(e)
		} else {
			files = append(files, e)
		}
	}
	l.site.Files = append(l.site.Files, l.publish(files, "")...)
}

// name judges the address of a page or a kommun, and returns whether it can have it.
func (l *loader) name(e entry, s string) bool {
	switch {
	case s == "":
		l.problems.Errorf(source.Whole(e.path), diag.BadName, "the name %q gives no address", e.name).
			Hintf("use letters a to z, digits and hyphens")
	case slices.Contains(Reserved, s):
		l.problems.Errorf(source.Whole(e.path), diag.ReservedName, "the name %q belongs to the site's own pages", s).
			Hintf("choose another name")
	default:
		return true
	}
	return false
}

func (l *loader) kommun(e entry) {
	if f := l.cache.kommun(e); f != nil {
		l.kommuner = append(l.kommuner, f)
		for _, file := range f.files {
			l.files[file.Source] = file
		}
		return
	}
	f := &folder{entry: e, slug: slug.Make(e.name)}
	defer l.during(f)()
	f.named = l.name(e, f.slug)
	f.kommun = &promise.Kommun{Slug: f.slug, Title: e.name, Source: source.Place{Path: e.path}}
	l.kommuner = append(l.kommuner, f)
	marked, others := texts(e.children)
	index := false
	for _, t := range marked {
		switch {
		case t.stem == "_index":
			index = true
			if !l.translated(t) {
				l.addKommun(f, t)
			}
		case isPeriod(t.stem):
			if !l.translated(t) {
				l.document(f, t, t.stem)
			}
		default:
			p := l.problems.Errorf(source.Whole(t.path), diag.Misplaced, "%q is no period, such as 2019 or 2017-2019", t.stem)
			if t.stem == "index" {
				p.Hintf("the text of the kommun itself is _index.md")
				continue
			}
			p.Hintf("a promise document is KOMMUN/PERIOD.md or KOMMUN/PERIOD/index.md, a follow-up KOMMUN/PERIOD/NAME.md, news KOMMUN/nyheter/NAME.md")
		}
	}
	if !index {
		l.problems.Errorf(source.Whole(e.path), diag.NoKommun, "the folder has no _index.md that says which kommun it is").
			Hintf("make %s with a title", path.Join(e.path, "_index.md"))
	}
	var files []entry
	for _, o := range others {
		switch {
		case !o.folder:
			files = append(files, o)
		case o.name == "nyheter":
			l.news(f, o)
		case isPeriod(o.name):
			l.period(f, o)
		default:
			files = append(files, o)
		}
	}
	f.kommun.Files = append(f.kommun.Files, l.publish(files, f.slug)...)
}

// during has the jobs that are added and the problems that are found from now on counted as a
// folder's, until the returned function is called.
func (l *loader) during(f *folder) (end func()) {
	problems, jobs := l.problems, l.jobs
	l.problems, l.jobs = diag.List{}, nil
	return func() {
		f.problems, f.jobs = l.problems, l.jobs
		l.problems, l.jobs = problems, jobs
	}
}

func (f *folder) period(name string) *period {
	for _, p := range f.periods {
		if p.name == name {
			return p
		}
	}
	p := &period{name: name, path: path.Join(f.path, name)}
	f.periods = append(f.periods, p)
	return p
}

func (l *loader) document(f *folder, t text, name string) {
	p := f.period(name)
	if p.document != nil {
		l.problems.Errorf(source.Whole(t.path), diag.Clash, "the document stands here and in %s", p.document.path).
			Hintf("keep one of the two")
		return
	}
	p.document = l.newDocumentJob(t, name)
}

func (l *loader) period(f *folder, e entry) {
	p := f.period(e.name)
	at := path.Join(f.slug, e.name)
	marked, others := texts(e.children)
	// First what the texts refer to, then the texts.
	p.files = l.publish(others, at)
	for _, t := range marked {
		switch {
		case l.translated(t):
		case t.stem == "index":
			l.document(f, t, e.name)
		case t.stem == "_index":
			l.misplaced(t.entry, "the promise document in a folder is index.md, without _")
		default:
			name := slug.Make(t.stem)
			if name == "" || slices.Contains(reservedFollowUps, name) {
				l.problems.Errorf(source.Whole(t.path), diag.ReservedName, "the name %q belongs to the site's own pages", t.stem).
					Hintf("choose another name")
				name = "_" + name // which clashes with nothing, so that it is said once
			}
			p.followUps = append(p.followUps, l.newFollowUpJob(t, name))
		}
	}
}

func (l *loader) news(f *folder, e entry) {
	marked, others := texts(e.children)
	f.kommun.Files = append(f.kommun.Files, l.publish(others, path.Join(f.slug, e.name))...)
	for _, t := range marked {
		if l.translated(t) {
			continue
		}
		name := slug.Make(t.stem)
		if name == "" || t.stem == "_index" || t.stem == "index" {
			l.misplaced(t.entry, "a news item is KOMMUN/nyheter/NAME.md")
			continue
		}
		f.news = append(f.news, l.newNewsJob(t, name))
	}
}

// isPeriod reports whether a name is one of a period: "2019" or "2017-2019".
func isPeriod(name string) bool {
	_, _, ok := years(name)
	return ok
}

// years returns the first and the last year of a period.
func years(name string) (first, last int, ok bool) {
	from, to, span := strings.Cut(name, "-")
	if !span {
		to = from
	}
	if len(from) != 4 || len(to) != 4 {
		return 0, 0, false
	}
	for _, s := range []string{from, to} {
		if strings.Trim(s, "0123456789") != "" {
			return 0, 0, false
		}
	}
	first, _ = strconv.Atoi(from)
	last, _ = strconv.Atoi(to)
	return first, last, true
}

// clashes reports the folders whose address another has already. They are no part of the site.
func (l *loader) clashes() {
	seen := map[string]*folder{}
	for _, f := range l.kommuner {
		if other := seen[f.slug]; f.named && other != nil {
			f.named = false
			l.problems.Errorf(source.Whole(f.path), diag.Clash, "the address /%s/ is also that of %s", f.slug, other.path).
				Hintf("give one of the two another name")
		} else if f.named {
			seen[f.slug] = f
		}
	}
}

// assemble ties the kommuner together.
func (l *loader) assemble() {
	var slugs []string
	for _, f := range l.kommuner {
		if f.named {
			l.site.Kommuner = append(l.site.Kommuner, f.kommun)
			l.site.Broken = append(l.site.Broken, f.broken...)
			slugs = append(slugs, f.slug)
		}
	}
	SwedishOrder(l.site.Kommuner)
	l.site.LinkKommuner()
	for _, f := range l.kommuner {
		if k := f.kommun; f.named && k.PartOfSlug != "" && k.PartOf == nil {
			f.problems.Errorf(f.partOf.Value(), diag.NoSuchKommun, "there is no kommun %q for part_of", k.PartOfSlug).Suggest(k.PartOfSlug, slugs)
		}
	}
}

// assemble ties together what was read of a kommun, and judges what can be seen only then.
func (f *folder) assemble() {
	for _, p := range f.periods {
		f.assemblePeriod(p)
	}
	for _, n := range f.news {
		f.kommun.News = append(f.kommun.News, n.news)
	}
	f.kommun.Link()
	f.judge()
}

func (f *folder) assemblePeriod(p *period) {
	if p.document == nil {
		for _, j := range p.followUps {
			f.problems.Errorf(source.Whole(j.path), diag.NoDocument, "the follow-up has no promise document").
				Hintf("make %s.md or %s", p.path, path.Join(p.path, "index.md"))
		}
		if len(p.followUps) == 0 {
			f.kommun.Files = append(f.kommun.Files, p.files...)
		}
		return
	}
	d := p.document.document
	d.Files = p.files
	for _, j := range p.followUps {
		j.attach(d, p.document.broken)
		d.FollowUps = append(d.FollowUps, j.followUp)
	}
	if p.document.broken {
		f.broken = append(f.broken, p.document.path)
		for _, j := range p.followUps {
			f.broken = append(f.broken, j.path)
		}
		return
	}
	f.kommun.Documents = append(f.kommun.Documents, d)
}

// SwedishOrder sorts kommuner by their titles: … x y z å ä ö.
func SwedishOrder(kommuner []*promise.Kommun) {
	c := collate.New(language.Swedish)
	var buf collate.Buffer
	keys := make(map[*promise.Kommun]string, len(kommuner))
	for _, k := range kommuner {
		keys[k] = string(c.KeyFromString(&buf, k.Title))
		buf.Reset()
	}
	slices.SortStableFunc(kommuner, func(a, b *promise.Kommun) int {
		if o := strings.Compare(keys[a], keys[b]); o != 0 {
			return o
		}
		return strings.Compare(a.Slug, b.Slug)
	})
}
