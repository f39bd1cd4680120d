package watch

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Looking takes at most one part in share of the time, and at most one look an interval. But a look that
// once took long, such as on a busy disk, puts the next one off no further than longest.
const (
	interval = 400 * time.Millisecond
	share    = 10
	longest  = 5 * time.Second
)

// grain is how far apart two writes are at the least for a file system to give them different times: two
// seconds on FAT. Elsewhere it is some milliseconds.
const grain = 2 * time.Second

// poll begins to look for changes.
func (w *Watcher) poll(r Reason) {
	w.mu.Lock()
	w.reason = r
	w.mu.Unlock()
	first := w.look(w.Clock.Now())
	w.work.Go(func() { w.pollFrom(first) })
}

func (w *Watcher) pollFrom(last look) {
	wait := interval
	for {
		select {
		case <-w.done:
			return
		case <-w.Clock.After(wait):
		}
		now := w.look(w.Clock.Now())
		changed := differences(last, now)
		last = now
		w.note(false, changed...)
		wait = min(max(interval, share*w.Clock.Now().Sub(now.at)), longest)
		if len(changed) > 0 {
			wait = quiet / 2 // to see whether more comes before the batch is handed on
		}
	}
}

// look is what was seen in a site's folder, by path.
type look struct {
	at   time.Time // when it began
	seen map[string]os.FileInfo
}

// settled reports whether a file's time can tell a later write apart.
func (l look) settled(f os.FileInfo) bool { return l.at.Sub(f.ModTime()) > grain }

// look lists what is watched.
func (w *Watcher) look(at time.Time) look {
	seen := map[string]os.FileInfo{}
	var list func(full, logical string, above []os.FileInfo)
	list = func(full, logical string, above []os.FileInfo) {
		entries, err := os.ReadDir(full)
		if err != nil || len(above) > maxDepth {
			return
		}
		for _, d := range entries {
			below := w.child(logical, d.Name())
			if below == "" {
				continue
			}
			at := filepath.Join(full, d.Name())
			info, err := os.Stat(at)
			if err != nil {
				continue
			}
			seen[below] = info
			again := func(a os.FileInfo) bool { return os.SameFile(a, info) }
			if info.IsDir() && !slices.ContainsFunc(above, again) {
				list(at, below, append(slices.Clone(above), info))
			}
		}
	}
	list(w.dir, "", nil)
	return look{at, seen}
}

// differences returns the paths that differ between two looks. Those of folders differ only when they
// come or go. A file that was just being written at the first look differs once it no longer is: its
// size and its time may be the same as then, and its bytes others.
func differences(before, after look) []string {
	var paths []string
	for p, a := range before.seen {
		b, still := after.seen[p]
		switch {
		case !still || a.IsDir() != b.IsDir():
			paths = append(paths, p)
		case a.IsDir():
		case a.Size() != b.Size() || !a.ModTime().Equal(b.ModTime()) || a.Mode() != b.Mode() || !os.SameFile(a, b),
			!before.settled(a) && after.settled(b):
			paths = append(paths, p)
		}
	}
	for p := range after.seen {
		if _, known := before.seen[p]; !known {
			paths = append(paths, p)
		}
	}
	return paths
}
