package publish

import (
	"errors"
	"os"
	"slices"
	"strings"

	"lofte/internal/stamp"
)

// onlyFolder returns the folder at the top of the site that all changes are in, when they are changes of
// files that both the old site and the new one have; else "".
func (s *Stage) onlyFolder() string {
	if s.inside || s.top == "" || s.top == "." || len(s.files) != len(s.old.files) {
		return ""
	}
	for p := range s.files {
		if _, stood := s.old.files[p]; !stood {
			return ""
		}
	}
	return s.top
}

// commitFolder publishes by an exchange of one folder of the site. done is false when that cannot be, and
// the site is as it was.
func (s *Stage) commitFolder(top string, next manifest) (r Report, done bool, err error) {
	if s.plantFolder(top, &next) != nil || replaceFile(s.pending(), next.encode()) != nil || s.exchange(top) != nil {
		err := errors.Join(remove(s.pending()), removeTree(s.next()))
		return Report{}, err != nil, err
	}
	h, err := s.finish(s.next(), next, nil)
	if err != nil {
		return Report{}, true, errors.Join(err, s.swapBack(s.next(), next, h))
	}
	return s.report(h), true, nil
}

var errNotAlone = errors.New("there is more to carry than the files of a folder")

// plantFolder builds a folder of the new site in s.next, and notes in next which it is.
func (s *Stage) plantFolder(top string, next *manifest) error {
	if fi, err := os.Lstat(under(s.dir, top)); err != nil || !fi.IsDir() {
		return errors.Join(err, errNotAlone)
	}
	seen, err := surveyor{
		root:  s.dir,
		ours:  func(p string) bool { _, ok := next.files[p]; return ok },
		enter: func(p string) bool { return next.folders[p] },
	}.walk(top)
	if err != nil {
		return err
	}
	if len(seen.foreign()) > 0 {
		return errNotAlone
	}
	inside := func(p string) bool { return p == top || strings.HasPrefix(p, top+"/") }
	folders := map[string]bool{}
	for p := range next.folders {
		if inside(p) {
			folders[p] = true
		}
	}
	var files []string
	for p := range s.files {
		if inside(p) {
			files = append(files, p)
		}
	}
	slices.Sort(files)
	if err := errors.Join(mkdir(s.next()), makeFolders(s.next(), levels(folders, nil))); err != nil {
		return err
	}
	err = each(files, func(p string) error {
		from := s.files[p].src
		if from == "" {
			from = under(s.dir, p)
		}
		return hardLink(from, under(s.next(), p))
	})
	if err != nil {
		return err
	}
	root, err := os.Lstat(under(s.next(), top))
	if err != nil {
		return err
	}
	next.at, next.tree = top, stamp.Inode(root)
	if next.tree == 0 {
		return errNotAlone // a repair could not tell the old folder from the new one
	}
	return nil
}
