package publish

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// inode is unknown: the trees are told apart by their names, see Stage.swap.
func inode(fs.FileInfo) uint64 { return 0 }

func setOwner(string, fs.FileInfo) {}

func movable(string, string) bool { return true }

func sameMount(string, string) bool { return true }

// tryLock takes the lock without waiting. The system lets go of it when the process ends, however it ends.
func tryLock(f *os.File) error {
	const whole = ^uint32(0)
	flags := uint32(windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY)
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, whole, whole, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrBusy
	}
	return err
}
