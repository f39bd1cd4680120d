package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// How much memory a command may use before garbage is collected at all. One that is over in seconds
// has done its work by then, on most sites, and on a site of all of Sweden's kommuner collects seven
// times instead of twenty; one that stays is to be small.
const (
	roomForOnce  = 330 << 20
	roomForStays = 32 << 20
)

// mostMemory is from where garbage is collected as often as it takes, so that a site ten times as large
// as all of Sweden's kommuner fits in 3 GiB.
const mostMemory = 2700 << 20

// tuneMemory has garbage collected only when room bytes are used. Once more than three fifths of them are
// in use after a collection, there is one whenever what is used has doubled. GOGC or GOMEMLIMIT in the
// environment say otherwise.
func (p *program) tuneMemory(room int64) {
	if p.getenv("GOGC") != "" || p.getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(room)
	afterEachCollection(func() (again bool) {
		inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(inUse)
		if inUse[0].Value.Uint64() < uint64(room)*3/5 {
			return true
		}
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(mostMemory)
		return false
	})
}

// afterEachCollection calls f after each garbage collection, for as long as it returns true.
func afterEachCollection(f func() (again bool)) {
	var last func(*[16]byte)
	last = func(marker *[16]byte) {
		if f() {
			runtime.SetFinalizer(marker, last)
		}
	}
	runtime.SetFinalizer(new([16]byte), last)
}
