package content

import (
	"crypto/sha256"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"lofte/internal/cache"
	"lofte/internal/config"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// names are of the front page if it has a text, the kommuner and the plain pages of a site, in their order in it.
type names struct{ front, kommuner, pages []named }

// named is a kommun or a plain page by its names.
type named struct {
	path, slug, title, partOf string
	withheld                  promise.Withheld
	translated                []translatedName
}

// translatedName is a title in another language.
type translatedName struct {
	language, title string
	withheld        promise.Withheld
}

func namedPage(p *promise.Page) named {
	n := named{path: p.Source.Path, slug: p.Slug, title: p.Title, withheld: p.Withheld}
	for _, t := range p.Translations {
		n.translated = append(n.translated, translatedName{t.Language, t.Title, t.Withheld})
	}
	return n
}

// page returns a page of which nothing is known but its names.
func (n *named) page() *promise.Page {
	p := &promise.Page{Slug: n.slug, Title: n.title, Withheld: n.withheld, Source: source.Place{Path: n.path, Line: 1}}
	for _, t := range n.translated {
		p.Translations = append(p.Translations, &promise.Page{Title: t.title, Withheld: t.withheld, Source: p.Source, Written: promise.Written{Language: t.language}})
	}
	return p
}

func (n *names) note(site *promise.Site) {
	*n = names{}
	for _, k := range site.Kommuner {
		one := named{path: k.Source.Path, slug: k.Slug, title: k.Title, partOf: k.PartOfSlug}
		for _, t := range k.Translations {
			one.translated = append(one.translated, translatedName{language: t.Language, title: t.Title})
		}
		n.kommuner = append(n.kommuner, one)
	}
	for _, p := range site.Pages {
		n.pages = append(n.pages, namedPage(p))
	}
	if site.Front != nil {
		n.front = append(n.front, namedPage(site.Front))
	}
}

func (n *names) record(index *cache.Record) {
	r := record{Record: *index}
	for _, list := range []*[]named{&n.front, &n.kommuner, &n.pages} {
		cache.List(&r.Record, list, func(n *named) {
			r.Text(&n.path)
			r.Text(&n.slug)
			r.Text(&n.title)
			r.Text(&n.partOf)
			r.withheld(&n.withheld)
			cache.List(&r.Record, &n.translated, func(t *translatedName) {
				r.Text(&t.language)
				r.Text(&t.title)
				r.withheld(&t.withheld)
			})
		})
	}
	*index = r.Record
}

// Touched returns the folders of the kommuner with a text that Recall found to be another, in order. ok is
// false when anything else is: a file, a text of no kommun, or which there are.
func (c *Cache) Touched() (folders []string, ok bool) {
	if c.disk.relisted {
		return nil, false
	}
	for _, p := range slices.Sorted(maps.Keys(c.named)) {
		if _, text := c.disk.old[p]; !text || strings.Count(p, "/") < 2 {
			return nil, false
		}
		top := strings.SplitN(p, "/", 3)
		if folder := path.Join(top[0], top[1]); !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return folders, len(folders) > 0
}

// LoadPart reads the kommuner in folders, which are all that Touched returned and perhaps more. The
// others, and the plain pages, are in the site by their names alone: no more of them stands on the pages
// of a kommun. ok is false, and a Load has to follow, when something is wrong with a text, or when more
// has changed than its running text, which may show elsewhere.
func LoadPart(fsys fs.FS, cfg config.Config, known *Cache, folders []string) (site *promise.Site, ok bool) {
	known.begin(cfg)
	l := newLoader(fsys, cfg, known)
	l.static()
	var files []entry
	for _, e := range l.list(Root) {
		switch {
		case e.folder && slices.Contains(folders, e.path):
			l.kommun(e)
		case !e.folder && !strings.HasSuffix(e.name, ".md"):
			files = append(files, e)
		}
	}
	l.site.Files = append(l.site.Files, l.publish(files, "")...)
	l.run()
	d := known.disk
	if slices.ContainsFunc(l.kommuner, func(f *folder) bool { return !d.shownAsBefore(f) }) {
		d.new, d.live = map[string]keptText{}, 0
		return nil, false
	}
	l.site.Kommuner = make([]*promise.Kommun, len(d.names.kommuner))
	for i, n := range d.names.kommuner {
		k := &promise.Kommun{Slug: n.slug, Title: n.title, PartOfSlug: n.partOf, Source: source.Place{Path: n.path, Line: 1}}
		for _, t := range n.translated {
			k.Translations = append(k.Translations, &promise.Kommun{Title: t.title, Source: k.Source, Written: promise.Written{Language: t.language}})
		}
		if at := slices.IndexFunc(l.kommuner, func(f *folder) bool { return f.path == k.Folder() }); at >= 0 {
			k = l.kommuner[at].kommun
		}
		l.site.Kommuner[i] = k
	}
	for _, n := range d.names.pages {
		l.site.Pages = append(l.site.Pages, n.page())
	}
	for _, n := range d.names.front {
		l.site.Front = n.page()
	}
	l.site.LinkKommuner()
	known.endPart(l)
	return l.site, true
}

// shownAsBefore reports whether nothing is wrong with a kommun, and no page but its own, nor a link to it,
// shows that one of its texts has changed.
func (d *disk) shownAsBefore(f *folder) bool {
	return f.problems.Len() == 0 && !slices.ContainsFunc(f.jobs, func(j *job) bool {
		before, known := d.old[j.path]
		return !known || j.problems.Len() > 0 || j.facts != before.facts || j.sum != before.sum && !j.anchored
	})
}

// endPart keeps what a LoadPart has read, and what it has not.
func (c *Cache) endPart(l *loader) {
	d := c.disk
	c.sums = Sums{Site: d.site, Kommuner: make(map[string][sha256.Size]byte, len(l.kommuner))}
	for _, f := range l.kommuner {
		c.sums.Kommuner[f.path] = f.sum
	}
	for path, text := range d.old {
		if _, read := d.new[path]; !read {
			d.new[path] = text
			d.live += int64(text.ref.Length)
		}
	}
	c.listed, d.old = nil, nil // there is no Load after this one
}

// anchors returns where links can lead to in a text.
func anchors(value any) []string {
	switch v := value.(type) {
	case promise.Page:
		return v.Body.Anchors
	case kommunText:
		return v.kommun.Body.Anchors
	case documentText:
		if v.document != nil {
			return v.document.Body.Anchors
		}
	case followUpText:
		if v.followUp != nil {
			return v.followUp.Body.Anchors
		}
	case newsText:
		if v.news != nil {
			return v.news.Body.Anchors
		}
	}
	return nil
}
