//go:build !linux

package watch

// onNetwork reports whether a folder is on a file system that tells nothing. Elsewhere than on Linux
// that is not known beforehand; --poll is for it.
func onNetwork(string) bool { return false }
