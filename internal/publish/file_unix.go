//go:build unix

package publish

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

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
