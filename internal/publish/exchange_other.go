//go:build !linux && !darwin

package publish

import "errors"

// exchange has no system call here; see Stage.swap for what is done instead.
func exchange(_, _ string) error { return errors.ErrUnsupported }
