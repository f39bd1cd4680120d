package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
)

// ErrNoBuild says that no build has put a site into the folder, as far as is known there.
var ErrNoBuild = errors.New("no build has put a site there")

// ErrUnfinished says that a build is putting a site into the folder, or was stopped while it did.
var ErrUnfinished = errors.New("a build there has not come to its end")

// Site is what the last build put into an output folder.
type Site struct {
	Dir     string   // the folder, symbolic links resolved
	Files   []File   // by path
	Touched []string // paths of files that are gone or not as the build left them, sorted
}

// File is one file of a Site.
type File struct {
	Path string // slash-separated, below the folder
	Sum  [sha256.Size]byte
	Size int64
}

// Look returns the site that the last build put into dir, and changes nothing. It returns
// fs.ErrNotExist when there is no folder, ErrNoBuild when there is no manifest that tells of a build,
// and ErrUnfinished. It takes no lock: who reads the files after it has to hold them against their sums.
func Look(dir string) (Site, error) {
	s, err := look(dir)
	if err != nil {
		return Site{}, fmt.Errorf("look into %s: %w", dir, err)
	}
	return s, nil
}

func look(dir string) (Site, error) {
	dir, err := resolve(dir)
	if err != nil {
		return Site{}, err
	}
	if !exists(dir) {
		return Site{}, fs.ErrNotExist
	}
	at := besides(dir)
	if !sameMount(dir, filepath.Dir(dir)) || !exists(at.manifest()) {
		at = within(dir)
	}
	if exists(at.pending()) {
		return Site{}, ErrUnfinished
	}
	m, err := readManifest(at.manifest())
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errDamaged) {
		return Site{}, ErrNoBuild
	}
	if err != nil {
		return Site{}, err
	}
	s := Site{Dir: dir}
	for _, p := range slices.Sorted(maps.Keys(m.files)) {
		s.Files = append(s.Files, File{Path: p, Sum: m.files[p].sum, Size: m.files[p].stamp.Size})
	}
	touched := make([]bool, len(s.Files))
	err = parallel(len(s.Files), func(i int) error {
		p := s.Files[i].Path
		touched[i] = !m.files[p].intact(under(dir, p))
		return nil
	})
	for i, f := range s.Files {
		if touched[i] {
			s.Touched = append(s.Touched, f.Path)
		}
	}
	return s, err
}
