package main

import (
	"runtime"
	"runtime/debug"
)

// startLate has the first garbage collection wait until there are 32 MB, where it would begin at 4: most
// sites are built before that. From then on all is as GOGC says, 100 by default.
func startLate(gogc string) {
	if gogc != "" {
		return
	}
	const late = 800 // percent of the runtime's 4 MB
	usual := debug.SetGCPercent(late)
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { debug.SetGCPercent(usual) })
}
