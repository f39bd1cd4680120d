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
	fs   *fsnotify.Watcher
	root string // the site's folder without symbolic links

	mu      sync.Mutex
	folders map[string][]string // the paths in the site of each watched folder; none of one on a link's way
	links   map[string][]link   // the symbolic links that lead to a place, or through it
}

// link is a symbolic link in the site.
type link struct{ full, logical string }

// watch begins to be told of changes, or says why that cannot be.
func (w *Watcher) watch() Reason {
	root, err := filepath.EvalSymlinks(w.dir)
	if err != nil {
		return reason(err)
	}
	f, err := fsnotify.NewWatcher()
	if err != nil {
		return reason(err)
	}
	e := &events{Watcher: w, fs: f, root: root, folders: map[string][]string{}, links: map[string][]link{}}
	// Hints are taken while folders are added: the system holds only so many.
	w.work.Go(e.listen)
	if err := e.add(root, "", nil); err != nil {
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

// renew watches all folders anew, and polls where that cannot be. Hints that the old set had not told
// yet are lost with it.
func (w *Watcher) renew() {
	if r := w.watch(); r != Told {
		w.giveUp(r)
		return
	}
	w.note(true)
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
		e.mu.Lock()
		delete(e.folders, real)
		e.mu.Unlock()
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
	return e.follow(link{full, logical}, above)
}

// maxLinks is how many symbolic links are followed one after the other.
const maxLinks = 40

// follow watches what a symbolic link leads to, and the way there: where it leads may be nothing yet, or
// something else tomorrow.
func (e *events) follow(l link, above []string) error {
	at := l.full
	for range maxLinks { // a link may lead to a link
		next, err := os.Readlink(at)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(at), next)
		}
		at = filepath.Clean(next)
		if err := e.way(at, l); err != nil {
			return err
		}
	}
	target, err := filepath.EvalSymlinks(l.full)
	if err != nil || !e.inside(target) {
		return nil
	}
	if err := e.way(target, l); err != nil {
		return err
	}
	if info, err := os.Stat(target); err == nil && info.IsDir() {
		return e.add(target, l.logical, above)
	}
	return nil
}

// way watches every folder of the site on the way to a place. Each is watched before the next is looked
// for, as in add. A hint about one of them is one about the link.
func (e *events) way(to string, l link) error {
	if !e.inside(to) {
		return nil
	}
	if err := e.way(filepath.Dir(to), l); err != nil {
		return err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(to))
	if err != nil || folder != e.root && !e.inside(folder) {
		return nil
	}
	place := filepath.Join(folder, filepath.Base(to))
	e.mu.Lock()
	if !slices.Contains(e.links[place], l) {
		e.links[place] = append(e.links[place], l)
	}
	if _, known := e.folders[folder]; !known {
		e.folders[folder] = nil
	}
	e.mu.Unlock()
	if err := e.fs.Add(folder); err != nil && reason(err) == Limit {
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
			// Too many hints at once, or a state that nobody knows. The hints that were lost may have
			// been of new folders, which nobody watches then.
			e.renewSoon()
			e.note(true)
		}
	}
}

// handle notes what a hint is about. A change of attributes is one too: a file that could not be read
// may be readable now.
func (e *events) handle(event fsnotify.Event) {
	folder, name := filepath.Split(event.Name)
	var paths []string
	e.mu.Lock()
	links := slices.Clone(e.links[event.Name])
	own, watched := e.folders[event.Name]
	for _, at := range e.folders[filepath.Clean(folder)] {
		if p := e.child(at, name); p != "" && !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	}
	gone := watched && (event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename))
	if gone {
		paths = append(paths, own...)
		e.forget(event.Name)
	}
	e.mu.Unlock()
	all := gone && event.Name == e.root // the site's own folder
	if all || gone && event.Has(fsnotify.Rename) && !ordered {
		e.renewSoon()
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return p == "" })
	if err := e.rewatch(event, paths, links, watched && !gone); err != nil {
		all = true
		e.renewSoon()
	}
	for _, l := range links {
		paths = append(paths, l.logical)
	}
	e.note(all, paths...)
}

// elsewhere reports whether the site's folder is another one now, of which nothing is told: its path may
// be a symbolic link.
func (e *events) elsewhere() bool {
	root, err := filepath.EvalSymlinks(e.dir)
	return err != nil || root != e.root
}

// forget ends the watching of a folder and all below it, which would be told by its old path after it was
// moved. If it still stands in the site, the hint of its new place comes after that of the old one, and
// it is watched, and looked at as a whole, from then on. e.mu is held.
func (e *events) forget(folder string) {
	inside := folder + string(filepath.Separator)
	for at := range e.folders {
		if at == folder || strings.HasPrefix(at, inside) {
			delete(e.folders, at)
			_ = e.fs.Remove(at) // it may be gone already
		}
	}
}

// rewatch watches what stands now at the place of a hint, whatever the hint says: when it comes, a folder
// that is gone may have been made anew, and one that could not be read be readable.
func (e *events) rewatch(event fsnotify.Event, paths []string, links []link, watched bool) error {
	if event.Op == fsnotify.Write || watched && event.Op == fsnotify.Chmod {
		return nil
	}
	if err := e.created(event.Name, paths); err != nil {
		return err
	}
	for _, l := range links {
		if err := e.follow(l, e.above(l.full)); err != nil {
			return err
		}
	}
	return nil
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

// renewSoon has the next batch watch everything anew; where that cannot be, such as with too many
// folders, it will poll.
func (e *events) renewSoon() {
	e.Watcher.mu.Lock()
	e.stale = true
	e.Watcher.mu.Unlock()
}
