package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two folders in one system call: nobody ever sees neither.
func exchange(a, b string) error {
	if err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err != nil {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
	}
	return nil
}

// sameMount says whether a rename between two folders stays within one mount. A bind mount, as of
// a container's volume, has its parent's device number and still refuses.
func sameMount(a, b string) bool {
	var sa, sb unix.Statx_t
	for name, st := range map[string]*unix.Statx_t{a: &sa, b: &sb} {
		err := unix.Statx(unix.AT_FDCWD, name, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_MNT_ID, st)
		if err != nil || st.Mask&unix.STATX_MNT_ID == 0 {
			return sameDevice(a, b) // Linux before 5.8
		}
	}
	return sa.Mnt_id == sb.Mnt_id && sa.Dev_major == sb.Dev_major && sa.Dev_minor == sb.Dev_minor
}
