// Package content reads a site's folders and assembles the model of it.
//
// Load walks content/ and static/ through an fs.FS, reads and judges every text on its own, in
// parallel, and then ties them together. What authors did wrong is in the problems; the site holds
// all that could be read, so that one bad page does not hide the faults of the next.
package content

import (
	"crypto/sha256"
	"errors"
	"io/fs"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/promise"
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
	cfg             config.Config
	site            *promise.Site
	kommuner        []*folder
	pages           []pageJob // the front page's text among them
	translatedPages []pageJob
	jobs            []*job                  // those of no kommun, and while a kommun is listed, its
	files           map[string]promise.File // everything published as it is, by path; read-only while jobs run
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

	translations   []*kommunJob
	translatedNews []*newsJob

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

	translations        []*documentJob
	translatedFollowUps []*followUpJob
}
