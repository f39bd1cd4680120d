package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"
)

// haul brings what is not ours out of a tree that has left its place into the one that stands
// there now. It moves names and never copies or rewrites a file; what finds its path taken
// by a page is set aside.
type haul struct {
	from, to string
	old, new manifest // what a build of ours put into from, and into to
	aside    string

	seen    survey // of from, by sweep
	mu      sync.Mutex
	foreign []item            // carried over
	asides  map[string]string // set aside: path to where it lies
	removed int               // pages of from that the new site has no more
}

// sweep goes through the whole tree. It is asked for after the exchange, for only then nothing
// more can arrive in from; seen is a survey of it from before, which saves most of the work.
func (h *haul) sweep(seen survey) error {
	// A folder cannot be in both trees at once as a file can, so until it is moved it is missing.
	for _, i := range seen.foreign() {
		if !i.dir || h.new.folders[i.path] {
			continue
		}
		if err := h.carry(i); err != nil {
			return err
		}
	}
	now, err := surveyor{
		root:  h.from,
		ours:  func(p string) bool { _, ok := h.old.files[p]; return ok },
		enter: func(p string) bool { return h.old.folders[p] || h.new.folders[p] },
		seen:  seen,
	}.walk(".")
	if err != nil {
		return err
	}
	h.seen = now
	if err := each(now.foreign(), h.carry); err != nil {
		return err
	}
	return h.edited(now)
}

// edited looks for pages that someone changed since we wrote them, among those that are about to go.
func (h *haul) edited(now survey) error {
	var gone []string
	for p, e := range h.old.files {
		if _, real := now[path.Dir(p)]; real && h.new.files[p] != e {
			gone = append(gone, p)
		}
	}
	return each(gone, func(p string) error {
		name := under(h.from, p)
		fi, err := os.Lstat(name)
		if err != nil || !fi.Mode().IsRegular() {
			return nil // not there, or carried already
		}
		if !h.old.files[p].intact(name) {
			return h.carry(item{path: p})
		}
		if _, stays := h.new.files[p]; !stays {
			h.mu.Lock()
			h.removed++
			h.mu.Unlock()
		}
		return nil
	})
}

func (h *haul) carry(i item) error {
	src, dst := under(h.from, i.path), under(h.to, i.path)
	have, err := os.Lstat(src)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // carried by an earlier call
	}
	if err != nil {
		return err
	}
	if e, ours := h.new.files[i.path]; ours {
		if e.intact(src) {
			return nil // the very page, adopted
		}
		return h.setAside(i.path)
	}
	if err := mkdirAll(filepath.Dir(dst)); err != nil {
		if errors.Is(err, syscall.ENOTDIR) {
			return h.setAside(i.path)
		}
		return err
	}
	there, err := os.Lstat(dst)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = rename(src, dst)
	case err != nil:
	case os.SameFile(have, there):
		err = remove(src)
	case have.IsDir() && there.IsDir():
		err = h.merge(i.path)
	default:
		return h.setAside(i.path)
	}
	if err != nil {
		return fmt.Errorf("carry over %s: %w", i.name(), err)
	}
	h.mu.Lock()
	h.foreign = append(h.foreign, i)
	h.mu.Unlock()
	return nil
}

// merge carries the content of a folder that someone made anew in to.
func (h *haul) merge(p string) error {
	entries, err := os.ReadDir(under(h.from, p))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := h.carry(item{path: path.Join(p, e.Name()), dir: e.IsDir()}); err != nil {
			return err
		}
	}
	return remove(under(h.from, p))
}

func (h *haul) setAside(p string) error {
	to, err := setAside(h.aside, p, func(to string) error { return rename(under(h.from, p), to) })
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.asides == nil {
		h.asides = make(map[string]string)
	}
	h.asides[p] = to
	return nil
}

// setAside has a file put where what gives way to a page is kept, and returns the place: under
// its own path, so that a second one replaces the first and the folder does not grow with every build.
func setAside(aside, p string, put func(to string) error) (string, error) {
	to := under(aside, p)
	for n := 1; ; n++ {
		err := mkdirAll(filepath.Dir(to))
		if err == nil {
			err = put(to)
		}
		if err == nil {
			return to, nil
		}
		// A folder may lie where a file is to be put, or the other way round.
		blocked := errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR) || errors.Is(err, fs.ErrExist)
		if !blocked || n == 100 {
			return "", fmt.Errorf("set %s aside: %w", p, err)
		}
		to = filepath.Join(aside, fmt.Sprintf("%s~%d", path.Base(p), n))
	}
}
