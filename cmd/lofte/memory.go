package main

import (
	"runtime"
	"runtime/debug"
)

// tuneMemory has the first garbage collection wait until there are 32 MB, where it would begin at 4: most
// sites are built before that. From then on there is one whenever what is used has doubled, and more
// often from 2.7 GiB on, so that a site ten times as large as all of Sweden's kommuner fits in 3. GOGC
// and GOMEMLIMIT say otherwise.
func tuneMemory(gogc, limit string) {
	if limit == "" {
		debug.SetMemoryLimit(2700 << 20)
	}
	if gogc != "" {
		return
	}
	const late = 800 // percent of the runtime's 4 MB
	usual := debug.SetGCPercent(late)
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { debug.SetGCPercent(usual) })
}
