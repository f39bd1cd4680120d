package content

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"time"

	"lofte/internal/cache"
	"lofte/internal/promise"
	"lofte/internal/stamp"
)

// disk is the part of a Cache that outlives the program.
type disk struct {
	store *cache.Cache
	seen  int64 // when the run that filled it began to look at the site, in nanoseconds
	began int64 // when this one did
	old   map[string]keptText
	files map[string]keptFile
	now   map[string]seen // the files that are published as they are, as they were found now

	unsure   bool // whether the folders may hold something else than what was found
	relisted bool // whether they may hold others than when it was filled

	names names
	site  [sha256.Size]byte // Sums.Site

	mu   sync.Mutex
	new  map[string]keptText
	live int64 // of the records in new, the bytes
	err  error // of writing one
}

// keptText is a text that was read.
type keptText struct {
	seen  seen
	sum   [sha256.Size]byte
	facts [sha256.Size]byte // of what other pages than its own show of it
	ref   cache.Ref
}

// keptFile is a file that is published as it is.
type keptFile struct {
	seen seen
	file promise.File
}

// seen is a file as it was found without reading it.
type seen struct {
	stamp   stamp.Stamp
	changed int64 // see stamp.Changed
}

func look(fi fs.FileInfo) seen { return seen{stamp.Of(fi), stamp.Changed(fi)} }

// settled reports whether a file that was found so at a time cannot have been changed since without
// looking differently, however coarse the file system's clock (FAT counts in steps of two seconds).
func (s seen) settled(at int64) bool {
	return max(s.stamp.Time, s.changed) < at-int64(3*time.Second)
}

// NewStored returns a Cache for one Load, which keeps what it reads for the next program. Look, and then
// Recall, come before the Load.
func NewStored() *Cache {
	c := NewCache()
	c.all = false
	c.disk = &disk{now: map[string]seen{}, new: map[string]keptText{}}
	return c
}

// Recall takes in what the last program has left in store. index is to be read up to what it recorded
// with Index, and to end with that; when it makes no sense, nothing is recalled. It reports whether
// everything that Look has found is as it was then.
func (c *Cache) Recall(store *cache.Cache, index *cache.Record) (same bool) {
	d := c.disk
	d.store = store
	if c.index(index); !index.Whole() {
		c.settings, d.old, d.files, d.names = "", nil, nil, names{}
	}
	found := 0
	for _, folder := range c.listed {
		d.unsure = d.unsure || folder.unsure
		folder.each(func(e *entry) {
			was, ok := d.old[e.path]
			if file, is := d.files[e.path]; is {
				was.seen, ok = file.seen, true
				c.files[e.path] = file.file
			}
			found++
			if !ok || was.seen != e.seen || !e.seen.settled(d.seen) {
				c.named[e.path] = true
			}
		})
	}
	d.relisted = d.unsure || found != len(d.old)+len(d.files)
	return len(c.named) == 0 && !d.relisted
}

// Index records what NewStored is to be given by the next program, once a Load is done. live is how many
// bytes the records have that it speaks of.
func (c *Cache) Index(index *cache.Record) (live int64, err error) {
	d := c.disk
	d.old, d.seen = d.new, d.began
	d.files = make(map[string]keptFile, len(c.files))
	for path, f := range c.files {
		d.files[path] = keptFile{d.now[path], f}
	}
	c.index(index)
	return d.live, d.err
}

// index records all but the texts themselves.
func (c *Cache) index(r *cache.Record) {
	d := c.disk
	r.Text(&c.settings)
	r.Int64(&d.seen)
	r.Sum(&d.site)
	d.names.record(r)
	cache.ByName(r, &d.old, func(k *keptText) {
		k.seen.record(r)
		r.Sum(&k.sum)
		r.Sum(&k.facts)
		r.Int64(&k.ref.Offset)
		r.Int(&k.ref.Length)
		cache.Number(r, &k.ref.Sum)
	})
	cache.ByName(r, &d.files, func(k *keptFile) {
		k.seen.record(r)
		recordFile(r, &k.file)
	})
}

func (s *seen) record(r *cache.Record) {
	r.Int64(&s.stamp.Size)
	r.Int64(&s.stamp.Time)
	cache.Number(r, &s.stamp.Inode)
	r.Int64(&s.changed)
}

func recordFile(r *cache.Record, f *promise.File) {
	r.Text(&f.URL)
	r.Text(&f.Source)
	r.Int64(&f.Size)
	r.Int(&f.Width)
	r.Int(&f.Height)
	r.Bool(&f.Scales)
	r.Bool(&f.Located)
	r.Text(&f.Fault)
}

// Look lists the site's folders.
func (c *Cache) Look(fsys fs.FS) {
	d := c.disk
	d.began = time.Now().UnixNano()
	for _, folder := range []string{Root, Static} {
		if _, err := fs.Stat(fsys, folder); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		l := lister{fsys: fsys, cache: c}
		l.list(folder)
		d.unsure = d.unsure || l.problems.Len() > 0
		c.listed[folder].each(func(e *entry) {
			if !strings.HasSuffix(e.name, ".md") && !e.unsure {
				d.now[e.path] = e.seen
			}
		})
	}
}

// each calls do for every file of a folder and the folders in it.
func (e *entry) each(do func(*entry)) {
	for i := range e.children {
		if c := &e.children[i]; c.folder {
			c.each(do)
		} else {
			do(c)
		}
	}
}

// recall returns what an earlier program read of a text, or nil.
func (d *disk) recall(j *job) *parsed {
	kept, ok := d.old[j.path]
	if !ok {
		return nil
	}
	text, ok := d.store.Get(kept.ref)
	if !ok {
		return nil
	}
	r := record{Record: cache.Read(text), path: j.path}
	p := &parsed{sum: kept.sum, facts: kept.facts, ref: kept.ref}
	r.asked(&p.asked)
	p.value = r.value(j.nothing)
	if !r.Whole() {
		return nil
	}
	return p
}

// buffers are what records are written to, one after the other.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keep has what was read of a text kept for the next program. What has problems is read again, since
// they tell of places that are not kept.
func (d *disk) keep(j *job, p *parsed) {
	if p.ref != (cache.Ref{}) {
		d.note(j, p, p.ref, nil)
		return
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	r := record{Record: cache.Write((*buffer)[:0]), path: j.path, facts: true}
	r.value(p.value)
	p.facts = sha256.Sum256(r.Bytes())
	*buffer = r.Bytes()
	if k, ok := p.value.(kommunText); p.problems.Len() > 0 || ok && k.kommun.PartOfSlug != "" {
		return
	}
	r = record{Record: cache.Write((*buffer)[:0]), path: j.path}
	r.asked(&p.asked)
	r.value(p.value)
	*buffer = r.Bytes()
	ref, err := d.store.Put(r.Bytes())
	d.note(j, p, ref, err)
}

func (d *disk) note(j *job, p *parsed, ref cache.Ref, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.new[j.path] = keptText{j.seen, p.sum, p.facts, ref}
	d.live += int64(ref.Length)
	d.err = errors.Join(d.err, err)
}

func (r *record) asked(l *[]asked) {
	cache.List(&r.Record, l, func(a *asked) {
		r.Text(&a.path)
		recordFile(&r.Record, &a.file)
		r.Bool(&a.ok)
	})
}

// Sums tell whether anything is another than at an earlier Load that had no problems.
type Sums struct {
	// Site is of what pages show that are of no kommun: everything but the kommuner's files, and the
	// running text of theirs.
	Site     [sha256.Size]byte
	Kommuner map[string][sha256.Size]byte // of all in each kommun's folder, by its path
}

// Sums returns those of the last Load.
func (c *Cache) Sums() Sums { return c.sums }

// File returns how a file that is published as it is was found; ok is false when that does not tell
// its versions apart.
func (c *Cache) File(path string) (version stamp.Stamp, changed int64, ok bool) {
	f, ok := c.disk.now[path]
	return f.stamp, f.changed, ok && f.settled(c.disk.began)
}

func (r *record) files(files []promise.File) {
	cache.List(&r.Record, &files, func(f *promise.File) { recordFile(&r.Record, f) })
}

// sumUp sums up a kommun's folder.
func (f *folder) sumUp() {
	var all, facts record
	for _, j := range f.jobs {
		all.Text(&j.path)
		all.Sum(&j.sum)
		all.Sum(&j.facts) // a file that it names may stand in another folder
		facts.Text(&j.path)
		facts.Sum(&j.facts)
	}
	all.files(f.kommun.Files)
	for _, p := range f.periods {
		all.files(p.files)
	}
	f.sum, f.facts = sha256.Sum256(all.Bytes()), sha256.Sum256(facts.Bytes())
}

// sums sums up what the last Load read.
func (l *loader) sums() Sums {
	var r record
	all := Sums{Kommuner: make(map[string][sha256.Size]byte, len(l.kommuner))}
	for _, j := range l.jobs {
		r.Text(&j.path)
		r.Sum(&j.sum)
	}
	r.files(l.site.Files)
	for _, f := range l.kommuner {
		all.Kommuner[f.path] = f.sum
		r.Text(&f.path)
		r.Sum(&f.facts)
	}
	all.Site = sha256.Sum256(r.Bytes())
	return all
}
