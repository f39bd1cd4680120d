package build

import (
	"encoding/binary"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lofte/internal/cache"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/frontmatter"
	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/swedish"
	"lofte/internal/table"
)

// The name of the cache's note of the figures that were published, and its head, which has the number of its
// format.
const (
	publishedNote = "published"
	publishedHead = "lofte published 1"
)

// figures are what a text says that is not to be changed without a word once it was published.
type figures struct {
	corrections int
	binding     bool   // a promise document that was signed or in force: its promises are fixed
	parts       []part // in the order of the text
}

// part is the figures of one result or promise, by the promise's id, or of a promise document itself,
// with none. Each is "" when it is not given, and is named by figureKeys.
type part struct {
	id     string
	values [3]string
}

// The keys of the figures of a part, as authors write them.
var (
	documentKeys = [3]string{"from", "to", "extended_to"}
	promiseKeys  = [3]string{"target"}
	resultKeys   = [3]string{"count", "status", "effect"}
)

func (f *figures) record(r *cache.Record) {
	r.Int(&f.corrections)
	r.Bool(&f.binding)
	cache.List(r, &f.parts, func(p *part) {
		r.Text(&p.id)
		for i := range p.values {
			r.Text(&p.values[i])
		}
	})
}

func (f *figures) part(id string) *part {
	for i := range f.parts {
		if f.parts[i].id == id {
			return &f.parts[i]
		}
	}
	return nil
}

// ofDocument makes f the figures of a promise document, as it stands on a day.
func (f *figures) ofDocument(d *promise.Document, now day.Date) {
	signed := !d.Signed.IsZero() && !d.Signed.After(now)
	*f = figures{corrections: len(d.Corrections), binding: signed || !d.From.After(now), parts: f.parts[:0]}
	var validity part
	for i, on := range [3]day.Date{d.From, d.To, d.ExtendedTo} {
		if !on.IsZero() {
			validity.values[i] = on.String()
		}
	}
	f.parts = append(f.parts, validity)
	for _, p := range d.Promises {
		one := part{id: p.ID}
		if p.Target != nil {
			one.values[0] = strconv.Itoa(p.Target.Number)
		}
		f.parts = append(f.parts, one)
	}
}

// ofFollowUp makes f the figures of a follow-up.
func (f *figures) ofFollowUp(u *promise.FollowUp) {
	*f = figures{corrections: len(u.Corrections), parts: f.parts[:0]}
	for i, r := range u.Results {
		if r == nil {
			continue
		}
		one := part{id: u.Document.Promises[i].ID, values: [3]string{2: string(r.Effect)}}
		if r.Count != nil {
			one.values[0] = strconv.Itoa(*r.Count)
		}
		if r.Status != promise.Unreported {
			one.values[1] = r.Status.String()
		}
		f.parts = append(f.parts, one)
	}
}

// change is a figure that was published and is another now, or, without a key, a result or a promise that
// is gone, or a promise that is new.
type change struct {
	id, key, was, is string
	isNew            bool
}

// restore puts figures that were published back where others stand now, and returns what it changed. What
// was not given before is not changed by being given, but for the promises of a binding document. A
// correction that is gone is remembered: to put it back is not to write a new one.
func (f *figures) restore(was *figures, isDocument bool) []change {
	var list []change
	for _, old := range was.parts {
		now := f.part(old.id)
		if now == nil {
			if was.binding || !isDocument {
				list = append(list, change{id: old.id})
				f.parts = append(f.parts, old)
			}
			continue
		}
		for i, figure := range old.values {
			if figure != "" && figure != now.values[i] {
				list = append(list, change{id: old.id, key: keysOf(old.id, isDocument)[i], was: figure, is: now.values[i]})
				now.values[i] = figure
			}
		}
	}
	if was.binding {
		f.parts = slices.DeleteFunc(f.parts, func(p part) bool {
			isNew := was.part(p.id) == nil
			if isNew {
				list = append(list, change{id: p.id, isNew: true})
			}
			return isNew
		})
	}
	f.corrections, f.binding = was.corrections, was.binding || f.binding
	return list
}

func keysOf(id string, isDocument bool) [3]string {
	switch {
	case !isDocument:
		return resultKeys
	case id == "":
		return documentKeys
	}
	return promiseKeys
}

// comparison compares the figures of a site with those that were published.
type comparison struct {
	site     fs.FS
	now      day.Date
	problems diag.List
	was, is  map[string]string // figures as records, by the address of the text
	differs  bool
	figures  figures // of the text at hand
	buffer   []byte
}

// comparePublished warns of the figures that were published, and that have changed since without a
// correction. It returns the note to leave in the cache's folder once the site is published, nil when that
// would be the one that is there. A figure that it warns of stays in the note as it was, until a correction
// is written, it is put back, or nobody is shown the text any more. Without a note nothing was published.
// Texts with errors, which are among read, are passed over: what they say is not known.
func comparePublished(folder string, site fs.FS, model *promise.Site, now day.Date, read diag.List) (note []byte, problems diag.List) {
	was := readPublished(folder)
	c := comparison{site: site, now: now, was: was, is: make(map[string]string, len(was))}
	faulty := map[string]bool{}
	if read.Errors() > 0 {
		for _, p := range read.Sorted() {
			faulty[p.Path] = faulty[p.Path] || p.Severity == diag.Error
		}
	}
	for _, k := range model.Kommuner {
		for _, d := range k.Documents {
			if faulty[d.Source.Path] || !d.ShownOn(now) {
				continue
			}
			at := k.Slug + "/" + d.Period + "/"
			c.figures.ofDocument(d, now)
			c.text(at, d.Source.Path, d, true)
			for _, f := range d.FollowUps {
				if !faulty[f.Source.Path] && f.ShownOn(now) {
					c.figures.ofFollowUp(f)
					c.text(at+f.Name+"/", f.Source.Path, d, false)
				}
			}
		}
	}
	if !c.differs && len(c.is) == len(c.was) {
		return nil, c.problems
	}
	size := 0
	for at, figures := range c.is {
		size += len(at) + len(figures) + 2*binary.MaxVarintLen32
	}
	r := cache.Write(make([]byte, 0, size))
	cache.ByName(&r, &c.is, r.Text)
	return r.Bytes(), c.problems
}

// text compares the figures at hand, of the text at an address, with those that were published there.
func (c *comparison) text(at, path string, d *promise.Document, isDocument bool) {
	r := cache.Write(c.buffer[:0])
	c.figures.record(&r)
	c.buffer = r.Bytes()
	published, known := c.was[at]
	if known && published == string(c.buffer) {
		c.is[at] = published
		return
	}
	if known {
		var was figures
		old := cache.Read(published)
		was.record(&old)
		if old.Whole() && c.figures.corrections <= was.corrections {
			if changes := c.figures.restore(&was, isDocument); len(changes) > 0 {
				c.warn(changes, path, d, isDocument)
			}
			r = cache.Write(c.buffer[:0])
			c.figures.record(&r)
			c.buffer = r.Bytes()
		}
	}
	c.is[at] = string(c.buffer)
	c.differs = c.differs || !known || c.is[at] != published
}

func (c *comparison) warn(changes []change, path string, d *promise.Document, isDocument bool) {
	text := openText(c.site, path)
	for _, ch := range changes {
		var p *diag.Problem
		spot := text.result(ch)
		if isDocument {
			spot = text.promised(ch, d)
		}
		switch {
		case ch.isNew:
			p = c.problems.Warnf(spot, diag.Uncorrected, "the promise %q was not in the document as it was published, and no correction tells of it", ch.id)
		case ch.key == "" && isDocument:
			p = c.problems.Warnf(spot, diag.Uncorrected, "the promise %q was published and is gone, without a correction", ch.id)
		case ch.key == "":
			p = c.problems.Warnf(spot, diag.Uncorrected, "the result of %q was published and is gone, without a correction", ch.id)
		case ch.id == "" && ch.is == "":
			p = c.problems.Warnf(spot, diag.Uncorrected, "%q was published as %s and is gone, without a correction", ch.key, ch.was)
		case ch.id == "":
			p = c.problems.Warnf(spot, diag.Uncorrected, "%q was published as %s and is %s now, without a correction", ch.key, ch.was, ch.is)
		case ch.is == "":
			p = c.problems.Warnf(spot, diag.Uncorrected, "%q of %q was published as %s and is gone, without a correction", ch.key, ch.id, ch.was)
		default:
			p = c.problems.Warnf(spot, diag.Uncorrected, "%q of %q was published as %s and is %s now, without a correction", ch.key, ch.id, ch.was, ch.is)
		}
		p.Hintf("add [[correction]] with date = %s and note = \"…\" to the header, or put it back as it was", c.now)
	}
}

// readPublished returns what the last build left, nothing when that is of no use.
func readPublished(folder string) map[string]string {
	note, ok := cache.Note(folder, publishedNote, publishedHead)
	if !ok {
		return nil
	}
	r := cache.Read(note)
	var was map[string]string
	if cache.ByName(&r, &was, r.Text); !r.Whole() {
		return nil
	}
	return was
}

// written is a text as its author has written it, to find places in. When it cannot be read any more its
// places are the file as a whole.
type written struct {
	source.Text
	header *table.Table
}

func openText(site fs.FS, path string) written {
	var elsewhere diag.List // what is wrong with it was told when it was read
	data, err := fs.ReadFile(site, path)
	if err != nil {
		return written{Text: source.Text{Path: path}}
	}
	text, ok := frontmatter.Decode(path, data, &elsewhere)
	if !ok {
		return written{Text: source.Text{Path: path}}
	}
	header, _ := frontmatter.Split(text, &elsewhere)
	return written{text, header}
}

// result returns the place of a figure of a result, or of the result when the figure is gone.
func (w written) result(c change) source.Spot {
	if t := w.header.Table("result").Table(c.id); t != nil && c.key != "" {
		return t.ValueSpot(c.key)
	}
	return source.Whole(w.Path)
}

// promised returns the place of a figure of a promise document, or of a promise whose target is gone.
func (w written) promised(c change, d *promise.Document) source.Spot {
	p := d.Promise(c.id)
	switch {
	case c.id == "" && w.header.Has(c.key):
		return w.header.ValueSpot(c.key)
	case p != nil && w.Content != "":
		return w.promise(p, c.key)
	}
	return source.Whole(w.Path)
}

var targetAttribute = regexp.MustCompile(`\btarget=["']?(\d+)`)

// promise returns the place of a promise, or with the key "target" that of its number where it stands in
// the text as it was read.
func (w written) promise(p *promise.Promise, key string) source.Spot {
	start := w.Offset(p.Source)
	item := w.Content[start:]
	if next := p.Index + 1; next < len(p.Document.Promises) {
		item = w.Content[start:max(start, w.Offset(p.Document.Promises[next].Source))]
	}
	if key != "" && p.Target != nil {
		if m := targetAttribute.FindStringSubmatchIndex(item); m != nil && !p.Target.Read {
			return w.Spot(start+m[2], start+m[3])
		}
		if _, words, ok := swedish.Target(p.Text); ok && p.Target.Read {
			if i := strings.Index(item, words); i >= 0 {
				return w.Spot(start+i, start+i+len(words))
			}
		}
	}
	line, _, _ := strings.Cut(item, "\n")
	return w.Spot(start, start+len(strings.TrimRight(line, " \t\r")))
}
