// Package lock keeps two programs from writing to one place at once.
package lock

import "errors"

// ErrHeld says that somebody else has the lock.
var ErrHeld = errors.New("the lock is held")
