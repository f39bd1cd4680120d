package publish

import (
	"os"

	"golang.org/x/sys/unix"

	"lofte/internal/stamp"
)

// openToLook opens the output folder, from which a file is found in fewer steps than from the root of the
// file system. It returns nil when there is none.
func openToLook(dir string) *os.File {
	f, err := os.OpenFile(dir, unix.O_PATH|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil
	}
	return f
}

// look returns the stamp of a file in the output folder. regular is false when there is no regular file.
func (s *Stage) look(path string) (st stamp.Stamp, regular bool) {
	if s.standing == nil {
		return st, false
	}
	var found unix.Stat_t
	if err := unix.Fstatat(int(s.standing.Fd()), path, &found, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return st, false
	}
	return stamp.Stamp{Size: found.Size, Time: found.Mtim.Nano(), Inode: found.Ino}, found.Mode&unix.S_IFMT == unix.S_IFREG
}
