package content

import (
	"crypto/sha256"
	"fmt"
	"path"
	"strings"

	"lofte/internal/cache"
	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/watch"
)

// Cache keeps what was read of a site from one Load to the next, so that a text that has not changed
// is not read again. What a Load returns is the same with a Cache as without.
//
// A Cache belongs to one caller and one site. It trusts that it was told of every change: between two
// Loads, call Changed with all that may have happened since the first began.
type Cache struct {
	settings string // those that texts are read by
	texts    map[string]*parsed
	kommuner map[string]*folder // those that nothing is wrong with, and that depend on no other
	files    map[string]promise.File
	listed   map[string]*entry // the folders Root and Static
	named    map[string]bool   // the paths that may have changed
	opened   map[string]bool   // the folders above them
	all      bool
	faults   string // what was wrong with folders and names
	differs  bool
	refiled  map[string]bool
	sums     Sums
	disk     *disk // nil in a Cache that lasts as long as the program
}

// NewCache returns an empty Cache.
func NewCache() *Cache {
	return &Cache{all: true, listed: map[string]*entry{}, named: map[string]bool{}, opened: map[string]bool{}, files: map[string]promise.File{}}
}

// Changed tells what may have changed.
func (c *Cache) Changed(b watch.Batch) {
	c.all = c.all || b.All
	for _, p := range b.Paths {
		c.named[p] = true
		for p != "." {
			p = path.Dir(p)
			c.opened[p] = true
		}
	}
}

// lasts reports whether a later Load will use what this one reads.
func (c *Cache) lasts() bool { return c != nil && c.disk == nil }

// stored reports whether what is read is kept on disk.
func (c *Cache) stored() bool { return c != nil && c.disk != nil }

// Differs reports whether the last Load read something else than the one before it. In doubt it does.
func (c *Cache) Differs() bool { return c.differs }

// Refiled returns the paths of the files published as they are that have other bytes than at the Load
// before the last one, or are gone. In doubt they have.
func (c *Cache) Refiled() map[string]bool { return c.refiled }

// touched reports whether a path may have changed. A nil Cache has seen nothing yet.
func (c *Cache) touched(p string) bool {
	if c == nil || c.all {
		return true
	}
	for ; p != "."; p = path.Dir(p) {
		if c.named[p] {
			return true
		}
	}
	return false
}

// folder returns a folder as it was last listed. known is true when nothing in it has changed since.
func (c *Cache) folder(p string) (last *entry, known bool) {
	if c == nil {
		return nil, false
	}
	last = c.listed[p]
	return last, last != nil && c.unchanged(last)
}

// unchanged reports whether a folder is as it was listed.
func (c *Cache) unchanged(last *entry) bool {
	return c != nil && !last.unsure && !c.opened[last.path] && !c.touched(last.path)
}

// kommun returns what was read of a kommun's folder, when all of it still holds; else nil.
func (c *Cache) kommun(e entry) *folder {
	if c == nil || !c.unchanged(&e) {
		return nil
	}
	return c.kommuner[e.path]
}

// keep makes a folder one that can be part of the next site as it is, if it is such a one.
func (f *folder) keep(files map[string]promise.File) bool {
	if !f.named || f.unsure || f.problems.Len() > 0 || f.kommun.PartOfSlug != "" {
		return false
	}
	inside := f.path + "/"
	for _, j := range f.jobs {
		if j.parsed == nil || j.problems.Len() > 0 {
			return false
		}
		for _, a := range j.parsed.asked {
			if !strings.HasPrefix(a.path, inside) {
				return false
			}
		}
	}
	for p, file := range files {
		if strings.HasPrefix(p, inside) {
			f.files = append(f.files, file)
		}
	}
	f.kept = true
	return true
}

// begin makes the Cache ready for a Load with settings.
func (c *Cache) begin(cfg config.Config) {
	c.differs = false
	if key := fmt.Sprintf("%q %q %q", cfg.HTML, cfg.Language, cfg.Languages); key != c.settings {
		c.settings, c.texts, c.kommuner, c.differs = key, nil, nil, true
		if c.disk != nil {
			c.disk.old = nil
		}
	}
}

// last returns what was last read of a text, or nil. Without recall nothing is taken from the disk.
func (c *Cache) last(j *job, recall bool) *parsed {
	switch {
	case c == nil:
		return nil
	case c.disk == nil:
		return c.texts[j.path]
	case recall:
		return c.disk.recall(j)
	}
	return nil
}

// end keeps what a Load has read.
func (c *Cache) end(l *loader) {
	if c.disk != nil {
		c.sums = l.sums()
		c.disk.site = c.sums.Site
		c.disk.names.note(l.site)
		c.files, c.listed, c.disk.old = l.files, nil, nil // there is no Load after this one
		return
	}
	texts := make(map[string]*parsed, len(c.texts))
	note := func(jobs []*job) {
		for _, j := range jobs {
			if j.parsed != nil {
				texts[j.path] = j.parsed
				c.differs = c.differs || c.texts[j.path] != j.parsed
			}
		}
	}
	note(l.jobs)
	for _, f := range l.kommuner {
		note(f.jobs)
	}
	faults := faults(l.problems)
	c.refiled = map[string]bool{}
	for p, before := range c.files {
		if now, still := l.files[p]; !still || now != before || c.touched(p) {
			c.refiled[p] = true
		}
	}
	c.differs = c.differs || len(c.refiled) > 0 || len(c.files) != len(l.files) || faults != c.faults || l.relisted || len(texts) != len(c.texts)
	c.kommuner = map[string]*folder{}
	for _, f := range l.kommuner {
		if f.kept || f.keep(l.files) {
			c.kommuner[f.path] = f
		}
	}
	c.texts, c.files, c.faults = texts, l.files, faults
	c.named, c.opened, c.all = map[string]bool{}, map[string]bool{}, false
}

// parsed is what was read of a text. It is never changed.
type parsed struct {
	sum      [sha256.Size]byte
	value    any // what the text's job makes of it
	problems diag.List
	asked    []asked

	// In a Cache on disk:
	facts [sha256.Size]byte // see keptText
	ref   cache.Ref         // where it was recalled from; zero when it was read now
}

// asked is a file that a text names, as it was found.
type asked struct {
	path string
	file promise.File
	ok   bool
}

// holds reports whether what was read is still so, given that the text's own bytes are the same. A
// text that names a file that is not there is read again, since what stands beside it is part of the
// complaint.
func (p *parsed) holds(files map[string]promise.File) bool {
	for _, a := range p.asked {
		if f, ok := files[a.path]; !ok || !a.ok || f != a.file {
			return false
		}
	}
	return true
}

func faults(problems diag.List) string {
	var s strings.Builder
	for _, p := range problems.Sorted() {
		fmt.Fprintln(&s, p.Path, p.Message)
	}
	return s.String()
}
