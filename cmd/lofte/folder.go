package main

import (
	"errors"
	"io/fs"
	"os"
	"sync"
)

// siteFolder is a site's folder that is read again and again. Nothing outside of it can be reached. When
// another folder takes its place, such as a site that was copied anew, that one is read from then on.
type siteFolder struct {
	path string

	mu   sync.Mutex
	root *os.Root
	dir  *os.File    // the root itself
	info os.FileInfo // of the root
}

func openFolder(path string) (*siteFolder, error) {
	f := &siteFolder{path: path}
	return f, f.open()
}

func (f *siteFolder) open() error {
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return err
	}
	dir, err := root.Open(".")
	if err != nil {
		return errors.Join(err, root.Close())
	}
	info, err := dir.Stat()
	if err != nil {
		return errors.Join(err, dir.Close(), root.Close())
	}
	// The former root may be in use; it is closed when nobody has it any more.
	f.root, f.dir, f.info = root, dir, info
	return nil
}

// now returns the folder that stands at the path; the last one that stood there when there is none.
func (f *siteFolder) now() (fs.FS, *os.File) {
	info, err := os.Stat(f.path)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil && !os.SameFile(info, f.info) {
		_ = f.open() // when it cannot be opened, it may be later
	}
	return f.root.FS(), f.dir
}

func (f *siteFolder) fsys() fs.FS {
	fsys, _ := f.now()
	return fsys
}

func (f *siteFolder) Open(name string) (fs.File, error)          { return f.fsys().Open(name) }
func (f *siteFolder) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(f.fsys(), name) }
func (f *siteFolder) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.fsys(), name) }

func (f *siteFolder) ReadFile(name string) ([]byte, error) {
	fsys, dir := f.now()
	if fs.ValidPath(name) {
		if data, err := readBeneath(dir, name); err == nil {
			return data, nil
		}
	}
	return fs.ReadFile(fsys, name)
}
