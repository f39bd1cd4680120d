package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"lofte/internal/need"
)

// site is a folder that is watched, and what its watcher has told.
type site struct {
	t   *testing.T
	dir string
	w   *Watcher
}

func start(t *testing.T, o Options, files ...string) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir()}
	for _, f := range files {
		s.write(f, "text")
	}
	o.Dir, o.Trees, o.Files = s.dir, []string{"content", "static", "themes"}, []string{"lofte.toml"}
	w, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	s.w = w
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *site) full(p string) string { return filepath.Join(s.dir, filepath.FromSlash(p)) }

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) write(p, text string) {
	s.t.Helper()
	s.must(os.MkdirAll(filepath.Dir(s.full(p)), 0o755))
	s.must(os.WriteFile(s.full(p), []byte(text), 0o644))
}

func (s *site) rename(from, to string) { s.t.Helper(); s.must(os.Rename(s.full(from), s.full(to))) }
func (s *site) remove(p string)        { s.t.Helper(); s.must(os.RemoveAll(s.full(p))) }

// told waits until the watcher has told of each path, or of all that there is.
func (s *site) told(paths ...string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	for len(paths) > 0 {
		b, err := s.w.Next(ctx)
		if err != nil {
			s.t.Fatalf("nothing was told of %q: %v", paths, err)
		}
		paths = slices.DeleteFunc(paths, b.Touches)
	}
}

// TestSaves saves in each way that editors do, and holds that each is told. The mark at the end of
// each step is a change of its own, so that what was told late cannot be taken for the next step's.
func TestSaves(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%t", poll), func(t *testing.T) {
			const doc = "content/ort/2019.md"
			s := start(t, Options{Poll: poll}, doc, "content/ort/_index.md", "lofte.toml")
			marks := 0
			step := func(do func(), paths ...string) {
				t.Helper()
				do()
				s.told(paths...)
				marks++
				mark := fmt.Sprintf("content/mark%d.md", marks)
				s.write(mark, "")
				s.told(mark)
			}
			step(func() { s.write(doc, "in place") }, doc)
			step(func() { s.write("content/ort/.new", "beside"); s.rename("content/ort/.new", doc) }, doc)
			step(func() { // vim, with backupcopy=no
				s.rename(doc, doc+"~")
				s.write(doc, "vim")
				s.remove(doc + "~")
			}, doc)
			step(func() { // Emacs: the backup first, then in place
				s.rename(doc, doc+"~")
				s.write("content/ort/#2019.md#", "autosave")
				s.write(doc, "emacs")
				s.remove("content/ort/#2019.md#")
			}, doc)
			step(func() { s.remove(doc); s.write(doc, "again") }, doc)
			step(func() {
				f, err := os.OpenFile(s.full(doc), os.O_TRUNC|os.O_WRONLY, 0)
				s.must(err)
				_, err = f.WriteString("first half, ")
				s.must(err)
				_, err = f.WriteString("second half")
				s.must(err)
				s.must(f.Close())
			}, doc)
			step(func() { s.write(doc, "one"); s.write("content/ort/_index.md", "two") }, doc, "content/ort/_index.md")
			step(func() { s.write("lofte.toml", "title") }, "lofte.toml")
			var many []string
			for i := range 300 {
				many = append(many, fmt.Sprintf("content/gren%d/2019/index.md", i))
			}
			step(func() {
				for _, p := range many {
					s.write(p, "checkout")
				}
			}, many...)
			step(func() { s.write("content/gren7/2019/index.md", "in a new folder") }, "content/gren7/2019/index.md")
			step(func() { s.rename("content/gren7", "content/flyttad") }, "content/gren7", "content/flyttad")
			step(func() { s.write("content/flyttad/2019/index.md", "in a moved folder") }, "content/flyttad/2019/index.md")
			step(func() { s.remove(doc) }, doc)
			step(func() { s.remove("content/gren8") }, "content/gren8")
			step(func() { s.write("themes/egen/layouts/base.html", "x") }, "themes/egen/layouts/base.html")
			step(func() { s.write("themes/egen/layouts/base.html", "y") }, "themes/egen/layouts/base.html")
			step(func() { s.remove("content"); s.write(doc, "back") }, doc)
			step(func() { s.write(doc, "and on") }, doc)
		})
	}
}

// TestSymbolicLinks holds that a change is told by the path of the link that leads to it.
func TestSymbolicLinks(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%t", poll), func(t *testing.T) {
			s := start(t, Options{Poll: poll}, "content/ort/2019.md", "delat/fil.md", "delat/mapp/a.md")
			need.Able(t, os.Symlink(filepath.Join("..", "..", "delat", "fil.md"), s.full("content/ort/lank.md")), "a system that lets its users make symbolic links")
			s.told("content/ort/lank.md")
			s.must(os.Symlink(filepath.Join("..", "delat", "mapp"), s.full("content/mapp")))
			s.told("content/mapp")
			s.must(os.Symlink("..", s.full("content/ort/runt")))
			s.told("content/ort/runt")
			s.write("delat/fil.md", "changed where it stands")
			s.told("content/ort/lank.md")
			s.write("delat/mapp/a.md", "changed where it stands")
			s.told("content/mapp/a.md")
		})
	}
}

// TestIgnored holds that hidden files, backups and what belongs to no site are not told.
func TestIgnored(t *testing.T) {
	s := start(t, Options{}, "content/ort/2019.md", "public/index.html")
	s.write("content/ort/.2019.md.swp", "x")
	s.write("content/ort/2019.md~", "x")
	s.write("content/ort/#2019.md#", "x")
	s.write("public/index.html", "y")
	s.write("README", "y")
	s.write("content/ort/2019.md", "y")
	b, err := s.w.Next(t.Context())
	s.must(err)
	if !slices.Equal(b.Paths, []string{"content/ort/2019.md"}) || b.All {
		t.Errorf("told of %+v", b)
	}
}

// TestOverflow holds that after hints were lost, anything may have changed, and that what the lost ones
// were about is watched: here a folder that came while nobody listened.
func TestOverflow(t *testing.T) {
	s := start(t, Options{}, "content/ort/2019.md")
	s.must(s.w.events.fs.Remove(s.full("content"))) // as if its hints were lost
	s.write("content/ny/2019.md", "text")
	s.w.events.fs.Errors <- fsnotify.ErrEventOverflow
	b, err := s.w.Next(t.Context())
	s.must(err)
	if !b.All {
		t.Errorf("told of %+v", b)
	}
	s.write("content/ny/2019.md", "changed")
	s.told("content/ny/2019.md")
}

// TestRenewed holds that hints which come while all folders are watched anew are not lost.
func TestRenewed(t *testing.T) {
	s := start(t, Options{}, "content/ort/2019.md")
	s.w.events.renewSoon()
	s.w.note(false, "content")
	b, err := s.w.Next(t.Context())
	s.must(err)
	if !b.All {
		t.Errorf("told of %+v", b)
	}
	s.write("content/ort/2019.md", "changed")
	s.told("content/ort/2019.md")
}

// TestDanglingLinks holds that a link is told when what it leads to comes, goes or becomes another thing,
// and what is in it afterwards.
func TestDanglingLinks(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%t", poll), func(t *testing.T) {
			s := start(t, Options{Poll: poll}, "content/ort/_index.md")
			need.Able(t, os.Symlink(filepath.Join("..", "..", "delat", "djupt", "fil.md"), s.full("content/ort/lank.md")), "a system that lets its users make symbolic links")
			s.must(os.Symlink(filepath.Join("..", "mellan"), s.full("content/mapp")))
			if !poll { // a look sees no link that leads to nothing
				s.told("content/ort/lank.md", "content/mapp")
			}
			s.write("delat/djupt/fil.md", "the target")
			s.told("content/ort/lank.md")
			s.write("delat/djupt/fil.md", "the target changed")
			s.told("content/ort/lank.md")
			s.rename("delat", "undan")
			s.told("content/ort/lank.md")
			s.write("delat/djupt/fil.md", "the target again")
			s.told("content/ort/lank.md")

			s.must(os.Symlink("mappen", s.full("mellan")))
			s.write("mappen/a.md", "text")
			s.told("content/mapp")
			s.write("mappen/a.md", "changed")
			s.told("content/mapp/a.md")
			s.remove("mappen")
			s.told("content/mapp")
			s.write("mappen/a.md", "made anew")
			s.told("content/mapp")
			s.write("mappen/a.md", "made anew and changed")
			s.told("content/mapp/a.md")
		})
	}
}

// TestReplaced holds that a site's folder may be replaced by another one.
func TestReplaced(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll=%t", poll), func(t *testing.T) {
			s := start(t, Options{Poll: poll}, "content/ort/2019.md")
			away := filepath.Join(t.TempDir(), "borta")
			need.Able(t, os.Rename(s.dir, away), "a system where a folder that is watched can be moved")
			s.told("content")
			s.write("content/ort/2019.md", "another site")
			s.told("content/ort/2019.md")
			s.write("content/ort/2019.md", "another site, changed")
			s.told("content/ort/2019.md")
		})
	}
}

// TestPointedElsewhere holds that when the site's path is a link that is made to lead to another folder,
// the next hint from the former one has all read anew, and the new one is watched.
func TestPointedElsewhere(t *testing.T) {
	dir := t.TempDir()
	s := &site{t: t, dir: dir}
	s.write("one/content/a.md", "text")
	s.write("two/content/a.md", "text")
	need.Able(t, os.Symlink("one", s.full("now")), "a system that lets its users make symbolic links")
	w, err := Start(Options{Dir: s.full("now"), Trees: []string{"content"}})
	s.must(err)
	defer func() { s.must(w.Close()) }()
	s.w = w
	s.must(os.Symlink("two", s.full("next")))
	s.rename("next", "now")
	s.write("one/content/a.md", "changed")
	b, err := w.Next(t.Context())
	s.must(err)
	if !b.All {
		t.Errorf("told of %+v", b)
	}
	s.write("two/content/a.md", "changed")
	s.told("content/a.md")
}

// TestSameTime holds that a look tells of a file that was written twice within what its time can show.
func TestSameTime(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.md")
	written := time.Unix(1_000_000_000, 0)
	see := func(text string, after time.Duration) look {
		t.Helper()
		if err := errors.Join(os.WriteFile(name, []byte(text), 0o644), os.Chtimes(name, written, written)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return look{written.Add(after), map[string]os.FileInfo{"a.md": info}}
	}
	first, second := see("one", 0), see("two", 400*time.Millisecond)
	third, fourth := see("two", grain+time.Millisecond), see("two", 2*grain)
	if d := differences(first, second); len(d) > 0 {
		t.Errorf("while it is written, %q differs", d)
	}
	if d := differences(second, third); !slices.Equal(d, []string{"a.md"}) {
		t.Errorf("once it is written, %q differs", d)
	}
	if d := differences(third, fourth); len(d) > 0 {
		t.Errorf("later on, %q differs", d)
	}
}

// TestLimit holds that where no more can be watched, changes are looked for, and none is lost.
func TestLimit(t *testing.T) {
	s := start(t, Options{}, "content/ort/2019.md")
	s.w.giveUp(Limit)
	if got := s.w.Polls(); got != Limit {
		t.Errorf("polls for the reason %q", got)
	}
	s.told("content")
	s.write("content/ort/2019.md", "longer text")
	s.told("content/ort/2019.md")
}

// manual is a clock that a test turns.
type manual struct {
	mu  sync.Mutex
	now time.Time
}

func (m *manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// After is due at once: the clock moves on by as much as is waited for.
func (m *manual) After(d time.Duration) <-chan time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
	c := make(chan time.Time, 1)
	c <- m.now
	return c
}

// TestQuiet holds that a batch waits until it is quiet, but not for ever, and that nothing is told
// twice.
func TestQuiet(t *testing.T) {
	clock := &manual{now: time.Unix(0, 0)}
	w := &Watcher{Options: Options{Clock: clock}, wake: make(chan struct{}, 1), done: make(chan struct{}), paths: map[string]bool{}}
	if _, any := w.due(); any {
		t.Error("a batch of nothing is due")
	}
	w.note(false, "a")
	if at, _ := w.due(); at != clock.now.Add(quiet) {
		t.Errorf("the batch is due at %v", at)
	}
	for range 20 {
		clock.After(quiet - time.Millisecond)
		w.note(false, "b")
	}
	if at, _ := w.due(); at != time.Unix(0, 0).Add(most) {
		t.Errorf("the batch is due at %v", at)
	}
	b, err := w.Next(t.Context())
	if err != nil || !slices.Equal(b.Paths, []string{"a", "b"}) {
		t.Errorf("told of %+v, %v", b, err)
	}
	if _, any := w.due(); any {
		t.Error("something is told twice")
	}
	close(w.done)
	if _, err := w.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed watcher says %v", err)
	}
}
