// Package theme finds and parses a theme: its templates, its files and its messages, with the
// standard theme behind it for everything that the theme does not replace.
package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"

	"lofte/internal/compiled"
	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/view"
	"lofte/internal/watch"
	"lofte/themes"
)

// Folder is where a site's own themes stand.
const Folder = "themes"

// standard is the name of the theme in the binary.
const standard = "standard"

// Theme is a theme ready for use. It is safe for several goroutines.
type Theme struct {
	Language // the site's own
	others   map[string]Language
	assets   []Asset
}

// Language is a theme in a language.
type Language struct {
	Messages *message.Catalogue
	pages    map[plan.View]layout
}

// In returns the theme in one of the site's languages, "" for its own.
func (t *Theme) In(language string) Language {
	if l, ok := t.others[language]; ok {
		return l
	}
	return t.Language
}

// Asset is a file of the theme as the site has it.
type Asset struct {
	Path string // in the site, most with a hash of its content: "assets/css/site.0123456789.css"
	Data []byte
}

// views has for each template the type of what it shows.
var views = map[plan.View]any{
	plan.Front:         &view.Front{},
	plan.Kommun:        &view.Kommun{},
	plan.Document:      &view.Document{},
	plan.Changes:       &view.Changes{},
	plan.FollowUp:      &view.FollowUp{},
	plan.News:          &view.News{},
	plan.Timeline:      &view.Timeline{},
	plan.PartyPage:     &view.Party{},
	plan.AllTimelines:  &view.Timelines{},
	plan.YearTimelines: &view.YearTimelines{},
	plan.Years:         &view.Years{},
	plan.Year:          &view.Year{},
	plan.FocusAreas:    &view.FocusAreas{},
	plan.Focus:         &view.Focus{},
	plan.Page:          &view.Plain{},
	plan.Data:          &view.Data{},
	plan.Search:        &view.Search{},
	plan.Accessibility: &view.Accessibility{},
	plan.NotFound:      &view.NotFound{},
	plan.Redirect:      &view.Redirect{},
	plan.Embed:         &view.Embed{},
	plan.EmbedTimeline: &view.EmbedTimeline{},
	plan.EmbedFragment: &view.Embed{},
	plan.EmbedThis:     &view.EmbedThis{},
}

// layout is a view's template: compiled, or, where it has what cannot be compiled, the library's.
type layout struct {
	compiled *compiled.Template
	library  *template.Template
}

// Execute writes the page that a view's template makes of what is to be shown, a pointer to the type
// that belongs to the view.
func (t Language) Execute(v plan.View, w *bytes.Buffer, shown any) error {
	switch p := t.pages[v]; {
	case p.compiled != nil:
		return p.compiled.Execute(w, shown)
	case p.library != nil:
		return p.library.Execute(w, shown)
	}
	return fmt.Errorf("the theme has no layout for the view %q", v)
}

// Assets returns the theme's files. Versions of a theme with the same names of files have them in the same order.
func (t *Theme) Assets() []Asset { return t.assets }

// Load reads the theme that the settings name from the site, and the standard theme. What is wrong with the
// site's own theme is added to problems and ok is false. An error means that the standard theme itself
// is broken.
func Load(site fs.FS, cfg config.Config, problems *diag.List) (t *Theme, ok bool, err error) {
	base, err := fs.Sub(themes.Standard, standard)
	if err != nil {
		return nil, false, fmt.Errorf("open the standard theme: %w", err)
	}
	l := &loader{problems: problems, files: map[string]file{}}
	if err := l.add(base, ""); err != nil {
		return nil, false, fmt.Errorf("read the standard theme: %w", err)
	}
	l.standard = maps.Clone(l.files)
	errorsBefore := problems.Errors()
	l.overlay(site, cfg)
	l.look(site, cfg.Look)
	t = &Theme{others: map[string]Language{}}
	names := l.prepareAssets(t)
	for _, language := range append([]string{cfg.Language}, cfg.Others()...) {
		messages, err := l.messages(cfg, language)
		if err != nil {
			return nil, false, err
		}
		pages, err := l.templates(messages, names)
		if err != nil {
			return nil, false, err
		}
		if t.others[language] = (Language{messages, pages}); language == cfg.Language {
			t.Language = t.others[language]
		}
	}
	return t, problems.Errors() == errorsBefore, nil
}

// file is a file of a theme. place is its path in the site, "" for one of the standard theme.
type file struct {
	data  []byte
	place string
}

type loader struct {
	problems *diag.List
	files    map[string]file // by path within the theme
	standard map[string]file
}

const (
	layouts = "layouts/"
	static  = "static/"
	i18n    = "i18n/"
)

// add reads all files of a theme over those that are there. at is the theme's folder in the site.
func (l *loader) add(fsys fs.FS, at string) error {
	return fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if p != "." && watch.Ignored(d.Name()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		data, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		f := file{data: data}
		if at != "" {
			f.place = path.Join(at, p)
		}
		l.files[p] = f
		return nil
	})
}
