package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"lofte/internal/lock"
)

// insideName is the state folder's name when it has to be inside the output folder.
const insideName = ".lofte-publish"

// place is an output folder and the state folder that belongs to it.
type place struct {
	dir    string // the output folder, symbolic links resolved
	state  string
	inside bool // the state folder is in the output folder: there is no way to exchange trees
}

// What the state folder holds. Between publishes it is the lock, the manifest, the names of foreign
// things already told of, the twin, what was seen in both trees, and what was set aside.
func (p place) lockFile() string { return filepath.Join(p.state, "lock") }
func (p place) manifest() string { return filepath.Join(p.state, "manifest") }
func (p place) foreign() string  { return filepath.Join(p.state, "foreign") }
func (p place) aside() string    { return filepath.Join(p.state, "replaced") }

// surveysFile is what was seen in the twin and in the tree that stands.
func (p place) surveysFile() string { return filepath.Join(p.state, "survey") }

// twin is a tree of hard links to what the manifest says, the one the next publish exchanges in.
func (p place) twin() string { return filepath.Join(p.state, "twin") }

// fresh is where the running publish writes.
func (p place) fresh() string { return filepath.Join(p.state, "fresh") }

// next is the tree about to be exchanged in, and from then on the one that was exchanged out.
func (p place) next() string { return filepath.Join(p.state, "next") }

// previous is the tree that was renamed out, where there is no exchange.
func (p place) previous() string { return filepath.Join(p.state, "previous") }

// pending is the new manifest from just before the new site is put in place until all is well.
func (p place) pending() string { return filepath.Join(p.state, "pending") }

// undo keeps what files that are put in place one by one replace.
func (p place) undo() string { return filepath.Join(p.state, "undo") }

// locate finds the output folder, which need not exist, and makes its state folder.
func locate(dir string) (place, error) {
	dir, err := resolve(dir)
	if err != nil {
		return place{}, err
	}
	parent := filepath.Dir(dir)
	p := besides(dir)
	if !exists(dir) {
		if err := mkdirAll(parent); err != nil {
			return place{}, err
		}
		return p, makeState(p)
	}
	if parent != dir && sameMount(dir, parent) {
		err := makeState(p)
		if !refused(err) && !errors.Is(err, syscall.EROFS) {
			return p, err
		}
	}
	p = within(dir)
	return p, makeState(p)
}

// besides is the output folder dir with its state folder beside it.
func besides(dir string) place {
	return place{dir: dir, state: filepath.Join(filepath.Dir(dir), ".lofte-"+filepath.Base(dir))}
}

// within is the output folder dir with its state folder in it.
func within(dir string) place {
	return place{dir: dir, state: filepath.Join(dir, insideName), inside: true}
}

func resolve(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	fi, err := os.Stat(dir)
	switch {
	case err == nil && !fi.IsDir():
		return "", fmt.Errorf("%s is not a folder", dir)
	case err == nil:
		return filepath.EvalSymlinks(dir)
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	if _, err := os.Readlink(dir); err == nil {
		return "", fmt.Errorf("%s is a symbolic link to nothing", dir)
	}
	// The parts that exist may be reached through links, and one folder must have one state.
	parent, err := resolve(filepath.Dir(dir))
	if err != nil {
		return "", err
	}
	return filepath.Join(parent, filepath.Base(dir)), nil
}

// makeState makes the state folder, closed to others: it may hold pages that are not public yet,
// and inside an output folder a web server must not show it.
func makeState(p place) error {
	if err := before("state", p.state); err != nil {
		return err
	}
	if err := os.Mkdir(p.state, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// refused says that the system does not let us make or rename something at this place.
func refused(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EXDEV) || errors.Is(err, syscall.EBUSY)
}

// lock takes the lock of the output folder, or says ErrBusy.
func (p place) lock() (*os.File, error) {
	for {
		f, err := os.OpenFile(p.lockFile(), os.O_CREATE|os.O_RDWR, 0o600)
		if errors.Is(err, fs.ErrNotExist) {
			// The build that held the lock took the state folder away with it.
			if err := makeState(p); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := lock.Try(f); err != nil {
			_ = f.Close()
			if errors.Is(err, lock.ErrHeld) {
				err = ErrBusy
			}
			return nil, err
		}
		mine, err := f.Stat()
		if err == nil {
			if there, err := os.Lstat(p.lockFile()); err == nil && os.SameFile(mine, there) {
				return f, nil
			}
		}
		_ = f.Close() // a lock file that is no more: see forget
	}
}

// forget takes the state folder away if nothing in it is worth keeping, so that a first build that
// fails leaves no trace. The caller holds the lock.
func (p place) forget() {
	entries, err := os.ReadDir(p.state)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.Name() != "lock" && e.Name() != ".gitignore" {
			return
		}
	}
	for _, e := range entries {
		_ = remove(filepath.Join(p.state, e.Name()))
	}
	_ = remove(p.state)
}

// hide keeps the state folder out of the site's own git repository.
func (p place) hide() error {
	name := filepath.Join(p.state, ".gitignore")
	if exists(name) {
		return nil
	}
	_, err := create(name, []byte("*\n"))
	return err
}
