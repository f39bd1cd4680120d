package build

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"lofte/internal/cache"
	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/publish"
)

// CacheFolder is the folder, beside the site's own, that holds what one build leaves to the next. It
// may be deleted at any time.
const CacheFolder = ".lofte-cache"

// memory is what the last build of a site left to this one, and what this one leaves to the next.
//
// An output need not be made again when all that it is made of is as it was: the program, the
// settings, the theme, the data of other sites, the flags and the day (state), the texts and files that it shows, and where
// their links lead. A page is made of its inputs in the plan, and of the names of all kommuner and pages.
// What is small and of the whole site, such as robots.txt, is always made again.
type memory struct {
	cache   *cache.Cache
	content *content.Cache
	former  publish.Former
	state   sum  // zero when it is not known
	last    left // behind by the last build
	found   bool // everything in the site's folders as it was
	quiet   bool // nothing is wrong with the site

	frame sum            // what every page is made of
	links map[string]sum // of the texts in each kommun's folder, with the images that they show
	top   sum            // the same of the texts that are of no kommun
}

type sum = [sha256.Size]byte

// left is what a build leaves about the site that it made.
type left struct {
	state        sum
	quiet        bool
	top          sum // see memory
	pages, files int
	texts        []Left
	outputs      map[string]made

	// terms are the words of each language for those of the site's own.
	terms map[string]map[string]string

	// shared are the folders of kommuner whose running text stands in outputs that are of no kommun, by
	// the output's path.
	shared map[string][]string
}

// made is what an output was made of, and what came of it.
type made struct{ of, gave sum }

// remember opens the site's cache, and looks at the site and at what is published meanwhile. Why the cache was of no use is in
// why; without a cache there is no memory and an err.
func remember(o Options) (m *memory, why, err error) {
	m = &memory{content: content.NewStored()}
	var wg sync.WaitGroup
	wg.Go(func() { m.content.Look(o.Site) })
	if o.Out != "" {
		wg.Go(func() { m.former = publish.Ahead(o.Out) })
	}
	program, err := programSum()
	if err == nil {
		m.cache, why, err = cache.Open(o.Cache, program)
	}
	if err != nil {
		wg.Wait()
		return nil, nil, err
	}
	m.recall(wg.Wait)
	return m, why, nil
}

// again looks at the site once more.
func (m *memory) again(site fs.FS) {
	m.content = content.NewStored()
	m.content.Look(site)
	m.recall(func() {})
}

// recall takes in what the last build left. looked returns when the site has been looked at.
func (m *memory) recall(looked func()) {
	r := cache.Read(m.cache.Index())
	m.last = left{}
	m.last.record(&r)
	looked()
	m.found = m.content.Recall(m.cache, &r)
	if !r.Whole() {
		m.last = left{}
	}
}

func (l *left) record(r *cache.Record) {
	r.Sum(&l.state)
	r.Bool(&l.quiet)
	r.Sum(&l.top)
	r.Int(&l.pages)
	r.Int(&l.files)
	cache.List(r, &l.texts, func(t *Left) {
		r.Text(&t.Path)
		r.Bool(&t.Draft)
		r.Int(&t.Publish.Year)
		cache.Number(r, &t.Publish.Month)
		r.Int(&t.Publish.Day)
	})
	cache.ByName(r, &l.outputs, func(m *made) {
		r.Sum(&m.of)
		r.Sum(&m.gave)
	})
	cache.ByName(r, &l.terms, func(words *map[string]string) { cache.ByName(r, words, r.Text) })
	cache.ByName(r, &l.shared, func(folders *[]string) { cache.List(r, folders, r.Text) })
}

// programSum tells versions of the program apart, those that were never given a number too.
var programSum = sync.OnceValues(func() (s sum, err error) {
	name, err := os.Executable()
	if err != nil {
		return s, err
	}
	f, err := os.Open(name)
	if err != nil {
		return s, err
	}
	s, err = sumOfProgram(f)
	return s, errors.Join(err, f.Close())
})

// buildIDs are what goes before the build ID near the beginning of a program: in ELF the head of its
// note, elsewhere a text (the go command's cmd/internal/buildid).
var buildIDs = [][]byte{[]byte("\x04\x00\x00\x00Go\x00\x00"), []byte("\xff Go build ID: \"")}

// sumOfProgram sums up a program. Its build ID, which go puts there, is made of all its bytes, so that
// they need not be read again; a program without one is read to its end.
func sumOfProgram(f io.Reader) (s sum, err error) {
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return s, err
	}
	h := sha256.New()
	h.Write(head[:n])
	if slices.ContainsFunc(buildIDs, func(id []byte) bool { return bytes.Contains(head[:n], id) }) {
		return sum(h.Sum(nil)), nil
	}
	_, err = io.Copy(h, f)
	return sum(h.Sum(nil)), err
}

// stateOf sums up all that a site is made of but its content.
func stateOf(o Options, settings []byte, theme themeSums, others sum, now day.Date) sum {
	if !theme.known {
		return sum{}
	}
	var r cache.Record
	text, on := string(settings), now.String()
	r.Text(&text)
	r.Sum(&theme.styles)
	r.Sum(&theme.others)
	r.Sum(&others)
	r.Text(&o.BaseURL)
	r.Bool(&o.Drafts)
	r.Text(&on)
	return sha256.Sum256(r.Bytes())
}

// lasts reports whether what the last build made is still right, as far as the texts and files are as they
// were.
func (m *memory) lasts() bool { return m.state != (sum{}) && m.state == m.last.state && m.last.quiet }

// weigh takes in the site that is about to be rendered.
func (m *memory) weigh(s *Site) {
	m.quiet = len(s.Problems) == 0
	var frame cache.Record
	frame.Sum(&m.state)
	languages := s.Plan.Languages()
	for _, p := range languages {
		frame.Text(&p.Config.Title)
		cache.ByName(&frame, &p.Site.Terms, frame.Text)
		for _, k := range p.Site.Kommuner {
			frame.Text(&k.Slug)
			frame.Text(&k.Title)
			frame.Text(&k.PartOfSlug)
		}
		for _, p := range p.Site.Pages {
			frame.Text(&p.Slug)
			frame.Text(&p.Title)
			frame.Text(&p.Language)
		}
	}
	m.frame = sha256.Sum256(frame.Bytes())
	m.weighTop(s)
	m.links = make(map[string]sum, len(s.Plan.Site.Kommuner))
	records := make(map[string]*linkRecord, len(s.Plan.Site.Kommuner))
	for _, p := range languages {
		for _, k := range p.Site.Kommuner {
			r := records[k.Folder()]
			if r == nil {
				r = &linkRecord{}
				records[k.Folder()] = r
			}
			r.kommun(p, k)
		}
	}
	for folder, r := range records {
		m.links[folder] = sha256.Sum256(r.Bytes())
	}
}

func (m *memory) weighTop(s *Site) {
	if s.part != nil {
		m.top = m.last.top // these texts are not read, and are as they were
		return
	}
	var r linkRecord
	for _, p := range s.Plan.Languages() {
		if f := p.Site.Front; f != nil {
			r.links(p, f.Source.Path)
		}
		for _, q := range p.Site.Pages {
			r.links(p, q.Source.Path)
		}
	}
	m.top = sha256.Sum256(r.Bytes())
}

// linkRecord takes in where links lead, and what is shown of images.
type linkRecord struct{ cache.Record }

// kommun takes in the texts of a kommun.
func (r *linkRecord) kommun(p *plan.Plan, k *promise.Kommun) {
	r.links(p, k.Source.Path)
	for _, d := range k.Documents {
		r.links(p, d.Source.Path)
		r.beside(p, d.Image)
		for _, f := range d.FollowUps {
			r.links(p, f.Source.Path)
		}
	}
	for _, n := range k.News {
		r.links(p, n.Source.Path)
		r.beside(p, n.Image)
	}
}

func (r *linkRecord) links(p *plan.Plan, text string) {
	for _, a := range p.Links(text) {
		r.Text(&a.URL)
		r.Text(&a.Anchor)
		if a.File != nil {
			r.image(p, a.URL, a.File.Width, a.File.Height)
		}
	}
}

func (r *linkRecord) beside(p *plan.Plan, image *promise.Image) {
	if image != nil {
		r.image(p, image.URL, image.Width, image.Height)
	}
}

func (r *linkRecord) image(p *plan.Plan, url string, width, height int) {
	r.Int(&width)
	r.Int(&height)
	for _, w := range p.Widths(url) {
		r.Int(&w)
	}
}

// of sums up what an output is made of; ok is false when it is always to be made again.
func (m *memory) of(o *plan.Output) (s sum, ok bool) {
	if m.state == (sum{}) {
		return s, false
	}
	sums := m.content.Sums()
	var r cache.Record
	r.Text(&o.Path)
	switch {
	case o.View == plan.File || o.View == plan.Scaled:
		version, changed, known := m.content.File(o.File.Source)
		if !known {
			return s, false
		}
		r.Text(&o.File.Source)
		r.Int64(&version.Size)
		r.Int64(&version.Time)
		cache.Number(&r, &version.Inode)
		r.Int64(&changed)
	case o.IsPage() || o.Embedded() || slices.Contains([]plan.View{plan.Sitemap, plan.DataFile, plan.Feed, plan.Calendar, plan.SearchFile, plan.Picture, plan.OEmbed}, o.View):
		r.Sum(&m.frame)
		for _, in := range o.Inputs {
			inside := func(folder string) bool {
				return folder != in && strings.HasSuffix(folder, "/") && strings.HasPrefix(in, folder)
			}
			folder := strings.TrimSuffix(in, "/")
			kommun, known := sums.Kommuner[folder]
			switch {
			case in == config.File || in == plan.ThemeInput: // part of the state
			case known:
				links := m.links[folder]
				r.Sum(&kommun)
				r.Sum(&links)
			case slices.ContainsFunc(o.Inputs, inside): // part of another input
			case in == plan.ContentInput || !strings.HasSuffix(in, "/"):
				r.Sum(&sums.Site)
				r.Sum(&m.top)
			default:
				return s, false
			}
		}
	default:
		return s, false
	}
	return sha256.Sum256(r.Bytes()), true
}

// standing adds all that the last build made and this one does not to a publish, and reports whether all
// of it stands there.
func (m *memory) standing(stage *publish.Stage, s *Site) bool {
	again := make(map[string]bool, len(s.part))
	for _, i := range s.part {
		again[s.Plan.Outputs[i].Path] = true
	}
	paths := make([]string, 0, len(m.last.outputs))
	for p := range m.last.outputs {
		if !again[p] {
			paths = append(paths, p)
		}
	}
	var next atomic.Int64
	var gone atomic.Bool
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(paths) && !gone.Load(); i = int(next.Add(1)) - 1 {
				if !stage.Keep(paths[i], m.last.outputs[paths[i]].gave) {
					gone.Store(true)
				}
			}
		})
	}
	wg.Wait()
	return !gone.Load()
}

// stands returns a function that adds an output to a publish if it would come out as it stands there,
// and reports whether it did. Without a memory nothing stands.
func (m *memory) stands(stage *publish.Stage) func(*plan.Output) bool {
	if m == nil {
		return func(*plan.Output) bool { return false }
	}
	return func(o *plan.Output) bool {
		last, made := m.last.outputs[o.Path]
		if !made {
			return false
		}
		of, ok := m.of(o)
		return ok && last.of == of && stage.Keep(o.Path, last.gave)
	}
}

// leave returns what to leave to the next build: the cache's index, and how many bytes the records have that
// it speaks of. gave returns what came of an output.
func (m *memory) leave(s *Site, gave func(path string) (sum, bool)) (index []byte, live int64, err error) {
	if s.part == nil {
		m.last = left{state: m.state, quiet: m.quiet, top: m.top, texts: s.Left, outputs: make(map[string]made, len(s.Plan.Outputs)), shared: m.shared(s.Plan)}
		m.last.pages, m.last.files = s.Count()
		m.last.terms = map[string]map[string]string{}
		for _, p := range s.Plan.Others {
			m.last.terms[p.Config.Language] = p.Site.Terms
		}
	}
	for _, o := range s.made() {
		var one made
		one.of, _ = m.of(o)
		if g, ok := gave(o.Path); ok {
			one.gave = g
			m.last.outputs[o.Path] = one
		}
	}
	r := cache.Write(make([]byte, 0, len(m.cache.Index())*9/8)) // about as much as the last time
	m.last.record(&r)
	live, err = m.content.Index(&r)
	return r.Bytes(), live, err
}

// save leaves to the next build what leave returned, once the site is in place.
func (m *memory) save(s *Site, index []byte, live int64) error {
	if s.figures != nil {
		if err := m.cache.SaveNote(publishedNote, publishedHead, s.figures); err != nil {
			return err
		}
	}
	return m.cache.Save(index, live)
}

// shared finds the outputs that left.shared tells of.
func (m *memory) shared(p *plan.Plan) map[string][]string {
	shared := map[string][]string{}
	sums := m.content.Sums()
	for i := range p.Outputs {
		o := &p.Outputs[i]
		if o.Kommun != nil {
			continue
		}
		for _, in := range o.Inputs {
			folder := strings.TrimSuffix(in, "/")
			if _, known := sums.Kommuner[folder]; known {
				shared[o.Path] = append(shared[o.Path], folder)
			}
		}
	}
	return shared
}
