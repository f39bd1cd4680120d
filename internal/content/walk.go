package content

import (
	"errors"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/watch"
)

// Root is the folder of the texts, and Static that of files that are published as they are.
const (
	Root   = "content"
	Static = "static"
)

// maxDepth is how many folders deep a site goes; a link that leads back to where it came from would
// go on for ever.
const maxDepth = 12

// entry is a file or a folder of the site.
type entry struct {
	path     string // under the site's root
	name     string
	seen     seen    // of a file
	children []entry // of a folder, by name; nil for a file
	folder   bool
	unsure   bool // reached by a symbolic link, or with a problem: changes may show elsewhere
}

// lister lists the folders of a site.
type lister struct {
	fsys     fs.FS
	cache    *Cache // nil when nothing is known
	problems diag.List
	relisted bool // whether a folder holds other names than before
}

// list lists what stands below a folder of the site's root, by name.
func (l *lister) list(folder string) []entry {
	top := entry{path: folder, name: folder, folder: true}
	last, known := l.cache.folder(folder)
	if known {
		return last.children
	}
	top.children, top.unsure = l.walk(folder, last, false)
	if l.cache != nil {
		l.cache.listed[folder] = &top
	}
	return top.children
}

// walk lists what stands below a folder, by name. Symbolic links are followed as far as the file
// system allows; one that leads out of it is a problem, and so is what cannot be read. last is the
// folder as it was listed before, or nil.
func (l *lister) walk(folder string, last *entry, linked bool) (entries []entry, unsure bool) {
	if strings.Count(folder, "/") >= maxDepth {
		l.problems.Errorf(source.Whole(folder), diag.Misplaced, "the folder lies too deep").
			Hintf("a symbolic link may lead back to a folder above it")
		return nil, true
	}
	list, err := fs.ReadDir(l.fsys, folder)
	if err != nil {
		unreadable(folder, err, &l.problems)
		l.relisted = l.relisted || last == nil || len(last.children) > 0
		return nil, true
	}
	before := map[string]*entry{}
	if last != nil {
		for i := range last.children {
			before[last.children[i].path] = &last.children[i]
		}
	}
	for _, e := range list {
		if watch.Ignored(e.Name()) {
			continue
		}
		one, ok := l.entry(folder, e)
		if !ok {
			unsure = true
			continue
		}
		one.unsure = one.unsure || linked
		old := before[one.path]
		l.relisted = l.relisted || old == nil || old.folder != one.folder
		if one.folder && old != nil && old.folder && !one.unsure && l.cache.unchanged(old) {
			one = *old
		}
		entries = append(entries, one)
	}
	l.below(entries, before, folder == Root)
	for i := range entries {
		unsure = unsure || entries[i].unsure
	}
	l.relisted = l.relisted || last == nil || len(last.children) != len(entries)
	return entries, unsure
}

// below lists what stands in those of the entries that are folders and are not listed yet. With
// parallel they are listed on as many goroutines as there are processors.
func (l *lister) below(entries []entry, before map[string]*entry, parallel bool) {
	one := func(l *lister, e *entry) {
		var last *entry
		if old := before[e.path]; old != nil && old.folder {
			last = old
		}
		children, unsure := l.walk(e.path, last, e.unsure)
		e.children, e.unsure = children, unsure || e.unsure
	}
	var folders []*entry
	for i := range entries {
		if e := &entries[i]; e.folder && e.children == nil {
			folders = append(folders, e)
		}
	}
	if !parallel {
		for _, e := range folders {
			one(l, e)
		}
		return
	}
	listers := make([]lister, len(folders))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(folders); i = int(next.Add(1)) - 1 {
				listers[i] = lister{fsys: l.fsys, cache: l.cache}
				one(&listers[i], folders[i])
			}
		})
	}
	wg.Wait()
	for _, other := range listers {
		l.problems.Append(other.problems)
		l.relisted = l.relisted || other.relisted
	}
}

// entry looks at one name in a folder. ok is false when it is nothing that a site holds.
func (l *lister) entry(folder string, e fs.DirEntry) (one entry, ok bool) {
	one = entry{path: path.Join(folder, e.Name()), name: norm.NFC.String(e.Name()), folder: e.IsDir()}
	switch {
	case e.Type()&fs.ModeSymlink != 0 || !e.Type().IsRegular() && !e.IsDir():
		info, err := fs.Stat(l.fsys, one.path)
		if err != nil {
			l.problems.Errorf(source.Whole(one.path), diag.LinkOutside, "the symbolic link leads to nothing in the site").
				Hintf("put the file itself here")
			return one, false
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return one, false
		}
		one.folder, one.seen, one.unsure = info.IsDir(), look(info), true
	case !one.folder && (l.cache.stored() || !strings.HasSuffix(e.Name(), ".md")):
		if info, err := e.Info(); err == nil {
			one.seen = look(info)
		}
	}
	return one, true
}

// known returns a file as the last Load found it, when it is unchanged.
func (l *lister) known(e entry) (f promise.File, ok bool) {
	if e.unsure || l.cache.touched(e.path) {
		return f, false
	}
	f, ok = l.cache.files[e.path]
	return f, ok
}

func unreadable(path string, err error, problems *diag.List) {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	problems.Errorf(source.Whole(path), diag.Unreadable, "cannot be read: %s", err)
}

// text is a Markdown file's name taken apart: "t1.en.md" is the text t1 in the language en.
type text struct {
	entry
	stem     string
	language string // "" for the site's own
}

// translates reports whether the text is a translation of another.
func (t text) translates() bool { return t.language != "" }

// texts splits entries into Markdown files and the others.
func texts(entries []entry) (marked []text, others []entry) {
	for _, e := range entries {
		stem, isText := strings.CutSuffix(e.name, ".md")
		if e.folder || !isText {
			others = append(others, e)
			continue
		}
		t := text{entry: e, stem: stem}
		if i := strings.LastIndexByte(stem, '.'); i > 0 && slices.Contains(config.KnownLanguages, stem[i+1:]) {
			t.stem, t.language = stem[:i], stem[i+1:]
		}
		marked = append(marked, t)
	}
	return marked, others
}
