package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"lofte/internal/stamp"
)

// repair ends what an earlier build began and was killed in, and reads the manifest.
//
// A tree is removed only when it was never public, or when all that is not ours has been carried out of
// it: foreign things may have their only name there.
func (s *Stage) repair(former Former) error {
	if err := removeTree(s.fresh()); err != nil {
		return err
	}
	var err error
	if fi, statErr := os.Lstat(s.manifest()); statErr == nil && former.stamp == stamp.Of(fi) {
		s.old = former.manifest
	} else {
		s.old, err = readManifest(s.manifest())
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errDamaged) {
		// Nobody knows what a twin without its manifest holds.
		err = removeTree(s.twin())
	}
	if err != nil {
		return err
	}
	pending, err := readManifest(s.pending())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.tidy()
	case err != nil && !errors.Is(err, errDamaged):
		return err
	case pending.inPlace || exists(s.undo()):
		err = s.putBack(pending)
	default:
		err = s.repairSwap(pending)
	}
	if err != nil {
		return err
	}
	return s.tidy()
}

func (s *Stage) repairSwap(pending manifest) error {
	if exists(s.previous()) && !exists(s.dir) {
		if err := rename(s.previous(), s.dir); err != nil {
			return err
		}
	}
	switch {
	case exists(s.previous()) && !exists(s.next()):
		return s.repairForward(s.previous(), pending)
	case pending.tree != 0 && inodeOf(under(s.dir, pending.at)) == pending.tree:
		return s.repairForward(s.next(), pending)
	}
	// The old site stands, or something that is not from us. Either tree may hold what is foreign:
	// next if it was exchanged in and back again.
	made := s.old
	if inodeOf(under(s.next(), pending.at)) == pending.tree {
		made = pending
	}
	if err := s.rescue(s.next(), made); err != nil {
		return err
	}
	if err := s.rescue(s.previous(), s.old); err != nil {
		return err
	}
	return remove(s.pending())
}

// repairForward completes a publish whose new tree is in place.
func (s *Stage) repairForward(out string, pending manifest) error {
	h, err := s.finish(out, pending, nil)
	if err != nil {
		return err
	}
	s.asides = append(s.asides, slices.Collect(maps.Keys(h.asides))...)
	if pending.at == "." {
		s.keepTwin(out, pending)
	}
	s.old = pending
	return nil
}

// rescue carries what is foreign out of a tree of ours into the output folder.
func (s *Stage) rescue(tree string, made manifest) error {
	if !exists(tree) {
		return nil
	}
	h := &haul{from: tree, to: s.dir, old: made, new: s.old, aside: s.aside()}
	if err := h.sweep(nil); err != nil {
		return fmt.Errorf("bring back what was in %s: %w", s.dir, err)
	}
	s.asides = append(s.asides, slices.Collect(maps.Keys(h.asides))...)
	return nil
}

func inodeOf(name string) uint64 {
	fi, err := os.Lstat(name)
	if err != nil {
		return 0
	}
	return stamp.Inode(fi)
}
