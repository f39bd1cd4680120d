package publish

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"time"
)

// survey is what a walk through an output folder saw: its folders by path, "." the first.
// Folders that are not ours are seen but not entered.
type survey map[string]folder

type folder struct {
	mtime   int64
	inside  []string // folders to enter
	foreign []item   // what is not ours
}

// item is something in the output folder that no build made.
type item struct {
	path string
	dir  bool
}

// name is how the item is called in a report: a folder has a slash at its end.
func (i item) name() string {
	if i.dir {
		return i.path + "/"
	}
	return i.path
}

// foreign returns every item of the survey.
func (s survey) foreign() []item {
	var all []item
	for _, f := range s {
		all = append(all, f.foreign...)
	}
	return all
}

// surveyor walks a tree. No symbolic link is followed.
type surveyor struct {
	root  string
	skip  string                 // a name in the root that is left alone
	ours  func(path string) bool // a file at this path is ours
	enter func(path string) bool // a folder at this path may hold files of ours

	// seen is an earlier survey of the same tree. A folder whose time of change is the same holds
	// the same names, and need not be read again.
	seen survey
}

func (w surveyor) walk() (survey, error) {
	all := make(survey)
	for level := []string{"."}; len(level) > 0; {
		found := make([]folder, len(level))
		err := parallel(len(level), func(i int) (err error) {
			found[i], err = w.look(level[i])
			return err
		})
		if err != nil {
			return nil, err
		}
		var next []string
		for i, p := range level {
			all[p] = found[i]
			next = append(next, found[i].inside...)
		}
		level = next
	}
	return all, nil
}

func (w surveyor) look(p string) (folder, error) {
	name := under(w.root, p)
	fi, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return folder{}, nil
	}
	if err != nil {
		return folder{}, err
	}
	mtime := fi.ModTime()
	if old, ok := w.seen[p]; ok && old.mtime == mtime.UnixNano() && settled(mtime) && !w.entersForeign(old) {
		return old, nil
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return folder{}, err
	}
	f := folder{mtime: mtime.UnixNano()}
	for _, e := range entries {
		at := path.Join(p, e.Name())
		switch {
		case at == w.skip:
		case e.IsDir() && w.enter(at):
			f.inside = append(f.inside, at)
		case e.Type().IsRegular() && w.ours(at):
		default:
			f.foreign = append(f.foreign, item{path: at, dir: e.IsDir()})
		}
	}
	return f, nil
}

// entersForeign says that the earlier survey stood outside a folder that is to be entered now.
func (w surveyor) entersForeign(f folder) bool {
	for _, i := range f.foreign {
		if i.dir && w.enter(i.path) {
			return true
		}
	}
	return false
}

// settled says that a change made from now on gets another time than mtime, however coarse the
// file system's clock (FAT counts in steps of two seconds).
func settled(mtime time.Time) bool {
	return time.Since(mtime) > 3*time.Second
}
