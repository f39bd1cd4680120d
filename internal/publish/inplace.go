package publish

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"lofte/internal/stamp"
)

// commitInPlace publishes file by file; src says where the content of a new file is.
// The pending manifest is the journal: with it and the folder undo putBack can always return to the old site.
func (s *Stage) commitInPlace(next manifest, seen survey, src func(string) string) (Report, error) {
	seen, err := s.survey(seen, next) // no link may have come since in the place of a folder
	if err == nil {
		err = conflicts(seen.foreign(), next)
	}
	if err != nil {
		return Report{}, err
	}
	if s.twinned && !exists(s.next()) {
		// The twin will not match the manifest any more.
		if err := rename(s.twin(), s.next()); err != nil {
			return Report{}, err
		}
	}
	moves := s.planMoves(next, seen, src)
	next.inPlace, next.made = true, slices.Concat(levels(next.folders, moves.standing)...)
	next.puts = slices.Concat(moves.add, moves.replace)
	if err = replaceFile(s.pending(), next.encode()); err == nil {
		err = s.move(next, moves)
	}
	if err == nil {
		err = rename(s.pending(), s.manifest())
	}
	if err != nil {
		for _, at := range moves.asides {
			err = errors.Join(err, remove(at))
		}
		return Report{}, errors.Join(err, s.putBack(next))
	}
	r := s.report(&haul{asides: moves.asides, removed: moves.removed})
	r.Foreign, r.Noticed = s.notice(next, moves.foreign)
	return r, nil
}

// moves is what a publish in place does.
type moves struct {
	src          func(path string) string
	standing     map[string]bool // folders that exist already
	add, replace []string        // new files: where nothing stands, where something does
	drop         []string        // files that the new site has no more
	edited       []string        // of replace and drop: not as a build left them
	removed      int             // of drop: as a build left them
	foreign      []item
	asides       map[string]string
}

func (s *Stage) planMoves(next manifest, seen survey, src func(string) string) *moves {
	m := &moves{src: src, standing: make(map[string]bool), asides: make(map[string]string)}
	for p := range seen {
		m.standing[p] = true
	}
	for _, p := range slices.Sorted(maps.Keys(s.files)) {
		name := under(s.dir, p)
		fi, err := os.Lstat(name)
		e, ours := s.old.files[p]
		switch {
		case s.files[p].src == "":
		case err != nil || fi.IsDir(): // a folder of ours that goes away before
			m.add = append(m.add, p)
		default:
			m.replace = append(m.replace, p)
			if !ours || !e.intact(name) {
				m.edited = append(m.edited, p)
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(s.old.files)) {
		name := under(s.dir, p)
		// A folder that the survey has not seen is a symbolic link by now, or gone.
		_, stays := next.files[p]
		if stays || !m.standing[path.Dir(p)] || !exists(name) {
			continue
		}
		switch {
		case s.old.files[p].intact(name):
			m.drop = append(m.drop, p)
			m.removed++
		case blocks(p, next):
			m.drop = append(m.drop, p)
			m.edited = append(m.edited, p)
		default:
			m.foreign = append(m.foreign, item{path: p})
		}
	}
	for _, i := range seen.foreign() {
		if _, ours := next.files[i.path]; !ours {
			m.foreign = append(m.foreign, i)
		}
	}
	return m
}

// blocks says whether a file cannot stay beside the files of the new site.
func blocks(p string, next manifest) bool {
	if next.folders[p] {
		return true
	}
	for d := path.Dir(p); d != "."; d = path.Dir(d) {
		if _, file := next.files[d]; file {
			return true
		}
	}
	return false
}

func (s *Stage) move(next manifest, m *moves) error {
	if err := mkdir(s.undo()); err != nil {
		return err
	}
	for _, p := range m.edited {
		at, err := setAside(s.aside(), p, func(to string) error { return secondName(under(s.dir, p), to) })
		if err != nil {
			return err
		}
		m.asides[p] = at
	}
	if err := s.makeRoom(next, m); err != nil {
		return err
	}
	if err := makeFolders(s.dir, levels(next.folders, m.standing)); err != nil {
		return err
	}
	put := func(p string) error { return s.put(p, m.src(p)) }
	if err := each(m.add, put); err != nil {
		return err
	}
	if err := each(m.replace, put); err != nil {
		return err
	}
	err := each(m.drop, func(p string) error {
		if next.folders[p] || !exists(under(s.dir, p)) {
			return nil // went when room was made
		}
		return s.drop(p)
	})
	if err != nil {
		return err
	}
	return s.dropFolders(next, m)
}

// makeRoom moves away files of ours where a folder is to be, and folders of ours where a file is to be.
func (s *Stage) makeRoom(next manifest, m *moves) error {
	for _, p := range m.drop {
		if next.folders[p] {
			if err := s.drop(p); err != nil {
				return err
			}
		}
	}
	for p := range next.files {
		if m.standing[p] {
			if err := s.drop(p); err != nil {
				return err
			}
		}
	}
	// Undo is going to be deleted: nothing may have got into it that is not ours.
	moved, err := surveyor{
		root:  s.undo(),
		ours:  func(p string) bool { _, ok := s.old.files[p]; return ok },
		enter: func(p string) bool { return s.old.folders[p] },
	}.walk(".")
	if err != nil {
		return err
	}
	return conflicts(moved.foreign(), next)
}

// put renames a new file into place. What it replaces is kept in undo, by a second name where
// the file system has such, so that the path is never without a file.
func (s *Stage) put(p, src string) error {
	name, kept := under(s.dir, p), under(s.undo(), p)
	if fi, err := os.Lstat(name); err == nil {
		if err := mkdirAll(filepath.Dir(kept)); err != nil {
			return err
		}
		if !fi.Mode().IsRegular() || hardLink(name, kept) != nil {
			if err := rename(name, kept); err != nil {
				return err
			}
		}
	}
	return rename(src, name)
}

func (s *Stage) drop(p string) error {
	kept := under(s.undo(), p)
	if err := mkdirAll(filepath.Dir(kept)); err != nil {
		return err
	}
	return rename(under(s.dir, p), kept)
}

// dropFolders removes the folders that only the old site had, but for those with something left in them.
func (s *Stage) dropFolders(next manifest, m *moves) error {
	for _, level := range slices.Backward(levels(s.old.folders, next.folders)) {
		for _, p := range level {
			if !m.standing[p] {
				continue
			}
			if err := removeEmpty(under(s.dir, p)); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeEmpty removes a folder if it is one and there is nothing in it.
func removeEmpty(name string) error {
	fi, err := os.Lstat(name)
	if err != nil || !fi.IsDir() {
		return nil
	}
	if err := remove(name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// putBack returns to the old site, after a failure or a kill at any point, also one of its own.
func (s *Stage) putBack(journal manifest) error {
	for _, p := range journal.puts {
		name := under(s.dir, p)
		if kept, err := os.Lstat(under(s.undo(), p)); err == nil && !kept.IsDir() {
			continue
		}
		fi, err := os.Lstat(name)
		if err != nil || stamp.Of(fi) != journal.files[p].stamp {
			continue // not put yet, or put back already
		}
		if err := remove(name); err != nil {
			return err
		}
	}
	for _, p := range slices.Backward(journal.made) {
		if err := removeEmpty(under(s.dir, p)); err != nil {
			return err
		}
	}
	err := filepath.WalkDir(s.undo(), func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == s.undo() {
			return err
		}
		p, err := filepath.Rel(s.undo(), name)
		if err != nil {
			return err
		}
		home := filepath.Join(s.dir, p)
		switch {
		case !e.IsDir():
			return rename(name, home)
		case exists(home):
			return nil
		}
		if err := rename(name, home); err != nil {
			return err
		}
		return fs.SkipDir
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return remove(s.pending())
}

// secondName gives a file or a symbolic link another name, which may be taken.
func secondName(from, to string) error {
	if err := remove(to); err != nil {
		return err
	}
	if target, err := os.Readlink(from); err == nil {
		return os.Symlink(target, to)
	}
	return linkOrCopy(from, to)
}
