// Package stamp tells without reading it whether a file is still the one that was seen.
package stamp

import "io/fs"

// Stamp is what a file system says of a file. Stamps are compared for equality only, so a clock that
// goes backwards does no harm.
type Stamp struct {
	Size  int64
	Time  int64  // of the last change to its bytes, in nanoseconds
	Inode uint64 // as the function Inode returns it
}

// Of returns a file's Stamp.
func Of(fi fs.FileInfo) Stamp {
	return Stamp{Size: fi.Size(), Time: fi.ModTime().UnixNano(), Inode: Inode(fi)}
}

// Inode returns the number that a file has on its file system, 0 where it is not known.
func Inode(fi fs.FileInfo) uint64 { return inode(fi) }

// Changed returns when anything about a file was last changed, also its name or its times, in
// nanoseconds; 0 where it is not known. No program can set it.
func Changed(fi fs.FileInfo) int64 { return changed(fi) }
