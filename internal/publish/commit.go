package publish

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"lofte/internal/stamp"
)

func (s *Stage) commit() (Report, error) {
	if s.failed != nil {
		return Report{}, s.failed
	}
	if s.unchanged() {
		return Report{Unchanged: len(s.files), Replaced: s.asides, Aside: s.aside()}, nil
	}
	files := make(map[string]entry, len(s.files))
	for p, f := range s.files {
		files[p] = f.entry
	}
	if top := s.onlyFolder(); top != "" {
		same := manifest{files: files, folders: s.old.folders, order: s.old.order}
		if r, done, err := s.commitFolder(top, same); done {
			return r, err
		}
	}
	next := manifestOf(files)
	seen, err := s.surveyed()
	if err == nil && s.entersMore(seen, next) {
		seen, err = s.survey(seen, next)
	}
	if err != nil {
		return Report{}, err
	}
	if err := conflicts(seen.foreign(), next); err != nil {
		return Report{}, err
	}
	if s.inside || !s.movable(seen.foreign(), next) {
		return s.commitInPlace(next, seen, func(p string) string { return s.files[p].src })
	}
	return s.commitTree(next, seen)
}

// unchanged says that the new site is the one that stands, file by file.
func (s *Stage) unchanged() bool {
	if len(s.files) != len(s.old.files) || len(s.files) == 0 {
		return false
	}
	for p, f := range s.files {
		if f.src != "" || f.entry != s.old.files[p] {
			return false
		}
	}
	return true
}

// entersMore says that the new site has files in folders that the survey has not looked into.
func (s *Stage) entersMore(seen survey, next manifest) bool {
	return slices.ContainsFunc(seen.foreign(), func(i item) bool { return i.dir && next.folders[i.path] })
}

// conflicts names every foreign thing that is a folder where the site has a file, or the other way round.
func conflicts(foreign []item, next manifest) error {
	var errs []error
	for p := range next.files {
		if next.folders[p] {
			errs = append(errs, fmt.Errorf("%s is both a file and a folder of the site", p))
		}
	}
	for _, i := range foreign {
		if !i.dir && next.folders[i.path] {
			errs = append(errs, fmt.Errorf("%s is in the way: no build made it, and the site has a folder there", i.name()))
		}
		for p := i.path; p != "."; p = path.Dir(p) {
			if _, file := next.files[p]; file && (p != i.path || i.dir) {
				errs = append(errs, fmt.Errorf("%s is in the way: no build made it, and the site has a file %s", i.name(), p))
			}
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

// movable says whether every foreign thing could be carried from one tree to another.
func (s *Stage) movable(foreign []item, next manifest) bool {
	return !slices.ContainsFunc(foreign, func(i item) bool {
		name := under(s.dir, i.path)
		if i.dir {
			return !movable(name, filepath.Dir(name))
		}
		return !sameMount(name, filepath.Dir(name))
	})
}

// commitTree publishes by an exchange of trees.
func (s *Stage) commitTree(next manifest, seen survey) (Report, error) {
	if err := s.plant(next, seen.foreign()); err != nil {
		return Report{}, err
	}
	root, err := os.Lstat(s.next())
	if err != nil {
		return Report{}, err
	}
	next.tree = stamp.Inode(root)
	if err := replaceFile(s.pending(), next.encode()); err != nil {
		return Report{}, err
	}
	out, err := s.swap()
	if err != nil {
		if err := errors.Join(err, remove(s.pending())); !refused(err) {
			return Report{}, err
		}
		return s.commitInPlace(next, seen, func(p string) string { return under(s.next(), p) })
	}
	h, err := s.finish(out, next, seen)
	if err != nil {
		return Report{}, errors.Join(err, s.swapBack(out, next, h))
	}
	s.keepTwin(out, next)
	s.keepSurvey(h.seen, next)
	r := s.report(h)
	r.Foreign, r.Noticed = s.notice(next, h.foreign)
	return r, nil
}

// swap puts the new tree in place and returns where the old one is, if there was one.
func (s *Stage) swap() (out string, err error) {
	if !exists(s.dir) {
		return s.next(), rename(s.next(), s.dir)
	}
	if err = s.exchange("."); err == nil {
		return s.next(), nil
	}
	if !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return "", err
	}
	if err := rename(s.dir, s.previous()); err != nil {
		return "", err
	}
	if err := rename(s.next(), s.dir); err != nil {
		return "", errors.Join(err, rename(s.previous(), s.dir))
	}
	return s.previous(), nil
}

// exchange exchanges a folder of the new tree with the one that stands.
func (s *Stage) exchange(at string) error {
	standing := under(s.dir, at)
	if err := before("exchange", standing); err != nil {
		return err
	}
	return exchange(under(s.next(), at), standing)
}

// finish carries over what is not ours and makes the new manifest the one that counts.
func (s *Stage) finish(out string, next manifest, seen survey) (*haul, error) {
	h := &haul{from: out, to: s.dir, old: s.old, new: next, aside: s.aside()}
	if err := h.sweep(seen); err != nil {
		return h, err
	}
	return h, rename(s.pending(), s.manifest())
}

// swapBack undoes a swap that could not be finished. If that does not work either, the next Begin
// has what it needs to go on.
func (s *Stage) swapBack(out string, next manifest, done *haul) error {
	var err error
	switch {
	case !exists(out):
		err = rename(s.dir, s.next())
	case out == s.next():
		err = s.exchange(next.at)
	default:
		err = errors.Join(rename(s.dir, s.next()), rename(s.previous(), s.dir))
	}
	if err != nil {
		return err
	}
	for p, at := range done.asides {
		if err := rename(at, under(s.dir, p)); err != nil {
			return err
		}
	}
	back := &haul{from: s.next(), to: s.dir, old: next, new: s.old, aside: s.aside()}
	if err := back.sweep(nil); err != nil {
		return err
	}
	return remove(s.pending())
}

// report says what came of a publish, but for what is foreign.
func (s *Stage) report(h *haul) Report {
	r := Report{Removed: h.removed, Aside: s.aside()}
	for _, f := range s.files {
		if f.src == "" {
			r.Unchanged++
			continue
		}
		r.Written++
		r.Bytes += f.stamp.Size
	}
	r.Replaced = slices.Sorted(maps.Keys(h.asides))
	r.Replaced = slices.Compact(slices.Sorted(slices.Values(append(r.Replaced, s.asides...))))
	return r
}

// notice names the top-most foreign things, and which of them are new to whoever reads the reports.
func (s *Stage) notice(next manifest, foreign []item) (all, fresh []string) {
	set := make(map[string]bool)
	for _, i := range foreign {
		for d := path.Dir(i.path); d != "." && !next.folders[d]; d = path.Dir(d) {
			i = item{path: d, dir: true}
		}
		set[i.name()] = true
	}
	told := make(map[string]bool)
	data, err := os.ReadFile(s.foreign())
	if err == nil {
		for line := range strings.Lines(string(data)) {
			told[unquote(strings.TrimSuffix(line, "\n"))] = true
		}
	}
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(set)) {
		all = append(all, name)
		if !told[name] {
			fresh = append(fresh, name)
		}
		lines.WriteString(quote(name) + "\n")
	}
	if lines.String() != string(data) {
		// If this fails the names are told once more, which is no harm.
		_ = replaceFile(s.foreign(), []byte(lines.String()))
	}
	return all, fresh
}
