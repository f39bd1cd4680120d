//go:build !linux

package publish

import (
	"os"

	"lofte/internal/stamp"
)

func openToLook(string) *os.File { return nil }

// look returns the stamp of a file in the output folder. regular is false when there is no regular file.
func (s *Stage) look(path string) (st stamp.Stamp, regular bool) {
	fi, err := os.Lstat(under(s.dir, path))
	if err != nil {
		return st, false
	}
	return stamp.Of(fi), fi.Mode().IsRegular()
}
