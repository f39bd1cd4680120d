package watch

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Looking takes at most one part in share of the time, and at most one look an interval.
const (
	interval = 400 * time.Millisecond
	share    = 10
)

// poll begins to look for changes.
func (w *Watcher) poll(r Reason) {
	w.mu.Lock()
	w.reason = r
	w.mu.Unlock()
	seen := w.look()
	w.work.Go(func() { w.pollFrom(seen) })
}

func (w *Watcher) pollFrom(seen map[string]os.FileInfo) {
	wait := interval
	for {
		select {
		case <-w.done:
			return
		case <-w.Clock.After(wait):
		}
		start := w.Clock.Now()
		now := w.look()
		changed := differences(seen, now)
		seen = now
		w.note(false, changed...)
		wait = max(interval, share*w.Clock.Now().Sub(start))
		if len(changed) > 0 {
			wait = quiet / 2 // to see whether more comes before the batch is handed on
		}
	}
}

// look lists what is watched.
func (w *Watcher) look() map[string]os.FileInfo {
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
	list(w.root, "", nil)
	return seen
}

// differences returns the paths that differ between two looks. Those of folders differ only when they
// come or go.
func differences(before, after map[string]os.FileInfo) []string {
	var paths []string
	for p, a := range before {
		b, still := after[p]
		switch {
		case !still || a.IsDir() != b.IsDir():
			paths = append(paths, p)
		case a.IsDir():
		case a.Size() != b.Size() || !a.ModTime().Equal(b.ModTime()) || a.Mode() != b.Mode() || !os.SameFile(a, b):
			paths = append(paths, p)
		}
	}
	for p := range after {
		if _, known := before[p]; !known {
			paths = append(paths, p)
		}
	}
	return paths
}
