//go:build !linux

package watch

// onNetwork reports whether a folder is on a file system that tells nothing. Elsewhere than on Linux
// that is not known beforehand; --poll is for it.
func onNetwork(string) bool { return false }

// ordered says that a move's old place is told before its new one. Elsewhere than on Linux each folder's
// hints come by themselves.
const ordered = false
