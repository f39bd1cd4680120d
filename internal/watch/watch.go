// Package watch says when something in a site's folder changed.
//
// What the system tells is a hint: it says where to look, never what happened. A Watcher collects
// hints, waits until it has been quiet for a moment, and hands them on as one Batch; what comes while
// the receiver works is in the next one. Nothing is lost: where hints may have been, the batch says
// that anything may have changed. Where the system tells nothing, the Watcher looks by itself, over
// and over.
package watch

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say what to watch.
type Options struct {
	Dir   string   // the site's folder
	Trees []string // names in Dir that are watched with all below them; they need not exist
	Files []string // names of files in Dir that are watched
	Poll  bool     // look for changes instead of being told
	Clock Clock    // nil is the machine's
}

// Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	After(time.Duration) <-chan time.Time
}

type machineClock struct{}

func (machineClock) Now() time.Time                         { return time.Now() }
func (machineClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Batch is what may have changed. A path stands for itself and for all below it.
type Batch struct {
	Paths []string // from Dir, with slashes; sorted, each once
	All   bool     // anything may have changed
}

// Reason is why a Watcher polls.
type Reason string

const (
	Told    Reason = ""        // it does not: the system tells
	Asked   Reason = "asked"   // Options.Poll
	Network Reason = "network" // the folder is on a file system that tells nothing
	Limit   Reason = "limit"   // the system allows no more watches
	Refused Reason = "refused" // it cannot be watched for another reason
)

// A save is several steps; quiet is how long none must have come, and most is how long a batch waits
// for that at the most.
const (
	quiet = 30 * time.Millisecond
	most  = 300 * time.Millisecond
)

// ErrClosed is what Next returns once the Watcher is closed.
var ErrClosed = errors.New("the watcher is closed")

// Watcher watches a site's folder. Next belongs to one goroutine.
type Watcher struct {
	Options
	dir    string // Dir, absolute
	wake   chan struct{}
	done   chan struct{}
	closed sync.Once
	work   sync.WaitGroup

	mu          sync.Mutex
	reason      Reason
	events      *events // nil while polling
	stale       bool    // events may name old paths, or lack folders: all is to be watched anew
	paths       map[string]bool
	all         bool
	first, last time.Time // of the hints collected; zero when there are none
}

// Start begins to watch. What changes after it returned is in a Batch.
func Start(o Options) (*Watcher, error) {
	if o.Clock == nil {
		o.Clock = machineClock{}
	}
	dir, err := filepath.Abs(o.Dir)
	if err == nil {
		_, err = os.Stat(dir)
	}
	if err != nil {
		return nil, err
	}
	w := &Watcher{Options: o, dir: dir, wake: make(chan struct{}, 1), done: make(chan struct{}), paths: map[string]bool{}}
	switch {
	case o.Poll:
		w.poll(Asked)
	case onNetwork(dir):
		w.poll(Network)
	default:
		if reason := w.watch(); reason != Told {
			w.poll(reason)
		}
	}
	return w, nil
}

// Polls returns why the Watcher looks by itself; Told when it does not.
func (w *Watcher) Polls() Reason {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reason
}

// Next waits for something to change and returns what did since it last returned.
func (w *Watcher) Next(ctx context.Context) (Batch, error) {
	for {
		var due <-chan time.Time
		if at, any := w.due(); any {
			now := w.Clock.Now()
			if !now.Before(at) {
				return w.take(), nil
			}
			due = w.Clock.After(at.Sub(now))
		}
		select {
		case <-due:
		case <-w.wake:
		case <-ctx.Done():
			return Batch{}, ctx.Err()
		case <-w.done:
			return Batch{}, ErrClosed
		}
	}
}

// due returns when what was collected may be handed on.
func (w *Watcher) due() (at time.Time, any bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.last.IsZero() {
		return time.Time{}, false
	}
	at = w.last.Add(quiet)
	if end := w.first.Add(most); end.Before(at) {
		at = end
	}
	return at, true
}

func (w *Watcher) take() Batch {
	w.mu.Lock()
	stale, e := w.stale, w.events
	w.stale = false
	w.mu.Unlock()
	if stale || e != nil && e.elsewhere() {
		w.renew()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	b := Batch{All: w.all}
	for p := range w.paths {
		b.Paths = append(b.Paths, p)
	}
	slices.Sort(b.Paths)
	w.paths, w.all = map[string]bool{}, false
	w.first, w.last = time.Time{}, time.Time{}
	return b
}

// note collects hints.
func (w *Watcher) note(all bool, paths ...string) {
	if !all && len(paths) == 0 {
		return
	}
	w.mu.Lock()
	w.all = w.all || all
	for _, p := range paths {
		w.paths[p] = true
	}
	w.last = w.Clock.Now()
	if w.first.IsZero() {
		w.first = w.last
	}
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Close ends the watching. It may be called again.
func (w *Watcher) Close() error {
	w.closed.Do(func() { close(w.done) })
	w.mu.Lock()
	e := w.events
	w.events = nil
	w.mu.Unlock()
	var err error
	if e != nil {
		err = e.fs.Close()
	}
	w.work.Wait()
	return err
}

// wanted reports whether a name in the site's folder is watched.
func (w *Watcher) wanted(name string) bool {
	return slices.Contains(w.Trees, name) || slices.Contains(w.Files, name)
}

// child returns the path of a name in a folder, "" when it is not watched.
func (w *Watcher) child(folder, name string) string {
	if Ignored(name) || folder == "" && !w.wanted(name) {
		return ""
	}
	return path.Join(folder, name)
}

// Ignored reports whether a name is one that a site does not see: of a hidden file, of a backup (a.md~)
// or of what Emacs saves by itself (#a.md#). It holds for content, static files and themes alike.
func Ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~")
}

// maxDepth is how many folders deep a site goes.
const maxDepth = 12

// Touches reports whether something in a folder or file may have changed.
func (b Batch) Touches(p string) bool {
	return b.All || slices.ContainsFunc(b.Paths, func(q string) bool {
		return q == p || strings.HasPrefix(q, p+"/") || strings.HasPrefix(p, q+"/")
	})
}
