// Package theme finds and parses a theme: its templates, its files and its messages, with the
// standard theme behind it for everything that the theme does not replace.
package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/jba/templatecheck"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	minhtml "github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/svg"

	"lofte/internal/compiled"
	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/source"
	"lofte/internal/view"
	"lofte/themes"
)

// Folder is where a site's own themes stand.
const Folder = "themes"

// standard is the name of the theme in the binary.
const standard = "standard"

// Theme is a theme ready for use. It is safe for several goroutines.
type Theme struct {
	Messages *message.Catalogue
	pages    map[plan.View]layout
	assets   []Asset
}

// Asset is a file of the theme as the site has it.
type Asset struct {
	Path string // in the site, with a hash of its content: "assets/css/site.0123456789.css"
	Data []byte
}

// views has for each template the type of what it shows.
var views = map[plan.View]any{
	plan.Front:         &view.Front{},
	plan.Kommun:        &view.Kommun{},
	plan.Document:      &view.Document{},
	plan.FollowUp:      &view.FollowUp{},
	plan.News:          &view.News{},
	plan.Timeline:      &view.Timeline{},
	plan.AllTimelines:  &view.Timelines{},
	plan.YearTimelines: &view.YearTimelines{},
	plan.Years:         &view.Years{},
	plan.Year:          &view.Year{},
	plan.FocusAreas:    &view.FocusAreas{},
	plan.Focus:         &view.Focus{},
	plan.Page:          &view.Plain{},
	plan.NotFound:      &view.NotFound{},
	plan.Redirect:      &view.Redirect{},
}

// layout is a view's template: compiled, or, where it has what cannot be compiled, the library's.
type layout struct {
	compiled *compiled.Template
	library  *template.Template
}

// Execute writes the page that a view's template makes of what is to be shown, a pointer to the type
// that belongs to the view.
func (t *Theme) Execute(v plan.View, w *bytes.Buffer, shown any) error {
	switch p := t.pages[v]; {
	case p.compiled != nil:
		return p.compiled.Execute(w, shown)
	case p.library != nil:
		return p.library.Execute(w, shown)
	}
	return fmt.Errorf("the theme has no layout for the view %q", v)
}

// Assets returns the theme's files, by path.
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
	t = &Theme{pages: map[plan.View]layout{}}
	if err := l.messages(t, cfg.Language); err != nil {
		return nil, false, err
	}
	names := l.prepareAssets(t)
	if err := l.templates(t, names); err != nil {
		return nil, false, err
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
		if name := d.Name(); p != "." && (strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~")) {
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

// overlay reads the site's own theme and judges what it replaces.
func (l *loader) overlay(site fs.FS, cfg config.Config) {
	name := cfg.Theme
	at := path.Join(Folder, name)
	if info, err := fs.Stat(site, at); err != nil || !info.IsDir() {
		if name == standard {
			return
		}
		known := []string{standard}
		if entries, err := fs.ReadDir(site, Folder); err == nil {
			for _, e := range entries {
				known = append(known, e.Name())
			}
		}
		l.problems.Errorf(cfg.ThemeAt, diag.NoTheme, "there is no theme %q", name).Suggest(name, known)
		return
	}
	own, err := fs.Sub(site, at)
	if err == nil {
		err = l.add(own, at)
	}
	if err != nil {
		l.problems.Errorf(source.Whole(at), diag.Unreadable, "cannot be read: %s", err)
	}
	for p, f := range l.files {
		if f.place == "" {
			continue
		}
		_, replaces := l.standard[p]
		switch {
		case replaces || strings.HasPrefix(p, static) || !strings.Contains(p, "/"):
		case strings.HasPrefix(p, layouts) || strings.HasPrefix(p, i18n):
			var near []string
			for s := range l.standard {
				if strings.HasPrefix(s, layouts) || strings.HasPrefix(s, i18n) {
					near = append(near, s)
				}
			}
			slices.Sort(near)
			l.problems.Errorf(source.Whole(f.place), diag.NoSuchLayout, "the standard theme has no %q to replace", p).Suggest(p, near)
			delete(l.files, p)
		default:
			l.problems.Errorf(source.Whole(f.place), diag.NoSuchLayout, "a theme has no folder %q", path.Dir(p)).
				Suggest(path.Dir(p), []string{"layouts", "static", "i18n"})
		}
	}
}

// messages makes the catalogue of a language.
func (l *loader) messages(t *Theme, language string) error {
	c, err := message.New(language)
	if err != nil {
		return err
	}
	name := i18n + language + ".toml"
	if err := c.Add(name, l.standard[name].data); err != nil {
		return err
	}
	t.Messages = c
	own := l.files[name]
	if own.place == "" {
		return nil
	}
	known := c.IDs()
	if err := c.Add(own.place, own.data); err != nil {
		spot := source.Whole(own.place)
		var parse toml.ParseError
		if errors.As(err, &parse) {
			spot = source.Text{Path: own.place, Content: string(own.data)}.Spot(parse.Position.Start, parse.Position.Start+parse.Position.Len)
		}
		l.problems.Errorf(spot, diag.BadMessages, "the messages cannot be read: %s", err)
		return nil
	}
	for _, id := range c.IDs() {
		if !slices.Contains(known, id) {
			text := source.Text{Path: own.place, Content: string(own.data)}
			at := max(0, strings.Index(text.Content, id))
			l.problems.Errorf(text.Spot(at, at+len(id)), diag.NoSuchMessage, "the standard theme has no message %q to replace", id).Suggest(id, known)
		}
	}
	return nil
}

// prepareAssets minifies the theme's files and gives them their names in the site. It returns the
// names by path within static/.
func (l *loader) prepareAssets(t *Theme) map[string]string {
	m := minify.New()
	m.Add("text/css", &css.Minifier{})
	m.Add("image/svg+xml", &svg.Minifier{})
	var paths []string
	for p := range l.files {
		if strings.HasPrefix(p, static) {
			paths = append(paths, p)
		}
	}
	// Stylesheets come last: they name other files.
	slices.SortFunc(paths, func(a, b string) int {
		if x, y := path.Ext(a) == ".css", path.Ext(b) == ".css"; x != y {
			if x {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	names := map[string]string{}
	for _, p := range paths {
		f := l.files[p]
		short := strings.TrimPrefix(p, static)
		data := f.data
		kind := map[string]string{".css": "text/css", ".svg": "image/svg+xml"}[path.Ext(p)]
		if kind == "text/css" {
			data = hashedURLs(data, path.Dir(short), names)
		}
		if kind != "" {
			// What cannot be minified is used as it is; browsers make the best of it, too.
			if small, err := m.Bytes(kind, data); err == nil {
				data = small
			}
		}
		sum := sha256.Sum256(data)
		ext := path.Ext(short)
		names[short] = "assets/" + strings.TrimSuffix(short, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		t.assets = append(t.assets, Asset{names[short], data})
	}
	slices.SortFunc(t.assets, func(a, b Asset) int { return strings.Compare(a.Path, b.Path) })
	return names
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')\s]+)["']?\s*\)`)

// hashedURLs replaces the addresses of the theme's own files in a stylesheet in dir by their hashed
// ones.
func hashedURLs(data []byte, dir string, names map[string]string) []byte {
	return cssURL.ReplaceAllFunc(data, func(match []byte) []byte {
		written := string(cssURL.FindSubmatch(match)[1])
		hashed, ok := names[path.Join(dir, written)]
		if !ok {
			return match
		}
		up := strings.Repeat("../", strings.Count(path.Join("assets", dir), "/")+1)
		return []byte(`url("` + up + hashed + `")`)
	})
}

// templates parses the layouts and judges those of the site's own theme against their views.
func (l *loader) templates(t *Theme, assets map[string]string) error {
	functions := functions(t.Messages, assets)
	funcs := template.FuncMap{}
	for name, f := range functions {
		funcs[name] = (func(...any) (any, error))(f)
	}
	shared := []string{layouts + "base.html"}
	for _, p := range slices.Sorted(maps.Keys(l.files)) {
		if strings.HasPrefix(p, layouts+"partials/") && path.Ext(p) == ".html" {
			shared = append(shared, p)
		}
	}
	base, ok, err := l.parse(template.New("").Funcs(funcs), shared)
	if err != nil || !ok {
		return err
	}
	for _, v := range slices.Sorted(maps.Keys(views)) {
		own := layouts + string(v) + ".html"
		page, err := base.min.Clone()
		if err != nil {
			return fmt.Errorf("prepare the layout %s: %w", own, err)
		}
		full, err := base.full.Clone()
		if err != nil {
			return fmt.Errorf("prepare the layout %s: %w", own, err)
		}
		set, ok, err := l.parseInto(parsed{min: page, full: full}, []string{own})
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		p := layout{library: set.min.Lookup("base")}
		if p.library != nil {
			// What cannot be compiled is slower, no worse.
			p.compiled, _ = compiled.New(p.library, functions, views[v])
		}
		t.pages[v] = p
		if l.overridden(append(shared, own)) {
			l.check(set.full.Lookup("base"), v)
		}
	}
	return nil
}

// parsed is a set of templates twice: as they are used, and as they were written, for saying where a
// fault is.
type parsed struct{ min, full *template.Template }

func (l *loader) parse(root *template.Template, paths []string) (parsed, bool, error) {
	full, err := root.Clone()
	if err != nil {
		return parsed{}, false, err
	}
	return l.parseInto(parsed{root, full}, paths)
}

func (l *loader) parseInto(set parsed, paths []string) (parsed, bool, error) {
	m := minify.New()
	m.Add("text/html", &minhtml.Minifier{
		KeepDocumentTags:    true,
		KeepEndTags:         true,
		KeepQuotes:          true,
		KeepDefaultAttrVals: true,
		TemplateDelims:      minhtml.GoTemplateDelims,
	})
	ok := true
	for _, p := range paths {
		f := l.files[p]
		if _, err := set.full.New(p).Parse(string(f.data)); err != nil {
			if f.place == "" {
				return set, false, fmt.Errorf("parse the standard theme: %w", err)
			}
			l.templateProblem(err)
			ok = false
			continue
		}
		small, err := m.Bytes("text/html", f.data)
		if err != nil {
			return set, false, fmt.Errorf("minify the layout %s: %w", p, err)
		}
		if _, err := set.min.New(p).Parse(string(bytes.TrimSpace(small))); err != nil {
			return set, false, fmt.Errorf("parse the minified layout %s: %w", p, err)
		}
	}
	return set, ok, nil
}

func (l *loader) overridden(paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return l.files[p].place != "" })
}

// check judges a template of the site's own theme against the view that it shows.
func (l *loader) check(t *template.Template, v plan.View) {
	if t == nil {
		l.problems.Errorf(source.Whole(l.files[layouts+string(v)+".html"].place), diag.TemplateFault, "the layout defines no template %q", "base")
		return
	}
	t.Option("missingkey=zero")
	if err := templatecheck.CheckHTML(t, views[v]); err != nil {
		l.templateProblem(err)
	}
}

// A fault of html/template or text/template names its place as "template: FILE:LINE:COLUMN: what".
var templateError = regexp.MustCompile(`(?s)(?:html/)?template: ?([^:\s]*):(\d+)(?::(\d+))?: (.*)`)

// templateProblem adds what a template library says of a layout.
func (l *loader) templateProblem(err error) {
	match := templateError.FindStringSubmatch(err.Error())
	if match == nil {
		l.problems.Errorf(source.Whole(Folder), diag.TemplateFault, "the template is faulty: %s", err)
		return
	}
	f := l.files[match[1]]
	line, _ := strconv.Atoi(match[2])
	column, _ := strconv.Atoi(match[3])
	text := source.Text{Path: f.place, Content: string(f.data)}
	if f.place == "" {
		text.Path = path.Join(Folder, standard, match[1])
	}
	lines := strings.SplitAfter(text.Content, "\n")
	start := 0
	for _, s := range lines[:min(max(line-1, 0), len(lines))] {
		start += len(s)
	}
	p := l.problems.Errorf(text.Spot(start+column, start+column+1), diag.TemplateFault, "the template is faulty: %s", match[4])
	if field := regexp.MustCompile(`can't (?:use|evaluate) field (\w+) .* type \*?view\.(\w+)`).FindStringSubmatch(match[4]); field != nil {
		p.Suggest(field[1], fields(field[2]))
	}
}
