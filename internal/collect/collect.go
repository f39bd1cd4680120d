// Package collect has the data of other lofte sites: fetched, kept and made into kommuner of the model.
//
// What a site publishes as open data (CONTRACT §4) is fetched by Fetch, which keeps a copy of what fits
// its schema. Look reads the copies, and the data that stands in the site itself; it touches no network.
// What is wrong is a warning at the place that names the source: the data of others never keeps a site
// from being built.
//
// The data is strangers'. All its texts are taken for texts, never for HTML, and no address is taken over
// that does not lead to a place below the site that published it.
package collect

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"sync"

	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/say"
)

// Collection is what there is of a site's sources. It is safe for several goroutines.
type Collection struct {
	sources []*collected
	asked   bool // whether sources were to be fetched
	now     day.Date
}

// collected is what there is of a source. Its files are read when they are first asked for.
type collected struct {
	config.Collect
	failure *Failure // why it could not be fetched; nil when it was, or was not to be
	files   files    // nil when there are none
	copied  day.Date // when they were fetched; zero when they stand in the site
	fault   error    // why there are none, although some should be there
	sum     [sha256.Size]byte
	read    func() reading
}

// reading is what was read of a source's files.
type reading struct {
	kommuner []*promise.Kommun
	foreign  int   // how many addresses were left out
	fault    error // a *opendata.Misfit
}

// Look takes in what the site has of its sources. report is what came of fetching them, nil when they
// were not to be fetched. What before, which may be nil, has read already is not read again. now is the
// day that the site is judged by.
func Look(site fs.FS, sources []config.Collect, report Report, now day.Date, before *Collection) *Collection {
	c := &Collection{asked: report != nil, now: now}
	for i, s := range sources {
		one := &collected{Collect: s}
		if why, failed := report[s.URL]; failed && s.URL != "" {
			one.failure = &why
		}
		if s.URL != "" {
			one.files, one.copied, one.fault = readCopy(site, s.URL)
		} else {
			one.files, one.fault = readFiles(site, s.File)
		}
		one.summarize()
		one.read = sync.OnceValue(func() reading { return read(one) })
		if before != nil && i < len(before.sources) {
			if old := before.sources[i]; old.sum == one.sum && old.URL == one.URL && old.File == one.File {
				one.read = old.read
			}
		}
		c.sources = append(c.sources, one)
	}
	return c
}

func (s *collected) summarize() {
	h := sha256.New()
	for _, name := range names {
		sum := sha256.Sum256(s.files[name])
		h.Write(sum[:])
	}
	h.Write([]byte(s.copied.String()))
	if s.fault != nil {
		h.Write([]byte(s.fault.Error()))
	}
	h.Sum(s.sum[:0])
}

// Sum sums up the data of all sources.
func (c *Collection) Sum() (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, s := range c.sources {
		h.Write(s.sum[:])
	}
	h.Sum(sum[:0])
	return sum
}

// Failed reports whether some source could not be fetched.
func (c *Collection) Failed() bool {
	return slices.ContainsFunc(c.sources, func(s *collected) bool { return s.failure != nil })
}

// Join returns the site with the sources' kommuner in its Collected. Of a kommun that several publish, the
// site's own counts, else that of the source named first. What is wrong with the sources is in the
// problems, at the places that name them.
func (c *Collection) Join(site *promise.Site) (*promise.Site, diag.List) {
	var problems diag.List
	c.readAll()
	publisher := map[string]string{} // of each kommun, by its slug: "" for the site itself
	for _, k := range site.Kommuner {
		publisher[k.Slug] = ""
	}
	all := slices.Clone(site.Kommuner)
	for _, s := range c.sources {
		read := s.read()
		s.judge(read, c, &problems)
		for _, k := range read.kommuner {
			other, taken := publisher[k.Slug]
			switch {
			case slices.Contains(content.Reserved, k.Slug):
				problems.Warnf(s.At, diag.ReservedName, "the kommun %q of %s is left out: the name belongs to a site's own pages", k.Slug, s.name())
			case taken && other == "":
				problems.Warnf(s.At, diag.KommunTwice, "the kommun %q of %s is left out: this site has it in its own content", k.Slug, s.name())
			case taken:
				problems.Warnf(s.At, diag.KommunTwice, "the kommun %q of %s is left out: it comes from %s already", k.Slug, s.name(), other)
			default:
				publisher[k.Slug] = s.name()
				all = append(all, k)
			}
		}
	}
	if len(all) == len(site.Kommuner) {
		return site, problems
	}
	promise.Order(all, promise.Swedish)
	joined := *site
	joined.Collected = all
	return &joined, problems
}

// readAll reads the sources on as many goroutines as there are processors.
func (c *Collection) readAll() {
	next := make(chan *collected)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for s := range next {
				s.read()
			}
		})
	}
	for _, s := range c.sources {
		next <- s
	}
	close(next)
	wg.Wait()
}

// name is what the source is called in messages.
func (s *collected) name() string {
	if s.URL != "" {
		return s.URL
	}
	return s.File
}

// judge reports what is wrong with a source as a whole.
func (s *collected) judge(read reading, c *Collection, problems *diag.List) {
	if read.foreign > 0 {
		problems.Warnf(s.At, diag.ForeignAddress, "addresses in the data of %s do not lead below it, and are left out: %d", s.name(), read.foreign).
			Hintf("name the address that the site has as its base_url")
	}
	lacks := (*fs.PathError)(nil)
	switch {
	case errors.As(s.fault, &lacks) && errors.Is(lacks, fs.ErrNotExist):
		problems.Warnf(s.At, diag.NoSuchFile, "there is no file %q", lacks.Path).
			Hintf("what a site publishes in data/ belongs there: promises.json and followups.json")
	case s.fault != nil:
		problems.Warnf(s.At, diag.Misfit, "the data of %s cannot be used: %s; nothing of it is shown", s.name(), why(s.fault))
	case read.fault != nil:
		problems.Warnf(s.At, diag.Misfit, "the data of %s cannot be used: %s; nothing of it is shown", s.name(), why(read.fault))
	case s.failure == nil && s.files == nil && c.asked:
		problems.Warnf(s.At, diag.NoCopy, "nothing of %s has been fetched yet, and nothing of it is shown", s.URL).
			Hintf("lofte build fetches it")
	case s.failure == nil:
	case s.files == nil && s.failure.Misfit:
		problems.Warnf(s.At, diag.Misfit, "the data of %s cannot be used: %s; nothing of it is shown", s.URL, s.failure.Why)
	case s.files == nil:
		problems.Warnf(s.At, diag.NoCopy, "%s cannot be fetched: %s; nothing of it is shown", s.URL, s.failure.Why).
			Hintf("is it the address of a site that lofte made?")
	case s.failure.Misfit:
		problems.Warnf(s.At, diag.Misfit, "the data of %s cannot be used: %s; the copy of %s is shown", s.URL, s.failure.Why, s.copied).
			Hint = s.age(c.now)
	default:
		problems.Warnf(s.At, diag.NotFetched, "%s cannot be fetched: %s; the copy of %s is shown", s.URL, s.failure.Why, s.copied).
			Hint = s.age(c.now)
	}
}

// age says how old a source's copy is.
func (s *collected) age(now day.Date) say.Text {
	switch n := s.copied.DaysUntil(now); {
	case n <= 0:
		return say.Textf("the copy is of the same day")
	case n == 1:
		return say.Textf("the copy is 1 day old")
	default:
		return say.Textf("the copy is %d days old", n)
	}
}
