package content

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/slug"
	"lofte/internal/source"
)

// static notes the files below static/, when there are any.
func (l *loader) static() {
	if _, err := fs.Stat(l.fsys, Static); err != nil {
		return
	}
	l.site.Files = append(l.site.Files, l.publish(l.list(Static), "")...)
}

// publish notes that files are published as they are, in a folder of the site.
func (l *loader) publish(entries []entry, at string) []promise.File {
	var files []promise.File
	for _, e := range entries {
		url := path.Join(at, e.name)
		switch {
		case e.folder:
			files = append(files, l.publish(e.children, url)...)
		case strings.HasSuffix(e.name, ".md") && strings.HasPrefix(e.path, Root+"/"):
			l.misplaced(e, "Markdown stands in content/, content/KOMMUN/, content/KOMMUN/PERIOD/ or content/KOMMUN/nyheter/")
		default:
			if stem, ok := almostText(e.name); ok && strings.HasPrefix(e.path, Root+"/") {
				l.problems.Warnf(source.Whole(e.path), diag.NotAText, "the file is no text of the site but published as it is: its name does not end with .md").
					Hintf("if it is a text, name it %s.md", stem)
			}
			f := promise.File{URL: url, Source: e.path, Size: e.seen.stamp.Size}
			if last, ok := l.known(e); ok {
				f = last
			} else {
				l.look(&f)
			}
			l.files[e.path] = f
			files = append(files, f)
		}
	}
	return files
}

// almostText reports whether a file's name ends as a text's would if an editor's program had not seen to it that
// it does not, and returns it without that end.
func almostText(name string) (stem string, ok bool) {
	for _, end := range []string{".md.txt", ".markdown", ".md"} {
		if n := len(name) - len(end); n > 0 && strings.EqualFold(name[n:], end) {
			return name[:n], true
		}
	}
	return "", false
}

func (l *loader) misplaced(e entry, hint string) {
	l.problems.Errorf(source.Whole(e.path), diag.Misplaced, "a Markdown file does not belong here").Hintf(hint)
}

// texts splits entries into texts and others. A translation is among the texts once the site offers its
// language.
func (l *loader) texts(entries []entry) (marked []text, others []entry) {
	all, others := texts(entries)
	for _, t := range all {
		switch {
		case t.language == l.cfg.Language:
			t.language = ""
		case t.language != "" && !slices.Contains(l.cfg.Languages, t.language):
			l.problems.Warnf(source.Whole(t.path), diag.TranslationOff, "the translation is not shown: the site does not offer the language %q", t.language).
				Hintf("languages in lofte.toml lists what the site offers")
			continue
		}
		marked = append(marked, t)
	}
	return marked, others
}

func (l *loader) top(entries []entry) {
	marked, others := l.texts(entries)
	for _, t := range marked {
		name := ""
		if t.stem != "_index" {
			name = slug.Make(t.stem)
		}
		page := l.page(t, name)
		switch {
		case t.translates():
			l.translatedPages = append(l.translatedPages, page)
		case t.stem == "_index":
			l.pages, l.site.Front = append(l.pages, page), page.page
		case l.name(t.entry, name):
			l.pages, l.site.Pages = append(l.pages, page), append(l.site.Pages, page.page)
		}
	}
	var files []entry
	for _, e := range others {
		if e.folder {
			l.kommun(e)
		} else {
			files = append(files, e)
		}
	}
	l.site.Files = append(l.site.Files, l.publish(files, "")...)
}

// name judges the address of a page or a kommun, and returns whether it can have it.
func (l *loader) name(e entry, s string) bool {
	switch {
	case s == "":
		l.problems.Errorf(source.Whole(e.path), diag.BadName, "the name %q gives no address", e.name).
			Hintf("use letters a to z, digits and hyphens")
	case slices.Contains(Reserved, s):
		l.problems.Errorf(source.Whole(e.path), diag.ReservedName, "the name %q belongs to the site's own pages", s).
			Hintf("choose another name")
	default:
		return true
	}
	return false
}

func (l *loader) kommun(e entry) {
	if f := l.cache.kommun(e); f != nil {
		l.kommuner = append(l.kommuner, f)
		for _, file := range f.files {
			l.files[file.Source] = file
		}
		return
	}
	f := &folder{entry: e, slug: slug.Make(e.name)}
	defer l.during(f)()
	f.named = l.name(e, f.slug)
	f.kommun = &promise.Kommun{Slug: f.slug, Title: e.name, Source: source.Place{Path: e.path}}
	l.kommuner = append(l.kommuner, f)
	marked, others := l.texts(e.children)
	index := false
	for _, t := range marked {
		switch {
		case t.stem == "_index" && t.translates():
			l.translateKommun(f, t)
		case t.stem == "_index":
			index = true
			l.addKommun(f, t)
		case isPeriod(t.stem):
			l.document(f, t, t.stem)
		default:
			p := l.problems.Errorf(source.Whole(t.path), diag.Misplaced, "%q is no period, such as 2019 or 2017-2019", t.stem)
			if t.stem == "index" {
				p.Hintf("the text of the kommun itself is _index.md")
				continue
			}
			p.Hintf("a promise document is KOMMUN/PERIOD.md or KOMMUN/PERIOD/index.md, a follow-up KOMMUN/PERIOD/NAME.md, news KOMMUN/nyheter/NAME.md")
		}
	}
	if !index {
		l.problems.Errorf(source.Whole(e.path), diag.NoKommun, "the folder has no _index.md that says which kommun it is").
			Hintf("make %s with a title", path.Join(e.path, "_index.md"))
	}
	var files []entry
	for _, o := range others {
		switch {
		case !o.folder:
			files = append(files, o)
		case o.name == "nyheter":
			l.news(f, o)
		case isPeriod(o.name):
			l.period(f, o)
		default:
			files = append(files, o)
		}
	}
	f.kommun.Files = append(f.kommun.Files, l.publish(files, f.slug)...)
}

// during has the jobs that are added and the problems that are found from now on counted as a
// folder's, until the returned function is called.
func (l *loader) during(f *folder) (end func()) {
	problems, jobs := l.problems, l.jobs
	l.problems, l.jobs = diag.List{}, nil
	return func() {
		f.problems, f.jobs = l.problems, l.jobs
		l.problems, l.jobs = problems, jobs
	}
}

func (f *folder) period(name string) *period {
	for _, p := range f.periods {
		if p.name == name {
			return p
		}
	}
	p := &period{name: name, path: path.Join(f.path, name)}
	f.periods = append(f.periods, p)
	return p
}

func (l *loader) document(f *folder, t text, name string) {
	p := f.period(name)
	if t.translates() {
		p.translations = append(p.translations, l.newDocumentJob(t, name))
		return
	}
	if p.document != nil {
		l.problems.Errorf(source.Whole(t.path), diag.Clash, "the document stands here and in %s", p.document.path).
			Hintf("keep one of the two")
		return
	}
	p.document = l.newDocumentJob(t, name)
}

func (l *loader) period(f *folder, e entry) {
	p := f.period(e.name)
	at := path.Join(f.slug, e.name)
	marked, others := l.texts(e.children)
	// First what the texts refer to, then the texts.
	p.files = l.publish(others, at)
	for _, t := range marked {
		switch {
		case t.stem == "index":
			l.document(f, t, e.name)
		case t.stem == "_index":
			l.misplaced(t.entry, "the promise document in a folder is index.md, without _")
		default:
			name := slug.Make(t.stem)
			if name == "" || slices.Contains(reservedFollowUps, name) {
				l.problems.Errorf(source.Whole(t.path), diag.ReservedName, "the name %q belongs to the site's own pages", t.stem).
					Hintf("choose another name")
				name = "_" + name // which clashes with nothing, so that it is said once
			}
			j := l.newFollowUpJob(t, name)
			if t.translates() {
				p.translatedFollowUps = append(p.translatedFollowUps, j)
			} else {
				p.followUps = append(p.followUps, j)
			}
		}
	}
}

func (l *loader) news(f *folder, e entry) {
	marked, others := l.texts(e.children)
	f.kommun.Files = append(f.kommun.Files, l.publish(others, path.Join(f.slug, e.name))...)
	for _, t := range marked {
		name := slug.Make(t.stem)
		if name == "" || t.stem == "_index" || t.stem == "index" {
			l.misplaced(t.entry, "a news item is KOMMUN/nyheter/NAME.md")
			continue
		}
		j := l.newNewsJob(t, name)
		if t.translates() {
			f.translatedNews = append(f.translatedNews, j)
		} else {
			f.news = append(f.news, j)
		}
	}
}

// isPeriod reports whether a name is one of a period: "2019" or "2017-2019".
func isPeriod(name string) bool {
	_, _, ok := years(name)
	return ok
}

// years returns the first and the last year of a period.
func years(name string) (first, last int, ok bool) {
	from, to, span := strings.Cut(name, "-")
	if !span {
		to = from
	}
	if len(from) != 4 || len(to) != 4 {
		return 0, 0, false
	}
	for _, s := range []string{from, to} {
		if strings.Trim(s, "0123456789") != "" {
			return 0, 0, false
		}
	}
	first, _ = strconv.Atoi(from)
	last, _ = strconv.Atoi(to)
	return first, last, true
}
