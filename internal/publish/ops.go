package publish

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"lofte/internal/stamp"
)

// fault, when set, is asked before every step that changes the disk. Tests return an error from it
// to play a full or read-only disk, or end the process in it to play a kill.
var fault func(op, path string) error

// before announces a step to fault.
func before(op, path string) error {
	if fault == nil {
		return nil
	}
	if err := fault(op, path); err != nil {
		return &fs.PathError{Op: op, Path: path, Err: err}
	}
	return nil
}

// under returns the place in the tree root of a slash-separated path, "." being root itself.
func under(root, path string) string {
	if path == "." {
		return root
	}
	return root + string(filepath.Separator) + filepath.FromSlash(path)
}

// create writes a file that must not exist and returns its stamp.
func create(name string, data []byte) (stamp.Stamp, error) {
	if err := before("create", name); err != nil {
		return stamp.Stamp{}, err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return stamp.Stamp{}, err
	}
	st, err := fill(f, data)
	return st, errors.Join(err, f.Close())
}

func fill(f *os.File, data []byte) (stamp.Stamp, error) {
	if err := before("write", f.Name()); err != nil {
		return stamp.Stamp{}, err
	}
	if _, err := f.Write(data); err != nil {
		return stamp.Stamp{}, err
	}
	fi, err := f.Stat()
	if err != nil {
		return stamp.Stamp{}, err
	}
	return stamp.Of(fi), nil
}

// mkdir makes a folder and is content when there is one.
func mkdir(name string) error {
	if err := before("mkdir", name); err != nil {
		return err
	}
	if err := os.Mkdir(name, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func mkdirAll(name string) error {
	if fi, err := os.Stat(name); err == nil && fi.IsDir() {
		return nil
	}
	if err := before("mkdir", name); err != nil {
		return err
	}
	return os.MkdirAll(name, 0o755)
}

func rename(from, to string) error {
	if err := before("rename", from); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// remove removes a file or an empty folder and is content when there is none.
func remove(name string) error {
	if err := before("remove", name); err != nil {
		return err
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// removeTree removes a folder with all that is in it, several branches at a time: for a site of
// many thousand pages that is where the time goes.
func removeTree(name string) error {
	entries, err := os.ReadDir(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	err = parallel(len(entries), func(i int) error {
		branch := filepath.Join(name, entries[i].Name())
		if err := before("remove", branch); err != nil {
			return err
		}
		return os.RemoveAll(branch)
	})
	if err != nil {
		return err
	}
	return remove(name)
}

// hardLink gives a file a second name.
func hardLink(from, to string) error {
	if err := before("link", to); err != nil {
		return err
	}
	return os.Link(from, to)
}

// linkOrCopy gives a file a second name; where the file system has no such thing, or refuses it for
// a file of another owner, it makes a copy.
func linkOrCopy(from, to string) error {
	err := hardLink(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	_, err = create(to, data)
	return err
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// sameFile says whether two names stand for one file on disk; a symbolic link is its own file.
func sameFile(a, b string) bool {
	fa, err := os.Lstat(a)
	if err != nil {
		return false
	}
	fb, err := os.Lstat(b)
	return err == nil && os.SameFile(fa, fb)
}

// hasSum reads a file and says whether its content has that sum.
func hasSum(name string, sum [sha256.Size]byte) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return false
	}
	return [sha256.Size]byte(h.Sum(nil)) == sum
}

// parallel calls do for 0 to n-1 from several goroutines and returns one of the errors, after
// which no further calls begin.
func parallel(n int, do func(i int) error) error {
	var (
		wg     sync.WaitGroup
		next   atomic.Int64
		failed atomic.Pointer[error]
	)
	for range min(n, 2*runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(i); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

func each[T any](list []T, do func(T) error) error {
	return parallel(len(list), func(i int) error { return do(list[i]) })
}
