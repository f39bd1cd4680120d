//go:build !(linux || darwin || freebsd || netbsd)

package stamp

import "io/fs"

func inode(fs.FileInfo) uint64  { return 0 }
func changed(fs.FileInfo) int64 { return 0 }
