package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/jba/templatecheck"
	"github.com/tdewolff/minify/v2"
	minhtml "github.com/tdewolff/minify/v2/html"

	"lofte/internal/compiled"
	"lofte/internal/diag"
	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/source"
)

// templates parses the layouts and judges those of the site's own theme against their views.
func (l *loader) templates(messages *message.Catalogue, assets map[string]published) (map[plan.View]layout, error) {
	functions := functions(messages, assets)
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
		return nil, err
	}
	// Each layout is made on its own, with problems of its own, joined in the order of the views.
	list := slices.Sorted(maps.Keys(views))
	made := make([]layout, len(list))
	problems := make([]diag.List, len(list))
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	for i, v := range list {
		wg.Go(func() {
			own := *l
			own.problems = &problems[i]
			made[i], errs[i] = own.layout(base, shared, v, functions)
		})
	}
	wg.Wait()
	pages := make(map[plan.View]layout, len(list))
	for i, v := range list {
		l.problems.Append(problems[i])
		if made[i].library != nil {
			pages[v] = made[i]
		}
	}
	return pages, errors.Join(errs...)
}

// layout makes the layout of a view. One that is faulty, or that defines no page, is none.
func (l *loader) layout(base parsed, shared []string, v plan.View, functions map[string]compiled.Func) (layout, error) {
	own := layouts + string(v) + ".html"
	page, err := base.min.Clone()
	if err != nil {
		return layout{}, fmt.Errorf("prepare the layout %s: %w", own, err)
	}
	var full *template.Template
	if base.full != nil {
		if full, err = base.full.Clone(); err != nil {
			return layout{}, fmt.Errorf("prepare the layout %s: %w", own, err)
		}
	}
	set, ok, err := l.parseInto(parsed{min: page, full: full}, []string{own})
	if err != nil || !ok {
		return layout{}, err
	}
	p := layout{library: set.min.Lookup("base")}
	if p.library != nil {
		// What cannot be compiled is slower, no worse.
		p.compiled, _ = compiled.New(p.library, functions, views[v])
	}
	if l.overridden(append(slices.Clone(shared), own)) {
		l.check(set.full.Lookup("base"), v)
	}
	return p, nil
}

// parsed is a set of templates twice: as they are used, and as they were written, for saying where a fault
// is. The latter is nil where no file of the site's own is among them.
type parsed struct{ min, full *template.Template }

func (l *loader) parse(root *template.Template, paths []string) (parsed, bool, error) {
	set := parsed{min: root}
	if l.overridden(slices.Collect(maps.Keys(l.files))) {
		var err error
		if set.full, err = root.Clone(); err != nil {
			return parsed{}, false, err
		}
	}
	return l.parseInto(set, paths)
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
		if set.full != nil {
			if _, err := set.full.New(p).Parse(string(f.data)); err != nil {
				if f.place == "" {
					return set, false, fmt.Errorf("parse the standard theme: %w", err)
				}
				l.templateProblem(err)
				ok = false
				continue
			}
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
