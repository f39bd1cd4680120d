package publish

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lofte/internal/stamp"
)

// reshape takes a tree that holds the files of one manifest to the folders of another, and removes the
// files that the other has no more.
func reshape(root string, from, to manifest) error {
	var stale []string
	for p := range from.files {
		if _, stays := to.files[p]; !stays {
			stale = append(stale, p)
		}
	}
	drop := func(p string) error { return remove(under(root, p)) }
	if err := each(stale, drop); err != nil {
		return err
	}
	for _, level := range slices.Backward(levels(from.folders, to.folders)) {
		if err := each(level, drop); err != nil {
			return err
		}
	}
	return makeFolders(root, levels(to.folders, from.folders))
}

// madeFolders returns the folders of fresh.
func (s *Stage) madeFolders() map[string]bool {
	made := map[string]bool{}
	s.folders.Range(func(name, _ any) bool {
		if p, err := filepath.Rel(s.fresh(), name.(string)); err == nil {
			made[filepath.ToSlash(p)] = true
		}
		return true
	})
	return made
}

func makeFolders(root string, all [][]string) error {
	for _, level := range all {
		if err := each(level, func(p string) error { return mkdir(under(root, p)) }); err != nil {
			return err
		}
	}
	return nil
}

// levels returns the folders that are in one set and not in the other, by depth, each depth sorted.
func levels(in, but map[string]bool) [][]string {
	var some []string
	for p := range in {
		if !but[p] {
			some = append(some, p)
		}
	}
	slices.Sort(some)
	var all [][]string
	for _, p := range some {
		depth := strings.Count(p, "/")
		for len(all) <= depth {
			all = append(all, nil)
		}
		all[depth] = append(all[depth], p)
	}
	return all
}

// plant builds the new tree at s.next.
func (s *Stage) plant(next manifest, foreign []item) error {
	start := s.fresh()
	if s.twinned {
		start = s.twin()
	}
	if err := rename(start, s.next()); err != nil {
		return err
	}
	if s.twinned {
		if err := reshape(s.next(), s.old, next); err != nil {
			return err
		}
	} else if err := makeFolders(s.next(), levels(next.folders, s.madeFolders())); err != nil {
		return err
	}
	if err := s.plantFiles(next); err != nil {
		return err
	}
	if err := s.standIn(next, foreign); err != nil {
		return err
	}
	return s.dress(s.next(), 0)
}

func (s *Stage) plantFiles(next manifest) error {
	var paths []string
	for p, f := range s.files {
		if f.src == "" || s.twinned {
			paths = append(paths, p)
		}
	}
	copies := make([]stamp.Stamp, len(paths))
	err := parallel(len(paths), func(i int) (err error) {
		p := paths[i]
		if f := s.files[p]; f.src != "" {
			return rename(f.src, under(s.next(), p))
		}
		if s.twinned && sameFile(under(s.dir, p), under(s.next(), p)) {
			return nil
		}
		copies[i], err = s.plantStanding(p)
		return err
	})
	for i, st := range copies {
		if st != (stamp.Stamp{}) {
			next.files[paths[i]] = entry{sum: next.files[paths[i]].sum, stamp: st}
		}
	}
	return err
}

// plantStanding links a file of the old site into the new tree. It returns a stamp if it had to copy it.
func (s *Stage) plantStanding(p string) (stamp.Stamp, error) {
	src, dst := under(s.dir, p), under(s.next(), p)
	if s.twinned {
		// Somebody else has been at the twin or at the folder, so that they differ.
		if err := mkdirAll(under(s.next(), path.Dir(p))); err != nil {
			return stamp.Stamp{}, err
		}
		if err := remove(dst); err != nil {
			return stamp.Stamp{}, err
		}
	}
	if err := linkOrCopy(src, dst); err != nil {
		return stamp.Stamp{}, err
	}
	fi, err := os.Lstat(dst)
	if err != nil || stamp.Of(fi) == s.files[p].stamp {
		return stamp.Stamp{}, err
	}
	return stamp.Of(fi), nil
}

// standIn gives foreign files a second name in the new tree, so that they are not missing between
// the exchange and the moment they are carried over. Where that does not work
// they will be carried over all the same.
func (s *Stage) standIn(next manifest, foreign []item) error {
	for _, i := range foreign {
		if _, ours := next.files[i.path]; ours {
			continue
		}
		if d := path.Dir(i.path); d != "." && !next.folders[d] {
			if err := mkdirAll(under(s.next(), d)); err != nil {
				return err
			}
		}
		if i.dir {
			continue
		}
		src, dst := under(s.dir, i.path), under(s.next(), i.path)
		if hardLink(src, dst) == nil && !sameFile(src, dst) {
			// Not every system can link to a symbolic link: macOS links to what it points to.
			if err := remove(dst); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepTwin makes the tree that was exchanged out the twin of the new site. It is for speed only:
// whatever fails is removed now or by the next Begin.
func (s *Stage) keepTwin(out string, next manifest) {
	if !exists(out) {
		return
	}
	common := 0
	for p := range s.old.files {
		if _, ok := next.files[p]; ok {
			common++
		}
	}
	// A tree with hardly anything in common, as of a first build, costs more to fill than a later
	// publish would pay to do without.
	if common == 0 || common < len(next.files)/2 || s.renew(out, next) != nil || rename(out, s.twin()) != nil {
		_ = removeTree(out)
	}
}

// renew gives the old tree the content of the new one, by hard links.
func (s *Stage) renew(out string, next manifest) error {
	if err := reshape(out, s.old, next); err != nil {
		return err
	}
	var changed []string
	for p, e := range next.files {
		if s.old.files[p] != e {
			changed = append(changed, p)
		}
	}
	return each(changed, func(p string) error {
		from, to := under(s.dir, p), under(out, p)
		if err := remove(to); err != nil {
			return err
		}
		return hardLink(from, to) // a twin of copies would be of no use
	})
}

// tidy removes what is left of a publish that has ended, unless the next Begin has to repair it.
func (p place) tidy() error {
	err := errors.Join(removeTree(p.fresh()), remove(p.pending()+partEnd), remove(p.foreign()+partEnd), remove(p.surveysFile()+partEnd))
	if exists(p.pending()) {
		return err
	}
	for _, tree := range []string{p.next(), p.previous(), p.undo()} {
		err = errors.Join(err, removeTree(tree))
	}
	return err
}
