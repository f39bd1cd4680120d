package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// How much memory a command may use before garbage is collected at all. One that is over in seconds
// has done its work by then, on most sites; on a site of all of Sweden's kommuner it is a third of what Hugo
// takes (docs/performance.md). One that stays is to be small.
const (
	roomForOnce  = 320 << 20
	roomForStays = 32 << 20
)

// mostMemory is from where garbage is collected as often as it takes, so that a site ten times as large
// as all of Sweden's kommuner fits in 3 GiB.
const mostMemory = 2700 << 20

// tuneMemory has garbage collected only when room bytes are used; an eighth more while more than three fifths
// of room were in use after the last collection, and while more than four fifths were, whenever what is used
// has doubled. GOGC or GOMEMLIMIT in the environment say otherwise.
func (p *program) tuneMemory(room int64) {
	if p.getenv("GOGC") != "" || p.getenv("GOMEMLIMIT") != "" {
		return
	}
	tune := func() {
		inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(inUse)
		limit, percent := int64(mostMemory), 100
		switch n := int64(inUse[0].Value.Uint64()); {
		case n < room*3/5:
			limit, percent = room, -1
		case n < room*4/5:
			limit, percent = room*9/8, -1
		}
		debug.SetMemoryLimit(limit)
		debug.SetGCPercent(percent)
	}
	tune()
	afterEachCollection(tune)
}

// afterEachCollection calls f after each garbage collection.
func afterEachCollection(f func()) {
	var last func(*[16]byte)
	last = func(marker *[16]byte) {
		f()
		runtime.SetFinalizer(marker, last)
	}
	runtime.SetFinalizer(new([16]byte), last)
}
