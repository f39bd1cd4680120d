package build

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lofte/internal/collect"
	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/diag"
	"lofte/internal/plan"
	"lofte/internal/theme"
	"lofte/internal/watch"
)

// Reader reads one site again and again. What has not changed since the last time is not read again;
// what each Read returns equals what a Reader that has read nothing would return, and no later Read
// changes it. A Reader belongs to one goroutine.
type Reader struct {
	options  Options
	content  *content.Cache // nil in a Reader that reads once
	settings []byte
	theme    *theme.Theme // nil when it must be read, since something is wrong with it
	tried    *theme.Theme // whose layouts were tried out
	sums     themeSums
	others   *collect.Collection
	last     *Site
	memory   *memory // nil without a cache on disk
	whole    bool    // whether to read all, even when it is as the last build left it
}

// NewReader returns a Reader that has read nothing yet.
func NewReader(o Options) *Reader { return &Reader{options: o, content: content.NewCache()} }

// NewDay reports whether the site would be judged by another day now than when it was last read.
func (r *Reader) NewDay() bool {
	return r.last != nil && today(r.options, r.last.Plan.Config) != r.last.Plan.Now
}

// Watched returns the folders that a site is made of, by its settings as they are now, and the files beside
// them. A folder's name is that of the one at the top of the site's folder.
func Watched(o Options) (folders, files []string) {
	folders = []string{content.Root, content.Static, theme.Folder}
	var known diag.List // what is wrong with the settings, Read says
	cfg, _ := settings(o, &known)
	for _, source := range cfg.Collect {
		if top, _, _ := strings.Cut(path.Clean(source.File), "/"); source.File != "" && !slices.Contains(folders, top) {
			folders = append(folders, top)
		}
	}
	return folders, []string{config.File}
}

// Change is how a site differs from the one that was read before it.
type Change struct {
	Any    bool              // whether anything that counts has changed
	Files  []string          // the paths in the site of files published as they are that did, or are gone
	Styles map[string]string // when only stylesheets did, their new paths in the site by the old ones
}

// change compares a site with the one before it. settings and t are those that it was read with.
func (r *Reader) change(s *Site, settings []byte, sums themeSums, t *theme.Theme, others *collect.Collection, problems int) Change {
	before := r.last
	r.last = s
	if before == nil || r.content == nil {
		return Change{Any: true}
	}
	c := Change{Any: true, Files: s.lacks(before, r.content.Refiled())}
	if !bytes.Equal(settings, r.settings) || before.Plan.Now != s.Plan.Now || r.content.Differs() || others.Sum() != r.others.Sum() {
		return c
	}
	if sums == r.sums && sums.known && problems == 0 {
		return Change{}
	}
	if sums.known && r.sums.known && sums.others == r.sums.others && r.theme != nil && problems == 0 {
		c.Styles = restyled(r.theme.Assets(), t.Assets())
	}
	return c
}

// lacks returns the paths of the files that the site before this one publishes and this one does not, or
// not the same. refiled are the sources of those with other bytes.
func (s *Site) lacks(before *Site, refiled map[string]bool) (files []string) {
	for i := range before.Plan.Outputs {
		b := &before.Plan.Outputs[i]
		if b.View != plan.File {
			continue
		}
		if o := s.Output(b.Path); o == nil || o.File == nil || *o.File != *b.File || refiled[b.File.Source] {
			files = append(files, b.Path)
		}
	}
	return files
}

// restyled pairs the stylesheets of two versions of a theme whose other files are the same.
func restyled(before, after []theme.Asset) map[string]string {
	styles := map[string]string{}
	for i, a := range before {
		if b := after[i]; a.Path != b.Path {
			styles[a.Path] = b.Path
		}
	}
	return styles
}

// loadedTheme is a theme as it was read. When it could not be, err is why.
type loadedTheme struct {
	theme    *theme.Theme
	sums     themeSums
	problems diag.List
	err      error
}

// paths returns where the theme's files stand in the site.
func (l loadedTheme) paths() []string {
	var paths []string
	for _, a := range l.theme.Assets() {
		paths = append(paths, a.Path)
	}
	return paths
}

// loadTheme returns the theme that the settings name, the one read last when it is the same. Of the
// settings, a theme knows its name, the languages and the look.
func (r *Reader) loadTheme(cfg config.Config, since watch.Batch) (l loadedTheme) {
	if r.content != nil {
		same := r.theme != nil && cfg.Theme == r.last.Plan.Config.Theme && cfg.Language == r.last.Plan.Config.Language && slices.Equal(cfg.Languages, r.last.Plan.Config.Languages) && cfg.Look == r.last.Plan.Config.Look
		if same && !since.Touches(theme.Folder) && !slices.ContainsFunc(cfg.Look.Files(), func(f config.StaticFile) bool { return since.Touches(path.Join(content.Static, f.Name)) }) {
			return loadedTheme{theme: r.theme, sums: r.sums}
		}
		l.sums = sumTheme(r.options.Site, cfg)
		if same && l.sums.known && l.sums == r.sums {
			return loadedTheme{theme: r.theme, sums: l.sums}
		}
	}
	l.theme, _, l.err = theme.Load(r.options.Site, cfg, &l.problems)
	return l
}

// themeSums tell versions of a site's own theme apart.
type themeSums struct {
	styles [sha256.Size]byte // of the stylesheets
	others [sha256.Size]byte // of everything else, and of the stylesheets' names
	known  bool              // false when the theme could not be read
}

// sumTheme sums up the folder of a site's own theme, and the files of its look.
func sumTheme(site fs.FS, cfg config.Config) themeSums {
	styles, others := sha256.New(), sha256.New()
	folder := path.Join(theme.Folder, cfg.Theme)
	add := func(p string) error {
		data, err := fs.ReadFile(site, p)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		if strings.HasSuffix(p, ".css") {
			_, _ = styles.Write(sum[:])
		} else {
			_, _ = others.Write(sum[:])
		}
		return nil
	}
	err := fs.WalkDir(site, folder, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case watch.Ignored(d.Name()) && d.IsDir():
			return fs.SkipDir
		case watch.Ignored(d.Name()):
			return nil
		}
		_, _ = others.Write([]byte(p + "\x00"))
		if d.IsDir() {
			return nil
		}
		return add(p)
	})
	if _, statErr := fs.Stat(site, folder); statErr != nil {
		err = nil // it has none of its own
	}
	for _, f := range cfg.Look.Files() {
		err = errors.Join(err, add(path.Join(content.Static, f.Name)))
	}
	s := themeSums{known: err == nil}
	styles.Sum(s.styles[:0])
	others.Sum(s.others[:0])
	return s
}

// trial renders a page of each kind, since some faults of a theme's layouts show only then.
func (s *Site) trial(problems *diag.List) {
	tried := map[plan.View]bool{}
	for i := range s.Plan.Outputs {
		o := &s.Plan.Outputs[i]
		if !o.IsPage() && !o.Embedded() || tried[o.View] {
			continue
		}
		tried[o.View] = true
		var page bytes.Buffer
		if err := s.renderer.Render(o, &page); err != nil {
			problems.Append(theme.Fault(s.Plan.Config.Theme, err))
		}
	}
}
