package watch

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// events is a set of watched folders. The system watches folders by what they are and not by their
// paths, so each is watched once, by its real path, however many paths lead there.
type events struct {
	*Watcher
	fs *fsnotify.Watcher

	mu      sync.Mutex
	folders map[string][]string // the paths in the site of each watched folder
	targets map[string][]string // the paths of the symbolic links to a file
}

// watch begins to be told of changes, or says why that cannot be.
func (w *Watcher) watch() Reason {
	f, err := fsnotify.NewWatcher()
	if err != nil {
		return reason(err)
	}
	e := &events{Watcher: w, fs: f, folders: map[string][]string{}, targets: map[string][]string{}}
	// Hints are taken while folders are added: the system holds only so many.
	w.work.Go(e.listen)
	if err := e.add(w.root, "", nil); err != nil {
		_ = f.Close()
		return reason(err)
	}
	w.mu.Lock()
	old := w.events
	w.events = e
	w.mu.Unlock()
	if old != nil {
		_ = old.fs.Close()
	}
	select {
	case <-w.done: // Close may have come before e was there to be closed
		_ = f.Close()
	default:
	}
	return Told
}

// renew watches all folders anew, and polls where that cannot be.
func (w *Watcher) renew() {
	if r := w.watch(); r != Told {
		w.giveUp(r)
	}
}

// giveUp goes over to polling. What was missed until then is unknown.
func (w *Watcher) giveUp(r Reason) {
	w.mu.Lock()
	e := w.events
	w.events = nil
	polls := w.reason != Told
	w.mu.Unlock()
	if polls {
		return
	}
	if e != nil {
		_ = e.fs.Close()
	}
	w.poll(r)
	w.note(true)
}

func reason(err error) Reason {
	// ENOSPC is the number of watches, EMFILE that of watchers or of open files.
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return Limit
	}
	return Refused
}

// add watches a folder and all below it. A folder is watched before it is listed: what is put into it
// is either listed or told. above are the real paths of the folders that it stands in. A folder that
// is gone or cannot be read is passed over; the error means that no more can be watched.
func (e *events) add(real, logical string, above []string) error {
	if len(above) > maxDepth || slices.Contains(above, real) {
		return nil
	}
	e.mu.Lock()
	if !slices.Contains(e.folders[real], logical) {
		e.folders[real] = append(e.folders[real], logical)
	}
	e.mu.Unlock()
	if err := e.fs.Add(real); err != nil {
		if reason(err) == Limit || logical == "" {
			return err
		}
		return nil
	}
	list, err := os.ReadDir(real)
	if err != nil {
		return nil
	}
	above = append(slices.Clone(above), real)
	for _, d := range list {
		if below := e.child(logical, d.Name()); below != "" {
			if err := e.addEntry(filepath.Join(real, d.Name()), below, d.Type(), above); err != nil {
				return err
			}
		}
	}
	return nil
}

// addEntry watches what stands in a watched folder, when it is a folder or a link.
func (e *events) addEntry(full, logical string, kind os.FileMode, above []string) error {
	if kind.IsDir() {
		return e.add(full, logical, above)
	}
	if kind&os.ModeSymlink == 0 {
		return nil
	}
	target, err := filepath.EvalSymlinks(full)
	if err != nil || !e.inside(target) {
		return nil
	}
	info, err := os.Stat(target)
	if err != nil {
		return nil
	}
	if info.IsDir() {
		return e.add(target, logical, above)
	}
	e.mu.Lock()
	if !slices.Contains(e.targets[target], logical) {
		e.targets[target] = append(e.targets[target], logical)
	}
	e.mu.Unlock()
	if err := e.fs.Add(filepath.Dir(target)); err != nil && reason(err) == Limit {
		return err
	}
	return nil
}

func (e *events) inside(real string) bool {
	return strings.HasPrefix(real, e.root+string(filepath.Separator))
}

// listen takes hints until the set is closed.
func (e *events) listen() {
	for {
		select {
		case event, ok := <-e.fs.Events:
			if !ok {
				return
			}
			e.handle(event)
		case _, ok := <-e.fs.Errors:
			if !ok {
				return
			}
			// Too many hints at once, or a state that nobody knows.
			e.note(true)
		}
	}
}

// handle notes what a hint is about. A change of attributes is one too: a file that could not be read
// may be readable now.
func (e *events) handle(event fsnotify.Event) {
	folder, name := filepath.Split(event.Name)
	e.mu.Lock()
	paths := slices.Clone(e.targets[event.Name])
	own, isFolder := e.folders[event.Name]
	for _, at := range e.folders[filepath.Clean(folder)] {
		if p := e.child(at, name); p != "" && !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	}
	if isFolder && (event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename)) {
		paths = append(paths, own...)
		delete(e.folders, event.Name)
	}
	e.mu.Unlock()
	paths = slices.DeleteFunc(paths, func(p string) bool { return p == "" })
	if isFolder && event.Has(fsnotify.Rename) {
		e.Watcher.mu.Lock()
		e.stale = true
		e.Watcher.mu.Unlock()
	}
	if event.Has(fsnotify.Create) {
		if err := e.created(event.Name, paths); err != nil {
			e.note(true, paths...)
			e.renewSoon()
			return
		}
	}
	e.note(false, paths...)
}

// created watches what is new, when it is a folder or a link.
func (e *events) created(full string, paths []string) error {
	info, err := os.Lstat(full)
	if err != nil {
		return nil
	}
	for _, p := range paths {
		if err := e.addEntry(full, p, info.Mode().Type(), e.above(full)); err != nil {
			return err
		}
	}
	return nil
}

// above returns the real paths of the folders that a path stands in, from the site's own on.
func (e *events) above(full string) []string {
	var list []string
	for dir := filepath.Dir(full); e.inside(dir); dir = filepath.Dir(dir) {
		list = append(list, dir)
	}
	return append(list, e.root)
}

// renewSoon has the next batch watch everything anew; where there are too many folders it will poll.
func (e *events) renewSoon() {
	e.Watcher.mu.Lock()
	e.stale = true
	e.Watcher.mu.Unlock()
}
