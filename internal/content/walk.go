package content

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"lofte/internal/diag"
	"lofte/internal/source"
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
	size     int64
	children []entry // of a folder, by name; nil for a file
	folder   bool
}

// walk lists what stands below a folder, by name. Symbolic links are followed as far as the file
// system allows; one that leads out of it is a problem, and so is what cannot be read.
func walk(fsys fs.FS, folder string, problems *diag.List) []entry {
	if strings.Count(folder, "/") >= maxDepth {
		problems.Errorf(source.Whole(folder), diag.Misplaced, "the folder lies too deep").
			Hintf("a symbolic link may lead back to a folder above it")
		return nil
	}
	list, err := fs.ReadDir(fsys, folder)
	if err != nil {
		unreadable(folder, err, problems)
		return nil
	}
	var entries []entry
	for _, e := range list {
		name := e.Name()
		if ignored(name) {
			continue
		}
		one := entry{path: path.Join(folder, name), name: norm.NFC.String(name), folder: e.IsDir()}
		if e.Type()&fs.ModeSymlink != 0 || !e.Type().IsRegular() && !e.IsDir() {
			info, err := fs.Stat(fsys, one.path)
			if err != nil {
				problems.Errorf(source.Whole(one.path), diag.LinkOutside, "the symbolic link leads to nothing in the site").
					Hintf("put the file itself here")
				continue
			}
			if !info.IsDir() && !info.Mode().IsRegular() {
				continue
			}
			one.folder, one.size = info.IsDir(), info.Size()
		} else if !one.folder && !strings.HasSuffix(name, ".md") {
			if info, err := e.Info(); err == nil {
				one.size = info.Size()
			}
		}
		if one.folder {
			one.children = walk(fsys, one.path, problems)
		}
		entries = append(entries, one)
	}
	return entries
}

func ignored(name string) bool { return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") }

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

// texts splits entries into Markdown files and the others. languages are those that a file's name can
// end with.
func texts(entries []entry) (marked []text, others []entry) {
	for _, e := range entries {
		stem, isText := strings.CutSuffix(e.name, ".md")
		if e.folder || !isText {
			others = append(others, e)
			continue
		}
		t := text{entry: e, stem: stem}
		if i := strings.LastIndexByte(stem, '.'); i > 0 && slices.Contains(translations, stem[i+1:]) {
			t.stem, t.language = stem[:i], stem[i+1:]
		}
		marked = append(marked, t)
	}
	return marked, others
}

// translations are the languages that texts can be translated to: English, Finnish, Northern Sami and
// Meänkieli.
var translations = []string{"en", "fi", "se", "fit", "sv"}
