package watch

import "golang.org/x/sys/unix"

// onNetwork reports whether a folder is on a file system whose changes from elsewhere are not told:
// on another machine, or, under WSL, on the Windows side.
func onNetwork(dir string) bool {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return false
	}
	switch uint32(s.Type) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC,
		unix.V9FS_MAGIC, unix.CODA_SUPER_MAGIC, unix.AFS_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC, unix.FUSE_SUPER_MAGIC:
		return true
	}
	return false
}

// ordered says that the system tells of a move's old place before its new one, also from one folder to
// another (inotify(7), "Dealing with rename() events").
const ordered = true
