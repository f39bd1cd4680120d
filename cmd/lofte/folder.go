package main

import (
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
	info, err := root.Stat(".")
	if err != nil {
		_ = root.Close()
		return err
	}
	// The former root may be in use; it is closed when nobody has it any more.
	f.root, f.info = root, info
	return nil
}

// now returns the folder that stands at the path; the last one that stood there when there is none.
func (f *siteFolder) now() fs.FS {
	info, err := os.Stat(f.path)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil && !os.SameFile(info, f.info) {
		_ = f.open() // when it cannot be opened, it may be later
	}
	return f.root.FS()
}

func (f *siteFolder) Open(name string) (fs.File, error)          { return f.now().Open(name) }
func (f *siteFolder) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(f.now(), name) }
func (f *siteFolder) ReadFile(name string) ([]byte, error)       { return fs.ReadFile(f.now(), name) }
func (f *siteFolder) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.now(), name) }
