//go:build unix

package publish

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

func inode(fi fs.FileInfo) uint64 {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino)
	}
	return 0
}

// setOwner gives a folder the owner of another, as far as we may.
func setOwner(name string, like fs.FileInfo) {
	if st, ok := like.Sys().(*syscall.Stat_t); ok {
		_ = os.Lchown(name, int(st.Uid), int(st.Gid))
	}
}

// sameDevice says whether two names are on one file system. When one cannot be looked at, whatever is
// tried with it will say so better.
func sameDevice(a, b string) bool {
	var sa, sb unix.Stat_t
	return unix.Lstat(a, &sa) != nil || unix.Lstat(b, &sb) != nil || sa.Dev == sb.Dev
}

// movable says whether a folder could be renamed into another folder: we may write in it, and it
// is no mount point.
func movable(dir, parent string) bool {
	return unix.Access(dir, unix.W_OK) == nil && sameMount(dir, parent)
}

// tryLock takes the lock without waiting. The system lets go of it when the process ends, however it ends.
func tryLock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return ErrBusy
		case errors.Is(err, errors.ErrUnsupported), errors.Is(err, unix.ENOLCK):
			return nil // a file system without locks: better unguarded than not at all
		default:
			return err
		}
	}
}
