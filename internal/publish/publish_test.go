//go:build unix

package publish

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/stamp"
)

// site is a set of files by path.
type site map[string]string

// folderIn returns an output folder to be, in a folder of its own.
func folderIn(t testing.TB) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(root, "public")
}

func put(t testing.TB, dir string, files site) {
	t.Helper()
	for p, content := range files {
		name := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// try publishes a site, or returns the first error.
func try(dir string, files site) (Report, error) {
	s, err := Begin(dir)
	if err != nil {
		return Report{}, err
	}
	defer s.Abort()
	for _, p := range slices.Sorted(maps.Keys(files)) {
		if err := s.Write(p, []byte(files[p])); err != nil {
			return Report{}, err
		}
	}
	return s.Commit()
}

func publish(t testing.TB, dir string, files site) Report {
	t.Helper()
	r, err := try(dir, files)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tree reads a folder: files with content, links as "-> target", empty folders as "name/".
func tree(t testing.TB, dir string) site {
	t.Helper()
	all := make(site)
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case e.IsDir():
			if list, err := os.ReadDir(name); err != nil || len(list) > 0 || rel == "." {
				return err
			}
			all[rel+"/"] = ""
		case e.Type() == fs.ModeSymlink:
			target, err := os.Readlink(name)
			all[rel] = "-> " + target
			return err
		default:
			data, err := os.ReadFile(name)
			all[rel] = string(data)
			return err
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

func join(all ...site) site {
	sum := make(site)
	for _, s := range all {
		maps.Copy(sum, s)
	}
	return sum
}

func same(t testing.TB, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// names lists a folder.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func info(t testing.TB, name string) fs.FileInfo {
	t.Helper()
	fi, err := os.Lstat(name)
	if err != nil {
		t.Fatal(err)
	}
	return fi
}

// withFault sets fault for the rest of the test.
func withFault(t testing.TB, f func(op, path string) error) {
	t.Helper()
	var one sync.Mutex // steps are taken from several goroutines
	fault = func(op, path string) error {
		one.Lock()
		defer one.Unlock()
		return f(op, path)
	}
	t.Cleanup(func() { fault = nil })
}

// extra is what a site has more at first, so that its second publish changes something and makes the
// twin.
var extra = site{"extra/page.html": "for a while"}

func twinned(t *testing.T, dir string, s site) {
	t.Helper()
	publish(t, dir, join(s, extra))
	publish(t, dir, s)
}

var (
	siteA = site{
		"index.html":                  "A front",
		"style.css":                   "same in both",
		"katrineholm/index.html":      "A kommun",
		"katrineholm/2019/index.html": "A promise",
		"gone/index.html":             "A only",
		"gone/deep/er/index.html":     "A only, deep",
		"turn":                        "A: a file, B: a folder",
		"nrut/index.html":             "A: a folder, B: a file",
	}
	siteB = site{
		"index.html":                  "B front",
		"style.css":                   "same in both",
		"katrineholm/index.html":      "B kommun",
		"katrineholm/2019/index.html": "B promise",
		"new/index.html":              "B only",
		"new/deep/er/index.html":      "B only, deep",
		"turn/index.html":             "A: a file, B: a folder",
		"nrut":                        "A: a folder, B: a file",
	}
	// siteC differs from siteA in a folder that nothing foreign is in.
	siteC   = join(siteA, site{"nrut/index.html": "C: a folder"})
	foreign = site{
		".gitignore":            "*\n",
		"CNAME":                 "lofte.example.se",
		"katrineholm/notes.txt": "a note among pages",
		"gone/deep/notes.txt":   "a note where pages go away",
		".git/HEAD":             "ref: refs/heads/main",
		".git/objects/aa/bb":    "object",
		"uploads/":              "",
		"media":                 "-> ../elsewhere",
	}
)

func putForeign(t testing.TB, dir string) {
	t.Helper()
	files := maps.Clone(foreign)
	delete(files, "uploads/")
	delete(files, "media")
	put(t, dir, files)
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "uploads"), 0o755), os.Symlink("../elsewhere", filepath.Join(dir, "media"))); err != nil {
		t.Fatal(err)
	}
}

func TestPublishReplacesTheSite(t *testing.T) {
	dir := folderIn(t)
	r := publish(t, dir, siteA)
	same(t, "first tree", siteA, tree(t, dir))
	same(t, "first report", Report{Written: 8, Bytes: 98, Aside: r.Aside}, r)

	for i := range 3 { // through all that becomes of the twin
		r = publish(t, dir, siteB)
		same(t, fmt.Sprintf("tree B %d", i), siteB, tree(t, dir))
		same(t, "report B", Report{Written: 7, Unchanged: 1, Removed: 4, Bytes: 86, Aside: r.Aside}, r)

		publish(t, dir, siteA)
		same(t, fmt.Sprintf("tree A %d", i), siteA, tree(t, dir))
	}
	r = publish(t, dir, siteA)
	same(t, "report of no change", Report{Unchanged: 8, Aside: r.Aside}, r)
	same(t, "state", []string{".gitignore", "lock", "manifest", "survey", "twin"}, names(t, stateOf(dir)))
	same(t, "beside", []string{".lofte-public", "public"}, names(t, filepath.Dir(dir)))
}

func stateOf(dir string) string {
	return filepath.Join(filepath.Dir(dir), ".lofte-"+filepath.Base(dir))
}

func TestUnchangedFilesKeepTheirInodeAndNewOnesGetAnother(t *testing.T) {
	dir := folderIn(t)
	publish(t, dir, siteA)
	for _, next := range []site{siteB, siteA, siteB} {
		style, front := info(t, dir+"/style.css"), info(t, dir+"/index.html")
		held, err := os.Open(dir + "/index.html")
		if err != nil {
			t.Fatal(err)
		}
		publish(t, dir, next)
		if now := info(t, dir+"/style.css"); !os.SameFile(style, now) || !now.ModTime().Equal(style.ModTime()) {
			t.Error("an unchanged file became another")
		}
		if os.SameFile(front, info(t, dir+"/index.html")) {
			t.Error("new content was written into the old file")
		}
		data := make([]byte, 7)
		if _, err := held.Read(data); err != nil || string(data) == next["index.html"] {
			t.Errorf("who holds the old file open reads %q, %v", data, err)
		}
		held.Close()
	}
}

func TestAbortAndFailureLeaveNoTrace(t *testing.T) {
	dir := folderIn(t)
	stage := func() *Stage {
		t.Helper()
		s, err := Begin(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write("a/index.html", []byte("text")); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if err := stage().Abort(); err != nil {
		t.Fatal(err)
	}
	same(t, "after a first build that fails", []string(nil), names(t, filepath.Dir(dir)))

	publish(t, dir, siteA)
	before, was := tree(t, filepath.Dir(dir)), info(t, dir)
	if err := stage().Abort(); err != nil {
		t.Fatal(err)
	}
	s := stage()
	if err := s.Write("a/index.html", []byte("twice")); err == nil {
		t.Error("a path can be written twice")
	}
	if _, err := s.Commit(); err == nil {
		t.Error("a Stage with a failed Write can be committed")
	}
	same(t, "tree", before, tree(t, filepath.Dir(dir)))
	if now := info(t, dir); !os.SameFile(was, now) || !now.ModTime().Equal(was.ModTime()) {
		t.Error("the folder itself was changed")
	}
	if err := s.Write("b", nil); err == nil {
		t.Error("Write works after Commit")
	}
	if _, err := s.Commit(); err == nil {
		t.Error("Commit works twice")
	}
	if err := s.Abort(); err != nil {
		t.Errorf("Abort after Commit: %v", err)
	}
}

func TestWriteRefusesBadPaths(t *testing.T) {
	for _, p := range []string{"", ".", "..", "../x", "/x", "a//b", "a/", "a/../b", ".lofte-publish", ".lofte-publish/manifest"} {
		s, err := Begin(folderIn(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(p, nil); err == nil {
			t.Errorf("Write(%q) works", p)
		}
		if s.Keep(p, sha256.Sum256(nil)) {
			t.Errorf("Keep(%q) works", p)
		}
		if err := s.Abort(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFileCannotBeAFolderToo(t *testing.T) {
	dir := folderIn(t)
	_, err := try(dir, site{"a": "file", "a/b": "below it"})
	if err == nil || !strings.Contains(err.Error(), "a") {
		t.Errorf("got %v", err)
	}
	publish(t, dir, site{"a": "file"})
	publish(t, dir, site{"a": "file"}) // now with a twin, where new files are written elsewhere
	_, err = try(dir, site{"a": "file", "a/b": "below it"})
	if err == nil || !strings.Contains(err.Error(), "a is both a file and a folder") {
		t.Errorf("got %v", err)
	}
	same(t, "tree", site{"a": "file"}, tree(t, dir))
}

func TestForeignFilesStay(t *testing.T) {
	dir := folderIn(t)
	putForeign(t, dir)
	ids := make(map[string]fs.FileInfo)
	for _, p := range []string{".git", ".git/HEAD", "CNAME", "media", "uploads", "katrineholm/notes.txt"} {
		ids[p] = info(t, filepath.Join(dir, p))
	}
	want := []string{".git/", ".gitignore", "CNAME", "gone/deep/notes.txt", "katrineholm/notes.txt", "media", "uploads/"}
	wantB := slices.Clone(want)
	wantB[3] = "gone/" // no page is left in it
	for i := range 3 {
		r := publish(t, dir, siteA)
		same(t, "tree A", join(siteA, foreign), tree(t, dir))
		same(t, "foreign A", want, r.Foreign)
		switch i {
		case 0:
			same(t, "noticed", want, r.Noticed)
		default:
			same(t, "noticed", []string{"gone/deep/notes.txt"}, r.Noticed)
		}
		r = publish(t, dir, siteB)
		same(t, "tree B", join(siteB, foreign), tree(t, dir))
		same(t, "foreign B", wantB, r.Foreign)
		same(t, "noticed", []string{"gone/"}, r.Noticed)
		r = publish(t, dir, siteB)
		same(t, "noticed again", []string(nil), r.Noticed)
	}
	for p, was := range ids {
		now := info(t, filepath.Join(dir, p))
		if !os.SameFile(was, now) || !was.ModTime().Equal(now.ModTime()) && !was.IsDir() {
			t.Errorf("%s became another file", p)
		}
	}
	same(t, "twin", siteB, tree(t, stateOf(dir)+"/twin"))
}

func TestForeignFilesThatArriveDuringTheBuildStay(t *testing.T) {
	// With a time of change long ago the survey trusts what it saw, until the time changes. With one of
	// just now it must not: on a coarse clock the next change gets the same time.
	for _, age := range []time.Duration{time.Hour, 0} {
		dir := folderIn(t)
		twinned(t, dir, siteA)
		then := time.Now().Add(-age)
		touch := func() {
			for _, d := range []string{".", "katrineholm", "katrineholm/2019"} {
				if err := os.Chtimes(filepath.Join(dir, d), then, then); err != nil {
					t.Fatal(err)
				}
			}
		}
		touch()
		s, err := Begin(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.surveyed(); err != nil {
			t.Fatal(err)
		}
		late := site{"late": "1", "katrineholm/2019/late": "2", "late.d/deep/er": "3"}
		put(t, dir, late)
		if age == 0 {
			touch()
		}
		for p, text := range siteB {
			if err := s.Write(p, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Commit()
		if err != nil {
			t.Fatal(err)
		}
		same(t, "tree", join(siteB, late), tree(t, dir))
		same(t, "foreign", []string{"katrineholm/2019/late", "late", "late.d/"}, r.Foreign)
	}
}

func TestAForeignFolderGetsAPage(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			withFault(t, mode.fault)
			dir := folderIn(t)
			put(t, dir, site{"uploads/a.pdf": "foreign", "uploads/b/c.pdf": "foreign"})
			publish(t, dir, siteA)
			old := time.Now().Add(-time.Hour)
			if err := os.Chtimes(dir, old, old); err != nil {
				t.Fatal(err)
			}
			r := publish(t, dir, join(siteA, site{"uploads/index.html": "ours"}))
			same(t, "foreign", []string{"uploads/a.pdf", "uploads/b/"}, r.Foreign)
			want := join(siteA, site{"uploads/a.pdf": "foreign", "uploads/b/c.pdf": "foreign"})
			same(t, "tree", join(want, site{"uploads/index.html": "ours"}), mode.strip(tree(t, dir)))
			publish(t, dir, siteA)
			same(t, "tree", want, mode.strip(tree(t, dir)))
		})
	}
}

func TestWhatWasEditedIsNotLost(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			withFault(t, mode.fault)
			dir := folderIn(t)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			twinned(t, dir, siteA)
			put(t, dir, site{
				"index.html":      "edited, and the new site has it",
				"style.css":       "edited, and the new site has it as it was",
				"gone/index.html": "edited, and the new site has it no more",
			})
			r := publish(t, dir, siteB)
			same(t, "tree", join(siteB, site{"gone/index.html": "edited, and the new site has it no more"}), mode.strip(tree(t, dir)))
			same(t, "replaced", []string{"index.html", "style.css"}, r.Replaced)
			same(t, "aside", site{
				"index.html": "edited, and the new site has it",
				"style.css":  "edited, and the new site has it as it was",
			}, tree(t, r.Aside))
			same(t, "foreign", []string{"gone/"}, r.Foreign)
			same(t, "removed", 3, r.Removed)

			put(t, dir, site{"index.html": "edited again"})
			r = publish(t, dir, siteB)
			same(t, "replaced", []string{"index.html"}, r.Replaced)
			same(t, "aside, the last one only", "edited again", tree(t, r.Aside)["index.html"])
			same(t, "written", 1, r.Written)
		})
	}
}

func TestWhatWasEditedGivesWayToAFolderOrAFile(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			withFault(t, mode.fault)
			dir := folderIn(t)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			publish(t, dir, siteA)
			edited := site{"turn": "edited, will be a folder", "nrut/index.html": "edited, its folder will be a file"}
			put(t, dir, edited)
			r := publish(t, dir, siteB)
			same(t, "tree", siteB, mode.strip(tree(t, dir)))
			same(t, "replaced", []string{"nrut/index.html", "turn"}, r.Replaced)
			same(t, "aside", edited, tree(t, r.Aside))
			same(t, "removed", 2, r.Removed)
		})
	}
}

func TestAFileEditedAndSetBackIsPublishedAsItIs(t *testing.T) {
	dir := folderIn(t)
	twinned(t, dir, siteA)
	// In place, so that the twin has it too; then a new file with the old content.
	put(t, dir, site{"style.css": "edited in place"})
	if err := os.Remove(dir + "/style.css"); err != nil {
		t.Fatal(err)
	}
	put(t, dir, site{"style.css": siteA["style.css"]})
	r := publish(t, dir, siteB)
	same(t, "tree", siteB, tree(t, dir))
	same(t, "replaced", []string(nil), r.Replaced)
	publish(t, dir, siteA)
	same(t, "tree", siteA, tree(t, dir))
}

func TestWithoutAManifest(t *testing.T) {
	for _, mode := range modes {
		for _, damage := range []string{"none", "cut", "garbage"} {
			t.Run(mode.name+"/"+damage, func(t *testing.T) {
				withFault(t, mode.fault)
				dir := folderIn(t)
				if err := os.MkdirAll(dir, 0o755); err != nil {
					t.Fatal(err)
				}
				twinned(t, dir, siteA)
				putForeign(t, dir)
				manifest := filepath.Join(mode.state(dir), "manifest")
				data, err := os.ReadFile(manifest)
				if err != nil {
					t.Fatal(err)
				}
				switch damage {
				case "none":
					err = os.RemoveAll(mode.state(dir))
				case "cut":
					err = os.WriteFile(manifest, data[:len(data)-30], 0o644)
				case "garbage":
					data[len(data)/2] ^= 1
					err = os.WriteFile(manifest, data, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
				next := maps.Clone(siteA)
				delete(next, "gone/index.html")
				next["index.html"] = "changed meanwhile"
				r := publish(t, dir, next)
				same(t, "tree", join(siteA, next, foreign), mode.strip(tree(t, dir)))
				same(t, "replaced", []string{"index.html"}, r.Replaced)
				same(t, "aside", siteA["index.html"], tree(t, r.Aside)["index.html"])
				if !slices.Contains(r.Foreign, "gone/index.html") || slices.Contains(r.Foreign, "style.css") {
					t.Errorf("foreign: %q", r.Foreign)
				}
				same(t, "unchanged", 6, r.Unchanged)
				// And from now on they are ours again.
				r = publish(t, dir, siteB)
				same(t, "tree", join(siteB, foreign, site{"gone/index.html": siteA["gone/index.html"]}), mode.strip(tree(t, dir)))
				same(t, "removed", 3, r.Removed)
			})
		}
	}
}

func TestWhatIsInTheWayIsNamed(t *testing.T) {
	cases := []struct {
		name, want string
		lay        func(dir string) error
	}{
		{"a folder at a page", "style.css/ is in the way", func(dir string) error { return os.Mkdir(dir+"/style.css", 0o755) }},
		{"a file at a folder", "katrineholm is in the way", func(dir string) error { return os.WriteFile(dir+"/katrineholm", nil, 0o644) }},
		{"a link at a folder", "katrineholm is in the way", func(dir string) error { return os.Symlink("..", dir+"/katrineholm") }},
		{"a file under a page", "is in the way", func(dir string) error {
			return errors.Join(os.MkdirAll(dir+"/nrut", 0o755), os.WriteFile(dir+"/nrut/notes", nil, 0o644))
		}},
	}
	next := join(siteA, site{"nrut": "a file now"})
	delete(next, "nrut/index.html")
	for _, mode := range modes {
		for _, c := range cases {
			for _, first := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s/%s/first=%v", mode.name, c.name, first), func(t *testing.T) {
					withFault(t, mode.fault)
					dir := folderIn(t)
					put(t, dir, site{"CNAME": "foreign"})
					if !first {
						publish(t, dir, site{"nrut/index.html": "old"})
					}
					if err := c.lay(dir); err != nil {
						t.Fatal(err)
					}
					before := mode.strip(tree(t, dir))
					_, err := try(dir, next)
					if err == nil || !strings.Contains(err.Error(), c.want) {
						t.Errorf("error is %v, want %q in it", err, c.want)
					}
					same(t, "tree", before, mode.strip(tree(t, dir)))
				})
			}
		}
	}
}

func TestSymbolicLinksAreNotFollowed(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			withFault(t, mode.fault)
			dir := folderIn(t)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			twinned(t, dir, siteA)
			// Someone moved a folder of ours away and put a link there, and one in place of a page.
			away := filepath.Join(filepath.Dir(dir), "away")
			if err := errors.Join(
				os.Rename(dir+"/gone", away), os.Symlink(away, dir+"/gone"),
				os.Rename(dir+"/index.html", away+"/page"), os.Symlink(away+"/page", dir+"/index.html"),
			); err != nil {
				t.Fatal(err)
			}
			before := tree(t, away)
			r := publish(t, dir, siteB)
			same(t, "tree", join(siteB, site{"gone": "-> " + away}), mode.strip(tree(t, dir)))
			same(t, "away", before, tree(t, away))
			same(t, "replaced", []string{"index.html"}, r.Replaced)
			same(t, "aside", site{"index.html": "-> " + away + "/page"}, tree(t, r.Aside))
		})
	}
}

func TestTheFolderItselfMayBeALink(t *testing.T) {
	dir := folderIn(t)
	real := filepath.Join(filepath.Dir(dir), "www", "html")
	put(t, real, site{"CNAME": "foreign"})
	if err := os.Symlink("www/html", dir); err != nil {
		t.Fatal(err)
	}
	publish(t, dir, siteA)
	same(t, "link", site{"public": "-> www/html"}, site{"public": tree(t, filepath.Dir(dir))["public"]})
	same(t, "tree", join(siteA, site{"CNAME": "foreign"}), tree(t, real))
	same(t, "beside the target", []string{".lofte-html", "html"}, names(t, filepath.Dir(real)))

	if err := os.RemoveAll(real); err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(dir); err == nil || !strings.Contains(err.Error(), "symbolic link to nothing") {
		t.Errorf("a link to nothing: %v", err)
	}
	if _, err := Begin(filepath.Join(stateOf(real), "lock")); err == nil || !strings.Contains(err.Error(), "not a folder") {
		t.Errorf("a file: %v", err)
	}
}

func TestMissingParentsAreMade(t *testing.T) {
	dir := filepath.Join(folderIn(t), "a", "b")
	publish(t, dir, siteA)
	same(t, "tree", siteA, tree(t, dir))
}

func TestOnlyOneBuildAtATime(t *testing.T) {
	dir := folderIn(t)
	s, err := Begin(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(dir); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), dir) {
		t.Errorf("second build: %v", err)
	}
	if err := s.Write("x", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	publish(t, dir, siteA)
	same(t, "tree", siteA, tree(t, dir))
}

func TestManyBuildsAtOnce(t *testing.T) {
	dir := folderIn(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 10 {
				next := []site{siteA, siteB}[i%2]
				if _, err := try(dir, next); err != nil && !errors.Is(err, ErrBusy) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got := tree(t, dir)
	if !cmp.Equal(got, siteA) && !cmp.Equal(got, siteB) {
		t.Errorf("neither A nor B: %v", got)
	}
	same(t, "beside", []string{".lofte-public", "public"}, names(t, filepath.Dir(dir)))
}

func TestWriteFromManyGoroutines(t *testing.T) {
	dir := folderIn(t)
	for round := range 3 {
		s, err := Begin(dir)
		if err != nil {
			t.Fatal(err)
		}
		want := make(site)
		for i := range 500 {
			want[fmt.Sprintf("k%d/p%d/index.html", i%7, i)] = fmt.Sprint(i, i%(round+1))
		}
		var wg sync.WaitGroup
		paths := slices.Sorted(maps.Keys(want))
		for g := range 8 {
			wg.Go(func() {
				var data []byte
				for i := g; i < len(paths); i += 8 {
					data = append(data[:0], want[paths[i]]...)
					if err := s.Write(paths[i], data); err != nil {
						t.Error(err)
					}
					clear(data)
				}
			})
		}
		wg.Wait()
		if _, err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		same(t, "tree", want, tree(t, dir))
	}
}

func TestKeep(t *testing.T) {
	dir := folderIn(t)
	publish(t, dir, siteA)
	put(t, dir, site{"turn": "edited"})
	s, err := Begin(dir)
	if err != nil {
		t.Fatal(err)
	}
	kept := make(map[string]bool)
	for p, text := range siteB {
		kept[p] = s.Keep(p, sha256.Sum256([]byte(text)))
		if !kept[p] {
			if err := s.Write(p, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if s.Keep("turn", sha256.Sum256([]byte(siteA["turn"]))) {
		t.Error("Keep vouches for an edited file")
	}
	if s.Keep("style.css", sha256.Sum256([]byte(siteB["style.css"]))) {
		t.Error("Keep lets a path be added twice")
	}
	if _, err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	same(t, "tree", siteB, tree(t, dir))
	maps.DeleteFunc(kept, func(_ string, yes bool) bool { return !yes })
	same(t, "kept", map[string]bool{"style.css": true}, kept)
}

func TestACopiedFolderIsKnownAgain(t *testing.T) {
	dir := folderIn(t)
	twinned(t, dir, siteA)
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.CopyFS(moved, os.DirFS(filepath.Dir(dir))); err != nil {
		t.Fatal(err)
	}
	r := publish(t, filepath.Join(moved, "public"), siteB)
	same(t, "tree", siteB, tree(t, filepath.Join(moved, "public")))
	same(t, "report", Report{Written: 7, Unchanged: 1, Removed: 4, Bytes: 86, Aside: r.Aside}, r)
	publish(t, filepath.Join(moved, "public"), siteA)
	same(t, "tree", siteA, tree(t, filepath.Join(moved, "public")))
}

func TestClockSetBack(t *testing.T) {
	dir := folderIn(t)
	put(t, dir, site{"CNAME": "foreign"})
	twinned(t, dir, siteA)
	future := time.Now().Add(48 * time.Hour)
	err := filepath.WalkDir(filepath.Dir(dir), func(name string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(name, future, future))
	})
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, site{"katrineholm/2019/added": "foreign"})
	r := publish(t, dir, siteB)
	same(t, "tree", join(siteB, site{"CNAME": "foreign", "katrineholm/2019/added": "foreign"}), tree(t, dir))
	same(t, "replaced", []string(nil), r.Replaced)
	same(t, "removed", 4, r.Removed)
}

func TestADamagedTwinDoesNoHarm(t *testing.T) {
	dir := folderIn(t)
	twinned(t, dir, siteA)
	twin := stateOf(dir) + "/twin"
	if err := errors.Join(os.RemoveAll(twin+"/katrineholm"), os.Remove(twin+"/style.css")); err != nil {
		t.Fatal(err)
	}
	put(t, twin, site{"style.css": "wrong"})
	next := join(siteA, site{"turn": "changed"})
	publish(t, dir, next)
	same(t, "tree", next, tree(t, dir))
	publish(t, dir, siteA)
	same(t, "tree", siteA, tree(t, dir))
}

func TestTheFolderKeepsItsModeAndStateIsClosed(t *testing.T) {
	dir := folderIn(t)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []fs.FileMode{0o775 | fs.ModeSetgid, 0o700, 0o750} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			publish(t, dir, siteA)
			same(t, "mode", mode|fs.ModeDir, info(t, dir).Mode())
		}
	}
	same(t, "mode of the state", fs.FileMode(0o700), info(t, stateOf(dir)).Mode().Perm())
	if old := syscall.Umask(0); true {
		syscall.Umask(old)
		same(t, "mode of a page", 0o644&^fs.FileMode(old), info(t, dir+"/index.html").Mode().Perm())
		same(t, "mode of a folder", 0o755&^fs.FileMode(old), info(t, dir+"/katrineholm").Mode().Perm())
	}
}

// However large the site is, a publish changes on disk what has changed in it, and not more.
func TestASmallChangeCostsLittle(t *testing.T) {
	steps := func(pages int) int {
		dir := folderIn(t)
		files := make(site)
		for i := range pages {
			files[fmt.Sprintf("k%d/p%d/index.html", i%7, i)] = fmt.Sprint(i)
		}
		twinned(t, dir, files)
		files["k1/p1/index.html"] = "changed"
		files["k1/new/index.html"] = "new"
		delete(files, "k2/p2/index.html")
		n := 0
		withFault(t, func(string, string) error {
			n++
			return nil
		})
		r := publish(t, dir, files)
		fault = nil
		same(t, "report", []int{2, pages - 2, 1}, []int{r.Written, r.Unchanged, r.Removed})
		same(t, "tree", files, tree(t, dir))
		return n
	}
	few, many := steps(20), steps(400)
	if few != many || many > 50 {
		t.Errorf("20 pages: %d steps; 400 pages: %d steps", few, many)
	}
}

// A change within one folder costs what is in it, and leaves the others alone.
func TestAChangeInOneFolder(t *testing.T) {
	dir := folderIn(t)
	twinned(t, dir, siteA)
	before := info(t, dir)
	var exchanged []string
	withFault(t, func(op, path string) error {
		if op == "exchange" {
			exchanged = append(exchanged, path)
		}
		return nil
	})
	next := join(siteA, site{"katrineholm/2019/index.html": "another promise"})
	r := publish(t, dir, next)
	same(t, "exchanged", []string{filepath.Join(dir, "katrineholm")}, exchanged)
	same(t, "report", []int{1, len(siteA) - 1, 0}, []int{r.Written, r.Unchanged, r.Removed})
	same(t, "tree", next, tree(t, dir))
	if !os.SameFile(before, info(t, dir)) {
		t.Error("the whole tree was exchanged")
	}
	for _, step := range []struct {
		name  string
		files site
	}{
		{"a file of the front", join(next, site{"index.html": "another front"})},
		{"two folders", join(next, site{"katrineholm/index.html": "x", "gone/index.html": "y"})},
		{"a file more", join(next, site{"katrineholm/2020/index.html": "more"})},
		{"that file less", next},
		{"back", siteA},
	} {
		exchanged = nil
		publish(t, dir, step.files)
		same(t, step.name, step.files, tree(t, dir))
		if alone := len(exchanged) == 1 && exchanged[0] != dir; alone != (step.name == "back") {
			t.Errorf("%s: exchanged %v", step.name, exchanged)
		}
	}
	put(t, dir, site{"katrineholm/notes.txt": "a note"})
	r = publish(t, dir, next)
	same(t, "with a note", join(next, site{"katrineholm/notes.txt": "a note"}), tree(t, dir))
	same(t, "noticed", []string{"katrineholm/notes.txt"}, r.Noticed)
	put(t, dir, site{"katrineholm/notes.txt": "a note", "nrut/index.html": "edited"})
	last := join(next, site{"nrut/index.html": "another"})
	r = publish(t, dir, last)
	same(t, "edited", join(last, site{"katrineholm/notes.txt": "a note"}), tree(t, dir))
	same(t, "replaced", []string{"nrut/index.html"}, r.Replaced)
}

// settle gives all folders of a tree a time of change long ago, so that a survey of them may be trusted.
func settle(t *testing.T, dir string) {
	t.Helper()
	old := time.Now().Add(-time.Hour)
	if err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chtimes(p, old, old)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A survey is kept from one publish to the next but one, which finds the same tree in place.
func TestAKeptSurvey(t *testing.T) {
	changed := func(i int) site { return join(siteA, site{"style.css": fmt.Sprint("change ", i)}) }
	setUp := func(t *testing.T) string {
		dir := folderIn(t)
		twinned(t, dir, siteA)
		put(t, dir, site{"katrineholm/CNAME": "foreign", "odd \"name\"\n": "foreign"})
		settle(t, dir)
		publish(t, dir, changed(1))
		settle(t, dir)
		settle(t, stateOf(dir)+"/twin")
		publish(t, dir, changed(2))
		s, err := Begin(dir)
		if err != nil {
			t.Fatal(err)
		}
		seen := s.lastSurveys()[inodeOf(dir)]
		if err := s.Abort(); err != nil {
			t.Fatal(err)
		}
		if !seen["katrineholm"].settled || len(seen["katrineholm"].foreign) != 1 || len(seen["."].inside) == 0 {
			t.Fatalf("what was seen: %v", seen)
		}
		return dir
	}
	t.Run("foreign files stay, old and new", func(t *testing.T) {
		dir := setUp(t)
		put(t, dir, site{"katrineholm/2019/late": "foreign too"})
		r := publish(t, dir, changed(3))
		all := site{"katrineholm/CNAME": "foreign", "odd \"name\"\n": "foreign", "katrineholm/2019/late": "foreign too"}
		same(t, "tree", join(changed(3), all), tree(t, dir))
		same(t, "foreign", []string{"katrineholm/2019/late", "katrineholm/CNAME", "odd \"name\"\n"}, r.Foreign)
		if err := os.Remove(filepath.Join(dir, "katrineholm", "CNAME")); err != nil {
			t.Fatal(err)
		}
		delete(all, "katrineholm/CNAME")
		publish(t, dir, changed(4))
		same(t, "tree", join(changed(4), all), tree(t, dir))
	})
	t.Run("without the manifest it is worth nothing", func(t *testing.T) {
		dir := setUp(t)
		if err := os.Remove(stateOf(dir) + "/manifest"); err != nil {
			t.Fatal(err)
		}
		publish(t, dir, site{"index.html": "new"})
		got := tree(t, dir)
		if got["nrut/index.html"] == "" || got["katrineholm/CNAME"] == "" {
			t.Errorf("files that nobody knows any more are gone: %v", got)
		}
	})
	t.Run("damaged it is worth nothing", func(t *testing.T) {
		dir := setUp(t)
		file := stateOf(dir) + "/survey"
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := readManifest(stateOf(dir) + "/manifest")
		if err != nil || decodeSurveys(m.paths, whole) == nil {
			t.Fatalf("the whole is none: %v", err)
		}
		for i := range len(whole) {
			if got := decodeSurveys(m.paths, whole[:i]); got != nil {
				t.Fatalf("%d of %d bytes are taken for a whole", i, len(whole))
			}
		}
		if err := os.WriteFile(file, bytes.ReplaceAll(whole, []byte("CNAME"), []byte("DNAME")), 0o644); err != nil {
			t.Fatal(err)
		}
		publish(t, dir, changed(3))
		same(t, "tree", join(changed(3), site{"katrineholm/CNAME": "foreign", "odd \"name\"\n": "foreign"}), tree(t, dir))
	})
}

func TestManifestRoundTrip(t *testing.T) {
	m := manifestOf(map[string]entry{
		"index.html":        {sum: sha256.Sum256([]byte("a")), stamp: stamp.Stamp{Size: 1, Time: -2, Inode: 3}},
		"a/b\nend c/x":      {stamp: stamp.Stamp{Size: 1 << 40, Time: 1 << 60, Inode: 1 << 63}},
		`"quoted" å/\n\"`:   {},
		" leading and end ": {},
		"return\r":          {},
	})
	m.tree, m.at, m.inPlace = 7, "a", true
	m.made, m.puts = []string{"a", "b\nc"}, []string{"index.html", "x y"}
	got, err := decodeManifest(m.encode())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "manifest", fmt.Sprint(m), fmt.Sprint(got))
	same(t, "bytes", string(m.encode()), string(got.encode()))

	data := m.encode()
	for i := range data {
		if _, err := decodeManifest(data[:i]); err == nil {
			t.Errorf("%d of %d bytes are taken for a whole", i, len(data))
		}
	}
}
